"""Words on the page: which letters belong to which word of the template, and where each word ends up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synth.typeset.marks import WordMark
from synth.typeset.sheet import LinkBox, Piece, Sheet

_SLACK_PT = 0.6
_AHEAD = 40
"""Links that letters may skip at once; letters that fit none of these are stray."""

_HYPHENS = ("-", "\u00ad", "\u2010", "\ufffe", "\x02")


class Fragment(NamedTuple):
    """The part of a word that stands on one line: page from 0, the letters drawn for it."""

    page: int
    pieces: tuple[Piece, ...]


class Part(NamedTuple):
    """A word or one line's part of it: text as printed, corners in pt (4, 2), font size, whether a hyphen ends it."""

    word: int
    text: str
    page: int
    quad: NDArray[np.float64]
    size: float
    hyphen: bool


class LostLetterError(Exception):
    """Letters and words that do not fit together; the document cannot be labelled."""


def lettered(sheet: Sheet, number: int) -> tuple[list[tuple[LinkBox, Fragment]], list[Piece]]:
    """(each link of a page with its letters, letters of no link).

    Links and letters come in the same drawing order, so a letter belongs to the next link whose rectangle holds its
    centre. That also tells apart what lies on top of each other, such as a stamp over a line.
    """
    links = sheet.links()
    held: list[list[Piece]] = [[] for _ in links]
    stray, at = [], 0
    for piece in sheet.pieces():
        x, y = piece.quad.mean(0)
        for ahead in range(at, min(at + _AHEAD, len(links))):
            if _holds(links[ahead].box, x, y):
                held[ahead].append(piece)
                at = ahead
                break
        else:
            stray.append(piece)
    pairs = zip(links, held, strict=True)
    return [(link, Fragment(number, tuple(pieces))) for link, pieces in pairs if pieces], stray


def _holds(box: tuple[float, float, float, float], x: float, y: float) -> bool:
    x0, y0, x1, y1 = box
    return x0 - _SLACK_PT <= x <= x1 + _SLACK_PT and y0 - _SLACK_PT <= y <= y1 + _SLACK_PT


def fragments_of(words: Sequence[WordMark], found: Sequence[tuple[LinkBox, Fragment]]) -> list[list[Fragment]]:
    """For each word its fragments in drawing order. LostLetterError where a word has no letters.

    A word's first fragment is the one of its target that lies where its link begins; those that are left over go on
    with the word of the same target before them (a word that was broken, and its hyphen).
    """
    by_target: dict[str, list[int]] = defaultdict(list)
    for number, (link, _) in enumerate(found):
        by_target[link.target].append(number)
    owners: dict[int, int] = {}
    for number, word in enumerate(words):
        candidates = [n for n in by_target[word.target] if n not in owners]
        if not candidates:
            raise LostLetterError(f"no letters for '{word.text}'")
        first = min(candidates, key=lambda n, word=word: _distance(word, *found[n]))
        owners[first] = number
    result: list[list[Fragment]] = [[] for _ in words]
    for numbers in by_target.values():
        owner = None
        for number in numbers:
            owner = owners.get(number, owner)
            if owner is not None:
                result[owner].append(found[number][1])
    return result


def _distance(word: WordMark, link: LinkBox, fragment: Fragment) -> float:
    """How far a word's beginning is from a fragment, pt; links begin at their left or, right-to-left, right edge."""
    x0, y0, x1, y1 = link.box
    beyond = max(y0 - word.y, word.y - y1, 0.0) + max(x0 - word.x, word.x - x1, 0.0)
    return 1e4 * (word.page != fragment.page) + 100 * beyond + min(abs(word.x - x0), abs(word.x - x1))


def parts_of(number: int, word: WordMark, fragments: Sequence[Fragment], sheets: Sequence[Sheet]) -> list[Part]:
    """The word's parts, one for each line that it stands on. LostLetterError where its letters cannot be told apart."""
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
        text, hyphen, rest = _read(line, sheets[line[0].page], rest, last=place == len(lines) - 1)
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


def _read(line: Sequence[Fragment], sheet: Sheet, rest: str, *, last: bool) -> tuple[str, bool, str]:
    """(text of a line's part, whether a hyphen was added, what is left of the word)."""
    text = "".join(sheet.text_of([piece for fragment in line for piece in fragment.pieces])).replace(" ", "")
    if rest.startswith(text):
        return text, False, rest[len(text) :]
    if not last and text.endswith(_HYPHENS) and rest.startswith(text[:-1]):
        return text[:-1] + "-", True, rest[len(text) - 1 :]
    raise LostLetterError(f"'{text}' is no part of '{rest}'")


def _part(number: int, text: str, line: Sequence[Fragment], *, hyphen: bool) -> Part:
    pieces = [piece for fragment in line for piece in fragment.pieces]
    quad = pieces[0].quad if len(pieces) == 1 else _around([piece.quad for piece in pieces])
    return Part(number, text, line[0].page, quad, max(piece.size for piece in pieces), hyphen)


def _around(quads: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The tightest box in the first quad's direction around all of them."""
    edge = quads[0][1] - quads[0][0]
    axis = edge / max(float(np.hypot(*edge)), 1e-9)
    turn = np.array([[axis[0], axis[1]], [-axis[1], axis[0]]])
    local = np.concatenate(quads) @ turn.T
    (x0, y0), (x1, y1) = local.min(0), local.max(0)
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) @ turn
