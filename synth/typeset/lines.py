"""Parts of words side by side: reading order, lines, and where no blank stands between two of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from synth.page_labels import Line, Word, around
from synth.typeset.marks import Marks
from synth.typeset.words import Part

WIDEST_GAP_EM = 2.2
"""Words further apart are two lines: a heading and the date at the other margin."""

GLUE_EM = 0.07
"""Words whose advances are closer than this have no blank between them."""

GLUE_TURNED_EM = 0.12
"""As `GLUE_EM`, between the ink of words on a turned line."""

_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff01-\uff65]")
"""A Chinese or Japanese character; each is a word of its own."""

_RANK = {"Page-header": 0, "Footnote": 2, "Page-footer": 3}
"""Order of a page's blocks; all others come in the template's order between header and footnotes."""


def in_reading_order(parts: Sequence[Part], marks: Marks) -> list[Part]:
    """The parts page by page: header, body, footnotes, footer, each as the template has it."""

    def rank(part: Part) -> tuple[int, int]:
        block = marks.words[part.word].block
        return part.page, _RANK.get(marks.blocks[block] if block >= 0 else "", 1)

    return sorted(parts, key=rank)


def step(one: Part, other: Part) -> tuple[float, float]:
    """(gap along the line, offset across it) from a part to the next, pt; negative gaps overlap or lie behind."""
    axis, down = _frame(one.quad)
    a, b = one.quad @ axis, other.quad @ axis
    ahead, behind = b.min() - a.max(), a.min() - b.max()  # left-to-right, right-to-left
    across = abs(float(_middle(other.quad) @ down - _middle(one.quad) @ down))
    return float(max(ahead, behind)), across


def line_ids(parts: Sequence[Part], marks: Marks) -> list[int]:
    """For each part the number of its line, counted in reading order.

    Parts that follow each other on one baseline are looked at together, since a stretch of the other direction stands
    in another order than it is read; they are lines of their own where the page shows a wide gap. A raised number
    stands on the line of the word that it touches, or of the word before a full stop.
    """
    rows: list[list[int]] = []
    for number, part in enumerate(parts):
        if not number or not any(_same_row(parts[before], part, marks) for before in rows[-1][-2:]):
            rows.append([])
        rows[-1].append(number)
    ids = [0] * len(parts)
    lines = 0
    for row in rows:
        for group in sorted(_split_at_gaps(row, parts), key=min):
            for number in group:
                ids[number] = lines
            lines += 1
    return ids


def _same_row(one: Part, other: Part, marks: Marks) -> bool:
    """Whether two parts of one block stand on one baseline; a bullet stands before its item's block."""
    a, b = marks.words[one.word], marks.words[other.word]
    if one.page != other.page or one.hyphen or a.cell is not b.cell:
        return False
    if a.block != b.block and (b.block < 0 or marks.blocks[b.block] != "List-item"):
        return False
    gap, across = step(one, other)
    across = max(across, step(other, one)[1])  # a word that is turned points at far-off lines
    if across < 0.5 * max(one.size, other.size):
        return True
    raised = _height(other.quad) < 0.8 * _height(one.quad) and abs(gap) < 0.3 * one.size
    return bool(raised and across < 0.5 * (_height(one.quad) + _height(other.quad)))


def _split_at_gaps(row: Sequence[int], parts: Sequence[Part]) -> list[list[int]]:
    """The parts of one baseline as they stand from one side to the other, split where nothing stands for a while."""
    axis, _ = _frame(parts[row[0]].quad)
    spans = sorted((float((parts[n].quad @ axis).min()), float((parts[n].quad @ axis).max()), n) for n in row)
    groups: list[list[int]] = []
    end = -np.inf
    for start, stop, number in spans:
        if not groups or start - end > WIDEST_GAP_EM * parts[number].size:
            groups.append([])
        groups[-1].append(number)
        end = max(end, stop)
    return groups


def glued_parts(parts: Sequence[Part], ids: Sequence[int], marks: Marks) -> list[bool]:
    """For each part whether it follows the one before it without a blank; `ids`: the numbers of their lines.

    At the end of a line words part, but for the pieces of one word, and for Chinese and Japanese characters of a block.
    """
    glued = [False] * len(parts)
    for number, (one, other) in enumerate(pairwise(parts), 1):
        if ids[number] == ids[number - 1]:
            glued[number] = _is_glued(one, other)
        elif one.word == other.word:
            glued[number] = True
        elif _CJK.fullmatch(one.text) and _CJK.fullmatch(other.text):
            a, b = marks.words[one.word], marks.words[other.word]
            glued[number] = a.block == b.block and a.cell is b.cell and (a.block >= 0 or a.cell is not None)
    return glued


def _is_glued(one: Part, other: Part) -> bool:
    """By advances, where the line is turned by ink."""
    size = min(one.size, other.size)
    if max(abs(float(part.quad[1, 1] - part.quad[0, 1])) for part in (one, other)) > 0.05 * size:
        return step(one, other)[0] < GLUE_TURNED_EM * size
    return max(other.advance[0] - one.advance[1], one.advance[0] - other.advance[1]) < GLUE_EM * size


def lines_of(words: Sequence[Word], ids: Sequence[int]) -> tuple[Line, ...]:
    """The lines with the outline around their words."""
    members: dict[int, list[int]] = {}
    for word, line in enumerate(ids):
        members.setdefault(line, []).append(word)
    return tuple(Line(tuple(group), around([words[word].place for word in group])) for group in members.values())


def _frame(quad: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    edge = quad[1] - quad[0]
    axis = edge / max(float(np.hypot(*edge)), 1e-9)
    return axis, np.array([-axis[1], axis[0]])


def _height(quad: NDArray[np.float64]) -> float:
    return float(np.hypot(*(quad[3] - quad[0])))


def _middle(quad: NDArray[np.float64]) -> NDArray[np.float64]:
    return quad.mean(0)
