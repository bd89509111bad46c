"""Texts that stand there twice, with other labels."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from synth.quality.finding import Finding
from synth.quality.texts.answers import of_line
from synth.quality.texts.raw import Line, RawTexts

LIKELY = 0.95
"""Confidence: one of the two is wrong."""


def other_copies(texts: RawTexts) -> Iterator[Finding]:
    """Lines with the text of an earlier line and other labels: of spans, or of the text as a whole."""
    seen = dict[bytes, tuple[str, object]]()
    for line in texts.lines():
        key = sha256(line.text.encode()).digest()[:16]
        where, labels = seen.setdefault(key, (texts.where(line), _labels(line)))
        mine = _labels(line)
        if mine != labels:
            yield of_line(texts, line, "other_labels_of_text", mine, labels, f"{where} has this text", (), LIKELY)


def _labels(line: Line) -> object:
    spans = sorted((span.start, span.end, span.label) for span in line.spans)
    whole = {key: line.record[key] for key in ("label", "labels") if key in line.record}
    return [list(map(list, spans)), whole]
