"""Deliberate label errors at given rates (swapped, shifted, dropped, added spans), for testing quality control."""

from __future__ import annotations

from collections.abc import Sequence

from synth.core.labels import Span
from synth.core.marked import UNSEEN
from synth.core.seeds import Draws
from synth.text.grammar.graphemes import cuts
from synth.text.grammar.tokens import tokens_of
from synth.text.scene.noise import LabelNoise

MOST_SHIFTED = 3
"""The longest move of a border, in code points."""


def label_noise(
    spans: tuple[Span, ...], text: str, labels: Sequence[str], rates: LabelNoise, draws: Draws
) -> tuple[Span, ...]:
    """The spans with errors: sorted, nested properly, never empty; each value is the text inside the new borders.

    A span stays unchanged where no other label or no legal border exists; added spans are new entities.
    """
    result = [_swapped(span, labels, draws) if draws.chance(rates.swap) else span for span in spans]
    result = [span for span in result if not draws.chance(rates.drop)]
    for index in range(len(result)):
        if draws.chance(rates.shift):
            result[index] = _shifted(index, result, text, draws)
    added = sum(draws.chance(rates.add) for _ in spans)
    if added:
        result += _added(added, (*spans, *result), text, labels, draws)
    result.sort(key=lambda span: (span.start, -span.end))  # stable: of equal stretches the outer one stays first
    noisy = tuple(result)
    return spans if noisy == spans else noisy


def _swapped(span: Span, labels: Sequence[str], draws: Draws) -> Span:
    others = [label for label in labels if label != span.label]
    return span._replace(label=draws.pick(others)) if others else span


def _shifted(index: int, spans: Sequence[Span], text: str, draws: Draws) -> Span:
    """With one border moved; legal moves keep every pair of spans nested or apart, and characters whole."""
    span = spans[index]
    others = [*spans[:index], *spans[index + 1 :]]
    moves = [by for step in range(1, MOST_SHIFTED + 1) for by in (-step, step)]
    borders = [(span.start + by, span.end) for by in moves] + [(span.start, span.end + by) for by in moves]
    legal = [
        (start, end)
        for start, end in borders
        if 0 <= start < end <= len(text)
        and not (cuts(text, start) or cuts(text, end) or text[start] in UNSEEN or text[end - 1] in UNSEEN)
        and all(_keeps_order(span, start, end, other) for other in others)
    ]
    if not legal:
        return span
    start, end = draws.pick(legal)
    return span._replace(start=start, end=end, value=text[start:end])


def _keeps_order(span: Span, start: int, end: int, other: Span) -> bool:
    """Whether the moved span still holds, lies in or avoids the other, just as before."""
    if other.end <= span.start or other.start >= span.end:
        return other.end <= start or other.start >= end
    if span.start <= other.start and other.end <= span.end and span[:2] != other[:2]:
        return start <= other.start and other.end <= end and (start, end) != other[:2]
    return other.start <= start and end <= other.end and (start, end) != other[:2]


def _added(number: int, taken: Sequence[Span], text: str, labels: Sequence[str], draws: Draws) -> list[Span]:
    words = [
        token
        for token in tokens_of(text, ())
        if text[token.start].isalnum() and all(token.end <= s.start or token.start >= s.end for s in taken)
    ]
    entity = max(span.entity_id for span in taken)
    spans: list[Span] = []
    for _ in range(min(number, len(words))):
        token = words.pop(draws.below(len(words)))
        entity += 1
        spans.append(Span(token.start, token.end, draws.pick(labels), text[token.start : token.end], entity))
    return spans
