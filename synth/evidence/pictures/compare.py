"""All measures of pictures, one after the other."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from synth.core.progress import Progress
from synth.evidence.fair.coverage import Groups, fairness
from synth.evidence.fair.refusals import refusal_tables
from synth.evidence.fair.scene import closing_scene
from synth.evidence.figures import Compared, Section
from synth.evidence.options import TRAININGS, CompareConfig
from synth.evidence.pictures.diversity import diversity
from synth.evidence.pictures.fidelity import fidelity
from synth.evidence.pictures.membership import picture_membership
from synth.evidence.pictures.privacy import privacy
from synth.evidence.pictures.read_back import read_back
from synth.evidence.pictures.sets import Picture, PictureSets, read_picture_sets
from synth.evidence.pictures.useful import usefulness
from synth.evidence.useful.trainings import Clock
from synth.evidence.yields import yields_of
from synth.options import seconds_of


def compare_pictures(config: CompareConfig, progress: Progress, command: str, start: float) -> Compared:
    """Usefulness comes last, as it takes what is left of the budget; the report begins with it."""
    progress.begin(total=5, unit="measures")
    sets = read_picture_sets(config.real, config.synthetic, config.holdout)
    side_px = float(np.median([max(one.pixels.shape[:2]) * one.scale for one in sets.synthetic.pictures]))
    progress.advance(note="pictures read")
    groups, yields = _groups(sets), yields_of(config.synthetic)
    closing = closing_scene(config.synthetic, groups.gaps(), {})
    stages: dict[str, Callable[[], Section]] = {
        "fidelity": lambda: fidelity(sets, yields, read_back(sets, config, yields)),
        "diversity": lambda: diversity(sets, side_px),
        "privacy": lambda: privacy(sets, side_px, picture_membership(sets, config, side_px)),
        "fairness": lambda: fairness(groups, refusal_tables(config.synthetic), closing.left_out),
    }
    found = list[Section]()
    for name, stage in stages.items():
        found.append(stage())
        progress.advance(note=name)
    clock = Clock(start, seconds_of(config.budget))
    useful = usefulness(sets, clock, config.folder / TRAININGS, progress, config.seed)
    return Compared(
        sets=[one.described() for one in (sets.real, sets.held, sets.synthetic)],
        sections=[useful, *found],
        command=command,
        seconds=time.monotonic() - start,
        files=closing.files,
    )


def _groups(sets: PictureSets) -> Groups:
    """Pictures by the categories in them and by what their label file says of them."""
    real = [*sets.real.pictures, *sets.held.pictures]
    return Groups(
        noun="pictures",
        real=_stated(real),
        synthetic=_stated(sets.synthetic.pictures),
        real_number=len(real),
        synthetic_number=len(sets.synthetic.pictures),
    )


def _stated(pictures: Sequence[Picture]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for picture in pictures:
        for category in {*picture.categories}:
            found.setdefault("category", Counter())[category] += 1
        for name, value in picture.variables.items():
            found.setdefault(name, Counter())[value] += 1
    return found
