"""The layout's regions: the blocks that the template marked, pictures, tables, and the text that is in none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from synth.page_labels import Graphic, Line, Region, Table, Word
from synth.typeset.marks import Marks
from synth.typeset.scale import boxed, column_runs

PICTURES = ("figure", "portrait", "logo", "barcode")
"""Drawings that DocLayNet calls a Picture."""

_LOOSE = 1.4
"""Lines whose gap is below this many heights of their ink are one block of text."""


def regions_of(
    marks: Marks, words: Sequence[Word], lines: Sequence[Line], owners: Sequence[int], tables: Sequence[Table],
    graphics: Sequence[Graphic],
) -> tuple[Region, ...]:  # fmt: skip
    """All regions in reading order; `owners`: for each word id the number of its mark."""
    drawn = {word for graphic in graphics for word in graphic.words}
    block_of = _with_markers(marks, lines, [marks.words[owner].block for owner in owners])
    found: list[Region] = []
    table_blocks = set(marks.table_blocks)
    for block, ids in _by_block(block_of):
        if block not in table_blocks and marks.blocks[block] != "Picture":
            kept = [word for word in ids if word not in drawn]
            found += _parts(marks.blocks[block], block, kept, words)
    for block, table in zip(marks.table_blocks, tables, strict=True):
        for place in table.places:
            inside = tuple(
                word for word, own in enumerate(block_of) if own == block and words[word].place.page == place.page
            )
            found.append(Region("Table", inside, place, block))
    number = len(marks.blocks)
    for graphic in graphics:
        if graphic.kind in PICTURES:
            found.append(Region("Picture", graphic.words, graphic.place, number))
            number += 1
    for ids in _loose(block_of, drawn, words, lines):
        found.append(Region("Text", tuple(ids), boxed([words[word].place for word in ids]), number))
        number += 1
    return tuple(sorted(found, key=_reading))


def _reading(region: Region) -> tuple[int, float, float]:
    """Page, then the first word; a region without words by its height on the page among none."""
    first = region.words[0] if region.words else np.inf
    return region.place.page, float(first), float(region.place.polygon[:, 1].min())


def _with_markers(marks: Marks, lines: Sequence[Line], block_of: list[int]) -> list[int]:
    """A list's bullets and numbers stand outside of its items' marks: they join the item that they introduce."""
    items = {number for number, category in enumerate(marks.blocks) if category == "List-item"}
    begun: set[int] = set()
    result = list(block_of)
    for line in lines:
        for before, word in enumerate(line.words):
            block = block_of[word]
            if block in items and block not in begun:
                begun.add(block)
                for marker in line.words[:before]:
                    result[marker] = block
    return result


def _by_block(block_of: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    by_block: dict[int, list[int]] = {}
    for word, block in enumerate(block_of):
        if block >= 0:
            by_block.setdefault(block, []).append(word)
    yield from by_block.items()


def _parts(category: str, block: int, ids: Sequence[int], words: Sequence[Word]) -> Iterator[Region]:
    """A block's regions: a new one on each page, and where the text goes on further up (the next column)."""
    for run in column_runs(ids, words):
        yield Region(category, tuple(run), boxed([words[word].place for word in run]), block)


def _loose(
    block_of: Sequence[int], drawn: set[int], words: Sequence[Word], lines: Sequence[Line]
) -> Iterator[list[int]]:
    """Words of no block, grouped: lines that follow each other closely, one below the other."""
    group: list[int] = []
    last: Line | None = None
    for line in lines:
        ids = [word for word in line.words if block_of[word] < 0 and word not in drawn]
        if not ids:
            continue
        if last is not None and not _adjoins(last, line):
            yield group
            group = []
        group.extend(ids)
        last = line
    if group:
        yield group


def _adjoins(one: Line, other: Line) -> bool:
    if one.place.page != other.place.page:
        return False
    (ax0, ay0), (ax1, ay1) = one.place.polygon.min(0), one.place.polygon.max(0)
    (bx0, by0), (bx1, by1) = other.place.polygon.min(0), other.place.polygon.max(0)
    height = max(ay1 - ay0, by1 - by0)
    side_by_side = min(ay1, by1) - max(ay0, by0) > 0.5 * min(ay1 - ay0, by1 - by0)
    gap = max(bx0 - ax1, ax0 - bx1) if side_by_side else by0 - ay1
    overlap = min(ax1, bx1) - max(ax0, bx0) > 0
    return bool(gap < 1.5 * height if side_by_side else -height < gap < _LOOSE * height and overlap)
