from __future__ import annotations

from collections.abc import Iterator

import pytest

from synth.core.labels import Span
from synth.core.seeds import draws_for
from synth.text.grammar.graphemes import cuts
from synth.text.grammar.label_noise import MOST_SHIFTED, label_noise
from synth.text.scene.noise import LabelNoise
from synth.text.verify.characters import nesting

LABELS = ("PERSON", "ADDRESS", "CITY", "EMAIL")
TEXT = "Ann lives at 12 High Street, York. Write to anna@example.com, or come and see her some day!"


def _span(value: str, label: str, entity: int) -> Span:
    start = TEXT.index(value)
    return Span(start, start + len(value), label, value, entity)


SPANS = (
    _span("Ann", "PERSON", 1),
    _span("12 High Street, York", "ADDRESS", 2),
    _span("York", "CITY", 3),
    _span("anna@example.com", "EMAIL", 1),
)


def noisy(sample: int, /, **rates: float) -> tuple[Span, ...]:
    return label_noise(SPANS, TEXT, LABELS, LabelNoise(**rates), draws_for(1, sample, "labels"))


def many(**rates: float) -> Iterator[tuple[Span, ...]]:
    return (noisy(sample, **rates) for sample in range(300))


def test_without_rates_the_spans_are_the_very_same() -> None:
    assert noisy(0) is SPANS


@pytest.mark.parametrize("rate", [0.1, 1.0])
def test_results_are_still_spans_of_the_text(rate: float) -> None:
    for spans in many(swap=rate, shift=rate, drop=rate / 2, add=rate):
        assert nesting(TEXT, spans, LABELS) is None


def test_swapped_labels_are_others_of_the_list() -> None:
    for spans in many(swap=1.0):
        assert [span[:2] for span in spans] == [span[:2] for span in SPANS]
        assert all(new.label in LABELS and new.label != old.label for new, old in zip(spans, SPANS, strict=True))
    one = SPANS[:1]
    assert label_noise(one, TEXT, ["PERSON"], LabelNoise(swap=1.0), draws_for(1, 0, "labels")) is one


def test_shifted_spans_move_one_border_by_a_few_characters() -> None:
    for spans in many(shift=1.0):
        by_entity = sorted(spans, key=lambda span: (span.entity_id, span.label))
        for new, old in zip(by_entity, sorted(SPANS, key=lambda span: (span.entity_id, span.label)), strict=True):
            moved = abs(new.start - old.start), abs(new.end - old.end)
            assert min(moved) == 0
            assert 1 <= max(moved) <= MOST_SHIFTED
            assert new.value == TEXT[new.start : new.end]


def test_added_spans_are_unlabelled_words_and_new_entities() -> None:
    for spans in many(add=1.0):
        added = [span for span in spans if span not in SPANS]
        assert len(added) == len(SPANS)
        assert len({span.entity_id for span in added} | {1, 2, 3}) == 3 + len(added)
        assert all(span.value.isalnum() and span.label in LABELS for span in added)
        assert all(a.end <= b.start or a.start >= b.end for a in added for b in SPANS)


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_rates_are_shares_of_the_spans(rate: float) -> None:
    total, allowed = 300 * len(SPANS), pytest.approx(300 * len(SPANS) * rate, abs=60)
    assert total - sum(map(len, many(drop=rate))) == allowed
    assert sum(map(len, many(add=rate))) - total == allowed
    assert sum(sum(a != b for a, b in zip(spans, SPANS, strict=True)) for spans in many(swap=rate)) == allowed


def test_all_dropped() -> None:
    assert noisy(0, drop=1.0) == ()


def test_borders_never_go_inside_what_is_read_as_one_character() -> None:
    text = "e\u0301👍\U0001f3fd Ann 👩\u200d💻 n\u0303"
    span = Span(text.index("Ann"), text.index("Ann") + 3, "PERSON", "Ann", 1)
    for sample in range(300):
        (moved,) = label_noise((span,), text, LABELS, LabelNoise(shift=1.0), draws_for(1, sample, "labels"))
        assert not cuts(text, moved.start)
        assert not cuts(text, moved.end)
