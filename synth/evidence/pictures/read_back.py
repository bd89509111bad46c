"""How well a pack's annotator reads the labels back: in synthetic pictures, and in held-out real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from synth.core.geometry import Box, Mask
from synth.evidence.figures import BESIDE_HELD, Cell, Dots, Figure, Section, State, Table, Verdict
from synth.evidence.intervals import bootstrap, mean
from synth.evidence.options import CompareConfig
from synth.evidence.pictures.manifold import kernel_distance
from synth.evidence.pictures.sets import PictureSet, PictureSets, annotated_pictures
from synth.evidence.pictures.statistics import standardised
from synth.evidence.yields import yield_words
from synth.image.fidelity.evaluate import ScoredMask, average_precision

if TYPE_CHECKING:
    from synth.image.formats.data_set import AnnotatedImage
    from synth.image.packs.pack import Pack

MOST_PICTURES = 40
"""Of each set."""
AS_GOOD, FOUND_IOU = 0.9, 0.5
PARTS = 5
"""Of a set, whose APs make a mean and its interval."""

Features = Callable[[np.ndarray], np.ndarray]
Pair = tuple[tuple[int, int, int], list[ScoredMask], list[ScoredMask]]
"""Objects that are right, labelled and read; the labels; what was read."""
Reader = Callable[["AnnotatedImage", np.ndarray], Pair]


class Reading(NamedTuple):
    """Of one set: `counts` (pictures, 3) of objects that are right, labelled and read; AP of each part."""

    counts: np.ndarray
    ap: list[float]
    features: np.ndarray


def read_back(sets: PictureSets, config: CompareConfig, yields: Mapping[str, Figure]) -> Section | None:
    """None where no pack is given; `yields`: what the set is a choice of. PackError for a pack that cannot be read."""
    if config.pack is None:
        return None
    from synth.image.packs.pack import load_pack
    from synth.image.verify.features import feature_reader

    pack = load_pack(config.pack)
    reader = _boxes_reader(pack) if pack.card.labels == "boxes" else _masks_reader(pack)
    features = feature_reader(pack)
    paths = {
        "synthetic": (sets.synthetic, config.synthetic),
        "held": (sets.held, config.holdout or config.real),
        "real": (sets.real, config.real),
    }
    found = {name: _read(one, path, reader, features, name) for name, (one, path) in paths.items()}
    f1 = {name: bootstrap(_f1, found[name].counts, share=True) for name in ("synthetic", "held")}
    theirs, mine, others = standardised(found["real"].features, found["synthetic"].features, found["held"].features)
    rows: list[dict[str, Cell]] = [
        {"what": f"F1 of objects read back at IoU {FOUND_IOU}", **f1},
        {"what": f"AP (IoU 0.50 to 0.95), mean of {PARTS} parts of the set", **_aps(found)},
        {
            "what": "KID x 1,000 of the annotator's features, against real pictures",
            "synthetic": kernel_distance(mine, theirs),
            "held": kernel_distance(others, theirs),
        },
    ]
    table = Table(
        key="read_back",
        in_card=True,
        title=f"What the annotator of {pack.card.name} reads back",
        columns={"what": "What", **BESIDE_HELD},
        rows=rows,
        note=(
            f"{len(found['synthetic'].counts)} synthetic and {len(found['held'].counts)} held-out "
            "pictures. A set that kept only what its annotator confirmed reads back well by "
            "construction: see its yield. If this pack made the set, its annotator may "
            "have learnt from the held-out pictures."
        ),
    )
    dots = Dots(
        title="Objects read back (F1)",
        rows=[(name, "held-out real" if name == "held" else name, figure) for name, figure in f1.items()],
    )
    return Section(
        key="read_back", title="Read back", lead="", verdicts=[_verdict(f1, yields)], plots=[dots], tables=[table]
    )


def _aps(found: dict[str, Reading]) -> dict[str, Figure]:
    return {name: replace(mean(one.ap), share=True) for name, one in found.items() if one.ap}


def _verdict(f1: dict[str, Figure], yields: Mapping[str, Figure]) -> Verdict:
    ours, real = f1["synthetic"], f1["held"]
    state: State = "good" if ours.low >= AS_GOOD * real.high else "bad" if ours.high < AS_GOOD * real.low else "open"
    said = {
        "good": "as well as on real pictures",
        "bad": "worse than on real pictures",
        "open": "perhaps worse than on real pictures",
    }[state]
    words = f"An annotator reads the labels back {said}: F1 {ours.text}, on held-out real pictures {real.text}."
    return Verdict(check="read_back", state=state, words=words + yield_words(yields))


def _read(pictures: PictureSet, path: Path, reader: Reader, features: Features, name: str) -> Reading:
    """Of the `real` set only the features are asked for."""
    chosen = {one.name for one in pictures.pictures[:MOST_PICTURES]}
    counts, truth, read, rows = [], [], [], []
    for picture in annotated_pictures(path, chosen):
        pixels = picture.load()
        rows.append(features(pixels))
        if name != "real":
            number, labels, found = reader(picture, pixels)
            counts.append(number)
            truth.append(labels)
            read.append(found)
    parts = [average_precision(truth[at::PARTS], read[at::PARTS])["ap"] for at in range(PARTS)] if truth else []
    ap = [one for one in parts if one == one]  # not a number where no object is labelled
    return Reading(np.array(counts, np.float64), ap, np.array(rows, np.float64))


def _masks_reader(pack: Pack) -> Reader:
    from synth.image.verify.annotator import load_annotator

    annotate = load_annotator(pack)

    def read(picture: AnnotatedImage, pixels: np.ndarray) -> Pair:
        labels, reading = _label_map(picture), annotate(pixels)
        return _counted(labels, reading.labels), _scored(labels), _scored(reading.labels, reading.scores)

    return read


def _boxes_reader(pack: Pack) -> Reader:
    """Boxes are compared as masks that fill them."""
    from synth.image.verify.annotator import load_box_finder
    from synth.image.verify.boxes import iou_table

    find, least = load_box_finder(pack), pack.card.box_score

    def read(picture: AnnotatedImage, pixels: np.ndarray) -> Pair:
        mine = [one for one in picture.annotations if not one.iscrowd]
        found = find(pixels).boxes
        sure = [one for one in found if one.score >= least]
        table = iou_table([one.box for one in mine], [one.box for one in sure])
        same = np.array([[one.category == other.category for other in sure] for one in mine], bool).reshape(table.shape)
        rows, columns = linear_sum_assignment(np.where(same, table, 0.0), maximize=True)
        right = int((np.where(same, table, 0.0)[rows, columns] >= FOUND_IOU).sum())
        labels = [ScoredMask(mask=_filled(one.box), category=one.category) for one in mine]
        return (
            (right, len(mine), len(sure)),
            labels,
            [ScoredMask(mask=_filled(one.box), category=one.category, score=one.score) for one in found],
        )

    return read


def _filled(box: Box) -> Mask:
    x0, y0, x1, y1 = (max(0, round(side)) for side in box)
    return Mask(x0=x0, y0=y0, bits=np.ones((max(y1 - y0, 0), max(x1 - x0, 0)), np.bool_))


def _label_map(picture: AnnotatedImage) -> np.ndarray:
    labels = np.zeros((picture.height, picture.width), np.int32)
    for number, one in enumerate((a for a in picture.annotations if a.has_mask and not a.iscrowd), 1):
        labels[one.mask.on_canvas(picture.width, picture.height)] = number
    return labels


def _counted(labels: np.ndarray, read: np.ndarray) -> tuple[int, int, int]:
    from synth.image.verify.checks import match, overlap_table

    right = int((match(overlap_table(labels, read)).iou >= FOUND_IOU).sum())
    return right, len(np.unique(labels[labels > 0])), len(np.unique(read[read > 0]))


def _scored(labels: np.ndarray, scores: Sequence[float] | np.ndarray | None = None) -> list[ScoredMask]:
    return [
        ScoredMask(mask=Mask.from_array(labels == number), score=1.0 if scores is None else float(scores[number - 1]))
        for number in np.unique(labels[labels > 0])
    ]


def _f1(counts: np.ndarray) -> float:
    right, wanted, found = counts.sum(axis=0)
    return float(2 * right / max(wanted + found, 1))
