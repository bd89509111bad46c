"""doccano's JSONL for sequence labelling."""

from __future__ import annotations

from pathlib import Path

from synth.core.json_lines import write_lines
from synth.text.read import TextDataSet, TextSample


def write_doccano(texts: TextDataSet, path: Path) -> None:
    """`text`, `label` as [start, end, label] in code points, no comments; what is left becomes doccano's metadata.

    Nested spans are all there: the project needs "Allow overlapping spans".
    """
    write_lines(path, map(_record, texts.checked()))


def _record(sample: TextSample) -> dict[str, object]:
    return {
        "id": sample.id,
        "text": sample.text,
        "label": [[span.start, span.end, span.label] for span in sample.spans],
        "Comments": [],
        **{key: sample.record[key] for key in ("locale", "template") if key in sample.record},
    }
