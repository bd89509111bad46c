"""All checks of one set of texts: the file is read twice, to learn what is usual and to ask where it is not so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from synth.quality.finding import Finding
from synth.quality.texts.boundary import Boundaries
from synth.quality.texts.copies import Copies
from synth.quality.texts.mentions import Mentioned
from synth.quality.texts.raw import RawTexts
from synth.quality.texts.structure import structure_of


def check_texts(data: Path) -> tuple[list[Finding], int, Counter[str]]:
    """(findings, number of texts, label of spans -> how many have it). DataError for what is no file of texts."""
    texts = RawTexts(data)
    mentioned, boundaries, copies = Mentioned(texts), Boundaries(texts), Copies(texts)
    found, names, ids, number = list[Finding](), Counter[str](), dict[object, int](), 0
    for line in texts.lines():
        found += structure_of(texts, line, ids)
        names.update([span.label for span in line.spans])
        for one in (mentioned, boundaries, copies):
            one.learn(line)
        number += 1
    mentioned.learnt()
    boundaries.learnt()
    for line in texts.lines(again=True):
        found += mentioned.judge(line)
        found += boundaries.judge(line)
        copies.judge(line)
    return [*found, *mentioned.bare(), *copies.copies()], number, names
