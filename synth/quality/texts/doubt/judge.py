"""Every label of a set of texts with the probability that it is right; those that are probably wrong are findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from synth.quality.confidence import Confidence
from synth.quality.finding import Finding
from synth.quality.rightness import rightness
from synth.quality.texts.answers import of_line, set_key
from synth.quality.texts.doubt.chosen import Judged
from synth.quality.texts.doubt.classes import class_opinions
from synth.quality.texts.doubt.opinion import Opinion, Opinions
from synth.quality.texts.doubt.spans import span_opinions
from synth.quality.texts.raw import RawTexts

SPANS_WRONG, CLASSES_WRONG = 0.5, 0.3
"""Probability of being right below which a label is a finding if another one fits better; see docs/quality.md."""

MANY_WRONG, LEAST_PRECISION = 0.05, 0.8
"""Where such a share of all labels is probably wrong, findings are also the least probable labels of which so many are
probably wrong as the second says. In sets with fewer errors each finding stands for itself.
"""

LEAST_DOUBTED, LEAST_SHARE_DOUBTED = 3, 0.001
"""Findings of one question, and their share of its labels, from which they are given. A model that never saw them is as
sure and wrong of one or two in a thousand right labels that are rare; in sets without errors nothing else is found.
"""

LEAST_SURE = 0.1
"""Of the labels of a class for which a model prefers a certain other one: the share that must be probably wrong for any
of them to be a finding. Where it is less, the model mixes the two up.
"""

Doubt = tuple[Opinion, float]
"""An opinion, and how probable it is that the label is right."""


def opinions_on(texts: Sequence[Judged]) -> Iterator[Opinions]:
    """Those of taggers on spans, then those of classifiers on the classes of texts."""
    yield from span_opinions(texts)
    yield from class_opinions(texts)


class LabelJudge:
    """Findings on labels that are probably wrong, the confidence in every label that was judged, and `notes` on what is
    not called wrong.
    """

    def __init__(self, texts: RawTexts, opinions: Iterable[Opinions]) -> None:
        self._texts = texts
        self.findings = list[Finding]()
        self.confidences, self.notes = list[Confidence](), list[str]()
        for one in opinions:
            self._question(one)

    def _question(self, opinions: Opinions) -> None:
        features = np.array([one.features for one in opinions.given])
        found = rightness(features, opinions.wrong)
        asked = list[Doubt]()
        pairs = zip(map(float, found.probabilities), map(float, found.cautious), strict=True)
        for one, (probability, cautious) in zip(opinions.given, pairs, strict=True):
            where = self._texts.where(one.text.line, one.span)
            subject = one.group or one.text.line.subject
            self.confidences.append(Confidence(self._texts.name, where, subject, one.given, one.other, probability))
            if one.other is not None and str(one.given) not in opinions.blurred:
                asked.append((one, cautious))
        limit = SPANS_WRONG if opinions.given[0].span else CLASSES_WRONG
        doubted = doubtful(asked, limit, many=bool(1 - found.cautious.mean() >= MANY_WRONG))
        called_wrong = _called_wrong(doubted, opinions.given)
        self.findings += self._findings(called_wrong)
        name = "spans" if opinions.given[0].span else opinions.given[0].key
        if opinions.blurred:
            self.notes.append(f"{name}: models hardly know {', '.join(opinions.blurred)}; none of them is called wrong")
        if left := len(doubted) - len(called_wrong):
            why = "too few, or of classes that models mix up"
            self.notes.append(f"{name}: {left} of {len(opinions.given)} are doubted and not called wrong: {why}")

    def _findings(self, doubted: Sequence[Doubt]) -> Iterator[Finding]:
        """The largest groups of equal words, label and suggestion first."""
        groups = Counter(_group(one) for one, _ in doubted)
        for one, probability in sorted(doubted, key=lambda of: (-groups[_group(of[0])], _group(of[0]), of[1])):
            check, model = ("swapped_label", "tagger") if one.span else ("wrong_class", "classifier")
            evidence = f"a {model} that did not learn from this text says {one.other}"
            if one.span:
                evidence += f"; {groups[_group(one)]} such: {one.group!r}, {one.given}"
            edits = (set_key(self._texts, one.text.line, one.key, one.given, one.other),)
            yield of_line(
                self._texts, one.text.line, check, one.given, one.other, evidence, edits, round(1 - probability, 2),
                one.span,
            )  # fmt: skip


def doubtful(asked: Sequence[Doubt], limit: float, many: bool) -> Sequence[Doubt]:
    """All labels less probably right than `limit`; where `many` are wrong, as many of the least probable ones as are
    wrong in `LEAST_PRECISION` of the cases (the Bayesian false discovery rate of Newton et al., Biostatistics 2004).
    """
    ordered = sorted(asked, key=lambda of: of[1])
    below = sum(probability < limit for _, probability in ordered)
    if not many:
        return ordered[:below]
    wrong = np.cumsum([1 - probability for _, probability in ordered])
    enough = np.flatnonzero(wrong >= LEAST_PRECISION * np.arange(1, len(ordered) + 1))
    return ordered[: max(below, int(enough.max(initial=-1)) + 1)]


def _called_wrong(doubted: Sequence[Doubt], opinions: Sequence[Opinion]) -> Sequence[Doubt]:
    """Those of the doubted labels of one question that are findings: none of classes that are mixed up, none of few."""
    preferred, sure = Counter(map(_pair, opinions)), Counter(_pair(one) for one, _ in doubted)
    kept = [each for each in doubted if sure[_pair(each[0])] >= LEAST_SURE * preferred[_pair(each[0])]]
    return kept if len(kept) >= max(LEAST_DOUBTED, LEAST_SHARE_DOUBTED * len(opinions)) else ()


def _pair(one: Opinion) -> tuple[str, str]:
    return str(one.given), str(one.other)


def _group(one: Opinion) -> tuple[str, str, str]:
    return one.group, str(one.given), str(one.other)
