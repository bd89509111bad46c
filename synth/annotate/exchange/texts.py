"""Texts to Label Studio and doccano and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from synth.annotate.exchange.came_back import ACCEPTED, ADDED, MOVED, REMOVED, RENAMED, CameBack, Sent
from synth.annotate.exchange.pictures import write_project
from synth.core.canonical import readable
from synth.core.errors import DataError, Unquoted
from synth.core.json_lines import compact, write_lines
from synth.core.json_stream import iter_jsonl, iter_list
from synth.core.labels import ANNOTATOR, PERSON, SOURCE
from synth.core.strict_json import check_value
from synth.data.target import staged_target
from synth.image.formats.carries import many
from synth.image.formats.xml import tag_text
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
        if found.digest not in (None, _digest(line)):
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


def _labels(texts: RawTexts) -> list[str]:
    return sorted({span.label for line in texts.lines() for span in line.spans})


def _to_label_studio(texts: RawTexts, folder: Path, guidelines: str) -> tuple[int, int]:
    """tasks.json, label_config.xml, project.json."""
    folder.mkdir()
    tags = "".join(f"\n    {tag_text('Label', {'value': label})}" for label in _labels(texts))
    shown = tag_text("Text", {"name": TEXT, "value": f"${TEXT}"})
    config = f"<View>\n  {tag_text('Labels', {'name': 'label', 'toName': TEXT}, tags)}\n  {shown}\n</View>\n"
    (folder / "label_config.xml").write_text(config, encoding="utf-8", newline="\n")
    write_project(folder, texts.file.stem, config, guidelines)
    number = labels = 0
    with (folder / "tasks.json").open("w", encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(texts.lines(), start=1):
            labels += len(line.spans)
            file.write(("[\n" if number == 1 else ",\n") + compact(_task(line)))
        file.write("\n]\n" if number else "[]\n")
    return number, labels


def _task(line: Line) -> dict[str, object]:
    """A text as a finished annotation, or as a prediction where a model made some of its labels."""
    results = [_result(line, span) for span in line.spans]
    task: dict[str, object] = {"id": line.place + 1, "data": {TEXT: line.text, LINE: line.place, DIGEST: _digest(line)}}
    stated = [line.record["spans"][span.number].get("attributes", {}) for span in line.spans]
    models = [one for one in stated if one.get(SOURCE) == ANNOTATOR]
    if not models:
        return {**task, "annotations": [{"result": results}] if results else []}
    versions = dict.fromkeys(f"{one.get('model', '')} {one.get('version', '')}".strip() for one in models)
    return {**task, "predictions": [{"model_version": ", ".join(versions), "result": results}]}


def _result(line: Line, span: Span) -> dict[str, object]:
    attributes = line.record["spans"][span.number].get("attributes", {})
    score, reason = attributes.get("score"), attributes.get("reason")
    return {
        "id": f"s{span.number}",
        "type": "labels",
        "from_name": "label",
        "to_name": TEXT,
        "value": {
            "start": span.start, "end": span.end, "text": line.text[span.start : span.end], "labels": [span.label]
        },
        **({} if score is None else {"score": score}),
        **({"meta": {"text": [reason]}} if reason else {}),
    }  # fmt: skip


def _digest(line: Line) -> str:
    return sha256(readable(line.record.get("spans", [])).encode()).hexdigest()[:16]


def _from_label_studio(file: Path) -> Iterator[BackText]:
    """The tasks that somebody finished."""
    for at, task in enumerate(iter_list(file)):
        where = f"{file}: task[{at}]"
        check_value(task, where, DataError)
        data = task.get("data") if isinstance(task, dict) else None
        if not isinstance(data, dict) or not isinstance(data.get(TEXT), str) or type(data.get(LINE)) is not int:
            raise DataError(where, task, f"a task with data.{TEXT} and data.{LINE}, as it went out")
        done = [one for one in task.get("annotations") or () if not one.get("was_cancelled")]
        if done:
            results = done[0].get("result") or []
            spans = [_span_of(one, data[TEXT], f"{where}.result[{n}]") for n, one in enumerate(results)]
            spans = tuple(one for one in spans if one is not None)
            yield BackText(data[LINE], data[TEXT], spans, str(data.get(DIGEST)))


def _span_of(result: Json, text: str, where: str) -> BackSpan | None:
    """None for what is no span of the text. Offsets of a browser count UTF-16 units."""
    value = result.get("value") if isinstance(result, dict) else None
    if not isinstance(value, dict) or result.get("type") != "labels":
        return None
    start, end, labels = value.get("start"), value.get("end"), value.get("labels")
    if type(start) is not int or type(end) is not int or not isinstance(labels, list) or len(labels) != 1:
        raise DataError(where, value, "start, end and one of labels")
    said = value.get("text")
    if isinstance(said, str) and text[start:end] != said:
        start, end = _code_points(text, start), _code_points(text, end)
    if not 0 <= start < end <= len(text) or (isinstance(said, str) and text[start:end] != said):
        raise DataError(where, value, "the characters at its place in the text")
    region = str(result.get("id", ""))
    number = int(region[1:]) if region[:1] == "s" and region[1:].isdecimal() else None
    return _trimmed(BackSpan(start, end, str(labels[0]), number), text, where)


def _trimmed(span: BackSpan, text: str, where: str) -> BackSpan:
    """Without the white space at its edges that a mouse takes along. DataError where nothing else is in it."""
    value = text[span.start : span.end]
    if not value.strip():
        raise DataError(where, value, "a span with more than white space in it")
    start = span.start + len(value) - len(value.lstrip())
    return span._replace(start=start, end=start + len(value.strip()))


def _code_points(text: str, units: int) -> int:
    """A place in UTF-16 units as one in code points; behind the end where it cuts a character in two."""
    whole = text.encode("utf-16-le")[: 2 * units]
    try:
        return len(whole.decode("utf-16-le"))
    except UnicodeDecodeError:
        return len(text) + 1


def _to_doccano(texts: RawTexts, file: Path, guidelines: str) -> tuple[int, int]:
    """A line of JSON for each text; every other key becomes doccano's metadata and comes back."""
    if guidelines:
        raise DataError(
            "--guidelines", Unquoted("a file"), "doccano takes none by file: paste it in the project's Guideline"
        )
    labels = 0

    def lines() -> Iterator[Json]:
        nonlocal labels
        for line in texts.lines():
            labels += len(line.spans)
            marked = [[span.start, span.end, span.label] for span in line.spans]
            yield {TEXT: line.text, "label": marked, LINE: line.place}

    return write_lines(file, lines()), labels


def _from_doccano(file: Path) -> Iterator[BackText]:
    """doccano gives spans no lasting id: they are matched by place and label when they are compared."""
    for at, record in enumerate(iter_jsonl(file), start=1):
        where = f"{file}:{at}"
        text, line = record.get(TEXT), record.get(LINE)
        marked = record.get("label", record.get("labels"))
        if not isinstance(text, str) or type(line) is not int or not isinstance(marked, list):
            raise DataError(where, sorted(record), f"{TEXT}, label and {LINE}, as it went out")
        yield BackText(line, text, tuple(_marked(one, text, where) for one in marked))


def _marked(one: object, text: str, where: str) -> BackSpan:
    match one:
        case [int() as start, int() as end, str() as label] if 0 <= start < end <= len(text):
            return _trimmed(BackSpan(start, end, label, None), text, f"{where}: label")
    raise DataError(f"{where}: label", one, f"[start, end, label] within 0 to {len(text)}")


LABEL_STUDIO = TextTool(_to_label_studio, _from_label_studio, confirms=True)
DOCCANO = TextTool(_to_doccano, _from_doccano, confirms=False)
