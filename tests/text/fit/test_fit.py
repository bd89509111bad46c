"""A fitted scene is an ordinary scene, and nothing that fewer than k texts (or sources) have stands in its files."""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

import synth
from synth.core.errors import DataError, SynthError
from synth.core.progress import Counter as Quiet
from synth.text.fit.fit import fit_scene
from synth.text.fit.options import SceneFitOptions
from synth.text.fit.write import SCENE
from synth.text.grammar.tokens import tokens_of
from tests.text.fit.orders import NAMES, THINGS, ordinary, record

K = 5


def written(folder: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    file = folder / "texts.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return file


def fitted(folder: Path, records: Iterable[Mapping[str, Any]], **options: Any) -> dict[str, str]:
    given = SceneFitOptions(data=written(folder, records), out=folder / "scene", seed=1, **{"k": K, **options})
    return fit_scene(given, "", Quiet(), lambda line: None)


def generated(folder: Path, files: Mapping[str, str], count: int) -> list[Any]:
    place = folder / "scene"
    place.mkdir()
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
    return list(synth.generate(place / SCENE, count=count, seed=3))


CANARIES = [
    *(record(f"Please send my parcel to {name}.", "ask", (name, "person")) for name in ("Zebedee Quux", "Xanthe Vole")),
    record("Where is my parcel? The merger with Omnitrax closes on Friday.", "ask", ("parcel", "thing")),
    record("Where is my heirloom necklace?", "ask", ("heirloom necklace", "thing")),
    record("When will my awfully embarrassing parcel arrive?", "ask", ("parcel", "thing")),
    *(record("My pin is swordfish.", "stop") for _ in range(K - 1)),
    *(record(f"Cancel order {number} of Ottoline now.", "ask") for number in range(K - 1)),
    *(record("Cancel the invoice now.", "hushhush", ("invoice", "thing")) for _ in range(K - 1)),
    record("Where is Ottilie?", "ask", ("Ottilie", "rarelabel")),
]
SECRETS = (
    "zebedee", "quux", "xanthe", "vole", "merger", "omnitrax", "friday", "heirloom", "necklace", "embarrassing",
    "awfully", "swordfish", "ottoline", "hushhush", "ottilie", "rarelabel",
)  # fmt: skip


def test_what_fewer_than_k_texts_have_stands_in_no_file(tmp_path: Path) -> None:
    files = fitted(tmp_path, [*ordinary(), *CANARIES])
    for name, text in files.items():
        low = f"{name} {text}".casefold()
        assert [secret for secret in SECRETS if secret in low] == []
        assert [name for name in NAMES if name.split()[1].casefold() in low] == []


def test_what_k_texts_have_does(tmp_path: Path) -> None:
    more = [record("My pin is swordfish.", "stop") for _ in range(K)]
    assert "swordfish" in "".join(fitted(tmp_path, [*ordinary(), *more]).values())


def test_k_counts_sources_where_a_key_tells_them(tmp_path: Path) -> None:
    shouted = [record(f"I want to cancel my gold order{mark}", "stop", user="one") for mark in ".!?" * 5]
    alone = "".join(fitted(tmp_path, [*ordinary(), *shouted]).values())
    by_user = "".join(fitted(tmp_path, [*ordinary(), *shouted], source={"by": "user"}).values())
    assert "gold" in alone
    assert "gold" not in by_user
    assert "sources (user)" in by_user


def test_the_scene_generates_labelled_texts_of_the_classes(tmp_path: Path) -> None:
    texts = generated(tmp_path, fitted(tmp_path, ordinary()), 60)
    assert {text.attributes["label"] for text in texts} == {"ask", "stop"}
    values = Counter((span.label, span.value) for text in texts for span in text.spans)
    assert {value for label, value in values if label == "thing"} == set(THINGS)
    made_up = {value for label, value in values if label == "person"}
    assert len(made_up) > K
    assert made_up.isdisjoint(NAMES)
    for text in texts:
        assert ("cancel" in text.text.casefold()) == (text.attributes["label"] == "stop")


def test_words_side_by_side_stand_side_by_side_in_k_texts(tmp_path: Path) -> None:
    records = ordinary()
    holders = defaultdict[tuple[str, str], set[int]](set)
    for number, one in enumerate(records):
        text = without_values(one["text"], [(start, end, label) for start, end, label in one["slots"]])
        for pair in itertools.pairwise(text):
            holders[pair].add(number)
    for sample in generated(tmp_path, fitted(tmp_path, records), 60):
        text = without_values(sample.text, [(span.start, span.end, span.label) for span in sample.spans])
        rare = [pair for pair in itertools.pairwise(text) if len(holders[pair]) < K and pair[0] not in ".?"]
        assert rare == []


def without_values(text: str, ranges: Iterable[tuple[int, int, str]]) -> list[str]:
    for start, end, label in sorted(ranges, reverse=True):
        text = f"{text[:start]}{label.upper()}{text[end:]}"
    return [text[token.start : token.end].casefold() for token in tokens_of(text, ())]


def test_texts_without_classes_and_labels_make_a_scene(tmp_path: Path) -> None:
    records = [{"text": f"Dear all,\n\nthe {thing} is late.\nBye"} for thing in ("train", "bus") for _ in range(6)]
    texts = {text.text for text in generated(tmp_path, fitted(tmp_path, records), 2)}
    assert texts == {"Dear all,\n\nThe train is late.\nBye", "Dear all,\n\nThe bus is late.\nBye"}


def test_marks_that_phrases_are_written_with_are_characters(tmp_path: Path) -> None:
    text = "If a < b | c {{ d }} then {x} <e|f> is {% g %}."
    (made,) = generated(tmp_path, fitted(tmp_path, [{"text": text}] * K), 1)
    assert made.text == text


def test_languages_without_spaces_get_none(tmp_path: Path) -> None:
    text = "荷物はどこですか。今日届きますか。"
    (made,) = generated(tmp_path, fitted(tmp_path, [{"text": text, "locale": "ja_JP"}] * K), 1)
    assert (made.text, made.locale) == (text, "ja_JP")


@pytest.mark.parametrize("labels", [("my label",), ("a-b", "a.b")])
def test_labels_that_no_scene_can_have_are_refused(tmp_path: Path, labels: tuple[str, ...]) -> None:
    with pytest.raises(DataError, match=r"a label: got '(my label|a.b beside a-b)'"):
        fitted(tmp_path, [record("Say x.", "ask", ("x", label)) for label in labels])


def test_without_noise_the_shares_are_those_of_the_texts(tmp_path: Path) -> None:
    records = ordinary()
    extra = [one for one in records if one["label"] == "ask"]
    scene = fitted(tmp_path, [*records, *extra], epsilon=100)[SCENE]
    assert '"ask": 72' in scene
    assert '"stop": 36' in scene
    noisy = fitted(tmp_path, [*records, *extra], epsilon=0.05)[SCENE]
    assert '"ask": 72' not in noisy


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 500}, r"got 'no sentence with enough in common'; a smaller k than 500"),
        ({"values": {"persn": "name"}}, r"values\.persn: got 'name'; known: person, thing \(did you mean 'person'\?\)"),
        ({"values": {"thing": "nam"}}, r"values\.thing: got 'nam'; a file with a value a line, or a field: .*'name'"),
        ({"label": "intent"}, r"text 1: intent: got None; known: label"),
        ({"source": {"by": "usr"}}, r"text 1: usr: got None; known: user \(did you mean 'user'\?\)"),
        ({"locale": "en_UK"}, r"locale: got 'en_UK'; known: .*"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(SynthError, match=message) as error:
        fitted(tmp_path, ordinary(), **options)
    assert "\n" not in str(error.value)


def test_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="got 'no labelled texts'"):
        fitted(tmp_path, [])
