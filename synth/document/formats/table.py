"""The formats that documents can be exported to, by name. A format's module is imported when it writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.document.read import DocumentDataSet
from synth.folder.format import ExportFormat


def _funsd(documents: DocumentDataSet, path: Path) -> None:
    from synth.document.formats.funsd import write_funsd

    write_funsd(documents, path)


def _cord(documents: DocumentDataSet, path: Path) -> None:
    from synth.document.formats.cord import write_cord

    write_cord(documents, path)


def _sroie(documents: DocumentDataSet, path: Path) -> None:
    from synth.document.formats.sroie import write_sroie

    write_sroie(documents, path)


def _pubtabnet(documents: DocumentDataSet, path: Path) -> None:
    from synth.document.formats.pubtabnet import write_pubtabnet

    write_pubtabnet(documents, path)


def _hocr(documents: DocumentDataSet, path: Path) -> None:
    from synth.document.formats.hocr import write_hocr

    write_hocr(documents, path)


def _donut(documents: DocumentDataSet, path: Path) -> None:
    from synth.document.formats.donut import write_donut

    write_donut(documents, path)


def _csv(documents: DocumentDataSet, path: Path) -> None:
    from synth.document.formats.csv_file import write_documents_csv

    write_documents_csv(documents, path)


def _parquet(documents: DocumentDataSet, path: Path) -> None:
    from synth.document.formats.parquet_file import write_documents_parquet

    write_documents_parquet(documents, path)


DOCUMENT_FORMATS: Mapping[str, ExportFormat[DocumentDataSet]] = {
    "funsd": ExportFormat(write=_funsd, suffix="-funsd"),
    "cord": ExportFormat(write=_cord, suffix="-cord"),
    "sroie": ExportFormat(write=_sroie, suffix="-sroie"),
    "pubtabnet": ExportFormat(write=_pubtabnet, suffix="-pubtabnet"),
    "hocr": ExportFormat(write=_hocr, suffix="-hocr"),
    "donut": ExportFormat(write=_donut, suffix="-donut"),
    "csv": ExportFormat(write=_csv, suffix=".csv"),
    "parquet": ExportFormat(write=_parquet, suffix=".parquet"),
}
"""Name -> format. `csv` and `parquet` are files, the others folders."""
