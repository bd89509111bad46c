"""Trainings on each set, on all and on one again, tested on the held-out items of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic

import numpy as np

from synth.core.progress import Progress
from synth.core.seeds import rng_for
from synth.evidence.benchmark.sets import OLD, Answer, Judged, Model, ReadSet, Subject, T, Task
from synth.evidence.figures import Cell, Figure, Matrix, State, Table, Verdict
from synth.evidence.useful.scores import WORTH, Scored
from synth.evidence.useful.scores import Task as Titles
from synth.evidence.useful.trainings import SEEDS, Clock, Trained, train_all

HELD_SHARE = 0.3
LEAST_ITEMS = 10
"""Labelled items of a set, to train with and to test on."""

ALL = "all together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Generic[T]):
    """The labelled items of a set: to train with, none of which is a test of any set, and to test on."""

    train: Sequence[T]
    tests: Sequence[T]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """What the trainings came to. `answers`: (trained on, answers for the items of) -> what the first model said of
    items of the second set that it did not learn from.
    """

    verdicts: Sequence[Verdict] = ()
    plots: Sequence[Matrix] = ()
    tables: Sequence[Table] = ()
    left_out: Sequence[str] = ()
    answers: Mapping[tuple[str, str], Sequence[Answer]] = field(default_factory=dict)


def parts_of(subject: Subject[T], task: Task[T], sets: Sequence[ReadSet[T]]) -> dict[str, Parts[T]]:
    """Name of a set -> its parts, by the hash of its items."""
    usable = {one.name: [item for item in one.items if task.usable(item)] for one in sets}
    cuts = {name: round(HELD_SHARE * len(items)) for name, items in usable.items()}
    held = {name: items[: cuts[name]][: task.most_tested] for name, items in usable.items()}
    taken = {subject.key(item) for items in held.values() for item in items}
    return {
        name: Parts(
            train=[item for item in items[cuts[name] :] if subject.key(item) not in taken][: task.most_trained],
            tests=held[name],
        )
        for name, items in usable.items()
    }


def cross(
    task: Task[T],
    sets: Sequence[ReadSet[T]],
    parts: Mapping[str, Parts[T]],
    clock: Clock,
    progress: Progress,
    seed: int,
) -> Crossed:
    """Every training with the same number of items of each set, so that the rows differ by what the items are."""
    few = [name for name, one in parts.items() if min(len(one.train), len(one.tests)) < LEAST_ITEMS]
    if few:
        return Crossed(
            left_out=[f"{task.title}: fewer than {LEAST_ITEMS} labelled items to train and test in {', '.join(few)}"]
        )
    labels = _shared(sets, task.kind)
    old = [one.name for one in sets if one.role == OLD]
    again = f"{old[0]}, resampled"
    arms = [*parts, ALL, again] if labels else [*parts]
    number = round(0.9 * min(len(one.train) for one in parts.values()))
    tests = [item for one in parts.values() for item in one.tests]
    answers = defaultdict[tuple[str, str], list[Answer]](list)

    def learn(arm: str, at: int) -> np.ndarray:
        model = task.fit(_drawn(arm, old[0], parts, number, seed + at), seed + at)
        found = model(tests)
        if at == 0 and arm in parts:
            _keep(answers, arm, parts, model, found)
        return _counts(found, labels)

    trained = train_all(learn, clock, None, progress, arms)
    left_out = [f"{task.title}: {line}" for line in trained.left_out]
    if not labels:
        left_out.append(f"{task.title}: the sets have no label in common, so no model can be tested on another set")
        return Crossed(left_out=left_out, answers=answers)
    if not trained.counts:
        return Crossed(left_out=left_out)
    verdicts, plots, tables = _reported(task, trained, labels, parts, number, sets)
    return Crossed(verdicts=verdicts, plots=plots, tables=tables, left_out=left_out, answers=answers)


def trainings(sets: int) -> int:
    """How many a task takes, at most."""
    return SEEDS * (sets + 2)


def _shared(sets: Sequence[ReadSet[T]], kind: str) -> list[str]:
    """The labels that all sets have."""
    first, *others = (set(one.labels.get(kind, {})) for one in sets)
    return sorted(first.intersection(*others))


def _drawn(arm: str, old: str, parts: Mapping[str, Parts[T]], number: int, seed: int) -> list[T]:
    """The items of one training."""
    chosen = {
        name: [one.train[at] for at in rng_for(seed, 0, f"benchmark/{name}").permutation(len(one.train))[:number]]
        for name, one in parts.items()
    }
    if arm in parts:
        return chosen[arm]
    if arm == ALL:
        return [item for items in chosen.values() for item in items]
    more = rng_for(seed, 0, "benchmark/again").integers(number, size=number * (len(parts) - 1))
    return [*chosen[old], *(chosen[old][at] for at in more)]


def _keep(
    answers: dict[tuple[str, str], list[Answer]], arm: str, parts: Mapping[str, Parts[T]], model: Model[T],
    found: Sequence[Answer],
) -> None:  # fmt: skip
    """Of other sets also what is there to train with, which this model has not seen."""
    start = 0
    for name, one in parts.items():
        answers[arm, name] += found[start : start + len(one.tests)]
        start += len(one.tests)
        if name != arm:
            answers[arm, name] += model(one.train)


def _counts(found: Sequence[Answer], labels: Sequence[str]) -> np.ndarray:
    """(3, tests, labels): right, wanted and found."""
    place = {label: at for at, label in enumerate(labels)}
    counts = np.zeros((3, len(found), len(labels)), np.int32)
    for at, answer in enumerate(found):
        for one, number in answer.items():
            for kind, label in enumerate((one.given if one.right else "", one.given, one.found)):
                if label in place:
                    counts[kind, at, place[label]] += number
    return counts


def _reported(
    task: Task[T], trained: Trained, labels: Sequence[str], parts: Mapping[str, Parts[T]], number: int,
    sets: Sequence[ReadSet[T]],
) -> tuple[list[Verdict], list[Matrix], list[Table]]:  # fmt: skip
    scored = Scored(Titles(title=task.title, score=task.score, model=task.model, labels=labels, variables={}), trained)
    ends = np.cumsum([len(one.tests) for one in parts.values()])
    places = {name: np.arange(end - len(one.tests), end) for (name, one), end in zip(parts.items(), ends, strict=True)}
    cells = {(arm, name): scored.of(arm, at) for arm in trained.counts for name, at in places.items()}
    rows = [
        {"arm": arm, **{name: cells[arm, name] for name in places}, "spread": scored.spread(arm)}
        for arm in trained.counts
    ]
    old, new = ([one.name for one in sets if (one.role == OLD) is wanted] for wanted in (True, False))
    again = f"{old[0]}, resampled"
    gains = list(_gains(scored, old[0], again, new[0], places))
    note = (
        f"{task.model}, {_seeds(trained)}; {number} items of each set, all "
        f"together as many of each; {len(labels)} labels that all sets have. {again}: the same items used again, as "
        "many as in the training on all."
    )
    columns = {"arm": "Trained on", **{name: f"Tested on {name}" for name in places}, "spread": "Seeds, all tests"}
    key = task.key
    tables = [Table(key=f"crossed_{key}", title=f"{task.title}: {task.score}", columns=columns, rows=rows, note=note)]
    if gains:
        tables.append(_gain_table(key, task, gains))
    matrix = Matrix(
        title=f"{task.title}: {task.score}, in per cent",
        corner=("trained on", "tested on"),
        rows=list(trained.counts),
        columns=list(places),
        cells=cells,
    )
    verdicts = [
        verdict
        for one in old
        for pair in ((one, new[0]), (new[0], one))
        if (verdict := _transfers(task, scored, pair, places)) is not None
    ]
    return [*verdicts, *(_gain_verdict(task, name, old[0], gain) for name, gain in gains[:1])], [matrix], tables


def _seeds(trained: Trained) -> str:
    most = max(map(len, trained.counts.values()))
    return "one seed" if most == 1 else f"up to {most} seeds"


def _transfers(
    task: Task[T], scored: Scored, pair: tuple[str, str], places: Mapping[str, np.ndarray]
) -> Verdict | None:
    trained, tested = pair
    share = scored.ratio(trained, tested, places[tested])
    one, own = scored.of(trained, places[tested]), scored.of(tested, places[tested])
    if share is None or one is None or own is None:
        return None
    state: State = "good" if share.low >= WORTH else "bad" if share.high < WORTH else "open"
    words = (
        f"{task.title}: {task.model} trained on {trained} reaches {share.text} of what one trained on {tested} reaches "
        f"on its held-out items: {task.score} {100 * one.value:.1f} % against {100 * own.value:.1f} %."
    )
    return Verdict(check="transfers", state=state, words=words)


def _gains(
    scored: Scored, old: str, again: str, new: str, places: Mapping[str, np.ndarray]
) -> Iterator[tuple[str, Figure]]:
    """Of all together beyond the old set alone and again, by the set whose tests they are: the old one first."""
    for name in (old, new):
        gain = scored.beyond(ALL, [old, again], places[name])
        if gain is not None:
            yield name, gain


def _gain_table(key: str, task: Task[T], gains: Sequence[tuple[str, Figure]]) -> Table:
    rows: list[dict[str, Cell]] = [{"tests": name, "gain": gain} for name, gain in gains]
    return Table(
        key=f"gains_{key}",
        title=f"{task.title}: what all together gain beyond the old set alone, and alone but used again",
        columns={"tests": "Tested on", "gain": "Gain"},
        rows=rows,
    )


def _gain_verdict(task: Task[T], tests: str, old: str, gain: Figure) -> Verdict:
    state: State = "good" if gain.low > 0 else "bad" if gain.high < 0 else "open"
    said = {"good": "add", "bad": "take away", "open": "may add or take away"}[state]
    words = (
        f"{task.title}: beside {old}, the other sets {said} {gain.text} of {task.score} on held-out items of {tests}."
    )
    return Verdict(check="gains", state=state, words=words)


def of_labels(answers: Sequence[Answer]) -> Iterator[tuple[str, list[int], list[int]]]:
    """(label, how often each item has it, how often a model found it there), by the frequency of labels."""
    given, right = defaultdict[str, Counter[int]](Counter), defaultdict[str, Counter[int]](Counter)
    for at, answer in enumerate(answers):
        for one, number in answer.items():
            if one.given:
                given[one.given][at] += number
                right[one.given][at] += number * one.right
    for label in sorted(given, key=lambda name: (-given[name].total(), name)):
        yield label, list(given[label].values()), [right[label][at] for at in given[label]]


def confusions(answers: Sequence[Answer]) -> Counter[Judged]:
    """What a model says in the place of what is labelled, all items together."""
    found = Counter[Judged]()
    for answer in answers:
        found.update(answer)
    return found
