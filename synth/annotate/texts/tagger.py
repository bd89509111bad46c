"""A tagger on texts of any set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from synth.annotate.model import Model
from synth.annotate.texts.found import FoundClass, FoundSpan, TextAnnotator, TextReading
from synth.text.learn.crf import ScoredRange
from synth.text.learn.stored import Spans, StoredTagger, read_tagger
from synth.text.learn.words import Sentence, sentences

_LIKELY = 0.02
"""Probability from which another label is worth naming."""

_MOST_REASONS = 2
_MEANING = {
    "w": "the word {!r}", "l": "the word {!r}", "h": "the form {!r}", "p2": "the beginning {!r}",
    "s2": "the ending {!r}", "s3": "the ending {!r}", "s4": "the ending {!r}",
    "-l": "{!r} before it", "+l": "{!r} behind it",
    "--l": "{!r} two before it", "++l": "{!r} two behind it", "-h": "the form {!r} before it",
    "+h": "the form {!r} behind it", "-s3": "the ending {!r} before it", "+s3": "the ending {!r} behind it",
    "-edge": "the beginning of the sentence", "+edge": "the end of the sentence",
}  # fmt: skip
"""What a feature of a word says, by the name before its `=`."""


def tagger_annotator(folder: Path) -> TextAnnotator:
    """The tagger of a folder. DataError where there is none, or its files are malformed."""
    tagger = read_tagger(folder)
    parts = (tagger.spans, *tagger.classes.values())
    calibrated = all(part.calibration.scores for part in parts if part)
    model = Model(f"tagger:{tagger.name}", tagger.version, calibrated)
    labels = tagger.spans.crf.labels if tagger.spans else ()
    return TextAnnotator(model=model, labels=labels, read=lambda texts: _readings(tagger, texts))


def _readings(tagger: StoredTagger, texts: Sequence[str]) -> list[TextReading]:
    spans = _spans(tagger.spans, texts) if tagger.spans else [[] for _ in texts]
    classes: list[list[FoundClass]] = [[] for _ in texts]
    for name, one in tagger.classes.items():
        odds = one.linear.probabilities(texts)
        order = (-odds).argsort(axis=1, kind="stable")
        for found, row, ranked in zip(classes, odds, order, strict=True):
            first, second = int(ranked[0]), int(ranked[1])
            score = one.calibration.of(float(row[first]))
            other = f"{one.linear.classes[second]} {row[second]:.2f}"
            found.append(FoundClass(name, one.linear.classes[first], score, f"words of such texts; else {other}"))
    return [TextReading(*pair) for pair in zip(spans, classes, strict=True)]


def _spans(part: Spans, texts: Sequence[str]) -> list[list[FoundSpan]]:
    """All sentences of all texts are decoded together."""
    cut = [list(sentences(text)) for text in texts]
    tagged = iter(part.crf.tagged([sentence for one in cut for sentence in one]))
    return [[span for sentence in one for span in _of_sentence(part, sentence, next(tagged)[1])] for one in cut]


def _of_sentence(part: Spans, sentence: Sentence, ranges: Sequence[ScoredRange]) -> Iterator[FoundSpan]:
    for found in ranges:
        start, end = sentence.places[found.first][0], sentence.places[found.last - 1][1]
        names = part.crf.reasons(sentence.words, found.first, found.label, _MOST_REASONS)
        why = [_in_words(name) for name in names] or ["its neighbours"]
        label, probability = found.other
        if probability >= _LIKELY:
            why.append(f"else {label or 'no label'} {probability:.2f}")
        yield FoundSpan(start, end, found.label, part.calibration.of(found.score), "; ".join(why))


def _in_words(feature: str) -> str:
    name, _, value = feature.partition("=")
    return _MEANING[name].format(value) if name in _MEANING else feature
