"""Texts, their labels and what an annotator adds to them, as a set that reads like ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from synth.annotate.card import card_text
from synth.annotate.counts import ABSTAINED, ADDED, KEPT, SCORE, THERE, abstention_lines
from synth.annotate.job import runs
from synth.annotate.model import Model, is_of_model, stated
from synth.annotate.texts.found import FoundClass, FoundSpan, JoinedSpans, TextAnnotator, TextReading, joined_spans
from synth.annotate.texts.read import records, survey
from synth.core.canonical import readable, rounded
from synth.folder.batch import REJECTED, Batch
from synth.folder.data_folder import Finished, Layout
from synth.folder.staging import FinalFiles
from synth.folder.stated import checked
from synth.folder.totals import Totals
from synth.text.stated import TextStated

_PART = "text"
_BATCH = 256
_OF_SPANS = ("tokens", "tags", "pos")
"""Keys of a line that say the spans again: they go where the spans change."""

BY_MODEL = "labels_by_model"
"""Key of a line: name of a label of the whole text -> the model that gave it, its score and its reason."""

_FILES = {
    "text.jsonl": "a line per text: the text and all labels",
    "rejected.jsonl": "a line per label on which the annotator abstained",
    "manifest.json": "options, versions, hashes, counts",
}


class TextJob:
    """A set of texts and an annotator of them; see `Job`. DataError for data that cannot be read."""

    unit = "texts"
    report = None

    def __init__(self, data: Path, annotator: TextAnnotator, threshold: float | None) -> None:
        self._data, self._annotator, self.model = data, annotator, annotator.model
        self.threshold = annotator.threshold if threshold is None else threshold
        seen = survey(data, self.model)
        self.count, self.digest, self._own_ids = seen.texts, seen.digest, seen.own_ids
        self.left_out: Sequence[str] = ()
        self.spec: Mapping[str, object] = {"labels": list(dict.fromkeys((*seen.labels, *annotator.labels)))}
        final = partial(_final_files, self.model, self.threshold)
        self.layout = Layout(parts=(_PART,), place=None, final=final, companions=())

    def batches(self, places: Sequence[int]) -> Iterator[Batch]:
        """See `Job`."""
        texts, at = records(self._data), 0
        for wanted in runs(places, _BATCH):
            chosen = list(islice(texts, wanted.start - at, wanted.stop - at))
            read = self._annotator.read([record["text"] for _, record in chosen])
            pairs = zip(wanted, chosen, read, strict=True)
            yield self._batch(wanted.start, [self._one(place, *one, reading) for place, one, reading in pairs])
            at = wanted.stop

    def _one(self, place: int, where: str, record: Mapping[str, Any], reading: TextReading) -> _Labelled:
        spans = joined_spans(record["spans"], reading.spans, self.model, self.threshold)
        changed = len(spans.kept) < len(record["spans"]) or bool(spans.added)
        line = {key: value for key, value in record.items() if not (changed and key in _OF_SPANS)}
        if not self._own_ids:
            line |= {"id": place} | ({"attributes": _with_id(record)} if "id" in record else {})
        line["spans"] = self._spans(record["text"], spans)
        fates = _with_classes(line, reading.classes, self.model, self.threshold)
        checked(TextStated, line, where)
        return _Labelled(line, spans, fates, self.threshold)

    def _spans(self, text: str, spans: JoinedSpans) -> list[Mapping[str, Any]]:
        """All spans in order; one that says what another says shares its entity."""
        entities = {(one["label"], one["value"].casefold()): one["entity_id"] for one in spans.kept}
        spare = max(entities.values(), default=0)
        found = list[Mapping[str, Any]](spans.kept)
        for one in spans.added:
            value = text[one.start : one.end]
            key = (one.label, value.casefold())
            if key not in entities:
                spare += 1
                entities[key] = spare
            found.append({
                "start": one.start, "end": one.end, "label": one.label, "value": value, "entity_id": entities[key],
                "attributes": {
                    **stated(self.model, one.reason, [one.start, one.end, one.label]), "score": rounded(one.score),
                },
            })  # fmt: skip
        return sorted(found, key=lambda one: (one["start"], -one["end"]))

    def _batch(self, first: int, labelled: Sequence[_Labelled]) -> Batch:
        groups = {name: Counter[str]() for name in (ADDED, ABSTAINED, THERE, KEPT)}
        for one in labelled:
            for name, labels in one.fates.items():
                groups[name].update(labels)
        abstained = groups[ABSTAINED].total()
        return Batch(
            first=first,
            number=len(labelled),
            parts={
                _PART: [f"{readable(one.line)}\n".encode() for one in labelled],
                REJECTED: [one.abstentions for one in labelled],
            },
            totals=Totals(written=len(labelled), rejected={SCORE: abstained} if abstained else {}, groups=groups),
        )


class _Labelled:
    """A line with all its labels; fate -> the classes of labels that had it; the lines of rejected.jsonl."""

    def __init__(
        self, line: Mapping[str, Any], spans: JoinedSpans, classes: Mapping[str, list[FoundClass]], limit: float
    ) -> None:
        self.line = line
        self.fates = {
            KEPT: [one["label"] for one in spans.kept],
            **{
                name: [*(one.label for one in found), *(f"{one.name}={one.value}" for one in classes[name])]
                for name, found in ((ADDED, spans.added), (ABSTAINED, spans.abstained), (THERE, spans.there))
            },
        }
        doubtful = [(one.label, one.score, _place(one)) for one in spans.abstained]
        doubtful += [(f"{one.name}={one.value}", one.score, {}) for one in classes[ABSTAINED]]
        self.abstentions = abstention_lines(line["id"], doubtful, limit)


def _place(span: FoundSpan) -> dict[str, object]:
    return {"start": span.start, "end": span.end, "reason": span.reason}


def _with_id(record: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes, and among them the id of a text whose id is no whole number of its own."""
    return {**record.get("attributes", {}), "id": record["id"]}


def _with_classes(
    line: dict[str, Any], found: Sequence[FoundClass], model: Model, threshold: float
) -> dict[str, list[FoundClass]]:
    """Put labels of the whole text into its line; what became of each. One that somebody else gave stays."""
    fates: dict[str, list[FoundClass]] = {ADDED: [], ABSTAINED: [], THERE: []}
    by_model = dict(line.get(BY_MODEL, {}))
    for one in found:
        mine = is_of_model(by_model.get(one.name, {}), model, _class_in(line, one.name))
        if one.name in _class_names(line) and not mine:
            fates[THERE].append(one)
        elif one.score < threshold:
            fates[ABSTAINED].append(one)
            if mine:
                _take_out(line, one.name)
                del by_model[one.name]
        else:
            fates[ADDED].append(one)
            _put_in(line, one)
            by_model[one.name] = {**stated(model, one.reason, one.value), "score": rounded(one.score)}
    if by_model:
        line[BY_MODEL] = by_model
    else:
        line.pop(BY_MODEL, None)
    return fates


_ONE = "label"
"""Key, and name, of the one label of a whole text."""


def _class_names(line: Mapping[str, Any]) -> set[str]:
    return {*line.get("labels", {}), *([_ONE] if _ONE in line else [])}


def _class_in(line: Mapping[str, Any], name: str) -> object:
    return line.get(_ONE) if name == _ONE else line.get("labels", {}).get(name)


def _put_in(line: dict[str, Any], found: FoundClass) -> None:
    if found.name == _ONE:
        line[_ONE] = found.value
    else:
        line["labels"] = {**line.get("labels", {}), found.name: found.value}


def _take_out(line: dict[str, Any], name: str) -> None:
    if name == _ONE:
        del line[_ONE]
    else:
        line["labels"] = {key: value for key, value in line["labels"].items() if key != name}


def _final_files(model: Model, threshold: float, done: Finished) -> FinalFiles:
    labels = {"text.jsonl": done.parts[_PART].pieces(), "rejected.jsonl": done.parts[REJECTED].pieces()}
    counts = {group: done.totals.group(group) for group in (ADDED, ABSTAINED, THERE, KEPT)}
    return FinalFiles(labels, counts, card_text(done.facts, model, threshold, done.totals, _FILES))
