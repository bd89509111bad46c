"""All measures of texts, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable

from synth.core.errors import DataError
from synth.core.plain_file import plain_text
from synth.core.progress import Progress
from synth.evidence.figures import Compared, Section
from synth.evidence.options import TRAININGS, CompareConfig
from synth.evidence.texts.diversity import diversity
from synth.evidence.texts.fidelity import fidelity
from synth.evidence.texts.privacy import privacy
from synth.evidence.texts.sets import read_text_sets
from synth.evidence.texts.useful import usefulness
from synth.evidence.useful.trainings import Clock
from synth.options import seconds_of

LARGEST_CANARIES = 1 << 24
"""Bytes."""


def compare_texts(config: CompareConfig, progress: Progress, command: str, start: float) -> Compared:
    """Usefulness comes last, as it takes what is left of the budget; the report begins with it."""
    canaries = _canaries(config)
    sets = read_text_sets(config.real, config.synthetic, config.holdout)
    stages: dict[str, Callable[[], Section]] = {
        "fidelity": lambda: fidelity(sets),
        "diversity": lambda: diversity(sets),
        "privacy": lambda: privacy(sets, canaries),
    }
    progress.begin(total=len(stages), unit="measures")
    found = dict[str, Section]()
    for name, stage in stages.items():
        found[name] = stage()
        progress.advance(note=name)
    clock, folder = Clock(start, seconds_of(config.budget)), config.folder / TRAININGS
    useful = usefulness(sets, clock, folder, progress, config.seed)
    return Compared(
        sets=[one.described() for one in (sets.real, sets.held, sets.synthetic)],
        sections=[useful, *found.values()],
        command=command,
        seconds=time.monotonic() - start,
    )


def _canaries(config: CompareConfig) -> list[str]:
    """DataError for a file without one."""
    if config.canaries is None:
        return []
    text = plain_text(config.canaries, DataError, "a file of planted texts, one a line", most=LARGEST_CANARIES)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise DataError(str(config.canaries), "an empty file", "planted texts, one a line")
    return lines
