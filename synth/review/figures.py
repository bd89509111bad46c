"""What happened in a review, in numbers: by check, by class, by reviewer, and how far reviewers agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations
from statistics import median
from typing import Any, NamedTuple

from synth.core.geometry import Box
from synth.review.agreement import Estimate, cohen_kappa, estimated, krippendorff_alpha, mean_iou, span_f1
from synth.review.decision import Decision, Net
from synth.review.desk import Desk
from synth.review.item import Item
from synth.review.session import Session

VERDICTS = ("accept", "fix", "reject", "skip")


class Row(NamedTuple):
    """Decisions on one check, one class, or of one reviewer: how many of each verdict; the middle of their seconds.

    `right` and `gold`: gold items answered rightly, and all.
    """

    name: str
    verdicts: Counter[str]
    seconds: float
    items: int = 0
    right: int = 0
    gold: int = 0

    @property
    def decided(self) -> int:
        """Without those that were skipped."""
        return self.verdicts.total() - self.verdicts["skip"]


class Pair(NamedTuple):
    """Two reviewers on the items that both decided: `same` of them got one answer."""

    names: tuple[str, str]
    items: int
    same: int
    kappa: Estimate | None
    labels: Estimate | None


class Figures(NamedTuple):
    """`settled` items have one answer that counts, `differing` ones are left to adjudicate. `labels` names what pairs
    are compared by on labels.
    """

    items: int
    settled: int
    differing: int
    seconds: float
    checks: list[Row]
    categories: list[Row]
    reviewers: list[Row]
    pairs: list[Pair]
    alpha: Estimate | None
    labels: str


def figures_of(session: Session) -> Figures:
    """Count what the decisions of a session's review come to."""
    ledger, gold = session.ledger, session.queue.gold()
    decisions = list(ledger.everything())
    items = {one: session.item(one) for one in {decision.item for decision in decisions}}
    counted = [one for one in decisions if one.item not in gold]
    checks, categories = session.queue.checks(), session.queue.categories()
    by_items = [items[one.item] for one in counted]
    reviewed = sorted({one.item for one in counted})
    answers = {number: [one for one in ledger.answers(number) if not one.adjudicates] for number in reviewed}
    verdicts = [[one.verdict for one in found] for found in answers.values()]
    return Figures(
        items=sum(checks.values()) - len(gold),
        settled=sum(ledger.settled(number) is not None for number in reviewed),
        differing=sum(ledger.settled(number) is None and ledger.differ(number) for number in reviewed),
        seconds=_seconds(counted),
        checks=_rows(counted, [one.check for one in by_items], checks),
        categories=_rows(counted, [one.category or "without a class" for one in by_items], categories),
        reviewers=[_reviewer(name, decisions, items) for name in sorted({one.who for one in decisions})],
        pairs=list(_pairs(session.desk, items, answers)),
        alpha=estimated(krippendorff_alpha, verdicts),
        labels="F1 of spans" if session.desk.kind == "texts" else "IoU of boxes",
    )


def _rows(decisions: Sequence[Decision], names: Sequence[str], whole: dict[str, int]) -> list[Row]:
    groups = defaultdict[str, list[Decision]](list)
    for one, name in zip(decisions, names, strict=True):
        groups[name].append(one)
    return [
        Row(name, Counter(one.verdict for one in groups[name]), _seconds(groups[name]), whole.get(name, 0))
        for name in sorted(groups, key=lambda name: -len(groups[name]))
    ]


def _reviewer(name: str, decisions: Sequence[Decision], items: dict[int, Item]) -> Row:
    mine = [one for one in decisions if one.who == name]
    gold = [one for one in mine if items[one.item].is_gold and one.verdict != "skip"]
    usual = [one for one in mine if not items[one.item].is_gold]
    right = sum(items[one.item].is_right(one.verdict) for one in gold)
    return Row(name, Counter(one.verdict for one in usual), _seconds(usual), len(usual), right, len(gold))


def _seconds(decisions: Iterable[Decision]) -> float:
    return median([one.seconds for one in decisions] or [0.0])


def _pairs(desk: Desk, items: dict[int, Item], answers: dict[int, list[Decision]]) -> Iterable[Pair]:
    names = sorted({one.who for found in answers.values() for one in found})
    for first, second in combinations(names, 2):
        both = [
            (one, other)
            for found in answers.values()
            for one, other in combinations(found, 2)
            if (one.who, other.who) == (first, second)
        ]
        if both:
            kappa = estimated(cohen_kappa, [(one.verdict, other.verdict) for one, other in both])
            same = sum(one.answer == other.answer for one, other in both)
            yield Pair((first, second), len(both), same, kappa, _on_labels(desk, items, both))


def _on_labels(desk: Desk, items: dict[int, Item], both: Sequence[tuple[Decision, Decision]]) -> Estimate | None:
    pairs = [(items[one.item], one, other) for one, other in both if items[one.item].sample is not None]
    if desk.kind == "texts":
        spans = [(_spans_left(desk, item, one), _spans_left(desk, item, other)) for item, one, other in pairs]
        return estimated(span_f1, spans)
    boxes = [(_box_left(desk, item, one), _box_left(desk, item, other)) for item, one, other in pairs]
    return estimated(mean_iou, boxes)


def _left(desk: Desk, item: Item, decision: Decision) -> list[dict[str, Any]]:
    """The label that an item is on, and new ones, as a decision leaves them."""
    if item.sample is None:
        return []
    focus = desk.focus(item.place, item.key) if item.place else ""
    labels = desk.show(item.sample, Net([decision]))["labels"]
    return [one for one in labels if one["id"] == focus or one["id"].startswith("n")]


def _spans_left(desk: Desk, item: Item, decision: Decision) -> frozenset[Hashable]:
    return frozenset((one.get("start"), one.get("end"), one["category"]) for one in _left(desk, item, decision))


def _box_left(desk: Desk, item: Item, decision: Decision) -> Box | None:
    found = _left(desk, item, decision)
    return found[0]["box"] if found else None
