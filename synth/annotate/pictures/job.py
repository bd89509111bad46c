"""Pictures, their labels and what an annotator adds to them, as a COCO set that reads like ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path

from synth.annotate.card import card_text
from synth.annotate.counts import ABSTAINED, ADDED, KEPT, SCORE, THERE, abstention_lines
from synth.annotate.job import runs
from synth.annotate.model import Model, stated
from synth.annotate.pictures.found import FoundCaption, Joined, PictureAnnotator, joined, said
from synth.annotate.pictures.read import Survey, survey
from synth.core.canonical import canonical
from synth.core.geometry import rle_of
from synth.core.labels import Category
from synth.data.convert import open_pictures
from synth.folder.batch import REJECTED, Batch, SampleFile
from synth.folder.coco import IDS_PER_SAMPLE, join
from synth.folder.data_folder import Finished, Layout
from synth.folder.sample_files import FilePlace
from synth.folder.staging import FinalFiles
from synth.folder.totals import Totals
from synth.image.formats.carries import Losses
from synth.image.formats.coco.format import (
    annotation_record,
    captions_frame,
    coco_frame,
    image_record,
    most_points,
    placed_name,
)
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.picture_files import picture_bytes
from synth.image.verify.found import FoundObject

PARTS = ("images", "annotations", "captions", "samples")
CAPTION = "caption"
"""What new sentences are counted as, among the classes of labels."""

_BATCH = 8
_NO_OTHER = re.compile(r"(?!)")
"""Files that the journal does not know may be anybody's."""

_FILES = {
    "images/": "the pictures; those that viewers turn are turned",
    "annotations.json": "COCO: all labels",
    "captions.json": "COCO captions, where there are any",
    "samples.jsonl": "a line per picture: its file, size and sha256",
    "rejected.jsonl": "a line per label on which the annotator abstained",
    "manifest.json": "options, versions, hashes, counts",
}


class PictureJob:
    """A set of pictures and an annotator of them; see `Job`. DataError for data that cannot be read."""

    unit = "pictures"
    report = None

    def __init__(self, data: Path, annotator: PictureAnnotator, threshold: float | None) -> None:
        self._data, self._annotator, self.model = data, annotator, annotator.model
        self.threshold = annotator.threshold if threshold is None else threshold
        seen = survey(data, self.model)
        self.count, self.digest = seen.pictures, seen.digest
        self.left_out: Sequence[str] = seen.left_out
        self._categories = _with(seen, annotator.categories)
        self._by_name = {category.name: category.id for category in self._categories}
        self._largest = seen.largest
        self.spec: Mapping[str, object] = {}
        place = FilePlace(folder="images", own_name=_NO_OTHER)
        final = partial(_final_files, seen.name, self._categories, self.model, self.threshold)
        self.layout = Layout(parts=PARTS, place=place, final=final, companions=())

    def batches(self, places: Sequence[int]) -> Iterator[Batch]:
        """See `Job`; the pictures before and between are read past, not decoded."""
        pictures, at = open_pictures(self._data).pictures, 0
        for wanted in runs(places, _BATCH):
            chosen = islice(pictures, wanted.start - at, wanted.stop - at)
            yield self._batch(wanted.start, [self._one(place, p) for place, p in zip(wanted, chosen, strict=True)])
            at = wanted.stop

    def _one(self, place: int, picture: AnnotatedImage) -> _Encoded:
        reading = self._annotator.read(picture)
        result = joined(picture.annotations, reading.objects, self._annotator, self.threshold)
        first = self._largest + place * IDS_PER_SAMPLE
        new = [self._label(first + number, one, picture) for number, one in enumerate(result.added, start=1)]
        labelled = replace(picture, annotations=(*result.kept, *new))
        told = [one for one in reading.captions if one.text not in picture.captions]
        sure = [one for one in told if one.score >= self.threshold]
        said = [(one.text, {**stated(self.model, one.reason, one.text), "score": one.score}) for one in sure]
        doubtful = [one for one in told if one.score < self.threshold]
        return _Encoded(place, labelled, said, doubtful, result, self._categories, self.threshold)

    def _label(self, number: int, found: FoundObject, picture: AnnotatedImage) -> Annotation:
        width, height = picture.width, picture.height
        box = found.box
        outline = None if found.mask is None else rle_of(found.mask, width, height)
        made = stated(self.model, found.reason, said(found.category, box, outline))
        return Annotation(
            id=number,
            category_id=self._by_name[found.category],
            category=found.category,
            box=box,
            area=float(box.area if found.mask is None else found.mask.area),
            iscrowd=False,
            segmentation=outline,
            canvas_wh_px=(width, height),
            where="",
            score=found.score,
            attributes={**found.attributes, **made},
        )

    def _batch(self, first: int, encoded: Sequence[_Encoded]) -> Batch:
        groups = {name: Counter[str]() for name in (ADDED, ABSTAINED, THERE, KEPT)}
        for one in encoded:
            for name, labels in zip((KEPT, ADDED, ABSTAINED, THERE), one.result, strict=True):
                groups[name].update(label.category for label in labels)
            groups[ADDED][CAPTION] += one.captions
            groups[ABSTAINED][CAPTION] += one.unsaid
        abstained = groups[ABSTAINED].total()
        return Batch(
            first=first,
            number=len(encoded),
            parts={name: [one.parts[name] for one in encoded] for name in (*PARTS, REJECTED)},
            totals=Totals(
                written=len(encoded),
                rejected={SCORE: abstained} if abstained else {},
                groups={name: +counts for name, counts in groups.items()},
            ),
            files=tuple(one.file for one in encoded),
        )


class _Encoded:
    """A picture with all its labels as bytes for the disk."""

    def __init__(
        self, place: int, picture: AnnotatedImage, new_captions: Sequence[tuple[str, Mapping[str, object]]],
        unsaid: Sequence[FoundCaption], result: Joined, categories: tuple[Category, ...], limit: float,
    ) -> None:  # fmt: skip
        data, name, points = picture_bytes(picture, Losses()), placed_name(picture), most_points(categories)
        self.result, self.captions, self.unsaid = result, len(new_captions), len(unsaid)
        self.file = SampleFile(place, name, data)
        labels = [canonical(annotation_record(one, picture.id, points)) for one in picture.annotations]
        told = [*((text, {}) for text in picture.captions), *new_captions]
        captions = [
            canonical({"id": place * IDS_PER_SAMPLE + number, "image_id": picture.id, "caption": text, **keys})
            for number, (text, keys) in enumerate(told, start=1)
        ]
        doubtful = [(one.category, one.score, {"bbox": one.box.xywh}) for one in result.abstained]
        doubtful += [(CAPTION, one.score, {"caption": one.text}) for one in unsaid]
        self.parts = {
            "images": _line(canonical(image_record(picture))),
            "annotations": _line(",".join(labels)),
            "captions": _line(",".join(captions)),
            "samples": _line(canonical(_sample(picture, [text for text, _ in told], name, data))),
            REJECTED: abstention_lines(picture.id, doubtful, limit),
        }


def _line(text: str) -> bytes:
    return text.encode() + b"\n" if text else b""


def _sample(picture: AnnotatedImage, captions: Sequence[str], name: str, data: bytes) -> dict[str, object]:
    """The line of samples.jsonl of a picture that nobody generated: it has no prompt, and no check was made."""
    return {
        "id": picture.id,
        "file": f"images/{name}",
        "sha256": sha256(data).hexdigest(),
        "generator": "",
        "plan": {"width": picture.width, "height": picture.height, "prompt": "", "variables": {}},
        "checks": [],
        "captions": captions,
    }


def _with(seen: Survey, names: Sequence[str]) -> tuple[Category, ...]:
    """The categories that are there, whose ids stay, then those that only the annotator knows."""
    known = {category.name for category in seen.categories}
    new = [name for name in names if name not in known]
    first = max((category.id for category in seen.categories), default=0) + 1
    return (*seen.categories, *(Category(id=number, name=name) for number, name in enumerate(new, start=first)))


def _final_files(
    name: str, categories: tuple[Category, ...], model: Model, threshold: float, done: Finished
) -> FinalFiles:
    parts, totals = done.parts, done.totals
    labels = {
        "annotations.json": join(coco_frame(name, categories), parts["images"].lines(), parts["annotations"].lines()),
        "samples.jsonl": parts["samples"].pieces(),
        "rejected.jsonl": parts[REJECTED].pieces(),
    }
    if any(True for _ in parts["captions"].lines()):
        labels["captions.json"] = join(captions_frame(name), parts["images"].lines(), parts["captions"].lines())
    counts = {group: totals.group(group) for group in (ADDED, ABSTAINED, THERE, KEPT)}
    return FinalFiles(labels, counts, card_text(done.facts, model, threshold, totals, _FILES))
