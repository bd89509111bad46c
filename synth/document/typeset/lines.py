"""Parts of words: their reading order, their lines, and where no space separates two of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from synth.document.labels import Line, Word, around
from synth.document.typeset.marks import Marks
from synth.document.typeset.words import WordPart

if TYPE_CHECKING:
    from jaxtyping import Float64

WIDEST_GAP_EM = 2.2
"""Words further apart are two lines: a heading and the date at the other margin."""

GLUE_EM = 0.07
"""Words whose advances are closer than this have no blank between them."""

GLUE_TURNED_EM = 0.12
"""As `GLUE_EM`, between the ink of words on a turned line."""

_CJK = re.compile(
    "[\u2e80-\u2fdf\u3000-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f\uffe0-\uffef\U00020000-\U0003ffff]"
)
"""A Chinese or Japanese character; each is a word of its own (as in `_cjk` of synth.typ)."""

_RANK = {"Page-header": 0, "Footnote": 2, "Page-footer": 3}
"""Order of a page's blocks; all others come in the template's order between header and footnotes."""


def in_reading_order(parts: Sequence[WordPart], marks: Marks) -> list[WordPart]:
    """The parts page by page: header, body, footnotes, footer, each as the template has it."""

    def rank(part: WordPart) -> tuple[int, int]:
        block = marks.words[part.word].block
        return part.page, _RANK.get(marks.blocks[block] if block >= 0 else "", 1)

    return sorted(parts, key=rank)


def line_ids(parts: Sequence[WordPart], marks: Marks) -> list[int]:
    """For each part the number of its line, counted in reading order.

    Parts that follow each other on one baseline are looked at together, since a stretch of the other direction stands
    in another order than it is read; they are lines of their own where the page shows a wide gap. A raised number
    stands on the line of the word that it touches, or of the word before a full stop.
    """
    if not parts:
        return []
    quads = np.array([part.quad for part in parts])
    joins = [_same_rows(parts, quads, marks, lag) for lag in (1, 2)]
    rows: list[list[int]] = []
    for number in range(len(parts)):
        if not number or not any(joins[lag][number] for lag in range(min(2, len(rows[-1])))):
            rows.append([])
        rows[-1].append(number)
    ids = [0] * len(parts)
    lines = 0
    for row in rows:
        for group in sorted(_split_at_gaps(row, parts, quads), key=min):
            for number in group:
                ids[number] = lines
            lines += 1
    return ids


def _same_rows(parts: Sequence[WordPart], quads: Float64[np.ndarray, "n 4 2"], marks: Marks, lag: int) -> list[bool]:
    """For each part whether it stands on one baseline with the one `lag` before it, in the same block and cell.

    A bullet stands before its item's block. A word that is turned points at far-off lines, so that both words' frames
    are compared; a raised number reaches into the height of the word that it touches.
    """
    one, other = quads[:-lag], quads[lag:]
    size = np.array([part.size for part in parts])
    size_one, size_other = size[:-lag], size[lag:]
    gap, across = _steps(one, other)
    across = np.maximum(across, _steps(other, one)[1])
    height = np.hypot(*np.moveaxis(quads[:, 3] - quads[:, 0], -1, 0))
    height_one, height_other = height[:-lag], height[lag:]
    level = across < 0.5 * np.maximum(size_one, size_other)
    raised = (height_other < 0.8 * height_one) & (np.abs(gap) < 0.3 * size_one)
    near = level | (raised & (across < 0.5 * (height_one + height_other)))
    return [False] * lag + [
        bool(at) and _may_share_a_line(first, second, marks)
        for at, first, second in zip(near, parts, parts[lag:], strict=False)
    ]


def _may_share_a_line(one: WordPart, other: WordPart, marks: Marks) -> bool:
    a, b = marks.words[one.word], marks.words[other.word]
    if one.page != other.page or one.hyphen or a.cell is not b.cell:
        return False
    return a.block == b.block or (b.block >= 0 and marks.blocks[b.block] == "List-item")


def _split_at_gaps(
    row: Sequence[int], parts: Sequence[WordPart], quads: Float64[np.ndarray, "n 4 2"]
) -> list[list[int]]:
    """The parts of one baseline as they stand from one side to the other, split where nothing stands for a while."""
    if len(row) == 1:
        return [list(row)]
    edge = quads[row[0], 1] - quads[row[0], 0]
    along = quads[row] @ (edge / max(float(np.hypot(*edge)), 1e-9))
    spans = sorted(zip(along.min(axis=1).tolist(), along.max(axis=1).tolist(), row, strict=True))
    groups: list[list[int]] = []
    end = -np.inf
    for start, stop, number in spans:
        if not groups or start - end > WIDEST_GAP_EM * parts[number].size:
            groups.append([])
        groups[-1].append(number)
        end = max(end, stop)
    return groups


def glued_parts(parts: Sequence[WordPart], ids: Sequence[int], marks: Marks) -> list[bool]:
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


def _is_glued(one: WordPart, other: WordPart) -> bool:
    """By advances, where the line is turned by ink."""
    size = min(one.size, other.size)
    if max(abs(float(part.quad[1, 1] - part.quad[0, 1])) for part in (one, other)) > 0.05 * size:
        return float(_steps(one.quad[None], other.quad[None])[0][0]) < GLUE_TURNED_EM * size
    return max(other.advance[0] - one.advance[1], one.advance[0] - other.advance[1]) < GLUE_EM * size


def lines_of(words: Sequence[Word], ids: Sequence[int]) -> tuple[Line, ...]:
    """The lines with the outline around their words."""
    members: dict[int, list[int]] = {}
    for word, line in enumerate(ids):
        members.setdefault(line, []).append(word)
    return tuple(Line(tuple(group), around([words[word].outline for word in group])) for group in members.values())


def _steps(
    one: Float64[np.ndarray, "n 4 2"], other: Float64[np.ndarray, "n 4 2"]
) -> tuple[Float64[np.ndarray, " n"], Float64[np.ndarray, " n"]]:
    """(gaps along the line, offsets across it) from quads (n, 4, 2) to others, pt; negative gaps overlap or lie behind.

    The larger of what lies ahead from left to right and from right to left.
    """
    edge = one[:, 1] - one[:, 0]
    axis = edge / np.maximum(np.hypot(edge[:, 0], edge[:, 1]), 1e-9)[:, None]
    down = np.stack([-axis[:, 1], axis[:, 0]], axis=1)
    a, b = (np.einsum("nij,nj->ni", quads, axis) for quads in (one, other))
    gap = np.maximum(b.min(axis=1) - a.max(axis=1), a.min(axis=1) - b.max(axis=1))
    return gap, np.abs(np.einsum("nj,nj->n", other.mean(axis=1) - one.mean(axis=1), down))
