"""The checks of a document's labels among themselves: ids, lines, tables' grids."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from unicodedata import bidirectional

import numpy as np

from synth.core.outcome import Verdict
from synth.document.labels import DocumentLabels, Line, Table
from synth.document.records import DocumentDraft, DocumentPlan

CLOSE_HEIGHTS = 0.5
"""Lines of one block that stand side by side with less than this between them, in heights of the taller one, are one:
a blank is a quarter of the font size, and the space between columns more than a half.
"""

MOST_SHARED = 0.5
"""Blocks may have this share of the smaller one in common: boxes of letters with long descents, slanted handwriting."""

_LEVEL_PX = 0.5
"""A line whose upper edge rises or falls by more than this is turned; it is not compared with others."""


def references(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """Every reference to a word, a field or a page is to one that exists: how many are not."""
    labels = draft.printed
    words, fields, pages = len(labels.words), len(labels.fields), len(labels.pages)
    wrong = [f"{name}: word {word}" for name, ids in _named_words(labels) for word in ids if not 0 <= word < words]
    wrong += [f"link: field {link.field}" for link in labels.links if not 0 <= link.field < fields]
    wrong += [f"{name}: page {page}" for name, page in _named_pages(labels) if not 0 <= page < pages]
    return _nothing_wrong("references", wrong)


def reading(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """Every word stands in one line, a line's words follow each other and share its page: how many do not."""
    labels = draft.printed
    wrong: list[str] = []
    counts = Counter(word for line in labels.lines for word in line.words)
    misplaced = [word for word in range(len(labels.words)) if counts[word] != 1]
    wrong += [f"word {word} {labels.words[word].text!r} in {counts[word]} lines" for word in misplaced]
    for number, (words, outline) in enumerate(labels.lines):
        if words != tuple(range(words[0], words[0] + len(words))) if words else True:
            wrong.append(f"line {number} has the words {words[:8]}")
        wrong += [f"word {word} of line {number}" for word in words if labels.words[word].outline.page != outline.page]
    return _nothing_wrong("reading", wrong, draft.source_of(misplaced))


def split_lines(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """A printed line is one line, in the order in which it is read: how many pairs side by side are two.

    This finds two equal words of a paragraph that were mistaken for each other; no other check does.
    Formulas and lone punctuation are left out, and what is read in two directions on one line.
    """
    labels = draft.printed
    holders = _holders(labels)
    groups: dict[object, list[Line]] = defaultdict(list)
    for line in labels.lines:
        holder, quad = holders.get(line.words[0]), line.outline.quad
        if holder is not None and abs(quad[1, 1] - quad[0, 1]) < _LEVEL_PX:
            groups[line.outline.page, holder].append(line)
    pairs = [
        pair for lines in groups.values() if len(lines) > 1 for pair in _side_by_side(_of_one_direction(labels, lines))
    ]
    wrong = [f"{labels.text_of(one.words)!r} | {labels.text_of(other.words)!r}" for one, other in pairs]
    if wrong:
        wrong[0] = f"side by side in one block, but two lines: {wrong[0]}"
    return _nothing_wrong("split_lines", wrong, draft.source_of(one.words[0] for one, _ in pairs))


def grid(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """The cells of a table cover its rows and columns once: how many positions are free, taken twice or outside."""
    gaps = [(number, text) for number, table in enumerate(draft.printed.tables) for text in _gaps(table)]
    cells = [cell for number, _ in gaps[:1] for cell in draft.printed.tables[number].cells]
    wrong = [f"table {number}: {text}" for number, text in gaps]
    return _nothing_wrong("grid", wrong, draft.source_of(word for cell in cells for word in cell.words))


def blocks(plan: DocumentPlan, draft: DocumentDraft) -> Verdict:
    """The blocks of the layout do not overlap: the largest share of a smaller block that another covers.

    A block that reaches over others has a word that stands elsewhere. Pictures are left out: text may be set over them.
    """
    regions = [region for region in draft.printed.regions if region.category != "Picture"]
    quads = np.array([region.outline.quad for region in regions]).reshape(-1, 4, 2)
    (x0, y0), (x1, y1) = quads.min(axis=1).T, quads.max(axis=1).T
    pages = np.array([region.outline.page for region in regions])
    across = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    down = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    area = np.maximum((x1 - x0) * (y1 - y0), 1e-6)
    share = np.triu(across.clip(0) * down.clip(0) / np.minimum.outer(area, area) * (pages[:, None] == pages), 1)
    measured = float(share.max(initial=0.0))
    detail, source = "", ""
    if measured > MOST_SHARED:
        pair = [regions[int(number)] for number in np.unravel_index(int(share.argmax()), share.shape)]
        shown = (f"{one.category} {draft.printed.text_of(one.words)[:40]!r}" for one in pair)
        detail = "two blocks cover each other: " + " | ".join(shown)
        source = draft.source_of(word for one in reversed(pair) for word in one.words)
    return Verdict(
        check="blocks",
        measured=measured,
        limit=MOST_SHARED,
        passed=measured <= MOST_SHARED,
        detail=detail,
        source=source,
    )


def _holders(labels: DocumentLabels) -> Mapping[int, tuple[int, ...]]:
    """For each word the cell that it stands in, or else the block of the layout; nothing for a formula's words."""
    blocks = {
        word: (region.block,) for region in labels.regions if region.category != "Formula" for word in region.words
    }
    cells = {
        word: (number, cell.row, cell.column)
        for number, table in enumerate(labels.tables)
        for cell in table.cells
        for word in cell.words + cell.repeated
    }
    return {**blocks, **cells}


def _of_one_direction(labels: DocumentLabels, lines: list[Line]) -> list[Line]:
    """The lines with letters or digits; where some are read from right to left, those that are nothing else."""
    directions = [_directions("".join(labels.words[word].text for word in line.words)) for line in lines]
    wanted = {True} if any(True in found for found in directions) else {False}
    return [line for line, found in zip(lines, directions, strict=True) if found == wanted]


def _directions(text: str) -> set[bool]:
    """Of letters and digits: False for read from left to right, True for from right to left."""
    if text.isascii():
        return {False} if any(map(str.isalnum, text)) else set()
    return {bidirectional(one) in ("R", "AL") for one in text if one.isalnum()}


def _side_by_side(lines: list[Line]) -> Iterator[tuple[Line, Line]]:
    """Pairs of level lines of which one follows the other to the right without a gap that would part them."""
    quads = np.array([line.outline.quad for line in lines]).reshape(-1, 4, 2)
    (x0, y0), (x1, y1) = quads.min(axis=1).T, quads.max(axis=1).T
    height = y1 - y0
    common = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    gap = np.subtract.outer(x0, x1).T
    taller, lower = np.maximum.outer(height, height), np.minimum.outer(height, height)
    near = (common > lower / 2) & (np.abs(gap) < CLOSE_HEIGHTS * taller)
    for one, other in np.argwhere(near & ~np.eye(len(lines), dtype=bool)):
        yield lines[one], lines[other]


def _gaps(table: Table) -> Iterator[str]:
    taken = Counter(
        (row, column)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    )
    wanted = {(row, column) for row in range(table.rows) for column in range(table.columns)}
    for row, column in sorted(wanted | taken.keys()):
        inside = (row, column) in wanted
        if taken[row, column] != inside:
            yield f"row {row}, column {column} {'in' if inside else 'is outside, in'} {taken[row, column]} cells"


def _named_words(labels: DocumentLabels) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Everything that names words by their ids."""
    for line in labels.lines:
        yield "line", line.words
    for one in labels.fields:
        yield f"field {one.key}", one.words
    for link in labels.links:
        yield "link", link.question
    for table in labels.tables:
        for cell in table.cells:
            yield "cell", cell.words + cell.repeated
    for region in labels.regions:
        yield region.category, region.words
    for graphic in labels.graphics:
        yield graphic.kind, graphic.words


def _named_pages(labels: DocumentLabels) -> Iterator[tuple[str, int]]:
    """Everything that lies on a page."""
    for name in ("words", "lines", "regions", "checkboxes", "graphics"):
        for item in getattr(labels, name):
            yield name, item.outline.page
    for table in labels.tables:
        for outline in table.outlines:
            yield "tables", outline.page
        for cell in table.cells:
            for outline in cell.outlines:
                yield "cells", outline.page


def _nothing_wrong(check: str, wrong: list[str], source: str = "") -> Verdict:
    return Verdict(
        check=check,
        measured=len(wrong),
        limit=0,
        passed=not wrong,
        detail="; ".join(wrong[:3]),
        source=source if wrong else "",
    )
