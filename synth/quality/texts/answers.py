"""Findings on texts and their spans, and the edits of JSON Lines that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synth.quality.finding import SURE, Edit, Finding, Place
from synth.quality.texts.raw import Line, RawTexts, Span


def moved(texts: RawTexts, line: Line, span: Span, start: int, end: int) -> tuple[Edit, ...]:
    """The edits that put a span at another place, with the value that stands there."""
    wanted = {"start": start, "end": end, "value": line.text[start:end]}
    given = line.record["spans"][span.number]
    return tuple(
        set_key(texts, line, f"spans.{span.number}.{key}", given[key], value)
        for key, value in wanted.items()
        if key in given and given[key] != value
    )


def set_key(texts: RawTexts, line: Line, key: str, before: Any, after: Any) -> Edit:
    """What `key` leads to gets another value."""
    return Edit("set", texts.file.name, "", line.place, key, before, after)


def without(texts: RawTexts, line: Line, span: Span) -> tuple[Edit, ...]:
    """The edit that takes a span out."""
    key = f"spans.{span.number}"
    return (Edit("remove", texts.file.name, "", line.place, key, line.record["spans"][span.number]),)


def further_span(line: Line, span: Mapping[str, object], before: int = 0) -> dict[str, object]:
    """The span with an entity of its own where the spans of the line have one; `before` it so many are added."""
    entities = [one.get("entity_id") for one in line.record.get("spans", ()) if isinstance(one, dict)]
    numbers = [one for one in entities if type(one) is int]
    own = len(numbers) == len(entities) and (numbers or "spans" not in line.record)
    return {**span, "entity_id": max(numbers, default=-1) + 1 + before} if own else dict(span)


def added(texts: RawTexts, line: Line, span: Mapping[str, object], before: int = 0) -> Edit:
    """A further span of a line, as `further_span` makes it."""
    return Edit("add", texts.file.name, "", line.place, "spans", None, further_span(line, span, before))


def of_line(
    texts: RawTexts, line: Line, check: str, given: object, suggested: object, evidence: str,
    edits: tuple[Edit, ...] = (), confidence: float = SURE, span: Span | None = None,
) -> Finding:  # fmt: skip
    """A finding on a text as a whole, on what is not labelled in it, or on one of its spans."""
    return Finding(
        check=check, data_set=texts.name, where=texts.where(line, span), subject=line.subject, given=given,
        suggested=suggested, confidence=confidence, evidence=evidence, edits=edits,
        place=Place(texts.file.name, "", line.place, span.number if span else None),
    )  # fmt: skip


def of_span(
    texts: RawTexts, line: Line, span: Span, check: str, given: object, suggested: object, evidence: str,
    edits: tuple[Edit, ...] = (), confidence: float = SURE,
) -> Finding:  # fmt: skip
    """A finding on one of its spans."""
    return of_line(texts, line, check, given, suggested, evidence, edits, confidence, span)
