"""Fit a tagger to labelled texts: part of them is held out, to say how good it is and what its scores are worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from synth.core.errors import DataError
from synth.core.labels import Span
from synth.text.learn.calibration import Calibration, calibration_error, fit_calibration
from synth.text.learn.classifier import fit_classifier
from synth.text.learn.crf import Crf
from synth.text.learn.linear import Linear
from synth.text.learn.stored import Classes, Spans, StoredTagger
from synth.text.learn.tagger import fit_tagger
from synth.text.learn.words import Range, sentences
from synth.text.skeleton import skeleton

HELD_OUT = 0.2
"""Share of the texts that is held out."""

LEAST_OF_A_CLASS = 5
"""Texts of a class, fewer of which nothing is learnt from."""

Say = Callable[[str], object]


class Example(NamedTuple):
    """A text, its labelled ranges, and the labels of it as a whole by name."""

    text: str
    ranges: tuple[Range, ...]
    classes: Mapping[str, str]

    @property
    def held_out(self) -> bool:
        """By the hash of the text without its labelled values: texts of one template are never on both sides."""
        spans = [
            Span(s, e, label, self.text[s:e], 0) for s, e, label in sorted(self.ranges, key=lambda r: (r[0], -r[1]))
        ]
        whole = sha256(skeleton(self.text, spans).encode()).digest()
        return int.from_bytes(whole[:8], "big") < HELD_OUT * 2**64


class _Judged(NamedTuple):
    """Answers on held-out texts: how sure, whether right; and how many true ones there are."""

    scores: list[float]
    right: list[bool]
    true: int


def fit_stored(name: str, examples: Sequence[Example], say: Say, *, whole: bool) -> StoredTagger:
    """A tagger of spans, of classes of texts, or of both. `say` is given what it can do, a line each.

    `whole`: once it is judged it is fitted again to all texts, those held out too. DataError where nothing is labelled.
    """
    train = [one for one in examples if not one.held_out]
    test = [one for one in examples if one.held_out]
    spans, classes, scores = None, dict[str, Classes](), dict[str, Any]()
    if any(one.ranges for one in train):
        spans, scores["spans"] = _fit_spans(train, test, examples if whole else train)
        say(f"spans     {_told(scores['spans'])}")
    for label in sorted({label for one in train for label in one.classes}):
        found = _fit_classes(label, train, test, examples if whole else train)
        if found is not None:
            classes[label], scores[label] = found
            say(f"{label:<9} {_told(scores[label])}")
    if spans is None and not classes:
        raise DataError(
            "training of a tagger", f"{len(examples)} texts", "texts with spans, or of at least two classes"
        )
    training = {"texts": len(examples), "held_out": len(test), "fitted_to_all": whole, "scores": scores}
    return StoredTagger(name=name, spans=spans, classes=classes, training=training)


def _fit_spans(
    train: Sequence[Example], test: Sequence[Example], last: Sequence[Example]
) -> tuple[Spans, dict[str, float]]:
    crf = Crf.of_crfsuite(fit_tagger((one.text, one.ranges) for one in train).model)
    judged = _judged_spans(crf, test)
    if len(last) > len(train):
        crf = Crf.of_crfsuite(fit_tagger((one.text, one.ranges) for one in last).model)
    return Spans(crf=crf, calibration=fit_calibration(judged.scores, judged.right)), _scores(judged)


def _judged_spans(crf: Crf, test: Sequence[Example]) -> _Judged:
    """Spans as the CRF finds them; one is right where its edges and its label are."""
    judged = _Judged([], [], sum(len(set(one.ranges)) for one in test))
    for one in test:
        cut = list(sentences(one.text))
        true = set(one.ranges)
        for sentence, (_, ranges) in zip(cut, crf.tagged(cut), strict=True):
            for found in ranges:
                place = (sentence.places[found.first][0], sentence.places[found.last - 1][1], found.label)
                judged.scores.append(found.score)
                judged.right.append(place in true)
    return judged


def _fit_classes(
    label: str, train: Sequence[Example], test: Sequence[Example], last: Sequence[Example]
) -> tuple[Classes, dict[str, float]] | None:
    """None where fewer than two classes have enough texts."""
    counts = Counter(one.classes[label] for one in train if label in one.classes)
    known = {value for value, number in counts.items() if number >= LEAST_OF_A_CLASS}
    if len(known) < 2:
        return None
    linear = _linear(label, train, known)
    asked = [one for one in test if label in one.classes]
    odds = linear.probabilities([one.text for one in asked])
    answers = [linear.classes[place] for place in odds.argmax(axis=1)]
    right = [answer == one.classes[label] for answer, one in zip(answers, asked, strict=True)]
    judged = _Judged([float(one) for one in odds.max(axis=1)] if asked else [], right, len(asked))
    if len(last) > len(train):
        linear = _linear(label, last, known)
    return Classes(linear=linear, calibration=fit_calibration(judged.scores, judged.right)), _scores(judged)


def _linear(label: str, examples: Sequence[Example], known: set[str]) -> Linear:
    chosen = [one for one in examples if one.classes.get(label) in known]
    return Linear.of_classifier(fit_classifier([one.text for one in chosen], [one.classes[label] for one in chosen]))


def _scores(judged: _Judged) -> dict[str, float]:
    """Precision, recall and F1 on held-out texts; how far calibrated scores are from shares of right answers, measured
    on each half of the answers with the calibration of the other.
    """
    right, number = sum(judged.right), len(judged.right)
    precision, recall = right / number if number else 0.0, right / judged.true if judged.true else 0.0
    halves = [(_calibrated(judged, other, one), judged.right[one::2]) for one, other in ((0, 1), (1, 0)) if number]
    error = sum(calibration_error(scores, truth) * len(truth) for scores, truth in halves) / max(number, 1)
    found = {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if right else 0.0,
        "calibration_error": error,
    }
    return {name: round(value, 4) for name, value in found.items()} | {"true": judged.true, "found": number}


def _calibrated(judged: _Judged, fitted: int, asked: int) -> list[float]:
    """The scores of every other answer, by the calibration of those between."""
    calibration: Calibration = fit_calibration(judged.scores[fitted::2], judged.right[fitted::2])
    return [calibration.of(score) for score in judged.scores[asked::2]]


def _told(scores: Mapping[str, float]) -> str:
    """Scores in words."""
    return (
        f"F1 {scores['f1']:.3f} on {scores['true']:.0f} held out (precision {scores['precision']:.3f}, recall "
        f"{scores['recall']:.3f}); scores are off by {scores['calibration_error']:.3f} on average"
    )
