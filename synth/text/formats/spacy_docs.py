"""spaCy's own DocBin files, written by spaCy (the extra `spacy`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from synth.core.errors import SynthError
from synth.text.formats.pieces import piece_ranges, pieces_of
from synth.text.grammar.tokens import outermost
from synth.text.read import TextDataSet, TextSample

SPANS_KEY = "synth"
"""The key of `doc.spans` under which all spans stand, nested ones too."""

DOCS_A_FILE = 5_000
"""A DocBin is held in memory whole, so that a large data set becomes several; `spacy train` takes their folder."""


def write_spacy(texts: TextDataSet, path: Path) -> None:
    """A folder of `000000.spacy`, `000001.spacy` ...: all spans in `doc.spans["synth"]`, outermost ones in `doc.ents`.

    A span's `id_` is its entity; `doc.user_data` has the text's `id` and `attributes`. SynthError without spaCy.
    """
    tokens = _part_of_spacy("spacy.tokens")
    path.mkdir()
    samples = texts.checked()
    for number in itertools.count():
        some = list(itertools.islice(samples, DOCS_A_FILE))
        if not some and number:
            return
        _write_docs(path / f"{number:06d}.spacy", some, tokens)


def _part_of_spacy(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise SynthError("export --to spacy", str(error), "spaCy: pip install 'synth[spacy]'") from error


def _write_docs(path: Path, samples: Iterable[TextSample], tokens: Any) -> None:
    vocab = _part_of_spacy("spacy.vocab").Vocab()
    docs = tokens.DocBin(attrs=["ORTH", "SPACY", "POS", "ENT_IOB", "ENT_TYPE", "ENT_ID"], store_user_data=True)
    for sample in samples:
        docs.add(_doc(sample, tokens, vocab))
    docs.to_disk(path)


def _doc(sample: TextSample, tokens: Any, vocab: Any) -> Any:
    """One text as a `spacy.tokens.Doc`."""
    pieces = pieces_of(sample)
    words = [sample.text[piece.start : piece.end] for piece in pieces]
    pos = [piece.pos for piece in pieces] if any(piece.pos for piece in pieces) else None
    doc = tokens.Doc(vocab, words=words, spaces=[piece.space for piece in pieces], pos=pos)
    ranges = piece_ranges(sample, pieces)
    made = [
        tokens.Span(doc, first, after, label=span.label, span_id=str(span.entity_id))
        for span, (first, after) in zip(sample.spans, ranges, strict=True)
    ]
    doc.spans[SPANS_KEY] = made
    outer = set(map(id, outermost(sample.spans)))
    doc.ents = [one for one, span in zip(made, sample.spans, strict=True) if id(span) in outer]
    doc.user_data = {"id": sample.id, "attributes": dict(sample.attributes)}
    return doc
