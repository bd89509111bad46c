"""What the benchmarks of a pack share: command line, real pictures, plans of one value of its variable, and AP."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from synth.core.geometry import Mask
from synth.core.paths import shipped_scenes
from synth.image.fidelity.evaluate import ScoredMask, average_precision
from synth.image.packs.pack import Pack
from synth.image.packs.tone import expose
from synth.image.plan.load_prior import load_prior
from synth.image.plan.make import make_plan
from synth.image.records import Plan
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from synth.image.train.corpus import TrainingPicture
from synth.image.train.layout import windows
from synth.image.train.options import TrainConfig
from synth.image.train.real import Corpus, read_corpus
from synth.image.train.reference import LEAST_AREA_PX
from synth.image.train.scene_file import SCENE as OWN_SCENE
from synth.scene.load import apply_overrides
from synth.scene.quotas import SampleSlot
from synth.scene.read import read_yaml

SCENE = "nuclei"
IOU_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)


def pack_parser(description: str | None) -> argparse.ArgumentParser:
    """A command line with what all of these benchmarks are told: data, pack and seed."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="COCO folder that the pack was fitted to")
    parser.add_argument("--pack", default="nuclei", help="name of a shipped pack, or its folder")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def corpus_of(data: Path, pack: Pack, px: int | None = None) -> Corpus:
    """The folder `data`, read and split as `synth train` did; ValueError where its values are not the pack's. `px`: to
    be trained on in crops, with so many px along the longer side of a picture, whatever the pack's networks see.
    """
    card = pack.card
    variable, frame = card.variable, px or (card.frame_px if card.regime == "compositions" else None)
    corpus = read_corpus(
        TrainConfig(
            data=data,
            out=pack.folder,
            variable=variable.name if len(variable.values) > 1 else None,
            labels=card.labels,
            regime="textures" if px else card.regime,
            frame_px=frame,
        )
    )
    if len(variable.values) > 1 and corpus.values != variable.values:
        raise ValueError(f"{data}: {variable.name} has {corpus.values}; the pack has {variable.values}")
    return corpus


def scene_with(pack: Pack, value: str) -> Scene:
    """The pack's own scene, or the shipped one of its name, the pack's variable forced to `value`."""
    own = pack.folder / OWN_SCENE
    path = own if own.is_file() else shipped_scenes()[pack.card.name]
    forced = {f"variables.{pack.card.variable.name}": value} if len(pack.card.variable.values) > 1 else {}
    return load_scene(apply_overrides(read_yaml(path), {"pack": str(pack.folder), **forced}), path.name)


def draw_plans(pack: Pack, value: str, count: int, seed: int) -> Iterator[Plan]:
    """`count` sampled plans of a value, as a run would draw them."""
    scene, prior = scene_with(pack, value), load_prior(pack.prior)
    return (make_plan(scene, SampleSlot(sample_id=n), seed, prior, SCENE) for n in range(count))


def picture_windows(picture: TrainingPicture) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int32]]]:
    """The 256 px windows of `synth.image.train.layout.windows` as stored pixels (h, w, 3) with their label maps."""
    height, width = picture.labels.shape
    stored = expose(np.broadcast_to(picture.pixels, (height, width, 3)), picture.exposure, picture.grey)
    positions = np.arange(height * width, dtype=np.int32).reshape(height, width)
    for window, _ in windows(replace(picture, labels=positions)):
        yield stored.reshape(-1, 3)[window], picture.labels.reshape(-1)[window]


def masks_of(
    labels: NDArray[np.int32], scores: Sequence[float] | NDArray[np.float32] | None = None
) -> list[ScoredMask]:
    """The instances of a label map of at least 20 px (the training data labels nothing smaller)."""
    found = []
    for label, where in enumerate(ndimage.find_objects(labels), start=1):
        bits = labels[where] == label if where else np.zeros((0, 0), np.bool_)
        if where and bits.sum() >= LEAST_AREA_PX:
            score = 1.0 if scores is None else float(scores[label - 1])
            mask = Mask.from_array(bits, where[1].start, where[0].start)
            found.append(ScoredMask(mask=mask, score=score))
    return found


@dataclass(slots=True, kw_only=True)
class Readings:
    """True instances and what the annotator read, picture by picture."""

    truth: list[list[ScoredMask]] = field(default_factory=list)
    read: list[list[ScoredMask]] = field(default_factory=list)

    def add(self, truth: NDArray[np.int32], labels: NDArray[np.int32], scores: NDArray[np.float32]) -> None:
        self.truth.append(masks_of(truth))
        self.read.append(masks_of(labels, scores))

    @property
    def ap(self) -> float:
        if not self.truth:
            return float("nan")
        return average_precision(self.truth, self.read, IOU_THRESHOLDS)["ap"]
