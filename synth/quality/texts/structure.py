"""What can be wrong with spans and tags whatever a text says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synth.quality.finding import Finding
from synth.quality.texts.answers import moved, of_line, of_span, set_key, without
from synth.quality.texts.raw import Line, RawTexts, Span
from synth.text.grammar.graphemes import cuts

_TAG = re.compile(r"O|([BI])-(.+)")


def structure_of(texts: RawTexts, line: Line, ids: dict[object, int]) -> Iterator[Finding]:
    """Every fault of a line by itself; `ids` are those before it, and their places."""
    number = line.record.get("id")
    if isinstance(number, int | str) and (first := ids.setdefault(number, line.place)) != line.place:
        evidence = f"line {first + 1} has the same id"
        yield of_line(texts, line, "text_duplicate_id", number, None, evidence)
    seen = set[tuple[int, int, str]]()
    for span in line.spans:
        key = span.start, span.end, span.label
        if key in seen:
            evidence = "an equal span stands before it"
            yield of_span(
                texts, line, span, "span_duplicate", span.label, "one span", evidence, without(texts, line, span)
            )
            continue
        seen.add(key)
        yield from _of_span(texts, line, span)
    yield from _crossing(texts, line)
    yield from _tags(texts, line)


def _of_span(texts: RawTexts, line: Line, span: Span) -> Iterator[Finding]:
    text, size = line.text, len(line.text)
    if not 0 <= span.start < span.end <= size:
        found = _nearest(text, span) if span.value and span.value.strip() else None
        edits = moved(texts, line, span, *found) if found else without(texts, line, span)
        suggested = list(found) if found else "no such span"
        evidence = f"the text has {size} characters" if span.start < span.end else "it encloses nothing"
        yield of_span(texts, line, span, "span_outside", [span.start, span.end], suggested, evidence, edits)
        return
    stands = text[span.start : span.end]
    if span.value is not None and stands != span.value:
        found = _nearest(text, span) if span.value.strip() else None
        edits = moved(texts, line, span, *found) if found else ()
        evidence = f"text[{span.start}:{span.end}] is {stands!r}" + (
            "" if found else ", and the value is nowhere in it"
        )
        yield of_span(texts, line, span, "span_value", span.value, list(found) if found else None, evidence, edits)
        return
    inner = stands.strip()
    if inner != stands:
        start = span.start + len(stands) - len(stands.lstrip())
        edits = moved(texts, line, span, start, start + len(inner)) if inner else without(texts, line, span)
        yield of_span(texts, line, span, "span_blank_edge", stands, inner or "no such span", "white space", edits)
    elif cuts(text, span.start) or cuts(text, span.end):
        start, end = span.start, span.end
        while cuts(text, start):
            start -= 1
        while cuts(text, end):
            end += 1
        edits = moved(texts, line, span, start, end)
        evidence = "a border lies between characters that are drawn as one"
        yield of_span(texts, line, span, "span_cuts_character", stands, text[start:end], evidence, edits)


def _nearest(text: str, span: Span) -> tuple[int, int] | None:
    """Where the value of a span stands, nearest to where the span says."""
    value = span.value or ""
    starts = [found.start() for found in re.finditer(f"(?={re.escape(value)})", text)]
    start = min(starts, key=lambda at: abs(at - span.start), default=None)
    return None if start is None else (start, start + len(value))


def _crossing(texts: RawTexts, line: Line) -> Iterator[Finding]:
    if len(line.sound) < 2:
        return
    opened = list[Span]()
    for span in sorted(line.sound, key=lambda one: (one.start, -one.end)):
        opened = [one for one in opened if one.end > span.start]
        for one in opened:
            if one.end < span.end:
                evidence = f"it crosses {line.text[one.start : one.end]!r} ({one.label})"
                given = line.text[span.start : span.end]
                yield of_span(texts, line, span, "span_crossing", given, None, evidence)
                break
        opened.append(span)


def _tags(texts: RawTexts, line: Line) -> Iterator[Finding]:
    tokens, tags = line.record.get("tokens"), line.record.get("tags")
    if not isinstance(tags, list):
        return
    if isinstance(tokens, list) and len(tokens) != len(tags):
        evidence = f"{len(tokens)} tokens"
        yield of_line(texts, line, "invalid_bio", f"{len(tags)} tags", len(tokens), evidence)
        return
    before = "O"
    for number, tag in enumerate(tags):
        match = _TAG.fullmatch(tag) if isinstance(tag, str) else None
        if match is None:
            yield of_line(texts, line, "invalid_bio", tag, None, f"tags[{number}] is no O, B-LABEL or I-LABEL")
            before = "O"
            continue
        if match[1] == "I" and before != match[2]:
            edits = (set_key(texts, line, f"tags.{number}", tag, f"B-{match[2]}"),)
            evidence = f"tags[{number}] goes on with what no tag before it began"
            yield of_line(texts, line, "invalid_bio", tag, f"B-{match[2]}", evidence, edits)
        before = match[2] or "O"
