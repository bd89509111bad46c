"""The checks of a document's labels among themselves: ids, lines, tables' grids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from synth.page_labels import DocumentLabels, Table
from synth.records import DocumentDraft, DocumentPlan
from synth.verify.finding import Finding


def references(plan: DocumentPlan, draft: DocumentDraft) -> Finding:
    """Whatever names a word, a field or a page names one that exists: how many names do not."""
    labels = draft.printed
    words, fields, pages = len(labels.words), len(labels.fields), len(labels.pages)
    wrong = [f"{name}: word {word}" for name, ids in _named_words(labels) for word in ids if not 0 <= word < words]
    wrong += [f"link: field {link.field}" for link in labels.links if not 0 <= link.field < fields]
    wrong += [f"{name}: page {page}" for name, page in _named_pages(labels) if not 0 <= page < pages]
    return _nothing_wrong("references", wrong)


def reading(plan: DocumentPlan, draft: DocumentDraft) -> Finding:
    """Every word stands in one line, a line's words follow each other and share its page: how many do not."""
    labels = draft.printed
    wrong: list[str] = []
    counts = Counter(word for line in labels.lines for word in line.words)
    wrong += [f"word {word} in {counts[word]} lines" for word in range(len(labels.words)) if counts[word] != 1]
    for number, (words, place) in enumerate(labels.lines):
        if words != tuple(range(words[0], words[0] + len(words))) if words else True:
            wrong.append(f"line {number} has the words {words[:8]}")
        wrong += [f"word {word} of line {number}" for word in words if labels.words[word].place.page != place.page]
    return _nothing_wrong("reading", wrong)


def grid(plan: DocumentPlan, draft: DocumentDraft) -> Finding:
    """The cells of a table cover its rows and columns once: how many positions are free, taken twice or outside."""
    wrong = [f"table {number}: {text}" for number, table in enumerate(draft.printed.tables) for text in _gaps(table)]
    return _nothing_wrong("grid", wrong)


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
            yield name, item.place.page
    for table in labels.tables:
        for place in table.places:
            yield "tables", place.page
        for cell in table.cells:
            for place in cell.places:
                yield "cells", place.page


def _nothing_wrong(check: str, wrong: list[str]) -> Finding:
    return Finding(check=check, measured=len(wrong), limit=0, passed=not wrong, detail="; ".join(wrong[:3]))
