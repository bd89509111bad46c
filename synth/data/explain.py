"""Where a sample of a finished data set comes from, in words: scene, draws, refused drafts, checks, each label."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from synth.audio.read import SPEECH
from synth.core.errors import DataError
from synth.core.json_lines import compact
from synth.core.json_stream import iter_entries, iter_jsonl
from synth.core.labels import ANNOTATOR, PERSON, SOURCE
from synth.data.decisions import Label, decided
from synth.data.kinds import KINDS
from synth.folder.finished import FinishedFolder, found_kind, open_finished
from synth.image.read import ANNOTATIONS, PICTURES
from synth.packet.read import PACKETS
from synth.report.facts import annotator_of
from synth.text.read import TEXTS
from synth.video.read import VIDEOS

_SAID = frozenset({
    "bbox", "category", "category_id", "confirmed", "end", "id", "image_id", "iou", "iscrowd", "key", "label",
    "label_source", "measured_bbox", "requested_bbox", "score", "start", "told", "value", "where",
})  # fmt: skip
"""Keys of a label that lines of their own tell of."""

_LONGEST = 300
"""Characters of a part of the scene that a line shows."""


def explained(folder: Path, sample: int, label: int | None = None, review: Path | None = None) -> Iterator[str]:
    """The story of a sample, a line each; `label`: of one of its labels alone, counted from 1. `review`: the folder
    of a review of the set, whose decisions on that label are told.

    DataError where the folder is no finished data set, or has no such sample or label.
    """
    kind = found_kind(folder, KINDS)
    if kind is None:
        raise DataError(str(folder), "no finished data set", f"a folder with {', '.join(one.file for one in KINDS)}")
    finished = open_finished(folder, kind)
    record = next((one for one in iter_jsonl(finished.path) if one.get("id") == sample), None)
    if record is None:
        raise DataError(f"{folder}: sample", sample, f"an id of its {finished.count()} {kind.plural}")
    labels = list(_labels(finished, record))
    if label is not None and not 1 <= label <= len(labels):
        raise DataError(f"sample {sample}: label", label, f"1 to {len(labels)}")
    manifest = finished.manifest
    made = f"the scene {manifest['name']}, seed {record.get('seed', manifest['seed'])}"
    if annotator := annotator_of(manifest):
        made = f"{manifest['name']}, annotated with={annotator}"
    yield f"sample    {sample} of {folder}: one of {finished.count()} {kind.plural} of {made}"
    yield from _drawn(record, manifest["spec"])
    yield from _drafts(finished, record)
    if label is None:
        yield f"labels    {len(labels)}: `synth explain {folder} {sample} N` tells of each, from 1"
    else:
        yield from _told(labels[label - 1], manifest["spec"], label)
        yield from decided(folder, _place(finished, sample, labels[label - 1], label), review)


def _drawn(record: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[str]:
    """What the scene's ranges came to."""
    plan = record.get("plan") or {}
    variables = {**record.get("attributes", {}), **plan.get("variables", {})}
    ranges = {**(spec.get("variables") or {}), "locale": spec.get("locale")}
    if record.get("locale"):
        variables = {"locale": record["locale"], **variables}
    for name, value in variables.items():
        given = ranges.get((spec.get("attributes") or {}).get(name, name))
        yield f"drawn     {name} = {_short(value)}" + (f", of {_short(given)}" if given is not None else "")
    for name in (*record.get("quotas", ()), *plan.get("quotas", ())):
        rare = spec.get("quotas") or spec.get("contradictions") or {}
        yield f"made for  the rare case {name}: {_short(rare.get(name))}"
    if template := record.get("template"):
        yield f"written   from the template {template}: {_short((spec.get('templates') or {}).get(template))}"
    if prompt := plan.get("prompt"):
        yield f"drawn by  {record.get('generator', 'a generator')}, asked for {_short(prompt)}"


def _drafts(finished: FinishedFolder, record: Mapping[str, Any]) -> Iterator[str]:
    """The drafts that checks refused, and the numbers of the one that was kept; of an annotated set the labels on which
    the annotator abstained.
    """
    refused = [one for one in finished.rejections() if one["id"] == record["id"]]
    if annotator_of(finished.manifest):
        for one in refused:
            yield f"abstained {one.get('detail', '')}: score {one['measured']:g}, threshold {one['limit']:g}"
    else:
        yield from _kept(record, refused)
    if digest := record.get("sha256"):
        yield f"file      {record['file']}, sha256 {digest}"


def _kept(record: Mapping[str, Any], refused: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in refused:
        detail = f" ({one['detail']})" if one.get("detail") else ""
        yield (
            f"refused   draft {one['attempt']} by the check {one['check']}{detail}: "
            f"{one['measured']:g}, limit {one['limit']:g}"
        )
    checks = ", ".join(
        f"{one['check']} {one['measured']:g} (limit {one['limit']:g})" for one in record.get("checks", ())
    )
    yield f"kept      draft {record.get('attempt', len(refused))}" + (f": {checks}" if checks else "")


def _labels(finished: FinishedFolder, record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Objects of a picture with the name of their category, spans of a text; words, cells and fields of pages."""
    if finished.kind == PICTURES:
        names, found = dict[int, str](), list[dict[str, Any]]()
        for key, place, value in iter_entries(finished.part(ANNOTATIONS)):
            if key == "categories" and place is not None:
                names[value["id"]] = value["name"]
            elif key == "annotations" and place is not None and value.get("image_id") == record["id"]:
                found.append(value)
        yield from ({**one, "category": names.get(one["category_id"], str(one["category_id"]))} for one in found)
        return
    if finished.kind in (TEXTS, SPEECH):
        yield from record["spans"]
    if finished.kind == SPEECH:
        yield from _of_annotator(record, ("turns", "words"), lambda one: f"{one['start_s']:g} to {one['end_s']:g} s")
    if finished.kind == VIDEOS:
        yield from _of_annotator(record, ("segments",), lambda one: f"frames {one['start']} to {one['end']}")
        yield from _of_annotator(record, ("events",), lambda one: f"frame {one['frame']}")
    if finished.kind == PACKETS:
        yield from ({"key": one["fact"], **one} for one in record["facts"])
        return
    yield from record.get("fields", ())


def _of_annotator(
    record: Mapping[str, Any], keys: Sequence[str], where: Callable[[Mapping[str, Any]], str]
) -> Iterator[Mapping[str, Any]]:
    """The labels of some keys that a model made, each with its name and its place in time, in words."""
    for key in keys:
        for one in record[key]:
            if (attributes := one.get("attributes", {})).get(SOURCE) == ANNOTATOR:
                name = one.get("kind", key.removesuffix("s"))
                said = one.get("text") or record.get("text", "")[one.get("start", 0) : one.get("end", 0)]
                yield {"told": f"{name} {_short(said)}".strip(), "where": where(one), "attributes": attributes}


def _place(finished: FinishedFolder, sample: int, label: Mapping[str, Any], number: int) -> Label:
    if finished.kind == PICTURES:
        return Label(ANNOTATIONS, sample, label["id"])
    return Label(finished.kind.file, sample, key="spans" if finished.kind == TEXTS else "fields", at=number - 1)


def _told(label: Mapping[str, Any], spec: Mapping[str, Any], number: int) -> Iterator[str]:
    """One label: what the scene asked for, where it was put, what was read back."""
    shown = {key: value for key, value in label.items() if not key.endswith("segmentation") and key not in _SAID}
    if "told" in label:
        yield f"label     {number}: {label['told']}"
        yield f"place     {label['where']}"
    elif "value" in label:
        name = label.get("label", label.get("key"))
        yield f"label     {number}: {name}, {_short(label['value'])}"
        if "start" in label:
            yield (
                f"place     characters {label['start']} to {label['end']}: the template marked the "
                "value, and the text says it there"
            )
    else:
        category = label["category"]
        yield f"label     {number}: {category}"
        yield f"scene     objects.{category}: {_short((spec.get('objects') or {}).get(category))}"
        yield (
            f"planned   {_short(label.get('requested_bbox'))} as x, y, width, height in px; it is "
            f"{_short(label.get('bbox'))}"
        )
        if "confirmed" in label:
            said = "confirmed by the annotator" if label["confirmed"] else "not confirmed by the annotator"
            yield (
                f"read back {said}: IoU {label.get('iou', 0):g}, score {label.get('score', 0):g}, at "
                f"{_short(label.get('measured_bbox'))}"
            )
    yield f"source    {_source(label)}"
    for key, value in sorted(shown.items()):
        yield f"{'':10}{key} = {_short(value)}"


def _source(label: Mapping[str, Any]) -> str:
    """Who says so: the plan, a detector that moved it, an annotator with its version, a person."""
    attributes = label.get("attributes") or {}
    if attributes.get(SOURCE) == ANNOTATOR:
        score = attributes.get("score", label.get("score"))
        said = [f"the annotator {attributes.get('model')}, version {attributes.get('version')}"]
        said += [f"score {score:g}"] if isinstance(score, int | float) else []
        said += [f"reason: {attributes['reason']}"] if attributes.get("reason") else []
        return ", ".join(said)
    if SOURCE in attributes:
        return f"a {attributes[SOURCE]}" if attributes[SOURCE] == PERSON else str(attributes[SOURCE])
    if label.get("label_source") == "detector":
        return "a detector, which found it elsewhere than it was planned"
    return "the plan: it was there before the sample was made"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else compact(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
