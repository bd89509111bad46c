from __future__ import annotations

import pytest

from synth.core.marked import POS, Marked, concat
from synth.core.seeds import draws_for
from synth.text.grammar.confusions import HOMOGLYPHS
from synth.text.grammar.graphemes import cuts
from synth.text.grammar.keyboards import AZERTY, QWERTY, QWERTZ, neighbours, rows_of
from synth.text.grammar.noise import make_noise
from synth.text.scene.noise import Noise, NoiseRates

KINDS = tuple(NoiseRates.model_fields)


def letter() -> Marked:
    city = Marked("York").labelled("CITY", "c")
    address = concat(["12 High Street, ", city]).labelled("ADDRESS", "a")
    name = Marked("Zoë O'Neill").labelled("PERSON", "p")
    return concat(["Dear ", name, ", please write to ", address, ". Thank you very much!\nBill"])


def noisy(text: Marked | str, sample: int = 0, /, **rates: object) -> Marked:
    marked = text if isinstance(text, Marked) else Marked(text)
    return make_noise(Noise.model_validate(rates))(marked, draws_for(1, sample, "noise"))


def edits_per_place(kind: str, text: str, rate: float, samples: int = 40) -> float:
    changed = [noisy(text, sample, **{kind: rate}).text for sample in range(samples)]
    return sum(_distance(text, other) for other in changed) / samples


def _distance(a: str, b: str) -> int:
    return abs(len(a) - len(b)) if len(a) != len(b) else sum(x != y for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_changes_the_text_and_loses_no_mark(kind: str) -> None:
    text = letter()
    changed = noisy(text, **{kind: 1.0})
    assert changed.text != text.text
    assert [mark.label for mark in changed.marks] == [mark.label for mark in text.marks]


def test_no_rates_no_change_and_no_draw() -> None:
    text = letter()
    assert noisy(text) is text


def test_the_same_draws_give_the_same_noise_and_others_do_not() -> None:
    rates = dict.fromkeys(KINDS, 0.1)
    assert noisy(letter(), 3, **rates).text == noisy(letter(), 3, **rates).text
    assert len({noisy(letter(), sample, **rates).text for sample in range(20)}) > 15


@pytest.mark.parametrize(("kind", "text"), [("homoglyph", "a" * 400), ("punctuation", "!" * 400), ("ocr", "O" * 400)])
@pytest.mark.parametrize("rate", [0.02, 0.3, 1.0])
def test_rates_are_met(kind: str, text: str, rate: float) -> None:
    wanted = rate * 400
    assert edits_per_place(kind, text, rate) == pytest.approx(wanted, abs=1 + 4 * (wanted * (1 - rate) / 40) ** 0.5)


def test_share_is_the_share_of_texts_that_are_noisy() -> None:
    clean = sum(noisy(letter(), sample, homoglyph=1.0, share=0.25).text == letter().text for sample in range(400))
    assert clean == pytest.approx(300, abs=40)


def test_rates_inside_spans_are_their_own() -> None:
    outside = noisy(letter(), homoglyph=1.0, span={})
    assert [span.value for span in outside.spans()[0]] == [span.value for span in letter().spans()[0]]
    assert outside.text != letter().text
    inside = noisy(letter(), span={"homoglyph": 1.0})
    assert inside.text.startswith("Dear ")
    assert not any(char in HOMOGLYPHS for span in inside.spans()[0] for char in span.value)


def test_a_span_ends_before_the_next_character() -> None:
    text = concat(["a", Marked("a").labelled("X", "x"), "a"])
    assert noisy(text, span={"homoglyph": 1.0}).text == "aаa"
    assert noisy(text, homoglyph=1.0, span={}).text == "аaа"


def test_parts_of_speech_are_not_spans() -> None:
    text = Marked("aaa").labelled(f"{POS}NOUN", "w")
    assert noisy(text, homoglyph=1.0, span={}).text == "ааа"


def test_typos_stay_near_the_letter_and_keep_its_case() -> None:
    seen = {noisy("AB", sample, typo=0.5).text for sample in range(400)}
    assert {"BA", "A", "AAB", "AV", "SB"} <= seen
    assert all(text.isupper() for text in seen)


@pytest.mark.parametrize(
    ("locale", "rows", "key", "beside"),
    [
        ("en_GB", QWERTY, "y", "tughj"),
        ("de_DE", QWERTZ, "y", "asx"),
        ("fr_FR", AZERTY, "a", "zqs"),
        ("xx", QWERTY, "p", "ol"),
    ],
)
def test_keyboards(locale: str, rows: tuple[str, ...], key: str, beside: str) -> None:
    assert rows_of(locale) == rows
    assert set(neighbours(rows)[key]) <= set(beside)
    assert neighbours(rows)[key]


def test_typos_are_those_of_the_locale() -> None:
    def typed(locale: str) -> set[str]:
        noise = make_noise(Noise(typo=1.0), locale)
        return {noise(Marked("ya"), draws_for(1, sample, "noise")).text[0] for sample in range(300)}

    assert typed("de_DE") == set("yasx")
    assert typed("en_US") == set("yatugh")


def test_neighbours_are_mutual() -> None:
    for rows in (QWERTY, QWERTZ, AZERTY):
        near = neighbours(rows)
        assert all(key in near[other] for key, others in near.items() for other in others)


def test_one_letter_spans_are_never_emptied() -> None:
    text = concat([Marked("a").labelled("X", "1"), Marked(".").labelled("Y", "2"), " ", Marked("b").labelled("Z", "3")])
    for sample in range(200):
        changed = noisy(text, sample, typo=1.0, punctuation=1.0, whitespace=1.0)
        assert [mark.label for mark in changed.marks] == ["X", "Y", "Z"]


def test_ocr_never_joins_characters_of_two_spans() -> None:
    text = concat([Marked("r").labelled("X", "1"), Marked("n").labelled("Y", "2")])
    assert noisy("rn", 1, ocr=1.0).text == "m"
    assert noisy(text, 1, ocr=1.0).text == "rn"


def test_decimal_points_stay() -> None:
    assert noisy("It is 12.50, or 1,000.", punctuation=1.0).text == "It is 12.50 or 1,000"


def test_emoji_follow_sentences_only() -> None:
    text = "Mrs. Smith came. She ate 2.5 apples! Then left"
    pieces = noisy(text, emoji=1.0).text.split(" ")
    assert pieces[0] == "Mrs."
    added = [piece for piece in pieces if piece and ord(piece[0]) > 0x2000]
    assert len(added) == 2
    assert " ".join(piece for piece in pieces if piece not in added) == text


def test_emoji_stay_outside_a_span_that_ends_its_sentence() -> None:
    text = concat(["I live in ", Marked("York.").labelled("CITY", "c")])
    assert noisy(text, emoji=1.0).spans()[0][0].value == "York."


CLUSTERS = (
    "e\u0301",
    "n\u0303",
    "👩\u200d💻",
    "👍\U0001f3fd",
    "🇩🇪",
    "1\ufe0f\u20e3",
    "हि",
    "क्ष",
    "\u1112\u1161\u11ab",
    "ก\u0e49",
)


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_what_is_read_as_one_character_is_never_split(cluster: str) -> None:
    assert all(cuts(cluster, at) for at in range(1, len(cluster)))
    text = f"a{cluster}b"
    for sample in range(60):
        assert cluster in noisy(text, sample, **dict.fromkeys(KINDS, 1.0)).text


def test_plain_text_may_be_cut_anywhere() -> None:
    assert not any(cuts("ab é.東京", at) for at in range(9))
