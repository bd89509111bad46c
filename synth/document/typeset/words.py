"""Words as they are printed: one part for each line that a word stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.document.typeset.letters import HYPHENS, SOFT_HYPHEN, Fragment, LostLetterError, spelling_of, spells
from synth.document.typeset.marks import WordMark
from synth.document.typeset.pdf_page import PdfPage
from synth.document.typeset.source import source_of_word

if TYPE_CHECKING:
    from jaxtyping import Float64


class WordPart(NamedTuple):
    """A word or the part of it on one line: text as printed, corners and font size in pt, whether a hyphen ends it.

    `advance` is where it begins and ends from left to right, side bearings included.
    """

    word: int
    text: str
    page: int
    quad: Float64[np.ndarray, "4 2"]
    size: float
    hyphen: bool
    advance: tuple[float, float]


def parts_of(
    number: int, word: WordMark, fragments: Sequence[Fragment], pdf_pages: Sequence[PdfPage]
) -> list[WordPart]:
    """The word's parts, one for each line that it stands on. LostLetterError where its letters cannot be separated."""
    lines: list[list[Fragment]] = []
    for fragment in fragments:
        if lines and _goes_on(lines[-1][-1], fragment):
            lines[-1].append(fragment)
        else:
            lines.append([fragment])
    if len(lines) == 1:
        return [_part(number, word.text, lines[0], hyphen=False)]
    parts, rest = [], word.text
    for place, line in enumerate(lines):
        last = place == len(lines) - 1
        text, hyphen, rest = _read(line, pdf_pages[line[0].page], rest, word.target, last=last)
        parts.append(_part(number, text, line, hyphen=hyphen))
    return parts


def _goes_on(one: Fragment, other: Fragment) -> bool:
    """Whether a fragment stands on the same line right behind another."""
    if one.page != other.page:
        return False
    a, b = one.pieces[-1].quad, other.pieces[0].quad
    height = np.hypot(*(a[3] - a[0]))
    near = min(np.hypot(*(a[1] - b[0])), np.hypot(*(a[0] - b[1])), np.hypot(*(a[2] - b[3])), np.hypot(*(a[3] - b[2])))
    return bool(near < 0.9 * max(height, one.pieces[-1].size * 0.5))


def _read(line: Sequence[Fragment], pdf_page: PdfPage, rest: str, target: str, *, last: bool) -> tuple[str, bool, str]:
    """(text of a line's part, whether a hyphen was added, what is left of the word)."""
    text = spelling_of(pdf_page, line)
    if spells(text, rest[: len(text)]):
        return rest[: len(text)], False, rest[len(text) :]
    if not last and text.endswith(HYPHENS) and rest.startswith(text[:-1]):
        return text[:-1] + "-", True, rest[len(text) - 1 :]
    if last and text.removesuffix(SOFT_HYPHEN) == rest:  # a soft hyphen after the last letter
        return rest, False, ""
    raise LostLetterError(f"'{text}' is no part of '{rest}'", source_of_word(target))


def _part(number: int, text: str, line: Sequence[Fragment], *, hyphen: bool) -> WordPart:
    pieces = [piece for fragment in line for piece in fragment.pieces]
    quad = pieces[0].quad if len(pieces) == 1 else _around([piece.quad for piece in pieces])
    advance = min(fragment.box[0] for fragment in line), max(fragment.box[2] for fragment in line)
    return WordPart(number, text, line[0].page, quad, max(piece.size for piece in pieces), hyphen, advance)


def _around(quads: Sequence[Float64[np.ndarray, "4 2"]]) -> Float64[np.ndarray, "4 2"]:
    """The tightest box in the first quad's direction around all of them."""
    edge = quads[0][1] - quads[0][0]
    axis = edge / max(float(np.hypot(*edge)), 1e-9)
    turn = np.array([[axis[0], axis[1]], [-axis[1], axis[0]]])
    local = np.concatenate(quads) @ turn.T
    (x0, y0), (x1, y1) = local.min(0), local.max(0)
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) @ turn
