"""What pictures are worth to a small segmenter: a forest of trees over filters of several scales, pixel by pixel.

As ilastik's (Berg et al. 2019, Nature Methods 16): it learns in seconds, from equally many pixels of each picture, so
that trainings with equally many pictures take equally many steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import cv2
import numpy as np

from synth.core.progress import Progress
from synth.core.seeds import rng_for
from synth.evidence.figures import Section
from synth.evidence.pictures.sets import Picture, PictureSet, PictureSets
from synth.evidence.useful.scores import Scored, Task
from synth.evidence.useful.trainings import ARMS, SEEDS, Clock, Kept, Material, train_all

if TYPE_CHECKING:
    from jaxtyping import Float32, UInt8

MOST_TRAINED, MOST_TESTED = 200, 100
"""Pictures of each set."""
PIXELS, TESTED_PIXELS = 300, 4_000
"""Of a picture that are trained with, and tested on."""
TREES, DEPTH = 30, 14
MOST_VALUES = 20


def usefulness(sets: PictureSets, clock: Clock, folder: Path, progress: Progress, seed: int) -> Section:
    """Train on real pictures, synthetic ones and both, and segment held-out real ones."""
    tests = [one for one in sets.held.pictures if one.kinds.any()][:MOST_TESTED]
    material = Material(real=_usable(sets.real), synthetic=_usable(sets.synthetic), changed=_changed)
    lead = (
        "The same segmenter, trained on synthetic pictures, on real ones and on both, tested on real "
        "pictures that were held out."
    )
    if min(len(tests), len(material.real), len(material.synthetic)) < 2:
        left_out = ["a set has no labelled objects of the real categories, so nothing can be learnt or tested"]
        return Section(key="usefulness", title="Usefulness", lead=lead, left_out=left_out)
    progress.begin(total=SEEDS * len(ARMS), unit="trainings", steady=True)
    kept: dict[int, Pixels | None] = {id(one): None for one in (*material.real, *material.synthetic)}

    @cache
    def seen() -> list[Pixels]:
        return [sampled(one, TESTED_PIXELS, "test") for one in tests]

    def learnt_from(picture: Picture) -> Pixels:
        pixels = kept.get(id(picture)) or sampled(picture, PIXELS, "train")
        if id(picture) in kept:  # not one that was changed for this training
            kept[id(picture)] = pixels
        return pixels

    def learn(arm: str, number: int) -> np.ndarray:
        pictures = material.of(arm, seed + number)
        model = fitted_forest([learnt_from(one) for one in pictures], seed + number)
        return _tested(model, seen(), len(sets.names))

    asked = ["pictures", seed, *(_digest(part) for part in (material.real, material.synthetic, tests))]
    trained = train_all(learn, clock, Kept(folder, asked), progress)
    if not trained.counts:
        return Section(key="usefulness", title="Usefulness", lead=lead, left_out=trained.left_out)
    scored = Scored(
        Task(
            title="Pixels",
            score="Dice of pixels",
            model="a forest over image filters",
            labels=sets.names,
            variables=_variables(tests),
        ),
        trained,
    )
    return Section(
        key="usefulness",
        title="Usefulness",
        lead=lead,
        verdicts=list(scored.verdicts()),
        plots=[scored.dots()],
        tables=list(scored.tables()),
        left_out=trained.left_out,
    )


def _usable(pictures: PictureSet) -> list[Picture]:
    return [one for one in pictures.pictures if one.kinds.any()][:MOST_TRAINED]


def _variables(tests: Sequence[Picture]) -> dict[str, list[str]]:
    names = sorted({name for one in tests for name in one.variables})
    values = {name: [one.variables.get(name, "") for one in tests] for name in names}
    return {name: found for name, found in values.items() if 1 < len(set(found)) <= MOST_VALUES}


def _changed(picture: Picture, rng: np.random.Generator) -> Picture:
    """A flip, a quarter turn, another brightness and contrast: what costs nothing to make of a real picture."""
    turns, flip = int(rng.integers(4)), slice(None, None, -1 if rng.random() < 0.5 else 1)
    pixels, kinds = (np.ascontiguousarray(np.rot90(one, turns)[:, flip]) for one in (picture.pixels, picture.kinds))
    tone = np.clip(pixels * rng.uniform(0.8, 1.25) + rng.uniform(-20, 20), 0, 255).astype(np.uint8)
    return replace(picture, pixels=tone, kinds=kinds)


def _features(pixels: np.ndarray) -> Float32[np.ndarray, "h w f"]:
    """Colour, and at four scales: smoothed colour, gradient, Laplacian, eigenvalues of the structure tensor."""
    image = pixels.astype(np.float32) / 255
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    planes = [image[..., channel] for channel in range(3)]
    for sigma in (1.0, 2.0, 4.0, 8.0):
        smooth = cv2.GaussianBlur(image, (0, 0), sigma)
        level = cv2.GaussianBlur(grey, (0, 0), sigma)
        dx, dy = cv2.Sobel(level, cv2.CV_32F, 1, 0), cv2.Sobel(level, cv2.CV_32F, 0, 1)
        xx, yy, xy = (cv2.GaussianBlur(one, (0, 0), sigma) for one in (dx * dx, dy * dy, dx * dy))
        root = np.sqrt((xx - yy) ** 2 / 4 + xy**2)
        planes += [smooth[..., channel] for channel in range(3)]
        planes += [cv2.magnitude(dx, dy), cv2.Laplacian(level, cv2.CV_32F), (xx + yy) / 2 + root, (xx + yy) / 2 - root]
    return np.stack(planes, axis=-1)


class Pixels(NamedTuple):
    """Some pixels of a picture: `rows` (n, features), and the category of each, 0 for background."""

    rows: Float32[np.ndarray, "n f"]
    kinds: UInt8[np.ndarray, " n"]


def sampled(picture: Picture, number: int, use: str) -> Pixels:
    """To `train` with, half of them labelled where there are so many; to `test` on, as chance has it."""
    rng = rng_for(0, 0, f"compare/pixels/{use}/{picture.name}")
    kinds = picture.kinds.ravel()
    if use == "train":
        parts = [rng.permutation(np.flatnonzero(part))[: number // 2] for part in (kinds, kinds == 0)]
        places = np.concatenate(parts)
    else:
        places = rng.permutation(len(kinds))[:number]
    return Pixels(_features(picture.pixels).reshape(len(kinds), -1)[places], kinds[places])


def fitted_forest(pictures: Sequence[Pixels], seed: int) -> Any:
    from sklearn.ensemble import ExtraTreesClassifier

    model = ExtraTreesClassifier(
        TREES, max_depth=DEPTH, min_samples_leaf=5, class_weight="balanced", random_state=seed, n_jobs=1
    )
    return model.fit(np.concatenate([one.rows for one in pictures]), np.concatenate([one.kinds for one in pictures]))


def _tested(model: Any, tests: Sequence[Pixels], names: int) -> np.ndarray:
    """(3, tests, names): pixels that are right, wanted and found."""
    found = np.split(
        model.predict(np.concatenate([one.rows for one in tests])), np.cumsum([len(one.kinds) for one in tests])[:-1]
    )
    counts = np.zeros((3, len(tests), names), np.int32)
    for at, (one, read) in enumerate(zip(tests, found, strict=True)):
        for kind in range(1, names + 1):
            mine, theirs = one.kinds == kind, read == kind
            counts[:, at, kind - 1] = (mine & theirs).sum(), mine.sum(), theirs.sum()
    return counts


def _digest(pictures: Sequence[Picture]) -> str:
    whole = sha256()
    for one in pictures:
        whole.update(one.pixels.tobytes() + one.kinds.tobytes())
    return whole.hexdigest()
