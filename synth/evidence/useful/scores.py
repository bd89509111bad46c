"""Scores of trainings with intervals: F1 over all labels, by label, and differences on the same held-out records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from synth.evidence.figures import Cell, Dots, Figure, State, Table, Verdict
from synth.evidence.useful.trainings import (
    ARMS,
    BOTH,
    REAL,
    SOME,
    SOME_BOTH,
    SOME_RESAMPLED,
    SYNTHETIC,
    Trained,
)

ROUNDS = 300
WORTH = 0.8
LEAST_TESTS = 10
"""Test records with a label or a value of a variable, below which it has no numbers of its own."""
_MOST_ROWS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What was trained, in words; its labels; and what is known of the tests: variable -> a value for each."""

    title: str
    score: str
    model: str
    labels: Sequence[str]
    variables: Mapping[str, Sequence[str]]


class Scored:
    """The scores of one task. All intervals draw the tests again, the same ones for all arms, and the seeds."""

    def __init__(self, task: Task, trained: Trained) -> None:
        self.task = task
        self._counts = {arm: np.stack(runs).astype(np.float64) for arm, runs in trained.counts.items()}
        self.tests = next(iter(self._counts.values())).shape[2]
        rng = np.random.default_rng(0)
        self._draws = [rng.multinomial(self.tests, np.full(self.tests, 1 / self.tests)) for _ in range(ROUNDS)]
        self._seeds = rng.random((ROUNDS, 16))

    def of(self, arm: str, places: np.ndarray | None = None, label: int | None = None) -> Figure | None:
        """F1 of an arm on all tests or those at `places`, of all labels or of one; None where it was not trained."""
        return self._figure(lambda f1: f1[0], [arm], places, label)

    def difference(self, one: str, other: str, label: int | None = None) -> Figure | None:
        """How much better the first arm is; None where the two are one."""
        return None if one == other else _change(self._figure(lambda f1: f1[0] - f1[1], [one, other], None, label))

    def beyond(self, one: str, others: Sequence[str], places: np.ndarray) -> Figure | None:
        """How much better the first arm is than the best of the others, on the tests at `places`."""
        return _change(self._figure(lambda f1: f1[0] - max(f1[1:]), [one, *others], places, None))

    def ratio(self, one: str, other: str, places: np.ndarray | None = None) -> Figure | None:
        """What share of the second arm's score the first one reaches."""
        return self._figure(lambda f1: f1[0] / max(f1[1], 1e-9), [one, other], places, None)

    def gain(self) -> Figure | None:
        """What synthetic records add to few real ones, beyond the better one of the few alone and the few resampled."""
        arms = [SOME_BOTH, *(arm for arm in (SOME, SOME_RESAMPLED) if arm in self._counts)]
        return _change(self._figure(lambda f1: f1[0] - max(f1[1:]), arms, None, None))

    def spread(self, arm: str) -> str:
        """The scores of the seeds, in words."""
        runs = [_f1(run.sum(axis=(1, 2))) for run in self._counts[arm]]
        return f"{100 * min(runs):.1f} to {100 * max(runs):.1f} %" if len(runs) > 1 else "one seed"

    def _figure(
        self, of: Callable[[Sequence[float]], float], arms: Sequence[str], places: np.ndarray | None, label: int | None
    ) -> Figure | None:
        if any(arm not in self._counts for arm in arms):
            return None
        parts = [self._counts[arm] for arm in arms]
        parts = [part.sum(axis=3) if label is None else part[..., label] for part in parts]  # (seeds, 3, tests)
        if places is not None:
            weights = np.zeros(self.tests)
            weights[places] = 1
            parts = [part * weights for part in parts]
        value = of([_f1(part.sum(axis=(0, 2))) for part in parts])
        found = []
        for draw, order in zip(self._draws, self._seeds, strict=True):
            seeds = [(order[: len(part)] * len(part)).astype(int) for part in parts]
            found.append(of([_f1((part[at] @ draw).sum(axis=0)) for part, at in zip(parts, seeds, strict=True)]))
        low, high = np.quantile(found, (0.025, 0.975))
        n = self.tests if places is None else len(places)
        return Figure(value=value, low=float(low), high=float(high), n=n, share=True)

    def verdicts(self) -> Iterator[Verdict]:
        """What the synthetic records are worth alone, and beside few real ones."""
        share, ours, real = self.ratio(SYNTHETIC, REAL), self.of(SYNTHETIC), self.of(REAL)
        if share and ours and real:
            state: State = "good" if share.low >= WORTH else "bad" if share.high < WORTH else "open"
            words = (
                f"{self.task.title}: trained on synthetic data alone, {self.task.model} reaches "
                f"{share.text} of what the real data reach on held-out real ones: {self.task.score} "
                f"{_plain(ours)} against {_plain(real)}."
            )
            yield Verdict(check="useful", state=state, words=words)
        gain, few = self.gain(), self.of(SOME)
        if gain and few:
            state = "good" if gain.low > 0 else "bad" if gain.high < 0 else "open"
            said = {"good": "add", "bad": "take away", "open": "may add or take away"}[state]
            words = (
                f"{self.task.title}: beside 10 % of the real data, the synthetic ones {said} "
                f"{gain.text} of {self.task.score}, which is {_plain(few)} with the 10 % alone; "
                "the better one of them alone and resampled is what it is measured against."
            )
            harmed = [name for name, figure in self._harmed()]
            words += (
                f" With all real data, {', '.join(harmed[:5])} lose{'s' * (len(harmed) == 1)} by it." if harmed else ""
            )
            yield Verdict(check="adds", state=state, words=words)

    def _harmed(self) -> Iterator[tuple[str, Figure]]:
        """Labels whose score falls by more than a point where synthetic data join all real ones."""
        for at, name in enumerate(self.task.labels):
            change = self.difference(BOTH, REAL, at)
            if change is not None and self._number(at) >= LEAST_TESTS and change.high < -0.01:
                yield name, change

    def _number(self, label: int) -> int:
        """Tests that have a label."""
        return int((next(iter(self._counts.values()))[0, 1, :, label] > 0).sum())

    def dots(self) -> Dots:
        """The score of each arm."""
        rows = [(arm, "score", figure) for arm in ARMS if (figure := self.of(arm)) is not None]
        return Dots(title=f"{self.task.title}: {self.task.score} on held-out real data, by training", rows=rows)

    def tables(self) -> Iterator[Table]:
        """By arm, by label, and by value of each variable."""
        key = re.sub(r"\W+", "_", self.task.title.casefold()).strip("_")
        rows: list[dict[str, Cell]] = [
            {"arm": arm, "score": self.of(arm), "spread": self.spread(arm), "real": self.difference(arm, REAL)}
            for arm in ARMS
            if arm in self._counts
        ]
        yield Table(
            key=f"trainings_{key}",
            in_card=True,
            title=f"{self.task.title}: by training",
            columns={"arm": "Trained on", "score": self.task.score, "spread": "Seeds", "real": "Against real"},
            rows=rows,
            note=(
                f"{self.task.model}, {max(len(one) for one in self._counts.values())} seeds, "
                f"{self.tests} held-out real records. Resampled: real records used again, as many as in "
                "the training with synthetic ones."
            ),
        )
        labels = [at for at in range(len(self.task.labels)) if self._number(at) >= LEAST_TESTS]
        small = [name for at, name in enumerate(self.task.labels) if at not in labels]
        arms = {"real": REAL, "synthetic": SYNTHETIC, "both": BOTH}
        if labels:
            yield self._by_label(key, labels, small, arms)
        for variable, values in self.task.variables.items():
            yield self._by_variable(key, variable, values, arms)

    def _by_label(self, key: str, labels: Sequence[int], small: Sequence[str], arms: Mapping[str, str]) -> Table:
        return Table(
            key=f"labels_{key}",
            title=f"{self.task.title}: by label",
            columns={
                "label": "Label",
                "real": "Real",
                "synthetic": "Synthetic",
                "both": "Real + synthetic",
                "gain": "Gain by synthetic",
            },
            rows=[
                {
                    "label": self.task.labels[at],
                    **{name: self.of(arm, None, at) for name, arm in arms.items()},
                    "gain": self.difference(BOTH, REAL, at),
                }
                for at in labels[:_MOST_ROWS]
            ],
            note=f"F1 of each label. Too few tests, under {LEAST_TESTS}: {', '.join(small[:20]) or 'none'}.",
        )

    def _by_variable(self, key: str, variable: str, values: Sequence[str], arms: Mapping[str, str]) -> Table:
        array = np.array(values)
        groups = {value: np.flatnonzero(array == value) for value in sorted(set(values))}
        small = [value for value, places in groups.items() if len(places) < LEAST_TESTS]
        return Table(
            key=f"{variable}_{key}",
            title=f"{self.task.title}: by {variable}",
            columns={"value": variable, "real": "Real", "synthetic": "Synthetic", "both": "Real + synthetic"},
            rows=[
                {"value": value, **{name: self.of(arm, places) for name, arm in arms.items()}}
                for value, places in groups.items()
                if value not in small
            ],
            note=f"Too few tests, under {LEAST_TESTS}: {', '.join(small) or 'none'}.",
        )


def _f1(counts: Sequence[float]) -> float:
    """Of right, wanted and found labels."""
    right, wanted, found = counts
    return float(2 * right / max(wanted + found, 1e-9))


def _plain(figure: Figure) -> str:
    return f"{100 * figure.value:.1f} %"


def _change(figure: Figure | None) -> Figure | None:
    return figure and replace(figure, change=True)
