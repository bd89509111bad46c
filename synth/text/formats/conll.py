"""CoNLL-2003 style columns: a token a line with its BIO tag, a blank line after each text."""

from __future__ import annotations

from pathlib import Path

from synth.text.formats.source import Sample, Source


def write_conll(source: Source, path: Path) -> None:
    """`token TAG`, or `token POS TAG` where the data set tells parts of speech (`_`: not told of this token).

    Tags are those of the outermost spans: the format has one layer.
    """
    first = source.first()
    with_pos = first is not None and "pos" in first.record
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for sample in source.samples():
            file.write(_block(sample, with_pos))


def _block(sample: Sample, with_pos: bool) -> str:
    lines = [
        f"{sample.text[start:end]} {pos or '_'} {tag}" if with_pos else f"{sample.text[start:end]} {tag}"
        for start, end, tag, pos in sample.tokens
    ]
    return "\n".join([*lines, "", ""])
