"""Labels of one set as a model of another one reads them: agreement by class, and what is taken for what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from synth.evidence.benchmark.crossed import Crossed, confusions, of_labels
from synth.evidence.benchmark.sets import Answer, Judged, ReadSet, Task
from synth.evidence.figures import Cell, Dots, Figure, Matrix, State, Table, Verdict
from synth.evidence.intervals import clustered_share, difference, share

LESS = 0.2
"""So much less may the other set's model agree than it does on its own set, as a share."""

LEAST_LABELS = 20
"""Labels of a class on both sides, below which nothing is said of it."""

_MOST_ROWS, _MOST_CELLS, _MOST_DOTS = 60, 14, 12
Agreement = Mapping[tuple[str, str], Mapping[str, Figure]]
"""(labels of, model of) -> class -> share of its labels that the model finds."""

NOTHING = "nothing"
"""How a missing label is called in tables."""


class Confused(NamedTuple):
    """Labels of a class of a set that a model of another set takes for something else."""

    data_set: str
    model_of: str
    given: str
    found: str
    number: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """What was found between a new and an old set. `said`: (set, kind of labels, class) -> what the other set's model
    mostly calls it; `agreement`: (set, class) -> the other set's model agrees.
    """

    verdict: Verdict | None
    plots: Sequence[Dots | Matrix]
    tables: Sequence[Table]
    said: Mapping[tuple[str, str, str], str]
    confused: Sequence[Confused]
    agreement: Mapping[tuple[str, str], Figure]


def transferred(
    task: Task[Any], crossed: Crossed, new: ReadSet[Any], old: ReadSet[Any], key: str
) -> Transferred | None:
    """Both ways; None where no model was trained on either."""
    ways = [(new.name, old.name), (old.name, new.name)]  # the labels of the first, by a model of the second
    if any((model, labelled) not in crossed.answers for labelled, model in ways):
        return None
    both = (new.name, old.name)
    agreement = {(one, other): dict(_agreement(crossed.answers[other, one])) for one in both for other in both}
    found = {labelled: confusions(crossed.answers[model, labelled]) for labelled, model in ways}
    confused = [one for labelled, model in ways for one in _confused(labelled, model, found[labelled])]
    said = {(name, task.kind, label): what for name in found for label, what in _said(found[name])}
    tables = [_table(f"{key}_{at}", task, way, agreement, said) for at, way in enumerate(ways, 1)]
    tables += _confusion_table(key, task, confused)
    return Transferred(
        verdict=_verdict(task, agreement, new.name, old.name),
        plots=[_dots(task, agreement, new.name, old.name), *_matrices(task, ways, found)],
        tables=tables,
        said=said,
        confused=confused,
        agreement={
            (labelled, label): figure
            for labelled, model in ways
            for label, figure in agreement[labelled, model].items()
        },
    )


def _agreement(answers: Sequence[Answer]) -> Iterator[tuple[str, Figure]]:
    for label, given, right in of_labels(answers):
        yield label, clustered_share(right, given)


def _said(found: Counter[Judged]) -> Iterator[tuple[str, str]]:
    """Class -> what a model mostly says in its place, and how often."""
    whole = defaultdict[str, Counter[str]](Counter)
    for one, number in found.items():
        if one.given:
            whole[one.given][one.found or NOTHING] += number
    for label, counts in whole.items():
        best, number = max(counts.items(), key=lambda one: (one[1], one[0]))
        yield label, f"{best} ({number} of {counts.total()})"


def _table(
    key: str, task: Task[Any], way: tuple[str, str], agreement: Agreement, said: Mapping[tuple[str, str, str], str]
) -> Table:
    """The labels of a set by a model of the other."""
    labelled, model = way
    rows: list[dict[str, Cell]] = [
        {
            "label": label,
            "other": figure,
            "own": agreement[labelled, labelled].get(label),
            "said": said.get((labelled, task.kind, label)),
        }
        for label, figure in agreement[way].items()
    ]
    return Table(
        key=f"agreement_{key}",
        title=f"{task.title} of {labelled}, read by a model of {model}",
        columns={
            "label": "Class", "other": f"Found by {model}'s model", "own": f"By {labelled}'s own",
            "said": f"Mostly called by {model}'s",
        },
        rows=rows[:_MOST_ROWS],
        note=(
            f"{task.model}; share of the labels of a class that the model finds where they are, with their borders; "
            "the own model is asked about held-out items. Intervals know that labels of one item are alike."
        ),
    )  # fmt: skip


def _verdict(task: Task[Any], agreement: Agreement, new: str, old: str) -> Verdict | None:
    """Of the classes that both sets have: how much less the other's model agrees with a label than the set's own."""
    gaps = list[tuple[str, str, Figure]]()
    for labelled, model in ((new, old), (old, new)):
        own = agreement[labelled, labelled]
        for label, figure in agreement[labelled, model].items():
            if label in own and label in agreement[model, labelled] and min(figure.n, own[label].n) >= LEAST_LABELS:
                gaps.append((label, labelled, difference(figure, own[label])))
    if not gaps:
        return None
    far = sorted((gap for gap in gaps if gap[2].high < -LESS), key=lambda gap: gap[2].high)
    state: State = "bad" if far else "good" if all(gap.low >= -LESS for *_, gap in gaps) else "open"
    worst = far or sorted(gaps, key=lambda gap: gap[2].low)
    said = {"good": "read alike", "bad": "do not all read alike", "open": "may read alike"}[state]
    listed = ", ".join(
        f"{label} in {labelled} {100 * gap.value:+.0f} points ({100 * gap.low:+.0f} to {100 * gap.high:+.0f})"
        for label, labelled, gap in worst[:3]
    )
    more = f" and {len(far) - 3} more" if len(far) > 3 else ""
    count = len({label for label, *_ in gaps})
    what = f"{count} class{'es' * (count != 1)} of both sets"
    words = f"{task.title}: {what} {said} to the other set's model: {listed}{more}."
    return Verdict(check="alike", state=state, words=words)


def _dots(task: Task[Any], agreement: Agreement, new: str, old: str) -> Dots:
    """Of the classes that both sets have, if any."""
    ways = ((new, old), (old, new))
    both = [label for label in agreement[new, old] if label in agreement[old, new]]
    shown = [
        (label, f"{labelled}, by {model}'s model", agreement[labelled, model][label])
        for label in (both or [*agreement[new, old], *agreement[old, new]])[:_MOST_DOTS]
        for labelled, model in ways
        if label in agreement[labelled, model]
    ]
    return Dots(title=f"{task.title}: labels that the other set's model finds", rows=shown)


def _matrices(
    task: Task[Any], ways: Sequence[tuple[str, str]], found: Mapping[str, Counter[Judged]]
) -> Iterator[Matrix]:
    """Classes of a set against what the other's model says; shares of rows."""
    for labelled, model in ways:
        given = Counter[str]()
        answers, cells = Counter[str](), Counter[tuple[str, str]]()
        for one, number in found[labelled].items():
            if one.given:
                given[one.given] += number
                answers[one.found or NOTHING] += number
                cells[one.given, one.found or NOTHING] += number
        rows, columns = ([name for name, _ in counts.most_common(_MOST_CELLS)] for counts in (given, answers))
        columns.sort(key=lambda name: (name == NOTHING, rows.index(name) if name in rows else len(rows)))
        yield Matrix(
            title=f"{task.title} of {labelled}, by {model}'s model, in per cent of a row",
            corner=(f"in {labelled}", "the model says"),
            rows=rows,
            columns=columns,
            cells={
                (row, column): share(cells[row, column], given[row])
                for row in rows
                for column in columns
                if cells[row, column]
            },
            note=f"The {_MOST_CELLS} most frequent of {len(given)} classes." if len(given) > _MOST_CELLS else "",
        )


def _confused(labelled: str, model: str, found: Counter[Judged]) -> Iterator[Confused]:
    totals = Counter[str]()
    for one, number in found.items():
        totals[one.given] += number
    for one, number in found.items():
        if one.given and one.found and one.given != one.found:
            yield Confused(labelled, model, one.given, one.found, number, totals[one.given])


def _confusion_table(key: str, task: Task[Any], confused: Sequence[Confused]) -> Iterator[Table]:
    if not confused:
        return
    order = sorted(confused, key=lambda one: (-one.number, one.data_set, one.given, one.found))
    rows: list[dict[str, Cell]] = [
        {
            "set": one.data_set, "given": one.given, "found": one.found, "number": one.number,
            "share": share(one.number, one.of),
        }
        for one in order[:_MOST_ROWS // 2]
    ]  # fmt: skip
    yield Table(
        key=f"confusions_{key}",
        title=f"{task.title}: what the other set's model takes for another class",
        columns={
            "set": "Labels of",
            "given": "Class",
            "found": "The model says",
            "number": "Labels",
            "share": "Of the class",
        },
        rows=rows,
        note=f"The {len(rows)} most frequent of {len(order)}.",
    )
