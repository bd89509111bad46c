"""All checks of one set of texts: the file is read twice, to learn what is usual and to ask where it is not so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from synth.quality.confidence import Confidence
from synth.quality.finding import Finding
from synth.quality.texts.between import Habits, Tokens
from synth.quality.texts.boundary import Boundaries
from synth.quality.texts.copies import Copies
from synth.quality.texts.doubt.chosen import Chosen
from synth.quality.texts.doubt.judge import LabelJudge, opinions_on
from synth.quality.texts.guidelines import Examples
from synth.quality.texts.leaks import Leaks
from synth.quality.texts.mentions import Mentioned
from synth.quality.texts.offsets import Offsets
from synth.quality.texts.raw import RawTexts
from synth.quality.texts.structure import structure_of


class CheckedTexts(NamedTuple):
    """`names`: label of spans -> how many have it; `habits` are compared with those of other sets; `notes`: what was
    not looked at, in words; `guidelines`: a draft of them.
    """

    findings: list[Finding]
    number: int
    names: Counter[str]
    confidences: Sequence[Confidence]
    habits: Habits
    notes: Sequence[str]
    guidelines: str


BY_MODELS = frozenset({"swapped_label", "wrong_class"})
"""Checks for which models are trained; with them labels get their confidence."""


def check_texts(data: Path, wanted: Collection[str], leaks: Leaks | None = None) -> CheckedTexts:
    """Check a set, with models where a check of `wanted` needs them; `leaks` knows the sets before.

    DataError for no file of texts.
    """
    texts = RawTexts(data)
    mentioned, boundaries, copies, offsets = Mentioned(texts), Boundaries(texts), Copies(texts), Offsets(texts)
    tokens, chosen, examples = Tokens(), Chosen(), Examples()
    learners = [
        mentioned,
        boundaries,
        copies,
        offsets,
        tokens,
        examples,
        *([] if BY_MODELS.isdisjoint(wanted) else [chosen]),
    ]
    found, names, ids, number = list[Finding](), Counter[str](), dict[object, int](), 0
    for line in texts.lines():
        found += structure_of(texts, line, ids)
        found += leaks.judge(texts, line) if leaks else ()
        names.update([span.label for span in line.spans])
        for one in learners:
            one.learn(line)
        number += 1
    for one in (mentioned, boundaries, offsets):
        one.learnt()
    for line in texts.lines(again=True):
        found += boundaries.judge(line)
        for one in (mentioned, copies, offsets):
            one.judge(line)
    judged = chosen.texts()
    judge = LabelJudge(texts, opinions_on(judged))
    found = [*offsets.findings(found), *mentioned.bare(), *copies.copies(), *judge.findings]
    habits = Habits(texts.name, tokens.cases(), boundaries.cases(), mentioned.mains())
    notes = list[str]()
    if chosen in learners and not judge.confidences:
        notes.append("no model judged the labels: they are too few, or all are one")
    elif chosen.left_out:
        notes.append(f"models judged the labels of {len(judged)} texts, and left out {chosen.left_out}")
    notes += judge.notes
    draft = examples.draft(texts, habits.borders, found)
    return CheckedTexts(found, number, names, judge.confidences, habits, notes, draft)
