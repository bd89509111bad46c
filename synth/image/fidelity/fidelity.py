"""Layout fidelity: how well a detector reads planned boxes back, from all drafts and from those that were kept.

As in GLIGEN (Li et al. 2023) and InstanceDiffusion (Wang et al. 2024) the planned boxes are the truth and the
detector's are the predictions of COCO's evaluation. A detector does not find everything in real pictures either: its
own AP on these is the oracle.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from synth.core.canonical import canonical
from synth.core.errors import DataError, listed
from synth.core.geometry import Box
from synth.core.strict_json import read_object
from synth.folder.disk import one_line_errors, write_atomic
from synth.folder.finished import REJECTED
from synth.hub.files import shown_name
from synth.image.encode.final import FIDELITY
from synth.image.fidelity.box_precision import (
    Boxes,
    PlannedBox,
    Precision,
    PrecisionTally,
    ReadBox,
    box_precision,
    mean,
)
from synth.image.formats.coco.layouts import find_layouts
from synth.image.formats.coco.read import read_coco
from synth.image.formats.data_set import AnnotatedImage, DataSet
from synth.image.options.judges import DetectorOptions
from synth.image.plan.english import words
from synth.image.read import PICTURES, open_pictures
from synth.image.scene.schema import Scene
from synth.image.stated import LARGEST_FIDELITY, AttemptStated
from synth.image.verify.readback import Detector, queries_of

GROUPS = ("drafts", "first", "kept")

MOST_REAL = 200
"""Real pictures that the oracle reads, at most: those of the lowest ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The fidelity of a number of pictures. A class is what the detector was asked for; categories may share one.

    `notes` say what was left out of real pictures or changed in them as they were read.
    """

    pictures: int
    classes: Mapping[str, Precision]
    notes: tuple[str, ...] = ()

    @property
    def ap(self) -> float | None:
        """Mean over the classes that were planned."""
        return mean(precision.ap for precision in self.classes.values())

    def record(self) -> dict[str, Any]:
        """As it stands in fidelity.json."""
        means = {key: mean(getattr(p, key) for p in self.classes.values()) for key in ("ap", "ap50", "ar")}
        classes = {name: precision.record() for name, precision in self.classes.items()}
        notes = {"notes": list(self.notes)} if self.notes else {}
        return {"pictures": self.pictures, **means, "classes": classes, **notes}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fidelity:
    """The fidelity of a data set: of `drafts` (all, before any was refused), of `first` (the first draft of each
    sample) and of `kept` ones. `refused`: check -> drafts it refused; `unread` of these had no picture to read.
    `oracle`: what the same detector reaches on real pictures, where there are any.
    """

    drafts: Group
    first: Group
    kept: Group
    refused: Mapping[str, int]
    unread: int
    oracle: Group | None = None

    @property
    def yield_share(self) -> float:
        """Kept drafts / all drafts, those without a picture included."""
        return self.kept.pictures / max(self.drafts.pictures + self.unread, 1)

    def record(self) -> dict[str, Any]:
        """As it stands in fidelity.json. The ratios are of all drafts to the oracle, over classes that both have."""
        groups = {name: getattr(self, name).record() for name in GROUPS}
        record = {**groups, "refused": dict(self.refused), "unread": self.unread, "yield": self.yield_share}
        if self.oracle is None:
            return record
        pairs = {name: (one.ap, self.oracle.classes[name].ap) for name, one in self.drafts.classes.items()}
        both = [pair for pair in pairs.values() if None not in pair]
        overall = (mean(ours for ours, _ in both), mean(theirs for _, theirs in both))
        return record | {
            "oracle": self.oracle.record(),
            "most_real": MOST_REAL,
            "ratio": _ratio(*overall),
            "ratios": {name: _ratio(*pair) for name, pair in pairs.items()},
        }


def _ratio(ours: float | None, theirs: float | None) -> float | None:
    return ours / theirs if ours is not None and theirs else None


def write_fidelity(folder: Path, options: DetectorOptions, real: Path | None, scene: Scene, device: str) -> Path:
    """Write fidelity.json into a finished data set whose judge was the detector of `options`; returns its path.

    `real`: a COCO folder of real pictures, which the detector reads as it read the drafts. A file that stands there
    already for the same lines, labels of real pictures and detector is left alone. SynthError where `real` has none of
    the scene's categories, where the model does not load or the disk refuses.
    """
    queries = queries_of(scene)
    asked = _asked(folder, options, real, queries)
    if _answered(folder / FIDELITY, asked):
        return folder / FIDELITY
    fidelity = layout_fidelity(folder, queries, options.min_side_px)
    if real is not None:
        from synth.image.verify.detector import load_detector

        reference = oracle(real, load_detector(options, device), queries, options.min_side_px)
        fidelity = replace(fidelity, oracle=reference)
    with one_line_errors(folder):
        write_atomic(folder / FIDELITY, f"{canonical(fidelity.record() | asked)}\n".encode())
    return folder / FIDELITY


def _asked(folder: Path, options: DetectorOptions, real: Path | None, queries: Mapping[str, str]) -> dict[str, Any]:
    """What fidelity.json answers: who read what. `sources`: sha256 of the files that the numbers were worked out of."""
    sources = {name: _sha256(folder / name, "a finished data set") for name in (PICTURES.file, REJECTED)}
    if real is not None:
        for layout in find_layouts(real):
            name = f"real/{layout.split}" if layout.split else "real"
            sources[name] = _sha256(layout.file, "a COCO file that can be read")
    return {
        "sources": sources,
        "detector": {
            "model": shown_name(str(options.model)),
            "revision": options.revision,
            "min_side_px": options.min_side_px,
        },
        "classes": [
            {"name": name, "categories": [category for category, query in queries.items() if query == name]}
            for name in _classes(queries)
        ],
    }


def _answered(path: Path, asked: Mapping[str, Any]) -> bool:
    """Whether the file at `path` answers what is asked; one that cannot be read does not."""
    try:
        record = read_object(path, DataError, "what a run wrote", most=LARGEST_FIDELITY)
    except DataError:
        return False
    return all(record.get(key) == value for key, value in asked.items())


def layout_fidelity(folder: Path, queries: Mapping[str, str], min_side_px: int) -> Fidelity:
    """The fidelity of a finished data set from the read-backs in samples.jsonl and rejected.jsonl, line by line.

    `queries`: category -> what the detector was asked for. DataError where a file has no read-backs.
    """
    tally = PrecisionTally(_classes(queries), min_side_px, GROUPS)
    data_set = open_pictures(folder)
    for where, line in data_set.records(AttemptStated):
        if "readback" not in line:
            raise DataError(where, "a line without `readback`", "a data set that a detector judged")
        tally.add(_boxes(line["readback"], queries), ["drafts", "kept", *_first(line)])
    refused: Counter[str] = Counter()
    for line in data_set.finished.rejections():
        refused[line["check"]] += 1
        if "readback" in line:
            tally.add(_boxes(line["readback"], queries), ["drafts", *_first(line)])
    drafts, first, kept = (Group(pictures=tally.pictures[name], classes=tally.precision(name)) for name in GROUPS)
    unread = refused.total() - (drafts.pictures - kept.pictures)
    return Fidelity(drafts=drafts, first=first, kept=kept, refused=dict(sorted(refused.items())), unread=unread)


def _first(line: Mapping[str, Any]) -> list[str]:
    """The group of a sample's first draft, where the line is of one."""
    return ["first"] if line["attempt"] == 0 else []


def oracle(folder: Path, detector: Detector, queries: Mapping[str, str], min_side_px: int) -> Group:
    """What the detector reaches on real pictures: the first 200, by id, of a COCO folder.

    A category of the folder counts where its name is a category of the scene or what the detector is asked for it, in
    whatever case. DataError where none is.
    """
    data = read_coco(folder)
    names = _shared_names(data, queries)
    texts = _classes(queries)
    chosen = sorted(data.pictures, key=lambda picture: picture.id)[:MOST_REAL]
    boxes = _real_boxes(chosen, detector, names, texts)
    return Group(pictures=len(chosen), classes=box_precision(boxes, texts, min_side_px), notes=data.tally.lines())


def check_real(folder: Path, scene: Scene) -> None:
    """DataError where `folder` cannot serve as the oracle of a scene: better known before a run than after it."""
    _shared_names(read_coco(folder), queries_of(scene))


def _shared_names(data: DataSet, queries: Mapping[str, str]) -> dict[str, str]:
    """A data set's categories that a scene has too -> what the detector is asked for them."""
    known = {query.lower(): query for query in queries.values()}
    known |= {words(name).lower(): query for name, query in queries.items()}
    names = {c.name: known[words(c.name).lower()] for c in data.categories if words(c.name).lower() in known}
    if not names:
        theirs = ", ".join(sorted(category.name for category in data.categories))
        raise DataError(str(data.file), theirs, f"a category of the scene: {listed(theirs, list(queries))}")
    return names


def _real_boxes(
    pictures: Iterable[AnnotatedImage], detector: Detector, names: Mapping[str, str], texts: list[str]
) -> Iterator[Boxes]:
    for picture in pictures:
        labels = [a for a in picture.annotations if a.category in names]
        yield Boxes(
            planned=[PlannedBox(names[a.category], a.box, a.iscrowd) for a in labels],
            read=[ReadBox(texts[number], box, score) for number, box, score in detector(picture.load(), texts)],
        )


def _classes(queries: Mapping[str, str]) -> list[str]:
    """What the detector is asked for, in the scene's order."""
    return list(dict.fromkeys(queries.values()))


def _boxes(readback: Mapping[str, Any], queries: Mapping[str, str]) -> Boxes:
    return Boxes(
        planned=[PlannedBox(queries[name], _box(xywh)) for name, *xywh in readback["planned"]],
        read=[ReadBox(queries[name], _box(xywh), score) for name, *xywh, score in readback["read"]],
    )


def _box(xywh: list[float]) -> Box:
    x, y, width, height = xywh
    return Box(x, y, x + width, y + height)


def _sha256(path: Path, allowed: str) -> str:
    """sha256 (hex) of a file. DataError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(str(path), error.strerror, allowed) from error
