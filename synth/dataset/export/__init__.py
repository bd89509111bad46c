"""A finished data set of texts in the formats of other tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from synth.dataset.export.conll import write_conll
from synth.dataset.export.doccano import write_doccano
from synth.dataset.export.huggingface import write_hf
from synth.dataset.export.prodigy import write_prodigy
from synth.dataset.export.source import Source, open_source
from synth.dataset.export.spacy_docs import write_spacy
from synth.dataset.export.target import staged_target
from synth.errors import SynthError, suggest

__all__ = ["FORMATS", "Format", "export_text"]


class Format(NamedTuple):
    """How a format is written, and what is added to the data set's name where no other is given."""

    write: Callable[[Source, Path], None]
    suffix: str


FORMATS: Mapping[str, Format] = {
    "conll": Format(write_conll, ".conll"),
    "spacy": Format(write_spacy, "-spacy"),
    "hf": Format(write_hf, "-hf"),
    "prodigy": Format(write_prodigy, ".prodigy.jsonl"),
    "doccano": Format(write_doccano, ".doccano.jsonl"),
}
"""Name -> format. `spacy` and `hf` are folders, the others files."""


def export_text(folder: Path, to: str, out: Path | None = None) -> Path:
    """Write the texts of a finished data set in the format `to`; returns the path, by default beside the folder.

    The same data set gives the same bytes. SynthError for an unknown format, DataError where the folder is no finished
    data set of texts, OutputError where something else stands at `out` already.
    """
    if to not in FORMATS:
        raise SynthError("--to", to, suggest(to, FORMATS))
    source = open_source(folder)
    whole = folder.resolve()
    path = out or whole.with_name(whole.name + FORMATS[to].suffix)
    with staged_target(path) as temporary:
        FORMATS[to].write(source, temporary)
    return path
