"""What an annotator reads in a text, and how it joins the labels that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from synth.annotate.model import Model, is_of_model


class FoundSpan(NamedTuple):
    """A span [start, end) in code points; `score` 0 to 1."""

    start: int
    end: int
    label: str
    score: float
    reason: str


class FoundClass(NamedTuple):
    """The value of a label of the text as a whole."""

    name: str
    value: str
    score: float
    reason: str


class TextReading(NamedTuple):
    """What is read in a text; spans in order, none over another."""

    spans: Sequence[FoundSpan] = ()
    classes: Sequence[FoundClass] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnnotator:
    """A model that reads texts; `labels` are those that its spans may have, `threshold` is where it abstains below."""

    model: Model
    labels: tuple[str, ...]
    threshold: float = 0.5
    read: Callable[[Sequence[str]], Sequence[TextReading]]


class JoinedSpans(NamedTuple):
    """The spans that stay, and those that are new, are too doubtful, or fall on a span that stays."""

    kept: tuple[Mapping[str, Any], ...]
    added: tuple[FoundSpan, ...]
    abstained: tuple[FoundSpan, ...]
    there: tuple[FoundSpan, ...]


def joined_spans(
    given: Iterable[Mapping[str, Any]], found: Iterable[FoundSpan], model: Model, threshold: float
) -> JoinedSpans:
    """What becomes of a text's spans. Only spans of the same model make room for its new ones."""
    kept = tuple(one for one in given if not is_of_model(one.get("attributes", {}), model))
    added, abstained, there = list[FoundSpan](), list[FoundSpan](), list[FoundSpan]()
    for one in found:
        if any(one.start < other["end"] and other["start"] < one.end for other in kept):
            there.append(one)
        else:
            (abstained if one.score < threshold else added).append(one)
    return JoinedSpans(kept, tuple(added), tuple(abstained), tuple(there))
