"""Texts to Label Studio and doccano and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from synth.annotate.exchange.came_back import ACCEPTED, ADDED, MOVED, REMOVED, RENAMED, CameBack, Sent
from synth.core.canonical import readable
from synth.core.errors import DataError, Unquoted
from synth.core.labels import ANNOTATOR, PERSON, SOURCE
from synth.data.target import staged_target
from synth.image.formats.carries import many
from synth.quality.finding import Edit, Place
from synth.quality.texts.answers import added, moved, set_key, without
from synth.quality.texts.raw import Line, RawTexts, Span

LINE = "synth_line"
"""Key of what went out: the line of the text in its file, from 0, which comes back with it."""

DIGEST = "synth_digest"
"""Key of a digest of the spans that went out: those of a line that was changed since are no longer numbered so."""

TEXT = "text"

Json = Mapping[str, Any]


class BackSpan(NamedTuple):
    """A span that came back; `number` is its place in the line's list as it went out, None where it is new."""

    start: int
    end: int
    label: str
    number: int | None


class BackText(NamedTuple):
    """A text that came back, the line that it came from, and the digest of its spans as they went out."""

    line: int
    text: str
    spans: tuple[BackSpan, ...]
    digest: str | None = None


class TextTool(NamedTuple):
    """A tool as texts go to it. `confirms`: see `PictureTool`."""

    write: Callable[[RawTexts, Path, str], tuple[int, int]]
    read: Callable[[Path], Iterator[BackText]]
    confirms: bool


def send_texts(data: Path, tool: TextTool, out: Path, guidelines: str) -> Sent:
    """Write a set for a tool."""
    with staged_target(out) as temporary:
        texts, labels = tool.write(RawTexts(data), temporary, guidelines)
    return Sent(path=out, lines=(f"written   {many(texts, 'text')} with {many(labels, 'label')}",))


def texts_back(data: Path, tool: TextTool, name: str, file: Path) -> CameBack:
    """Compare what came back with the set as it is, in the order of the set.

    DataError for a file that is none of the tool's, and for a text that is another one than went out.
    """
    back, texts = CameBack(name, str(data)), RawTexts(data)
    theirs: dict[int, BackText] = {}
    for one in tool.read(file):
        if one.line in theirs:
            raise DataError(
                str(file), Unquoted(f"line {one.line} twice"), "each text once: `synth exchange` sends it so"
            )
        theirs[one.line] = one
    back.samples = len(theirs)
    for line in texts.lines():
        found = theirs.pop(line.place, None)
        if found is None:
            continue
        if found.text != line.text:
            raise DataError(f"{file}: {LINE} {line.place}", found.text, f"the text that went out: {line.text[:60]!r}")
        if found.digest not in (None, digest_of(line)):
            back.stale += 1
            continue
        _compare(texts, line, found, tool.confirms, back)
    for one in theirs.values():
        back.not_in_set(one.text[:60])
    return back


def _compare(texts: RawTexts, line: Line, found: BackText, confirms: bool, back: CameBack) -> None:
    matched, new = _matched(line, found.spans)
    for span in line.spans:
        place = Place(texts.file.name, "", line.place, span.number)
        given = f"{span.label} {line.text[span.start : span.end]!r}"
        if (one := matched.get(span.number)) is None:
            back.changed([REMOVED], place, line.subject, given, None, without(texts, line, span))
            continue
        fates, edits = _edits(texts, line, span, one, confirms)
        if fates:
            suggested = f"{one.label} {line.text[one.start : one.end]!r}"
            back.changed(fates, place, line.subject, given, suggested, edits)
        else:
            back.unchanged += 1
    for number, one in enumerate(new):
        value = line.text[one.start : one.end]
        span = {"start": one.start, "end": one.end, "label": one.label, "value": value, "attributes": {SOURCE: PERSON}}
        place, edit = Place(texts.file.name, "", line.place), added(texts, line, span, number)
        back.changed([ADDED], place, line.subject, None, f"{one.label} {value!r}", [edit])


def _matched(line: Line, found: Sequence[BackSpan]) -> tuple[dict[int, BackSpan], list[BackSpan]]:
    """Number of a span -> what came back of it; and what is new.

    Spans without a number are matched by place and label, then by place, then by overlap and label.
    """
    matched = {one.number: one for one in found if one.number is not None}
    left = [one for one in found if one.number is None]
    free = [span for span in line.spans if span.number not in matched]
    for likeness in (_is_equal, _is_at, _is_moved):
        rest = list[BackSpan]()
        for one in left:
            span = next((span for span in free if likeness(span, one)), None)
            if span is None:
                rest.append(one)
            else:
                free.remove(span)
                matched[span.number] = one
        left = rest
    known = {span.number for span in line.spans}
    return matched, [*left, *(one for number, one in matched.items() if number not in known)]


def _is_equal(span: Span, other: BackSpan) -> bool:
    return _is_at(span, other) and span.label == other.label


def _is_at(span: Span, other: BackSpan) -> bool:
    return (span.start, span.end) == (other.start, other.end)


def _is_moved(span: Span, other: BackSpan) -> bool:
    return span.label == other.label and span.start < other.end and other.start < span.end


def _edits(texts: RawTexts, line: Line, span: Span, now: BackSpan, confirms: bool) -> tuple[list[str], list[Edit]]:
    """What was done to a span, and the edits for it; nothing where nothing was."""
    stated, fates, edits = line.record["spans"][span.number], list[str](), list[Edit]()
    key = f"spans.{span.number}"
    if not _is_at(span, now):
        fates.append(MOVED)
        edits += moved(texts, line, span, now.start, now.end)
    if now.label != span.label:
        fates.append(RENAMED)
        edits.append(set_key(texts, line, f"{key}.label", span.label, now.label))
    if stated.get("attributes", {}).get(SOURCE) == ANNOTATOR and (fates or confirms):
        fates = fates or [ACCEPTED]
        edits.append(set_key(texts, line, f"{key}.attributes.{SOURCE}", ANNOTATOR, PERSON))
    return fates, edits


def digest_of(line: Line) -> str:
    return sha256(readable(line.record.get("spans", [])).encode()).hexdigest()[:16]
