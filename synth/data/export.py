"""A finished data set of texts or documents in the formats of other tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from synth.core.errors import SynthError, suggest
from synth.document.formats.cord import write_cord
from synth.document.formats.donut import write_donut
from synth.document.formats.funsd import write_funsd
from synth.document.formats.hocr import write_hocr
from synth.document.formats.pubtabnet import write_pubtabnet
from synth.document.formats.source import Documents, open_documents
from synth.document.formats.sroie import write_sroie
from synth.folder.export_target import staged_target
from synth.text.formats.conll import write_conll
from synth.text.formats.doccano import write_doccano
from synth.text.formats.huggingface import write_hf
from synth.text.formats.prodigy import write_prodigy
from synth.text.formats.source import Source, open_source
from synth.text.formats.spacy_docs import write_spacy

__all__ = ["DOCUMENT_FORMATS", "TEXT_FORMATS", "DocumentFormat", "TextFormat", "export_data_set"]


class TextFormat(NamedTuple):
    """How a format of texts is written, and what is added to the data set's name where no other is given."""

    write: Callable[[Source, Path], None]
    suffix: str


class DocumentFormat(NamedTuple):
    """How a format of documents is written, and what is added to the data set's name where no other is given."""

    write: Callable[[Documents, Path], None]
    suffix: str


TEXT_FORMATS: Mapping[str, TextFormat] = {
    "conll": TextFormat(write_conll, ".conll"),
    "spacy": TextFormat(write_spacy, "-spacy"),
    "hf": TextFormat(write_hf, "-hf"),
    "prodigy": TextFormat(write_prodigy, ".prodigy.jsonl"),
    "doccano": TextFormat(write_doccano, ".doccano.jsonl"),
}
"""Name -> format, for texts. `spacy` and `hf` are folders, the others files."""

DOCUMENT_FORMATS: Mapping[str, DocumentFormat] = {
    "funsd": DocumentFormat(write_funsd, "-funsd"),
    "cord": DocumentFormat(write_cord, "-cord"),
    "sroie": DocumentFormat(write_sroie, "-sroie"),
    "pubtabnet": DocumentFormat(write_pubtabnet, "-pubtabnet"),
    "hocr": DocumentFormat(write_hocr, "-hocr"),
    "donut": DocumentFormat(write_donut, "-donut"),
}
"""Name -> format, for documents. All are folders."""


def export_data_set(folder: Path, to: str, out: Path | None = None) -> Path:
    """Write a finished data set in the format `to`; returns the path, by default beside the folder.

    The same data set gives the same bytes. SynthError for an unknown format, DataError where the folder is no finished
    data set of the format's kind, OutputError where something else stands at `out` already.
    """
    write, suffix = _writer(folder, to)
    whole = folder.resolve()
    path = out or whole.with_name(whole.name + suffix)
    with staged_target(path) as temporary:
        write(temporary)
    return path


def _writer(folder: Path, to: str) -> tuple[Callable[[Path], None], str]:
    """What writes the data set to a path in this format, and the format's suffix."""
    if to in TEXT_FORMATS:
        return partial(TEXT_FORMATS[to].write, open_source(folder)), TEXT_FORMATS[to].suffix
    if to in DOCUMENT_FORMATS:
        return partial(DOCUMENT_FORMATS[to].write, open_documents(folder)), DOCUMENT_FORMATS[to].suffix
    raise SynthError("--to", to, suggest(to, [*TEXT_FORMATS, *DOCUMENT_FORMATS]))
