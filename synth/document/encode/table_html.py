"""A table as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from synth.document.labels import Cell, DocumentLabels, Table


def table_html(table: Table, labels: DocumentLabels) -> str:
    """The whole table, over page breaks, as in PubTabNet (Zhong et al. 2020): `td` only, no attributes but spans.

    The head are the rows at the top that consist of header cells; a cell that reaches out of it is not in the head.
    """
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(cell)
    head = _head_rows(table)
    parts = [f"<{name}>{''.join(_rows(part, labels))}</{name}>" for name, part in _parts(rows, head)]
    return f"<table>{''.join(parts)}</table>"


def _parts(rows: Sequence[Sequence[Cell]], head: int) -> Iterator[tuple[str, Sequence[Sequence[Cell]]]]:
    if head:
        yield "thead", rows[:head]
    yield "tbody", rows[head:]


def _head_rows(table: Table) -> int:
    """How many rows at the top hold nothing but header cells, whole ones."""
    body = [cell.row for cell in table.cells if not cell.header]
    head = min(body, default=table.rows)
    while reaching := [cell.row for cell in table.cells if cell.row < head < cell.row + cell.row_span]:
        head = min(reaching)
    return head


def _rows(rows: Sequence[Sequence[Cell]], labels: DocumentLabels) -> Iterator[str]:
    for row in rows:
        yield f"<tr>{''.join(_cell(cell, labels) for cell in row)}</tr>"


def _cell(cell: Cell, labels: DocumentLabels) -> str:
    spans = (("rowspan", cell.row_span), ("colspan", cell.column_span))
    wide = "".join(f' {name}="{span}"' for name, span in spans if span > 1)
    return f"<td{wide}>{escape(labels.text_of(cell.words), quote=False)}</td>"
