"""CoNLL-2003 style columns: a token a line with its BIO tag, a blank line after each text."""

from __future__ import annotations

from pathlib import Path

from synth.text.read import TextDataSet, TextSample


def write_conll(texts: TextDataSet, path: Path) -> None:
    """`token TAG`, or `token POS TAG` where the data set has parts of speech (`_`: this token has none).

    Tags are those of the outermost spans: the format has one layer.
    """
    with_pos = any("pos" in sample.record for sample in texts.whole)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for sample in texts.checked():
            file.write(_block(sample, with_pos))


def _block(sample: TextSample, with_pos: bool) -> str:
    text = sample.text
    lines = [
        f"{text[start:end]} {pos or '_'} {tag}" if with_pos else f"{text[start:end]} {tag}"
        for start, end, tag, pos in sample.tokens
    ]
    return "\n".join([*lines, "", ""])
