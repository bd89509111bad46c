"""Which trainings are compared, in which order, and what of them fits into the time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from synth.core.canonical import digest
from synth.core.progress import Progress, duration_text
from synth.core.seeds import rng_for
from synth.folder.disk import write_atomic

if TYPE_CHECKING:
    from jaxtyping import Int

T = TypeVar("T")

SEEDS = 3
FEW = 0.1
"""Share of the real records in the trainings on few."""

REAL, SYNTHETIC, BOTH, RESAMPLED = "real", "synthetic", "real + synthetic", "real, resampled"
SOME, SOME_BOTH, SOME_RESAMPLED = "10 % real", "10 % real + synthetic", "10 % real, resampled"
ARMS = (REAL, SYNTHETIC, BOTH, SOME, SOME_BOTH, RESAMPLED, SOME_RESAMPLED)
"""In the order in which they are trained. The resampled ones have as many records, so as many steps, as those with
synthetic records, all of them real: what they gain is no merit of the synthetic data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material(Generic[T]):
    """Records to train with. `changed` makes another record of a real one that is used again, where the kind has a way
    to do so; `rng` is that of the training.
    """

    real: Sequence[T]
    synthetic: Sequence[T]
    changed: Callable[[T, np.random.Generator], T] = lambda record, rng: record

    def of(self, arm: str, seed: int) -> list[T]:
        """The records of one training: nine tenths of the real and of the synthetic ones, drawn by the seed.

        Beside synthetic records, real ones are used again until they are as many.
        """
        real, ours = _drawn(self.real, seed, "real"), _drawn(self.synthetic, seed, "synthetic")
        some = real[: max(2, round(FEW * len(self.real)))]
        rng = rng_for(seed, 0, f"compare/{arm}")
        if arm == REAL:
            return real
        if arm == SYNTHETIC:
            return ours
        if arm == SOME:
            return some
        base = real if arm in (BOTH, RESAMPLED) else some
        again = base if len(base) >= len(ours) else self._again(base, len(ours), rng)
        if arm in (BOTH, SOME_BOTH):
            return [*again, *ours]
        return self._again(base, len(again) + len(ours), rng)

    def _again(self, records: Sequence[T], number: int, rng: np.random.Generator) -> list[T]:
        """All records, and some of them again, changed, until there are so many."""
        more = rng.integers(len(records), size=max(number - len(records), 0))
        return [*records, *(self.changed(records[at], rng) for at in more)]


def _drawn(records: Sequence[T], seed: int, name: str) -> list[T]:
    order = rng_for(seed, 0, f"compare/draw/{name}").permutation(len(records))
    return [records[at] for at in order[: max(1, round(0.9 * len(records)))]]


@dataclass(slots=True)
class Trained:
    """What the trainings came to: arm -> for each seed the counts (3, tests, labels) of right, wanted and found labels.

    `left_out`: what did not fit into the time.
    """

    counts: dict[str, list[Int[np.ndarray, "3 tests labels"]]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def seeds(self) -> int:
        """That every arm was trained with."""
        return min(map(len, self.counts.values()), default=0)


class Clock:
    """The time that is left of a budget, in seconds."""

    def __init__(self, start: float, budget_s: float) -> None:
        self._end = start + budget_s

    @staticmethod
    def of(seconds: float) -> Clock:
        """A clock that starts now."""
        return Clock(time.monotonic(), seconds)

    @property
    def left_s(self) -> float:
        return self._end - time.monotonic()


class Kept:
    """Counts of trainings that are done, in a folder: a comparison that was stopped goes on from them."""

    def __init__(self, folder: Path, asked: object) -> None:
        self._folder, self._asked = folder, asked

    def path(self, arm: str, seed: int) -> Path:
        return self._folder / f"{digest([self._asked, arm, seed])[:32]}.npy"

    def get(self, arm: str, seed: int) -> np.ndarray | None:
        path = self.path(arm, seed)
        return np.load(path, allow_pickle=False) if path.is_file() else None

    def put(self, arm: str, seed: int, counts: np.ndarray) -> None:
        import io

        self._folder.mkdir(parents=True, exist_ok=True)
        data = io.BytesIO()
        np.save(data, counts, allow_pickle=False)
        write_atomic(self.path(arm, seed), data.getvalue())


def train_all(
    learn: Callable[[str, int], np.ndarray],
    clock: Clock,
    kept: Kept | None,
    progress: Progress,
    arms: Sequence[str] = ARMS,
) -> Trained:
    """`learn` trains one arm with one seed and tests it. Seeds come one after the other; a training that would not be
    done in time, by the longest one so far, is left out, and with it all that follow.
    """
    trained = Trained()
    longest = 0.0
    for seed, arm in ((seed, arm) for seed in range(SEEDS) for arm in arms):
        counts = None if kept is None else kept.get(arm, seed)
        if counts is None:
            if clock.left_s < longest:
                done = sum(map(len, trained.counts.values()))
                each = f", which take about {duration_text(longest)} each" if longest else ""
                total = SEEDS * len(arms)
                trained.left_out.append(f"{total - done} of {total} trainings{each}: the budget is used up")
                break
            start = time.monotonic()
            counts = learn(arm, seed)
            if kept is not None:
                kept.put(arm, seed, counts)
            longest = max(longest, time.monotonic() - start)
        trained.counts.setdefault(arm, []).append(counts)
        progress.advance(note=f"{arm}, seed {seed}")
    return trained
