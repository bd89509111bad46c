"""Texts that stand there twice, with other labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

from synth.core.canonical import encode
from synth.quality.finding import Finding
from synth.quality.texts.answers import of_line
from synth.quality.texts.raw import Line, RawTexts

LIKELY = 0.95
"""Confidence: one of the two is wrong."""


class _Copy(NamedTuple):
    line: Line
    labels: Any


class Copies:
    """Learns which texts stand there with several labels, of their spans or as a whole, then asks of the few of them.

    Texts are known by 16 bytes each; two different ones are taken for one with a probability below count**2 / 2**65.
    """

    def __init__(self, texts: RawTexts) -> None:
        self._texts = texts
        self._labels = dict[bytes, bytes]()
        self._doubtful = set[bytes]()
        self._copies = defaultdict[bytes, list[_Copy]](list)

    def learn(self, line: Line) -> None:
        """Remember the hashes of the text and of its labels."""
        key, labels = hash_of(line.text), hash_of(encode(labels_of(line)))
        if self._labels.setdefault(key, labels) != labels:
            self._doubtful.add(key)

    def judge(self, line: Line) -> None:
        """Keep a line whose text stands there with other labels."""
        if self._doubtful and (key := hash_of(line.text)) in self._doubtful:
            self._copies[key].append(_Copy(line.outline, labels_of(line)))

    def copies(self) -> Iterator[Finding]:
        """Lines with the text of another line and rarer labels than others; of equally many, the later ones."""
        for copies in self._copies.values():
            counts = Counter(encode(one.labels) for one in copies)
            usual = counts.most_common(1)[0][0]
            first = next(one for one in copies if encode(one.labels) == usual)
            for one in copies:
                if encode(one.labels) != usual:
                    evidence = f"{self._texts.where(first.line)} has this text"
                    yield of_line(
                        self._texts, one.line, "other_labels_of_text", one.labels, first.labels, evidence, (), LIKELY
                    )


def hash_of(text: str) -> bytes:
    """Eight bytes that tell texts apart."""
    return blake2b(text.encode(), digest_size=8).digest()


def labels_of(line: Line) -> Any:
    """All labels of a line, as JSON has them: of spans in their order, and of the text as a whole."""
    spans = sorted((span.start, span.end, span.label) for span in line.spans)
    whole = {key: line.record[key] for key in ("label", "labels") if key in line.record}
    return [list(map(list, spans)), whole]
