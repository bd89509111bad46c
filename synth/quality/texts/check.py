"""All checks of one set of texts: the file is read twice, to learn what is usual and to ask where it is not so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from synth.quality.confidence import Confidence
from synth.quality.finding import Finding
from synth.quality.texts.boundary import Boundaries
from synth.quality.texts.copies import Copies
from synth.quality.texts.doubt.chosen import Chosen
from synth.quality.texts.doubt.judge import LabelJudge, opinions_on
from synth.quality.texts.mentions import Mentioned
from synth.quality.texts.raw import RawTexts
from synth.quality.texts.structure import structure_of


class CheckedTexts(NamedTuple):
    """`names`: label of spans -> how many have it; `notes`: what was not looked at, in words."""

    findings: list[Finding]
    number: int
    names: Counter[str]
    confidences: Sequence[Confidence]
    notes: Sequence[str]


def check_texts(data: Path, *, with_models: bool) -> CheckedTexts:
    """Check a set; `with_models` are labels judged by models of the other texts. DataError for no file of texts."""
    texts = RawTexts(data)
    mentioned, boundaries, copies, chosen = Mentioned(texts), Boundaries(texts), Copies(texts), Chosen()
    found, names, ids, number = list[Finding](), Counter[str](), dict[object, int](), 0
    for line in texts.lines():
        found += structure_of(texts, line, ids)
        names.update([span.label for span in line.spans])
        for one in (mentioned, boundaries, copies, chosen) if with_models else (mentioned, boundaries, copies):
            one.learn(line)
        number += 1
    mentioned.learnt()
    boundaries.learnt()
    for line in texts.lines(again=True):
        mentioned.judge(line)
        found += boundaries.judge(line)
        copies.judge(line)
    found += [*mentioned.bare(), *copies.copies()]
    judged = chosen.texts()
    judge = LabelJudge(texts, opinions_on(judged))
    notes = list[str]()
    if with_models and not judge.confidences:
        notes.append("no model judged the labels: they are too few, or all are one")
    elif chosen.left_out:
        notes.append(f"models judged the labels of {len(judged)} texts, and left out {chosen.left_out}")
    return CheckedTexts(
        findings=[*found, *judge.findings], number=number, names=names, confidences=judge.confidences, notes=notes
    )
