"""Words that a person lists: spans where they stand, and classes of texts by which list has more of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from synth.annotate.model import Model
from synth.annotate.texts.found import FoundClass, FoundSpan, TextAnnotator, TextReading
from synth.core.canonical import canonical_exact
from synth.core.errors import SpecError
from synth.scene.messages import spec_error
from synth.scene.model import Model as Stated
from synth.scene.read import read_yaml
from synth.text.scene.schema import SpanLabel

NEGATED_WITHIN = 3
"""Words: a negation so near before a listed word turns it around."""

Word = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
Words = Annotated[tuple[Word, ...], Field(min_length=1, max_length=1_000_000)]


class LexiconFile(Stated):
    """A file of word lists. Case does not count; a phrase is one entry."""

    spans: dict[SpanLabel, Words] = Field(default_factory=dict)
    """label: the words and phrases that carry it"""
    classes: dict[Word, dict[Word, Words]] = Field(default_factory=dict)
    """name of a label of the whole text: value: its words"""
    opposites: dict[Word, Word] = Field(default_factory=dict)
    """value: the one that its words speak for behind a negation"""
    negations: tuple[Word, ...] = ()
    """words that turn a listed word around, such as `not`"""


def lexicon_annotator(file: Path) -> TextAnnotator:
    """The lists of a file. SpecError for a file that is no plain YAML of this form, or lists nothing."""
    try:
        lexicon = LexiconFile.model_validate(read_yaml(file))
    except ValidationError as error:
        raise spec_error(error, str(file), SpecError) from None
    if not lexicon.spans and not lexicon.classes:
        raise SpecError(str(file), "no words", "spans: or classes: with lists of words")
    known = {value for values in lexicon.classes.values() for value in values}
    for pair in lexicon.opposites.items():
        for value in pair:
            if value not in known:
                raise SpecError(f"{file}: opposites", value, f"a value of classes: {', '.join(sorted(known))}")
    version = sha256(canonical_exact(lexicon.model_dump()).encode()).hexdigest()
    spans = _Matcher(lexicon.spans)
    classes = {name: _Counter(name, values, lexicon) for name, values in lexicon.classes.items()}

    def read(texts: Sequence[str]) -> list[TextReading]:
        return [TextReading(list(spans.found(text)), [one.judged(text) for one in classes.values() if one.seen(text)])
                for text in texts]  # fmt: skip

    model = Model(f"lexicon:{file.stem}", version, calibrated=False)
    return TextAnnotator(model=model, labels=tuple(lexicon.spans), read=read)


class _Matcher:
    """Finds listed words as whole words, of several that begin at one place the longest."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._labels: dict[str, list[str]] = {}
        for label, words in lists.items():
            for word in words:
                self._labels.setdefault(_plain(word), []).append(label)
        listed = sorted(self._labels, key=lambda word: (-len(word), word))
        choices = "|".join(re.sub(r"(\\\s|\s)+", r"\\s+", re.escape(word)) for word in listed)
        self._pattern = re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE) if listed else None

    def words(self, text: str) -> Iterator[tuple[int, int, list[str]]]:
        """[start, end) and the labels of each listed word."""
        for match in self._pattern.finditer(text) if self._pattern else ():
            labels = self._labels.get(_plain(match.group()))
            if labels:
                yield *match.span(), labels

    def found(self, text: str) -> Iterator[FoundSpan]:
        """A word of several lists has each label alike, and the first is given."""
        for start, end, labels in self.words(text):
            others = f", as {', '.join(labels[1:])} does" if len(labels) > 1 else ""
            yield FoundSpan(start, end, labels[0], 1 / len(labels), f"{labels[0]} lists {text[start:end]!r}{others}")


class _Counter:
    """Counts for which value of a label the listed words of a text speak."""

    def __init__(self, name: str, values: Mapping[str, Sequence[str]], lexicon: LexiconFile) -> None:
        self._name, self._matcher = name, _Matcher(values)
        self._values, self._opposites = list(values), lexicon.opposites
        self._negations = {_plain(word) for word in lexicon.negations}

    def seen(self, text: str) -> bool:
        """Whether any listed word stands in a text."""
        return next(self._matcher.words(text), None) is not None

    def judged(self, text: str) -> FoundClass:
        """The value with most words; its score is (its words + 1) / (all words + values), as Laplace's rule has it."""
        counts, said = dict.fromkeys(self._values, 0), list[str]()
        for start, end, values in self._matcher.words(text):
            turned = self._is_negated(text[:start])
            for value in values:
                counts[self._opposites.get(value, value) if turned else value] += 1
            said.append(f"{'not ' if turned else ''}{text[start:end]}")
        value = max(counts, key=lambda one: counts[one])
        score = (counts[value] + 1) / (sum(counts.values()) + len(counts))
        return FoundClass(self._name, value, score, f"words: {', '.join(said[:6])}")

    def _is_negated(self, before: str) -> bool:
        clause = re.split(r"[.,;:!?\n]", before)[-1]
        near = [_plain(word) for word in re.findall(r"[\w']+", clause)[-NEGATED_WITHIN:]]
        return any(word in self._negations for word in near)


def _plain(word: str) -> str:
    """Words that count as the same: case and blanks left aside."""
    return " ".join(word.split()).casefold()
