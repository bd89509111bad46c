"""Findings of an annotator, and the edits that put its readings in the place of labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from synth.core.geometry import rle_of
from synth.image.verify.found import FoundObject
from synth.quality.finding import Edit, Finding
from synth.quality.pictures.answers import of_object, of_picture, remove, set_key
from synth.quality.pictures.second.pairs import Pairs, area_of

LIKELY = 0.85
"""Confidence in what an annotator contradicts; see docs/quality.md."""


def of_label(
    pairs: Pairs, rows: Sequence[int], check: str, suggested: str | None, evidence: str, columns: Sequence[int]
) -> Finding:
    """A finding on the first of some labels: readings are suggested in the place of all of them.

    One reading gives the first label its outline; the other labels go, and so does the first where there are more
    readings or none.
    """
    first, *others = (pairs.labels[row] for row in rows)
    readings = [pairs.readings[column] for column in columns]
    edits = [remove(pairs.view.raw, other.entry) for other in others]
    if len(readings) == 1:
        record = _outline(pairs, readings[0], with_mask=first.segmentation is not None)
        edits = [*(set_key(pairs.view.raw, first.entry, key, value) for key, value in record.items()), *edits]
    else:
        edits = [remove(pairs.view.raw, first.entry), *edits, *(edit for at in columns for edit in _added(pairs, at))]
    given = first.entry.get("bbox") if len(rows) == 1 else f"{len(rows)} objects"
    suggested = suggested or _words(readings[0])
    return of_object(pairs.view, first, check, given, suggested, _by(evidence, readings), tuple(edits), LIKELY)


def of_class(pairs: Pairs, row: int, column: int) -> Finding:
    """A finding on the class of a label, which is another one by a reading."""
    one, reading = pairs.labels[row], pairs.readings[column]
    ids = _ids_of(pairs, reading.category)
    edits = (set_key(pairs.view.raw, one.entry, "category_id", ids[0]),) if ids else ()
    evidence = _by(f"the annotator reads {reading.category!r}, with the same outline", [reading])
    return of_object(pairs.view, one, "read_as_other", one.category, reading.category, evidence, edits, LIKELY)


def of_reading(pairs: Pairs, column: int) -> Finding:
    """A finding on a reading that no label has."""
    view, reading = pairs.view, pairs.readings[column]
    evidence = _by("no label is here", [reading])
    edits = tuple(_added(pairs, column))
    found = of_picture(view, "missing_object", "no label", _words(reading), evidence, edits)
    return replace(found, subject=f"{view.subject}, {reading.category}", box=reading.box, confidence=LIKELY)


def _added(pairs: Pairs, column: int) -> Iterator[Edit]:
    """The edit that adds a reading as a label; none where its class has no id in this file."""
    view, reading = pairs.view, pairs.readings[column]
    for category in _ids_of(pairs, reading.category)[:1]:
        head = {
            "id": pairs.first_id + column, "image_id": view.entry.get("id"), "category_id": category, "iscrowd": 0,
        }  # fmt: skip
        outline = _outline(pairs, reading, with_mask=any(one.segmentation is not None for one in view.objects))
        yield Edit("add", view.raw.files[view.entry.file], "annotations", 0, "", None, head | outline)


def _outline(pairs: Pairs, one: FoundObject, with_mask: bool) -> dict[str, Any]:
    """The keys of an outline, as COCO states them."""
    record: dict[str, Any] = {"bbox": [round(side, 2) for side in one.box.xywh], "area": round(area_of(one), 2)}
    size = pairs.view.stated_wh
    if one.mask is not None and with_mask and size is not None:
        record["segmentation"] = rle_of(one.mask, *size)
    return record


def _ids_of(pairs: Pairs, name: str) -> list[int | str]:
    file = pairs.view.entry.file
    return [key[1] for key, known in pairs.view.raw.class_names.items() if key[0] == file and known == name]


def _words(one: FoundObject) -> str:
    return f"{one.category} at {[round(side) for side in one.box.xywh]}"


def _by(evidence: str, readings: Sequence[FoundObject]) -> str:
    if not readings:
        return evidence
    return f"{evidence} (score {min(one.score for one in readings):.2f}; {readings[0].reason})"
