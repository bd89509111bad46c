"""The regions of the layout: blocks marked by the template, pictures, tables, and the text in none of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from synth.document.labels import DocumentLabels, Graphic, Line, PageOutline, Region
from synth.document.typeset.clusters import boxes_of, clusters, overlaps
from synth.document.typeset.marks import Marks
from synth.document.typeset.scale import boxed, column_runs

PICTURES = ("figure", "portrait", "logo", "barcode")
"""Drawings that DocLayNet calls a Picture."""

SET_OVER = ("stamp", "signature")
"""Pictures too, but set over the page: what lies below them is grouped as if they were not there."""

_MARGINAL = ("Page-header", "Page-footer")
"""Blocks of which each piece that stands apart is a region: a name at one side, the page's number at the other."""


def regions_of(
    marks: Marks, labels: DocumentLabels, owners: Sequence[int], linked: Sequence[tuple[int, int]]
) -> tuple[Region, ...]:
    """All regions in reading order; `owners`: for each word id the number of its mark.

    `linked`: pairs of words (ids) of a question and of its answer.
    """
    words, lines = labels.words, labels.lines
    drawn = {word for graphic in labels.graphics for word in graphic.words}
    block_of = _with_markers(marks, lines, [marks.words[owner].block for owner in owners])
    found: list[Region] = []
    table_blocks = set(marks.table_blocks)
    for block, ids in _by_block(block_of):
        if block not in table_blocks and marks.blocks[block] != "Picture":
            kept = [word for word in ids if word not in drawn]
            found += _parts(marks.blocks[block], block, kept, labels)
    for block, table in zip(marks.table_blocks, labels.tables, strict=True):
        for outline in table.outlines:
            inside = tuple(
                word for word, own in enumerate(block_of) if own == block and words[word].outline.page == outline.page
            )
            found.append(Region("Table", inside, outline, block))
    number = len(marks.blocks)
    for graphic in labels.graphics:
        if graphic.kind in PICTURES:
            found.append(Region("Picture", graphic.words, graphic.outline, number))
            number += 1
    loose = [word for word, block in enumerate(block_of) if block < 0 and word not in drawn]
    known = [region.outline for region in found if region.category != "Text"]
    text = _loose(loose, labels, linked, known, number)
    tangled = _tangled([*found, *text])
    if tangled:
        loose = sorted({*loose, *(word for region in found if region.block in tangled for word in region.words)})
        found = [region for region in found if region.block not in tangled]
        text = _loose(loose, labels, linked, known, number)
    number += len(text)
    over = [
        Region("Picture", graphic.words, graphic.outline, block)
        for block, graphic in enumerate((one for one in labels.graphics if one.kind in SET_OVER), number)
    ]
    return tuple(sorted([*found, *text, *over], key=_reading))


def _loose(
    ids: Sequence[int],
    labels: DocumentLabels,
    linked: Sequence[tuple[int, int]],
    known: Sequence[PageOutline],
    number: int,
) -> list[Region]:
    """Blocks of the words that are in none, numbered from `number` on; they must not cover the outlines `known`."""
    return [
        Region("Text", tuple(group), boxed([labels.words[word].outline for word in group]), block)
        for block, group in enumerate(_clustered(ids, labels, linked, labels.graphics, known), number)
    ]


def _tangled(regions: Sequence[Region]) -> set[int]:
    """Marked blocks of text that reach over other blocks: paragraphs that hold nothing but what is placed elsewhere."""
    shared = overlaps(boxes_of([region.outline.polygon for region in regions]))
    pages = np.array([region.outline.page for region in regions])
    blocks = np.array([region.block for region in regions])
    shared &= (pages[:, None] == pages) & (blocks[:, None] != blocks)
    return {
        region.block
        for region, over in zip(regions, shared.any(axis=1), strict=True)
        if over and region.category == "Text"
    }


def _reading(region: Region) -> tuple[int, float, float]:
    """Page, then the first word; a region without words by its height on the page among none."""
    first = region.words[0] if region.words else np.inf
    return region.outline.page, float(first), float(region.outline.polygon[:, 1].min())


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


def _parts(category: str, block: int, ids: Sequence[int], labels: DocumentLabels) -> Iterator[Region]:
    """A block's regions: a new one on each page, and where the text goes on further up (the next column)."""
    runs = _clustered(ids, labels) if category in _MARGINAL else column_runs(ids, labels.words)
    for run in runs:
        yield Region(category, tuple(run), boxed([labels.words[word].outline for word in run]), block)


def _clustered(
    ids: Sequence[int],
    labels: DocumentLabels,
    linked: Sequence[tuple[int, int]] = (),
    graphics: Sequence[Graphic] = (),
    known: Sequence[PageOutline] = (),
) -> Iterator[list[int]]:
    """Words, grouped to blocks by where their lines stand."""
    by_line: dict[int, list[int]] = {}
    for word in ids:
        by_line.setdefault(labels.line_of[word], []).append(word)
    position = {line: number for number, line in enumerate(by_line)}
    lines = [labels.lines[line] for line in by_line]
    handwritten = [labels.words[words[0]].handwritten for words in by_line.values()]
    ends = [(position.get(labels.line_of[one]), position.get(labels.line_of[other])) for one, other in linked]
    linked = [(one, other) for one, other in ends if one is not None and other is not None]
    members = list(by_line.values())
    for group in clusters(lines, handwritten, linked, graphics, known):
        yield [word for number in group for word in members[number]]
