"""What texts are worth to standard models: a tagger of spans, a linear classifier of each class of whole texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np

from synth.core.progress import Progress
from synth.evidence.figures import Dots, Section, Table, Verdict
from synth.evidence.texts.classify import fit_classes
from synth.evidence.texts.sets import TextSet, TextSets
from synth.evidence.useful.scores import Scored, Task
from synth.evidence.useful.trainings import ARMS, SEEDS, Clock, Kept, Material, train_all
from synth.text.formats.labelled import ONE_CLASS, LabelledText
from synth.text.learn.tagger import fit_tagger

MOST_TRAINED, MOST_TESTED = 2_000, 1_500
"""Texts of each set: of the real and the synthetic ones to train with, of the held-out ones to test on."""
MOST_VALUES = 20
SPANS = "span"


def tasks_of(sets: TextSets) -> dict[str, tuple[str, ...]]:
    """What can be learnt: `span` or the name of a class -> the labels that the real texts have of it.

    Both sets need labels of the kind, and one of them at least the same.
    """
    real, ours = (_labels(one.texts) for one in (sets.real, sets.synthetic))
    return {
        kind: tuple(sorted(labels))
        for kind, labels in real.items()
        if labels.keys() & ours.get(kind, {}).keys() and (kind == SPANS or len(labels) > 1)
    }


def usefulness(sets: TextSets, clock: Clock, folder: Path, progress: Progress, seed: int) -> Section:
    """Train and test all tasks, each with its part of the time."""
    verdicts, plots, tables, left_out = list[Verdict](), list[Dots](), list[Table](), list[str]()
    tasks = tasks_of(sets)
    progress.begin(total=SEEDS * len(ARMS) * len(tasks), unit="trainings", steady=True)
    for number, (kind, labels) in enumerate(tasks.items()):
        share = Clock.of(clock.left_s / (len(tasks) - number))
        tests = [one for one in sets.held.first(MOST_TESTED) if kind == SPANS or kind in one.classes]
        material = Material(real=_usable(sets.real, kind, labels), synthetic=_usable(sets.synthetic, kind, labels))
        learn = _learner(kind, labels, material, tests, seed)
        asked = [kind, seed, *(_digest(part) for part in (material.real, material.synthetic, tests))]
        trained = train_all(learn, share, Kept(folder, asked), progress)
        left_out += [f"{_title(kind)}: {line}" for line in trained.left_out]
        if not trained.counts:
            continue
        scored = Scored(_task(kind, labels, tests), trained)
        verdicts += scored.verdicts()
        plots.append(scored.dots())
        tables += scored.tables()
    if not tasks:
        left_out.append(
            "the two sets have no label in common, so nothing that is learnt from one can be tested on the other"
        )
    return Section(
        key="usefulness",
        title="Usefulness",
        lead=(
            "The same model, trained on synthetic texts, on real ones and on both, tested on real "
            "texts that were held out."
        ),
        verdicts=verdicts,
        plots=plots,
        tables=tables,
        left_out=left_out,
    )


def _task(kind: str, labels: Sequence[str], tests: Sequence[LabelledText]) -> Task:
    names = sorted({name for one in tests for name in one.variables})
    variables = {name: [one.variables.get(name, "") for one in tests] for name in names}
    return Task(
        title=_title(kind),
        score="F1 of exact spans" if kind == SPANS else "accuracy",
        model="a linear-chain CRF" if kind == SPANS else "a linear classifier",
        labels=labels,
        variables={name: values for name, values in variables.items() if 1 < len(set(values)) <= MOST_VALUES},
    )


def _title(kind: str) -> str:
    return "Spans" if kind == SPANS else "Classes" if kind == ONE_CLASS else f"Classes ({kind})"


def _labels(texts: Sequence[LabelledText]) -> Mapping[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for name, value in text.classes.items():
            found.setdefault(name, Counter())[value] += 1
        for span in text.spans:
            found.setdefault(SPANS, Counter())[span.label] += 1
    return found


def _usable(texts: TextSet, kind: str, labels: Sequence[str]) -> list[LabelledText]:
    """The texts to train with: of classes those whose class the real texts have."""
    known = set(labels)
    if kind == SPANS:
        return list(texts.first(MOST_TRAINED))
    return list(islice((one for one in texts.texts if one.classes.get(kind) in known), MOST_TRAINED))


def _learner(
    kind: str, labels: Sequence[str], material: Material[LabelledText], tests: Sequence[LabelledText], seed: int
) -> Callable[[str, int], np.ndarray]:
    answers = _spans_of if kind == SPANS else _classes_of
    wanted = [_wanted(one, kind) for one in tests]

    def learn(arm: str, number: int) -> np.ndarray:
        found = answers(material.of(arm, seed + number), kind, labels, tests)
        return np.stack([_table(part, labels) for part in _matched(wanted, found)])

    return learn


Answer = Counter[tuple[str, tuple[int, int]]]
"""Labels of a text with their places."""


def _wanted(text: LabelledText, kind: str) -> Answer:
    if kind == SPANS:
        return Counter((one.label, (one.start, one.end)) for one in text.spans)
    return Counter([(text.classes[kind], (0, 0))])


def _matched(wanted: Sequence[Answer], found: Sequence[Answer]) -> Iterator[Sequence[Answer]]:
    """Right, wanted and found labels of each test."""
    yield [one & other for one, other in zip(wanted, found, strict=True)]
    yield wanted
    yield found


def _table(answers: Sequence[Answer], labels: Sequence[str]) -> np.ndarray:
    place = {label: at for at, label in enumerate(labels)}
    table = np.zeros((len(answers), len(labels)), np.int32)
    for row, answer in zip(table, answers, strict=True):
        for (label, _), number in answer.items():
            if label in place:
                row[place[label]] += number
    return table


def _spans_of(
    texts: Sequence[LabelledText], kind: str, labels: Sequence[str], tests: Sequence[LabelledText]
) -> list[Answer]:
    known = set(labels)
    trained = [(one.text, [span for span in one.spans if span.label in known]) for one in texts]
    if not any(spans for _, spans in trained):
        return [Counter() for _ in tests]
    tagger = fit_tagger(trained)
    return [Counter((one.label, (one.start, one.end)) for one in tagger.ranges(test.text)) for test in tests]


def _classes_of(
    texts: Sequence[LabelledText], kind: str, labels: Sequence[str], tests: Sequence[LabelledText]
) -> list[Answer]:
    usable = [(one.text, one.classes[kind]) for one in texts if kind in one.classes]
    known = {label for _, label in usable}
    if len(known) < 2:
        return [Counter([(label, (0, 0)) for label in known]) for _ in tests]
    found = fit_classes([text for text, _ in usable], [label for _, label in usable])([one.text for one in tests])
    return [Counter([(label, (0, 0))]) for label in found]


def _digest(texts: Sequence[LabelledText]) -> str:
    return sha256(
        "\n".join(repr((one.text, one.spans, sorted(one.classes.items()))) for one in texts).encode()
    ).hexdigest()
