"""All measures of texts, one after the other."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

from synth.core.errors import DataError
from synth.core.plain_file import plain_text
from synth.core.progress import Progress
from synth.evidence.fair.coverage import Groups, fairness
from synth.evidence.fair.refusals import refusal_tables
from synth.evidence.fair.scene import closing_scene
from synth.evidence.figures import Compared, Section
from synth.evidence.options import TRAININGS, CompareConfig
from synth.evidence.texts.diversity import diversity
from synth.evidence.texts.fidelity import fidelity, labels_of
from synth.evidence.texts.privacy import privacy
from synth.evidence.texts.sets import TextSets, read_text_sets
from synth.evidence.texts.useful import usefulness
from synth.evidence.useful.trainings import Clock
from synth.evidence.yields import yields_of
from synth.options import seconds_of
from synth.text.formats.labelled import LabelledText

LARGEST_CANARIES = 1 << 24
"""Bytes."""


def compare_texts(config: CompareConfig, progress: Progress, command: str, start: float) -> Compared:
    """Usefulness comes last, as it takes what is left of the budget; the report begins with it."""
    canaries = canaries_of(config)
    sets = read_text_sets(config.real, config.synthetic, config.holdout)
    stages: dict[str, Callable[[], Section]] = {
        "fidelity": lambda: fidelity(sets, yields_of(config.synthetic)),
        "diversity": lambda: diversity(sets),
        "privacy": lambda: privacy(sets, canaries),
    }
    progress.begin(total=len(stages), unit="measures")
    found = dict[str, Section]()
    for name, stage in stages.items():
        found[name] = stage()
        progress.advance(note=name)
    groups = groups_of(sets)
    closing = closing_scene(config.synthetic, groups.gaps(), {new: old for old, new in sets.renamed.items()})
    fair = fairness(groups, refusal_tables(config.synthetic), closing.left_out)
    clock, folder = Clock(start, seconds_of(config.budget)), config.folder / TRAININGS
    useful = usefulness(sets, clock, folder, progress, config.seed)
    return Compared(
        sets=[one.described() for one in (sets.real, sets.held, sets.synthetic)],
        sections=[useful, *found.values(), fair],
        command=command,
        seconds=time.monotonic() - start,
        files=closing.files,
    )


def groups_of(sets: TextSets, noun: str = "texts") -> Groups:
    """By class, label of spans, and variable."""
    real = sets.every_real
    return Groups(
        noun=noun,
        real=_stated(real),
        synthetic=_stated(sets.synthetic.texts),
        real_number=len(real),
        synthetic_number=len(sets.synthetic.texts),
    )


def _stated(texts: Sequence[LabelledText]) -> dict[str, Counter[str]]:
    found = labels_of(texts)
    for text in texts:
        for name, value in text.variables.items():
            found.setdefault(name, Counter())[value] += 1
    return found


def canaries_of(config: CompareConfig) -> list[str]:
    """The planted texts. DataError for a file without one."""
    if config.canaries is None:
        return []
    text = plain_text(config.canaries, DataError, "a file of planted texts, one a line", most=LARGEST_CANARIES)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise DataError(str(config.canaries), "an empty file", "planted texts, one a line")
    return lines
