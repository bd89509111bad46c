"""Where spans of a label begin and end: titles, articles and punctuation inside or outside, as most of them have it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from synth.folder.guidelines import FILE, read_guidelines
from synth.quality.finding import Finding
from synth.quality.texts.answers import moved, of_span
from synth.quality.texts.raw import Line, RawTexts, Span

LEAST_SPANS = 20
"""Spans of a label for which a policy is known."""

AGREE, OF_NAMES = 0.9, 0.95
"""Share of the spans of a label that must agree; more where what lies at a border may belong to a name, as the article
of `the Third Man`.
"""

LIKELY = 0.85
"""Confidence; see `benchmarks/quality.py`."""


class Policy(NamedTuple):
    """What may lie inside or just outside of a span: at its start or at its end; `agree` is the share of the spans of a
    label that must agree.
    """

    what: str
    inside: re.Pattern[str]
    outside: re.Pattern[str]
    at_start: bool
    agree: float = AGREE


_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Herr|Frau|Mme|Mlle|Sr|Sra|Srta)\.?"
_ARTICLE = r"(?:the|an?)"  # one with a capital may be a part of a name, as in `The Avengers`
_MARKS = r"[,;:)\]”’\"]"  # so may `!` and `?`

POLICIES = (
    Policy("a title", re.compile(rf"{_TITLE}\s+(?=\S)"), re.compile(rf"(?<!\w){_TITLE}\s+$"), True),
    Policy("an article", re.compile(rf"{_ARTICLE}\s+(?=\S)"), re.compile(rf"(?<!\w){_ARTICLE}\s+$"), True, OF_NAMES),
    Policy("punctuation", re.compile(rf"{_MARKS}$"), re.compile(_MARKS), False),
    Policy("a possessive", re.compile(r"['’]s$"), re.compile(r"['’]s(?!\w)"), False),
)
_AGREE_OF = {policy.what: policy.agree for policy in POLICIES}
_REACH = 12
"""Characters before a span in which a title ends."""


class Boundaries:
    """Learns of each line where the spans of its labels begin and end, then asks of each line where it differs.

    What the guidelines in the folder of the set state, goes before what most spans have.
    """

    def __init__(self, texts: RawTexts) -> None:
        self._texts = texts
        self._guidelines = read_guidelines(texts.file.parent)
        self._stated = dict[tuple[str, str], bool]()
        self.counts = Counter[tuple[str, str, bool]]()
        self._minority = dict[tuple[str, str], bool]()

    def learn(self, line: Line) -> None:
        """Count (label, what, whether inside)."""
        for span in line.sound:
            for policy, inside, _ in _met(line.text, span):
                self.counts[span.label, policy.what, inside] += 1

    def learnt(self) -> None:
        """All lines were learned of: know the few from the many, or what the guidelines of the set do not want."""
        for label, what in {(label, what) for label, what, _ in self.counts}:
            if side := self._guidelines.of(label, what):
                self._stated[label, what] = side == "inside"
        found = {case: inside for case, inside in _minorities(self.counts) if case not in self._stated}
        self._minority = found | {case: not inside for case, inside in self._stated.items()}

    def cases(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(label, what) -> (inside, outside)."""
        return {
            (label, what): (self.counts[label, what, True], self.counts[label, what, False])
            for label, what, _ in self.counts
        }

    def judge(self, line: Line) -> Iterator[Finding]:
        """Spans that take in, or leave out, what nearly all others of their label do not."""
        for span in line.sound if self._minority else ():
            for policy, inside, (start, end) in _met(line.text, span):
                if self._minority.get((span.label, policy.what)) is inside:
                    others = self.counts[span.label, policy.what, not inside]
                    total = others + self.counts[span.label, policy.what, inside]
                    evidence = f"{others} of {total} spans of {span.label} have {policy.what} {_said(not inside)}"
                    if (span.label, policy.what) in self._stated:
                        evidence = f"{FILE} has {policy.what} {_said(not inside)}; {evidence}"
                    given, suggested = line.text[span.start : span.end], line.text[start:end]
                    edits = moved(self._texts, line, span, start, end)
                    yield of_span(self._texts, line, span, "boundary", given, suggested, evidence, edits, LIKELY)


def _met(text: str, span: Span) -> Iterator[tuple[Policy, bool, tuple[int, int]]]:
    """(policy, whether inside, where the span would lie otherwise) for what stands at the span's borders."""
    stands = text[span.start : span.end]
    for policy in POLICIES:
        if policy.at_start:
            if match := policy.inside.match(stands):
                yield policy, True, (span.start + match.end(), span.end)
            elif match := policy.outside.search(text, max(0, span.start - _REACH), span.start):
                yield policy, False, (match.start(), span.end)
        elif (match := policy.inside.search(stands)) and match.start():
            yield policy, True, (span.start, span.start + match.start())
        elif match := policy.outside.match(text, span.end):
            yield policy, False, (span.start, match.end())


def _minorities(counts: Counter[tuple[str, str, bool]]) -> Iterator[tuple[tuple[str, str], bool]]:
    """(label, policy) -> whether those inside are the few; of labels that have few."""
    for label, what in {(label, what) for label, what, _ in counts}:
        inside, outside = counts[label, what, True], counts[label, what, False]
        few = (1 - _AGREE_OF[what]) * (inside + outside)
        if inside + outside >= LEAST_SPANS and 0 < min(inside, outside) <= few:
            yield (label, what), inside < outside


def _said(inside: bool) -> str:
    return "inside" if inside else "outside"
