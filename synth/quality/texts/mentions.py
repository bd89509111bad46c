"""How a set of texts labels each string: how often, with what, and where it leaves it without."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from synth.quality.finding import Finding
from synth.quality.texts.answers import added, of_line, of_span, set_key
from synth.quality.texts.raw import Line, RawTexts

LEAST_MENTIONS = 8
LABELLED_SHARE = ONE_LABEL_SHARE = 0.9
"""Of the mentions of a string, so many carry a label before one without is asked about; so many the same one."""

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

    @property
    def labelled(self) -> int:
        return self.labels.total()

    @property
    def main(self) -> str:
        return self.labels.most_common(1)[0][0]

    @property
    def is_mostly_labelled(self) -> bool:
        total = self.labelled + self.bare
        return total >= LEAST_MENTIONS and self.bare > 0 and self.labelled >= LABELLED_SHARE * total

    @property
    def is_mostly_one(self) -> bool:
        most = self.labels[self.main]
        return self.labelled >= LEAST_MENTIONS and ONE_LABEL_SHARE * self.labelled <= most < self.labelled


def inconsistent_mentions(texts: RawTexts) -> Iterator[Finding]:
    """Strings that are mostly labelled but not here, or with another label here; three passes of the file."""
    known = _labelled(texts)
    by_word = _by_first_word(known)
    for line in texts.lines():
        for start, end in _bare(line, by_word):
            known[line.text[start:end]].bare += 1
    doubtful = {text: one for text, one in known.items() if one.is_mostly_labelled or one.is_mostly_one}
    by_word = _by_first_word(doubtful)
    for line in texts.lines() if doubtful else ():
        yield from _of_line(texts, line, doubtful, by_word)


def _labelled(texts: RawTexts) -> dict[str, Mentions]:
    """The strings that are labelled often enough to judge by."""
    known = defaultdict[str, Mentions](Mentions)
    for line in texts.lines():
        for span in line.sound:
            value = line.text[span.start : span.end]
            if len(value) >= LEAST_CHARACTERS and any(map(str.isalnum, value)) and len(value.split()) <= MOST_WORDS:
                known[value].labels[span.label] += 1
    least = int(LABELLED_SHARE * LEAST_MENTIONS)
    return {value: one for value, one in known.items() if one.labelled >= least}


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


def _of_line(
    texts: RawTexts, line: Line, doubtful: Mapping[str, Mentions], by_word: Mapping[str, list[str]]
) -> Iterator[Finding]:
    for span in line.sound:
        value = line.text[span.start : span.end]
        mentions = doubtful.get(value)
        if mentions is not None and mentions.is_mostly_one and span.label != mentions.main:
            many = f"{mentions.labels[mentions.main]} of {mentions.labelled} mentions of {value!r} are {mentions.main}"
            edits = (set_key(texts, line, f"spans.{span.number}.label", span.label, mentions.main),)
            yield of_span(texts, line, span, "other_label", span.label, mentions.main, many, edits, LIKELY)
    for start, end in _bare(line, by_word):
        value = line.text[start:end]
        mentions = doubtful[value]
        if mentions.is_mostly_labelled:
            many = f"{mentions.labelled} of {mentions.labelled + mentions.bare} mentions of {value!r} are labelled"
            new = {"start": start, "end": end, "label": mentions.main, "value": value}
            edits = (added(texts, line, new),)
            yield of_line(texts, line, "missing_span", None, mentions.main, many, edits, LIKELY)
