"""One task: models of ours alone, of real texts alone, of few and of all real ones with and without ours."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from text_judge.examples import Example
from text_judge.learners import Weighted
from text_judge.real import RealSet
from text_judge.scores import points
from text_judge.tasks import Task

AMOUNTS = (5, 50, 500)
"""Real examples: sentences, or texts of each class."""
ALL = "all"
PEER_AMOUNTS = ("50", ALL)
"""Beside which a peer's texts are tried as well."""
SHARES = (0.5, 0.8, 1.0)
"""What the real examples weigh of all together; 1: ours are left out. Of equally good ones the first is taken."""
FOLDS = 2
LEFT_OUT = 0.05
"""The share of all real examples without which a model is trained too: what that does to a label is noise."""
FEWER = f"{ALL} but {LEFT_OUT:.0%}"
LEAST_TO_CHOOSE = 100
"""Real examples below which nothing is chosen: the first share is taken."""
MOST_OURS_TO_CHOOSE = 1500


@dataclass(slots=True)
class Scores:
    """Of one task: for each training (`ours`, `all`, `5`, `5+ours`, ...) the points of every seed and label."""

    runs: dict[str, list[dict[str, float]]] = field(default_factory=lambda: defaultdict(list))
    shares: dict[str, float] = field(default_factory=dict)

    def add(self, task: Task, name: str, parts: Sequence[Weighted], tests: Sequence[Example]) -> None:
        """Train, test, note the points."""
        self.runs[name].append(points(task.score, tests, task.fit(parts)(tests)))


def in_random_order(examples: Sequence[Example], seed: int) -> list[Example]:
    return random.Random(seed).sample(examples, len(examples))


def few(examples: Sequence[Example], amount: int, seed: int, of_classes: bool) -> list[Example]:
    """`amount` examples, or of each class, drawn by `seed`; empty where there are not more than that."""
    shuffled = in_random_order(examples, seed)
    if not of_classes:
        return shuffled[:amount] if amount < len(examples) else []
    taken: dict[object, list[Example]] = defaultdict(list)
    for example in shuffled:
        if len(taken[example.wanted]) < amount:
            taken[example.wanted].append(example)
    kept = [example for part in taken.values() for example in part]
    return kept if len(kept) < len(examples) else []


def mixed(real: Sequence[Example], ours: Sequence[Example], share: float) -> list[Weighted]:
    """Both together, the real ones with `share` of the weight; above a half fewer of ours, not more real ones."""
    if share == 1:
        return [(real, 1.0)]
    ours = ours[: round(len(ours) * min(1.0, (1 - share) / share))]
    return [(real, share / (1 - share) * len(ours) / len(real)), (ours, 1.0)]


def folds(examples: Sequence[Example], of_classes: bool) -> Iterator[tuple[list[Example], list[Example]]]:
    """Cross-validation: what is trained with, what is held back; every class in every fold."""
    order = sorted(range(len(examples)), key=lambda n: str(examples[n].wanted)) if of_classes else range(len(examples))
    for fold in range(FOLDS):
        held = {n for place, n in enumerate(order) if place % FOLDS == fold}
        yield [e for n, e in enumerate(examples) if n not in held], [examples[n] for n in held]


def best_share(task: Task, real: Sequence[Example], ours: Sequence[Example]) -> float:
    """The share that does best in cross-validation over the real training examples; the test set is not looked at."""
    if len(real) < LEAST_TO_CHOOSE:
        return SHARES[0]
    ours = ours[:MOST_OURS_TO_CHOOSE]
    found = dict.fromkeys(SHARES, 0.0)
    for train, held in folds(real, task.of_classes):
        for share in SHARES:
            found[share] += points(task.score, held, task.fit(mixed(train, ours, share))(held))[""]
    return max(SHARES, key=lambda share: round(found[share], 6))


def study(
    task: Task,
    real: RealSet,
    ours_of_seed: Sequence[list[Example]],
    peers: Sequence[list[Example]],
    amounts: Sequence[str],
) -> Scores:
    """The trainings of a task with `amounts` of real examples.

    The share is chosen with the first seed's draw and serves the other seeds too.
    """
    scores = Scores()
    for seed, ours in enumerate(ours_of_seed):
        scores.add(task, "ours", [(ours, 1.0)], real.test)
        if not seed:  # the same for all seeds
            scores.add(task, ALL, [(real.train, 1.0)], real.test)
        if peers:
            scores.add(task, "peer", [(peers[seed], 1.0)], real.test)
        for name in amounts:
            some = real.train if name == ALL else few(real.train, int(name), seed, task.of_classes)
            if not some:
                continue
            if name not in scores.shares:
                scores.shares[name] = best_share(task, some, ours)
            if name != ALL:
                scores.add(task, name, [(some, 1.0)], real.test)
            else:
                kept = in_random_order(some, seed)[: round(len(some) * (1 - LEFT_OUT))]
                scores.add(task, FEWER, [(kept, 1.0)], real.test)
            scores.add(task, f"{name}+ours", mixed(some, ours, scores.shares[name]), real.test)
            if peers and name in PEER_AMOUNTS:
                scores.add(task, f"{name}+peer", mixed(some, peers[seed], scores.shares[name]), real.test)
    return scores
