"""Strings that a set of texts labels nearly everywhere, and where it leaves them without a label."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from synth.quality.finding import Edit, Finding
from synth.quality.texts.answers import further_span, of_line
from synth.quality.texts.raw import Line, RawTexts

LEAST_MENTIONS = 8
LABELLED_SHARE, ORDINARY_SHARE = 0.9, 0.95
"""Of the mentions of a string, so many carry a label before one without is asked about; of ordinary words, in lower
case alone, more: they mean other things, too, as `style` is not always that of the book."""

LEAST_CHARACTERS = 3
MOST_WORDS = 6
LIKELY = 0.85
"""Confidence; see `benchmarks/quality.py`."""

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Mentions:
    """Labels of a string, and how often it stands there without one."""

    labels: Counter[str] = field(default_factory=Counter)
    bare: int = 0
    places: list[tuple[Line, Mapping[str, object]]] = field(default_factory=list)
    """Where it stands without one, and the span that would be there, as long as it is mostly labelled."""

    @property
    def labelled(self) -> int:
        return self.labels.total()

    @property
    def main(self) -> str:
        return self.labels.most_common(1)[0][0]

    def is_mostly_labelled(self, value: str) -> bool:
        """Whether the string `value` is, and stands somewhere without a label."""
        total, share = self.labelled + self.bare, ORDINARY_SHARE if value.islower() else LABELLED_SHARE
        return total >= LEAST_MENTIONS and self.bare > 0 and self.labelled >= share * total

    def meet_bare(self, line: Line, span: Mapping[str, object]) -> None:
        """Count a place without a label; places are kept as long as the string is mostly labelled, so few are."""
        self.bare += 1
        if self.labelled >= LABELLED_SHARE * (self.labelled + self.bare):
            self.places.append((line.outline, span))
        else:
            self.places.clear()


class Mentioned:
    """Learns of each line what its strings are labelled with, then asks of each line where they have no label."""

    def __init__(self, texts: RawTexts) -> None:
        self._texts = texts
        self._labels = Counter[tuple[str, str]]()
        self._known = dict[str, Mentions]()
        self._by_word = dict[str, list[str]]()

    def learn(self, line: Line) -> None:
        """Count the strings that are labelled."""
        for span in line.sound:
            value = line.text[span.start : span.end]
            if len(value) >= LEAST_CHARACTERS and _WORD.search(value) and len(value.split()) <= MOST_WORDS:
                self._labels[value, span.label] += 1

    def learnt(self) -> None:
        """All lines were learned of: keep the strings that are labelled often enough to judge by."""
        least = int(LABELLED_SHARE * LEAST_MENTIONS)
        known = defaultdict[str, Mentions](Mentions)
        totals = Counter[str]()
        for (value, _), number in self._labels.items():
            totals[value] += number
        for (value, label), number in self._labels.items():
            if totals[value] >= least:
                known[value].labels[label] += number
        self._labels.clear()
        self._known = dict(known)
        self._by_word = _by_first_word(self._known)

    def judge(self, line: Line) -> None:
        """Remember the strings without a label."""
        for start, end in _bare(line, self._by_word):
            mentions = self._known[line.text[start:end]]
            mentions.meet_bare(
                line,
                further_span(line, {"start": start, "end": end, "label": mentions.main, "value": line.text[start:end]}),
            )

    def mains(self) -> dict[str, str]:
        """String -> the label that nearly all its labelled mentions have."""
        return {
            value: one.main
            for value, one in self._known.items()
            if one.labels[one.main] >= LABELLED_SHARE * one.labelled
        }

    def bare(self) -> Iterator[Finding]:
        """Strings that are mostly labelled, but not where these findings are; after all lines were judged."""
        for value, mentions in self._known.items():
            for line, span in mentions.places if mentions.is_mostly_labelled(value) else ():
                many = f"{mentions.labelled} of {mentions.labelled + mentions.bare} mentions of {value!r} are labelled"
                edits = (Edit("add", self._texts.file.name, "", line.place, "spans", None, dict(span)),)
                yield of_line(self._texts, line, "missing_span", None, mentions.main, many, edits, LIKELY)


def _by_first_word(known: Mapping[str, Mentions]) -> dict[str, list[str]]:
    """First word -> the strings that begin with it, longest first."""
    found = defaultdict[str, list[str]](list)
    for value in known:
        if match := _WORD.search(value):
            found[match[0]].append(value)
    return {word: sorted(values, key=lambda value: (-len(value), value)) for word, values in found.items()}


def _bare(line: Line, by_word: Mapping[str, list[str]]) -> Iterator[tuple[int, int]]:
    """Where a known string stands as whole words, outside of every span."""
    text, done = line.text, 0
    for match in _WORD.finditer(text):
        for value in by_word.get(match[0], ()):
            lead = value.index(match[0])
            start = match.start() - lead
            end = start + len(value)
            if start < done or not text.startswith(value, start) or _is_inside_word(text, start, end):
                continue
            if not any(span.start < end and start < span.end for span in line.spans):
                yield start, end
                done = end
            break


def _is_inside_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    joined = (before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum())
    return joined or before in ("@", "-", "/", ".") or after in ("@", "-", "/")
