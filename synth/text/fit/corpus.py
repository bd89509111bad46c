"""Labelled texts as sentences of words without their values, and the values apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from synth.core.errors import DataError, suggest
from synth.text.fit.counts import BEGIN, END, Words
from synth.text.fit.patterns import Sentence
from synth.text.fit.shapes import Value
from synth.text.formats.labelled import LabelledText, iter_labelled
from synth.text.grammar.tokens import tokens_of
from synth.text.skeleton import labelled_values

_ENDS = re.compile(r"((?<=[.!?…])\s+|(?<=[。！？])|\s*\n\s*)")
_SLOT = re.compile("\0([^\0]*)\0(\\d)")
_MOST_PEOPLE = 3
_LONGEST = 120
"""Words of a sentence; a longer one is cut."""
FIRST, LATER, LAST = "first", "later", "last"
"""Places of a sentence in its text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text without its values: `sentences`, `gaps`, the white space between them, its class and its source."""

    group: str
    source: str
    sentences: tuple[Words, ...]
    gaps: tuple[str, ...]

    def placed(self, number: int = 0) -> Iterator[Sentence]:
        """The sentences with their places; `number`: which text of its class it is."""
        for at, words in enumerate(self.sentences):
            place = FIRST if at == 0 else LAST if at == len(self.sentences) - 1 else LATER
            yield Sentence((BEGIN, *words, END), place, self.source, number)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How words are written: `cased`, word in small letters -> its usual form inside of sentences; `tight`, words that
    mostly follow one another without a space; whether sentences begin with a capital letter.
    """

    cased: Mapping[str, str]
    tight: frozenset[tuple[str, str]]
    capitals: bool


@dataclass(slots=True)
class Corpus:
    """`values`: label -> its values with their sources; `group_name`: name of the class, empty where there is none."""

    group_name: str
    texts: list[Text]
    values: dict[str, list[Value]]
    spelling: Spelling
    locales: Counter[str]


def slot_word(label: str, person: int) -> str:
    """The word that stands for a value; `person` from 1: which of the text's different values of this label it is."""
    return f"\0{label}\0{person}"


def slot_of(word: str) -> tuple[str, int] | None:
    """Label and person of such a word; None for any other."""
    found = _SLOT.fullmatch(word)
    return (found[1], int(found[2])) if found else None


def read_corpus(data: Path, group: str | None, source: str | None, k: int) -> Corpus:
    """Read all texts. DataError where none is there, a text has no class or source, or several classes are unnamed."""
    texts, values, locales = list[Text](), defaultdict[str, list[Value]](list), Counter[str]()
    counter, name = _Forms(), None
    for number, one in enumerate(iter_labelled(data), 1):
        where = f"{data}: text {number}"
        name = _group_name(one, group, where) if name is None else name
        if name and name not in one.classes:
            raise DataError(f"{where}: {name}", None, "a class, as the texts before it have one")
        writer = str(number) if source is None else _source(one, source, where)
        locales[one.variables.get("locale", "")] += 1
        for label, value in ((span.label, one.text[span.start : span.end]) for span in labelled_values(one.spans)):
            values[label].append((writer, value))
        sentences, gaps = _taken_apart(_stripped(one), writer, counter)
        if sentences:
            texts.append(Text(one.classes[name] if name else "", writer, sentences, gaps))
    if not texts:
        raise DataError(str(data), "no text", "labelled texts")
    return Corpus(name or "", texts, dict(values), counter.spelling(k), locales)


def _group_name(text: LabelledText, given: str | None, where: str) -> str:
    if given is not None and given not in text.classes:
        raise DataError(f"{where}: {given}", None, suggest(given, text.classes))
    if given is None and len(text.classes) > 1:
        raise DataError(f"{where}: classes", sorted(text.classes), "the one to fit by: label=...")
    return given or next(iter(text.classes), "")


def _source(text: LabelledText, key: str, where: str) -> str:
    if key not in text.variables:
        raise DataError(f"{where}: {key}", None, suggest(key, text.variables))
    return text.variables[key]


def _stripped(text: LabelledText) -> str:
    """The text with a slot for each value; of the different values of a label the second and third are told apart."""
    pieces, done = list[str](), 0
    seen = defaultdict[str, list[str]](list)
    for span in labelled_values(text.spans):
        value, known = text.text[span.start : span.end].casefold(), seen[span.label]
        if value not in known:
            known.append(value)
        person = min(known.index(value) + 1, _MOST_PEOPLE)
        pieces += [text.text[done : span.start].replace("\0", " "), slot_word(span.label, person)]
        done = span.end
    return "".join([*pieces, text.text[done:].replace("\0", " ")])


def _taken_apart(text: str, source: str, forms: _Forms) -> tuple[tuple[Words, ...], tuple[str, ...]]:
    """Sentences in small letters, and the white space between them: one space, or a line's end or two."""
    sentences, gaps, gap = list[Words](), list[str](), ""
    for number, part in enumerate(_ENDS.split(text.strip())):
        if number % 2:
            gap = "\n" * min(part.count("\n"), 2) or (" " if part else "")
        else:
            whole = list(_pieces(part))
            for start in range(0, len(whole), _LONGEST):
                pieces = whole[start : start + _LONGEST]
                if sentences:
                    gaps.append(" " if start else gap)
                forms.add(source, pieces)
                sentences.append(tuple(_low(word) for word, _ in pieces))
    return tuple(sentences), tuple(gaps)


def _pieces(part: str) -> Iterator[tuple[str, bool]]:
    """The words and slots of a sentence, each with whether white space stands before it."""
    at = 0
    for slot in [*_SLOT.finditer(part), None]:
        stretch = part[at : slot.start() if slot else len(part)]
        for token in tokens_of(stretch, ()):
            yield stretch[token.start : token.end], at + token.start > 0 and part[at + token.start - 1].isspace()
        if slot:
            yield slot.group(), slot.start() > 0 and part[slot.start() - 1].isspace()
            at = slot.end()


def _low(word: str) -> str:
    """A word in small letters; a label stays as it is."""
    return word if slot_of(word) else word.lower()


class _Forms:
    """Counts how words are written, by different sources."""

    def __init__(self) -> None:
        self._written = defaultdict[str, dict[str, set[str]]](dict)
        self._spaced = Counter[tuple[str, str]]()
        self._capitals = 0

    def add(self, source: str, pieces: Sequence[tuple[str, bool]]) -> None:
        first = pieces[0][0]
        self._capitals += first[0].isupper() - first[0].islower()
        for (before, _), (word, spaced) in pairwise(pieces):
            self._spaced[_low(before), _low(word)] += 1 if spaced else -1
            self._written[_low(word)].setdefault(word, set()).add(source)

    def spelling(self, k: int) -> Spelling:
        """Forms that at least k sources use, the usual one of each word."""
        cased = dict[str, str]()
        for low, forms in self._written.items():
            form, users = max(forms.items(), key=lambda one: (len(one[1]), one[0]))
            if form != low and len(users) >= k:
                cased[low] = form
        tight = frozenset(pair for pair, number in self._spaced.items() if number < 0)
        return Spelling(cased, tight, self._capitals >= 0)
