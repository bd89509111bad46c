"""The formats that texts can be exported to, by name. A format's module is imported when it writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.folder.format import ExportFormat
from synth.text.read import TextDataSet


def _conll(texts: TextDataSet, path: Path) -> None:
    from synth.text.formats.conll import write_conll

    write_conll(texts, path)


def _spacy(texts: TextDataSet, path: Path) -> None:
    from synth.text.formats.spacy_docs import write_spacy

    write_spacy(texts, path)


def _hf(texts: TextDataSet, path: Path) -> None:
    from synth.text.formats.huggingface import write_hf

    write_hf(texts, path)


def _hf_parts(parts: Mapping[str, TextDataSet], path: Path) -> None:
    from synth.text.formats.huggingface import write_hf_parts

    write_hf_parts(parts, path)


def _prodigy(texts: TextDataSet, path: Path) -> None:
    from synth.text.formats.prodigy import write_prodigy

    write_prodigy(texts, path)


def _doccano(texts: TextDataSet, path: Path) -> None:
    from synth.text.formats.doccano import write_doccano

    write_doccano(texts, path)


def _csv(texts: TextDataSet, path: Path) -> None:
    from synth.text.formats.csv_file import write_texts_csv

    write_texts_csv(texts, path)


def _parquet(texts: TextDataSet, path: Path) -> None:
    from synth.text.formats.parquet_file import write_texts_parquet

    write_texts_parquet(texts, path)


TEXT_FORMATS: Mapping[str, ExportFormat[TextDataSet]] = {
    "conll": ExportFormat(write=_conll, suffix=".conll"),
    "spacy": ExportFormat(write=_spacy, suffix="-spacy"),
    "hf": ExportFormat(write=_hf, suffix="-hf", write_parts=_hf_parts),
    "prodigy": ExportFormat(write=_prodigy, suffix=".prodigy.jsonl"),
    "doccano": ExportFormat(write=_doccano, suffix=".doccano.jsonl"),
    "csv": ExportFormat(write=_csv, suffix=".csv"),
    "parquet": ExportFormat(write=_parquet, suffix=".parquet"),
}
"""Name -> format. `spacy` and `hf` are folders, the others files."""
