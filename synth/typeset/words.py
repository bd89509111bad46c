"""Words on the page: which letters belong to which word of the template, and where each word ends up."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synth.typeset.marks import WordMark
from synth.typeset.sheet import LinkBox, Piece, Sheet

_SLACK_PT = 0.6
_SLACK_EM = 0.4
"""Marks above and below letters may stand outside of their word: an Arabic tanwin, a vowel below a conjunct."""

_WHOLE = 0.9
_NEXT = 4
"""Letters go on in the same link or in one of the next few: not every word leaves letters."""

_AHEAD = 40
"""Links that letters may skip at once; letters that fit none of these are stray."""

_FAR_PT = 40.0
_OTHER_PAGE_PT = 1000.0

_UNSEEN = re.compile("[ \u202a-\u202e\u2066-\u2069]")
"""Blanks and isolates of direction that PDFium adds to what it reads."""

_HYPHENS = ("-", "\u00ad", "\u2010", "\ufffe", "\x02")


class Fragment(NamedTuple):
    """The part of a word that stands on one line: page from 0, its link's box (advances, not ink), its letters."""

    page: int
    box: tuple[float, float, float, float]
    pieces: tuple[Piece, ...]


class Part(NamedTuple):
    """A word or one line's part of it: text as printed, corners (4, 2) and font size in pt, whether a hyphen ends it.

    `advance` is where it begins and ends from left to right, side bearings included.
    """

    word: int
    text: str
    page: int
    quad: NDArray[np.float64]
    size: float
    hyphen: bool
    advance: tuple[float, float]


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
        done = bool(links) and bool(held[at]) and _turned(piece, held[at][-1])
        owner = _owner(piece, links, at + done)
        if owner is None:
            stray.append(piece)
        else:
            held[owner].append(piece)
            at = owner
    pairs = zip(links, held, strict=True)
    return [(link, Fragment(number, link.box, tuple(pieces))) for link, pieces in pairs if pieces], stray


def _turned(one: Piece, other: Piece) -> bool:
    """Whether two pieces run in different directions, by more than half a degree; those of one word do not."""
    (ax, ay), (bx, by) = one.quad[1] - one.quad[0], other.quad[1] - other.quad[0]
    return bool(abs(ax * by - ay * bx) > 0.01 * np.hypot(ax, ay) * np.hypot(bx, by))


def _owner(piece: Piece, links: Sequence[LinkBox], at: int) -> int | None:
    """The link, from `at` on, that a piece belongs to: one of the next few, else one further ahead.

    Turned words have wide rectangles, so that a stamp's must not take letters of the words that it is stamped over.
    """
    following = range(at, min(at + _NEXT, len(links)))
    near = _holder(piece, links, following, _SLACK_PT)
    if near is None:
        near = _holder(piece, links, following, _SLACK_EM * piece.size)
    if near is not None:
        return near
    return _holder(piece, links, range(at + _NEXT, min(at + _AHEAD, len(links))), _SLACK_PT)


def _holder(piece: Piece, links: Sequence[LinkBox], numbers: range, slack: float) -> int | None:
    """Of some links the first that holds all of a piece, else the one that holds most.

    Only links that hold its middle come into question; None where there is none.
    """
    (left, top), (right, bottom) = piece.quad.min(0).tolist(), piece.quad.max(0).tolist()
    x, y = (left + right) / 2, (top + bottom) / 2
    best, most = None, 0.0
    for number in numbers:
        x0, y0, x1, y1 = links[number].box
        x0, y0, x1, y1 = x0 - slack, y0 - slack, x1 + slack, y1 + slack
        if not (x0 <= x <= x1 and y0 <= y <= y1):
            continue
        across = (min(right, x1) - max(left, x0)) / max(right - left, 1e-6)
        down = (min(bottom, y1) - max(top, y0)) / max(bottom - top, 1e-6)
        if across * down > _WHOLE:
            return number
        if across * down > most:
            best, most = number, across * down
    return best


def fragments_of(
    words: Sequence[WordMark], found: Sequence[tuple[LinkBox, Fragment]], sheets: Sequence[Sheet]
) -> list[list[Fragment]]:
    """For each word its fragments in drawing order. LostLetterError where letters and words do not add up.

    Fragments of one target are first put together until they spell the word. What is drawn then comes page by page in
    the order of the template, but for blocks that were moved as a whole (footnotes, floats): those are told by
    comparing the orders.
    """
    drawn: dict[str, list[int]] = defaultdict(list)
    for number, (link, _) in enumerate(found):
        drawn[link.target].append(number)
    wholes: dict[int, list[Fragment]] = {}
    for target, number in Counter(word.target for word in words).items():
        numbers = drawn[target]
        text = next(word.text for word in words if word.target == target) if len(numbers) != number else ""
        for own in _wholes(numbers, [found[n][1] for n in numbers], text, number, sheets):
            wholes[own[0]] = [found[n][1] for n in own]
    order = sorted(wholes)
    by_page = sorted(range(len(words)), key=lambda number: words[number].page)
    matched = _matched(
        [(words[number].page, words[number].target) for number in by_page],
        [(found[first][1].page, found[first][0].target) for first in order],
    )
    placed = [wholes[order[place]] for _, place in sorted(zip(by_page, matched, strict=True))]
    return placed if matched == sorted(matched) else _untangled(words, placed)


def _untangled(words: Sequence[WordMark], placed: list[list[Fragment]]) -> list[list[Fragment]]:
    """Equal words change places where both then stand far nearer to where the template has them.

    A header and a footer that say the same look alike to whoever compares orders.
    """
    equal: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        equal[word.target].append(number)
    result = list(placed)
    for numbers in equal.values():
        far = [number for number in numbers if _distance(words[number], result[number]) > _FAR_PT / 2]
        for one, other in product(far, numbers):
            kept = _distance(words[one], result[one]) + _distance(words[other], result[other])
            swapped = _distance(words[one], result[other]) + _distance(words[other], result[one])
            if kept - swapped > _FAR_PT:
                result[one], result[other] = result[other], result[one]
    return result


def _distance(word: WordMark, fragments: Sequence[Fragment]) -> float:
    """How much higher or lower than its mark a word stands, pt; a mark may stand at the end of the line before."""
    first = fragments[0]
    return abs(word.y - first.box[3]) if first.page == word.page else _OTHER_PAGE_PT


def _wholes(
    numbers: Sequence[int], fragments: Sequence[Fragment], text: str, wanted: int, sheets: Sequence[Sheet]
) -> list[list[int]]:
    """The fragments (numbers) of `wanted` words with the same text, each word's together."""
    if len(numbers) == wanted:
        return [[number] for number in numbers]
    wholes: list[list[int]] = []
    spelt = text
    for number, fragment in zip(numbers, fragments, strict=True):
        if spelt == text:
            wholes.append([])
            spelt = ""
        wholes[-1].append(number)
        piece = _spelling(sheets[fragment.page], [fragment])
        following = text[len(spelt) : len(spelt) + len(piece)]
        if _spells(piece, following):
            spelt += following
        elif piece not in _HYPHENS:
            raise LostLetterError(f"'{piece}' does not go on with '{spelt}' of '{text}'")
    if len(wholes) != wanted or spelt != text:
        raise LostLetterError(f"{len(wholes)} times '{text}' on the pages, {wanted} in the template")
    return wholes


def _matched(template: Sequence[tuple[int, str]], pages: Sequence[tuple[int, str]]) -> list[int]:
    """For each (page, target) in the template's order its place in the pages' order; both hold the same targets.

    A word that opens a page is marked at the end of the page before.
    """
    if [target for _, target in template] == [target for _, target in pages]:
        return list(range(len(template)))
    matched = [-1] * len(template)
    left: dict[str, list[int]] = defaultdict(list)
    for kind, t0, t1, p0, p1 in SequenceMatcher(None, template, pages, autojunk=False).get_opcodes():
        if kind == "equal":
            matched[t0:t1] = range(p0, p1)
        else:
            for place in range(p0, p1):
                left[pages[place][1]].append(place)
    for number, place in enumerate(matched):
        if place < 0:
            matched[number] = left[template[number][1]].pop(0)
    return matched


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
    text = _spelling(sheet, line)
    if _spells(text, rest[: len(text)]):
        return rest[: len(text)], False, rest[len(text) :]
    if not last and text.endswith(_HYPHENS) and rest.startswith(text[:-1]):
        return text[:-1] + "-", True, rest[len(text) - 1 :]
    raise LostLetterError(f"'{text}' is no part of '{rest}'")


def _spells(piece: str, text: str) -> bool:
    """Whether letters spell a text; in right-to-left lines PDFium turns the parts of a Latin word round (`L/mmol`)."""
    return piece == text or (len(piece) == len(text) and sorted(piece) == sorted(text))


def _spelling(sheet: Sheet, fragments: Sequence[Fragment]) -> str:
    """What the PDF says that fragments of one page spell; PDFium writes a hyphen at a line's end otherwise."""
    text = "".join(sheet.text_of([piece for one in fragments for piece in one.pieces]))
    return _UNSEEN.sub("", text).replace("\x02", "-").replace("\ufffe", "-")


def _part(number: int, text: str, line: Sequence[Fragment], *, hyphen: bool) -> Part:
    pieces = [piece for fragment in line for piece in fragment.pieces]
    quad = pieces[0].quad if len(pieces) == 1 else _around([piece.quad for piece in pieces])
    advance = min(fragment.box[0] for fragment in line), max(fragment.box[2] for fragment in line)
    return Part(number, text, line[0].page, quad, max(piece.size for piece in pieces), hyphen, advance)


def _around(quads: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The tightest box in the first quad's direction around all of them."""
    edge = quads[0][1] - quads[0][0]
    axis = edge / max(float(np.hypot(*edge)), 1e-9)
    turn = np.array([[axis[0], axis[1]], [-axis[1], axis[0]]])
    local = np.concatenate(quads) @ turn.T
    (x0, y0), (x1, y1) = local.min(0), local.max(0)
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) @ turn
