from __future__ import annotations

from collections.abc import Sequence

import pytest

from synth.core.labels import Span, Token
from synth.core.outcome import Rejection
from synth.scene.template_plans import TemplatePlan
from synth.text.records import TextDraft, VerifiedText
from synth.text.verify import characters
from synth.text.verify.characters import alignment, verify_text

TEXT = "Zoë lives at 12 High Street, York. 😊"
LABELS = frozenset({"PERSON", "ADDRESS", "CITY"})
PLAN = TemplatePlan(sample_id=5, template="letter", locale="en_GB", variables={}, attempt=2)


def span(value: str, label: str, by: int = 0) -> Span:
    start = TEXT.index(value) + by
    return Span(start, start + len(value), label, value, 1)


PERSON, ADDRESS, CITY = span("Zoë", "PERSON"), span("12 High Street, York", "ADDRESS"), span("York", "CITY")
SPANS = (PERSON, ADDRESS, CITY)


def outcome(
    text: str = TEXT, spans: Sequence[Span] = SPANS, truth: Sequence[Span] | None = None
) -> VerifiedText | Rejection:
    given = tuple(spans)
    draft = TextDraft(text=text, spans=given, truth=given if truth is None else tuple(truth))
    return verify_text(PLAN, draft, labels=LABELS, with_tokens=True)


def refused(text: str = TEXT, spans: Sequence[Span] = SPANS, truth: Sequence[Span] | None = None) -> tuple[str, float]:
    result = outcome(text, spans, truth)
    assert isinstance(result, Rejection)
    assert (result.sample_id, result.attempt, result.limit) == (5, 2, 0)
    return result.check, result.measured


def test_a_right_text_passes_with_tokens() -> None:
    result = outcome()
    assert isinstance(result, VerifiedText)
    assert [token.tag for token in result.tokens] == [
        "B-PERSON", "O", "O", "B-ADDRESS", *["I-ADDRESS"] * 4, "O", "O"
    ]  # fmt: skip


def test_no_tokens_unless_asked_for() -> None:
    result = verify_text(PLAN, TextDraft(text=TEXT, spans=SPANS, truth=SPANS), labels=LABELS, with_tokens=False)
    assert isinstance(result, VerifiedText)
    assert result.tokens == ()


def test_a_text_without_spans_passes() -> None:
    assert isinstance(outcome(spans=()), VerifiedText)


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("victim", [1, 2])
def test_a_shifted_span_is_refused(by: int, victim: int) -> None:
    moved = [s._replace(start=s.start + by, end=s.end + by) if at == victim else s for at, s in enumerate(SPANS)]
    assert refused(spans=moved)[0] == "characters"


def test_one_wrong_character_is_counted() -> None:
    assert refused(TEXT.replace("Zoë", "Zoe")) == ("characters", 1)
    assert refused(spans=[PERSON._replace(value="Zo")]) == ("characters", 1)


@pytest.mark.parametrize(("start", "end", "measured"), [(-1, 2, 1), (0, len(TEXT) + 3, 3), (4, 4, 1), (6, 4, 3)])
def test_spans_outside_of_the_text_or_empty_are_refused(start: int, end: int, measured: int) -> None:
    assert refused(spans=[Span(start, end, "CITY", TEXT[max(start, 0) : end], 1)]) == ("inside", measured)


def test_crossing_spans_are_refused() -> None:
    crossing = Span(CITY.start, CITY.end + 1, "CITY", TEXT[CITY.start : CITY.end + 1], 1)
    assert refused(spans=[PERSON, ADDRESS, crossing]) == ("nesting", 1)


@pytest.mark.parametrize(("start", "end"), [(3, 4), (3, 9), (4, 10), (3, 10)])
def test_white_space_at_an_end_of_a_span_is_refused(start: int, end: int) -> None:
    spans = [PERSON, Span(start, end, "CITY", TEXT[start:end], 1)]
    assert refused(spans=spans) == ("white_space", (TEXT[start] == " ") + (TEXT[end - 1] == " "))


def test_a_span_that_cuts_a_character_is_refused() -> None:
    assert refused("Zoe\u0308 s", [Span(0, 3, "PERSON", "Zoe", 1)]) == ("grapheme", 1)
    assert isinstance(outcome("Zoe\u0308 s", [Span(0, 4, "PERSON", "Zoe\u0308", 1)]), VerifiedText)


def test_unsorted_spans_are_refused() -> None:
    assert refused(spans=[ADDRESS, PERSON])[0] == "order"
    inner = Span(ADDRESS.start, ADDRESS.start + 2, "CITY", "12", 1)
    assert refused(spans=[inner, ADDRESS])[0] == "order"
    assert isinstance(outcome(spans=[ADDRESS, inner]), VerifiedText)


def test_a_label_of_no_list_is_refused() -> None:
    assert refused(spans=[PERSON._replace(label="PESRON")]) == ("label", 1)


def test_the_truth_beside_label_noise_is_checked_too() -> None:
    assert isinstance(outcome(spans=[PERSON], truth=SPANS), VerifiedText)
    assert refused(spans=[PERSON], truth=[span("York", "CITY", by=1)])[0] == "characters"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", ("empty", 1)),
        (" \n\t", ("empty", 1)),
        ("a\ud800b\udc00", ("surrogates", 2)),
        ("a\x00b\x1b\x7f", ("control", 3)),
        ("caf\u00e9\u0085", ("control", 1)),
        ("a\r\nb", ("control", 1)),
    ],
)
def test_characters_that_no_file_should_hold(text: str, finding: tuple[str, int]) -> None:
    assert refused(text, spans=()) == finding


def test_tabs_and_line_feeds_are_fine() -> None:
    assert isinstance(outcome("a\tb\nc", spans=()), VerifiedText)


GOOD = (Token(0, 2, "B-X"), Token(3, 5, "I-X"), Token(6, 8, "O"))


@pytest.mark.parametrize(
    ("tokens", "finding"),
    [
        ((GOOD[0], GOOD[1]._replace(start=1), GOOD[2]), ("token_order", 1)),
        ((GOOD[0], GOOD[2]), ("token_coverage", 2)),
        (GOOD[:2], ("token_coverage", 2)),
        ((GOOD[0], Token(3, 8, "I-X")), ("token_border", 3)),
        ((GOOD[0], GOOD[1]._replace(tag="O"), GOOD[2]), ("token_tags", 2)),
        ((GOOD[0], GOOD[1]._replace(tag="I-Y"), GOOD[2]), ("token_tags", 1)),
        ((GOOD[0]._replace(tag="O"), GOOD[1], GOOD[2]), ("token_tags", 1)),
        ((GOOD[0], GOOD[1], GOOD[2]._replace(tag="B-X")), ("token_tags", 1)),
    ],
)
def test_tokens_that_do_not_align_are_found(tokens: tuple[Token, ...], finding: tuple[str, int]) -> None:
    spans = (Span(0, 5, "X", "ab cd", 1),)
    assert alignment("ab cd ef", spans, GOOD) is None
    result = alignment("ab cd ef", spans, tokens)
    assert result is not None
    assert result[:2] == finding


def test_the_gate_looks_at_the_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(characters, "tokens_of", lambda text, spans, words: (Token(0, len(text), "O"),))
    assert refused()[0] == "token_border"
