"""Prodigy's JSONL for `spans.manual`, and for `ner.manual` where no span holds another."""

from __future__ import annotations

from pathlib import Path

from synth.core.json_lines import write_lines
from synth.text.formats.pieces import piece_ranges, pieces_of
from synth.text.read import TextDataSet, TextSample


def write_prodigy(texts: TextDataSet, path: Path) -> None:
    """`text`, `tokens`, and `spans` with their first and last token (`token_end` is inclusive), in code points."""
    write_lines(path, map(_record, texts.checked()))


def _record(sample: TextSample) -> dict[str, object]:
    text, pieces = sample.text, pieces_of(sample)
    ranges = piece_ranges(sample, pieces)
    return {
        "text": text,
        "tokens": [
            {"text": text[start:end], "start": start, "end": end, "id": place, "ws": space}
            for place, (start, end, space, _) in enumerate(pieces)
        ],
        "spans": [
            {"start": span.start, "end": span.end, "label": span.label, "token_start": first, "token_end": after - 1}
            for span, (first, after) in zip(sample.spans, ranges, strict=True)
        ],
        "meta": {key: sample.record[key] for key in ("id", "locale", "template") if key in sample.record},
    }
