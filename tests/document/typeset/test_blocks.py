"""Tables, regions, fields, questions, drawings."""

from __future__ import annotations

import numpy as np
import pytest

from synth.document.labels import Cell, DocumentLabels, Table
from synth.document.records import Value, VerifiedDocument
from synth.document.verify.verify import verify_document
from tests.document.typeset.conftest import Print, draft_of, plan_of

LONG = "#table(columns: (20mm, 1fr), table.header([No.], [What]), ..range(24).map(i => ([#i], [item #i])).flatten())"


def cell_text(labels: DocumentLabels, table: Table, row: int, column: int) -> str:
    return labels.text_of(next(c for c in table.cells if (c.row, c.column) == (row, column)).words)


def at(table: Table, row: int, column: int) -> Cell:
    return next(cell for cell in table.cells if (cell.row, cell.column) == (row, column))


def test_a_table_has_its_spans_header_and_texts(typeset: Print) -> None:
    body = (
        "#table(columns: 3, table.header([A], [B], [C]), table.cell(rowspan: 2)[tall], [b], [c], "
        "[e], [f], table.cell(colspan: 2)[wide], [z])"
    )
    printed = typeset(body)
    (table,) = printed.labels.tables
    assert (table.rows, table.columns) == (4, 3)
    assert [cell.header for cell in table.cells if cell.row == 0] == [True] * 3
    assert (at(table, 1, 0).row_span, at(table, 3, 0).column_span) == (2, 2)
    assert cell_text(printed.labels, table, 1, 0) == "tall"
    assert cell_text(printed.labels, table, 3, 2) == "z"
    tall, b, e = (at(table, *spot).outlines[0].polygon for spot in ((1, 0), (1, 1), (2, 1)))
    assert tall[:, 1].min() == pytest.approx(b[:, 1].min(), abs=0.1)
    assert tall[:, 1].max() == pytest.approx(e[:, 1].max(), abs=0.1)


def test_cell_borders_lie_on_the_printed_rules(typeset: Print) -> None:
    printed = typeset("#set table(stroke: 0.5pt)\n#table(columns: 2, inset: 3mm, [one], [two], [three], [four])")
    drawn = printed.proofs[0].drawn_ink
    for cell in printed.labels.tables[0].cells:
        (x0, y0), (x1, y1) = cell.outlines[0].polygon.min(0), cell.outlines[0].polygon.max(0)
        for x in (x0, x1):
            column = drawn[int(y0) + 3 : int(y1) - 3, max(0, round(x) - 1) : round(x) + 2]
            assert column.any(axis=1).all(), "a rule runs along the cell's edge"


def test_a_repeated_header_is_one_row_with_two_places(typeset: Print) -> None:
    labels = typeset(LONG).labels
    assert len(labels.pages) > 1
    (table,) = labels.tables
    header = at(table, 0, 1)
    assert [outline.page for outline in header.outlines] == list(range(len(labels.pages)))
    assert labels.text_of(header.words) == "What"
    assert labels.text_of(header.repeated) == " ".join(["What"] * (len(labels.pages) - 1))
    assert table.rows == 25
    assert len({(cell.row, cell.column) for cell in table.cells}) == len(table.cells) == 50
    assert [outline.page for outline in table.outlines] == list(range(len(labels.pages)))


def test_a_cell_that_breaks_has_a_place_on_each_page_around_its_words(typeset: Print) -> None:
    labels = typeset(
        '#v(40mm)\n#table(columns: (20mm, 1fr), table.header([A], [B]), [x], [#("many words here " * 40)])'
    ).labels
    (table,) = labels.tables
    cell = at(table, 1, 1)
    assert len(cell.outlines) > 1
    for word in cell.words:
        outline = labels.words[word].outline
        (own,) = [one.polygon for one in cell.outlines if one.page == outline.page]
        assert (outline.polygon >= own.min(0) - 1).all()
        assert (outline.polygon <= own.max(0) + 1).all()
    header = [outline.polygon for outline in at(table, 0, 1).outlines if outline.page == 1]
    assert cell.outlines[1].polygon[:, 1].min() >= header[0][:, 1].max() - 1


def test_every_class_of_the_layout_is_found(typeset: Print) -> None:
    head = (
        '#import "/synth.typ": *\n#set page(width: 140mm, height: 160mm, header: page-header[Top], '
        "footer: page-footer[Foot])\n"
    )
    body = (
        "#title[The title]\n= A section\nA paragraph of text#footnote[A note.] here.\n\n- first\n- second\n"
        "#figure(picture(rect(width: 20mm, height: 10mm, fill: black)), caption: [What it shows])\n"
        "$ x^2 = y $\n#table(columns: 2, [a], [b])\n"
    )
    labels = typeset(body, head=head).labels
    told = {(region.category, labels.text_of(region.words)) for region in labels.regions}
    assert told >= {
        ("Page-header", "Top"),
        ("Title", "The title"),
        ("Section-header", "A section"),
        ("List-item", "• first"),
        ("List-item", "• second"),
        ("Caption", "Figure 1: What it shows"),
        ("Picture", ""),
        ("Table", "a b"),
        ("Page-footer", "Foot"),
    }
    assert {region.category for region in labels.regions} >= {"Formula", "Footnote", "Text"}
    assert len({word for region in labels.regions for word in region.words}) == len(labels.words)


def test_loose_lines_far_apart_are_blocks_of_their_own(typeset: Print) -> None:
    labels = typeset("#grid(columns: (1fr, 1fr), [One \\ two], [Three])\n#place(bottom, box[Four])").labels
    assert [labels.text_of(region.words) for region in labels.regions] == ["One two", "Three", "Four"]


def test_a_field_has_the_records_meaning_and_a_box_for_each_line(typeset: Print) -> None:
    record = {
        "total": Value("1.234,50 €", "EUR 1234.50", "money"),
        "items": [{"day": Value("1.2.26", "2026-02-01", "date")}],
    }
    body = (
        '#question("total")[Total due] #field("total", r.total)\n\n#field("items.0.day", r.items.at(0).day)\n\n'
        '#field("own", "free text", value: "F") #field("blank", "", value: "")'
        '#field("address", "12 High St\\nLondon", value: "12 High St London")'
    )
    labels = typeset(body, record=record).labels
    told = {field.key: (field.text, field.value, field.type) for field in labels.fields}
    assert told == {
        "total": ("1.234,50 €", "EUR 1234.50", "money"),
        "items.0.day": ("1.2.26", "2026-02-01", "date"),
        "own": ("free text", "F", "text"),
        "address": ("12 High St London", "12 High St London", "text"),
        "blank": ("", "", "text"),
    }
    (link,) = labels.links
    assert labels.text_of(link.question) == "Total due"
    assert labels.fields[link.field].key == "total"
    address = next(field for field in labels.fields if field.key == "address")
    assert len(labels.outlines_of(address.words)) == 2


def test_a_field_within_a_field_belongs_to_both(typeset: Print) -> None:
    labels = typeset('#field("whole", [from #field("part", "Berlin") on])').labels
    told = {field.key: labels.text_of(field.words) for field in labels.fields}
    assert told == {"whole": "from Berlin on", "part": "Berlin"}


def test_a_field_in_every_pages_header_is_a_mention_on_each(typeset: Print) -> None:
    head = (
        '#import "/synth.typ": *\n#set page(width: 100mm, height: 60mm, '
        'header: page-header[#question("no")[No.] #field("no", "A-7")])\n'
    )
    labels = typeset("one #pagebreak() two", head=head).labels
    assert [labels.text_of(field.words) for field in labels.fields] == ["A-7", "A-7"]
    assert [link.field for link in labels.links] == [0, 1]


@pytest.mark.parametrize(
    "body",
    [
        '#field("no", "A-7") #question("no")[No.] #question("x")[Day] #field("no", "A-7") #field("x", "1 May")',
        '#field("x", "May") #question("x")[Day] #("a " * 40) #field("x", "C") #question("no")[No.] #field("no", "A-7")',
    ],
)
def test_a_question_is_answered_by_what_stands_nearest_behind_it_first(typeset: Print, body: str) -> None:
    labels = typeset(body).labels
    told = {labels.text_of(link.question): labels.fields[link.field].words[0] for link in labels.links}
    asked = {labels.text_of(link.question): link.question[0] for link in labels.links}
    assert 0 < told["No."] - asked["No."] < 4
    assert abs(told["Day"] - asked["Day"]) < 5


def test_drawings_are_labelled_and_nothing_drawn_is_not(typeset: Print) -> None:
    body = (
        '#logo("Acme") #checkbox("yes", true) #checkbox("no", false) #signature("J. Doe") #portrait("x")\n'
        '#barcode("1", width: 30mm)\n#line(length: 100%)\n#block(fill: style.tint, width: 100%, inset: 2mm)[Panel]\n'
        "#place(bottom + right, stamp[PAID])"
    )
    printed = typeset(body)
    kinds = {graphic.kind for graphic in printed.labels.graphics}
    assert kinds == {"logo", "signature", "portrait", "barcode", "rule", "panel", "stamp"}
    assert [(box.key, box.checked) for box in printed.labels.checkboxes] == [("yes", True), ("no", False)]
    verdict = verify_document(plan_of({}, "en_GB"), draft_of(printed))
    assert isinstance(verdict, VerifiedDocument), verdict


def test_a_stamps_outline_holds_all_of_its_stroke(typeset: Print) -> None:
    printed = typeset("#place(center + horizon, stamp(angle: 0deg)[PAID])")
    (stamp,) = printed.labels.graphics
    rows, columns = np.nonzero(printed.proofs[0].drawn_ink)
    (x0, y0), (x1, y1) = stamp.outline.polygon.min(0), stamp.outline.polygon.max(0)
    assert x0 - 0.5 <= columns.min() <= x0 + 3
    assert y0 - 0.5 <= rows.min() <= y0 + 3
    assert x1 - 3 <= columns.max() + 1 <= x1 + 0.5
    assert y1 - 3 <= rows.max() + 1 <= y1 + 0.5


def test_a_turned_drawings_corners_turn_with_it(typeset: Print) -> None:
    labels = typeset("#place(center + horizon, stamp(angle: 30deg)[PAID])").labels
    (stamp,) = labels.graphics
    edge = stamp.outline.quad[1] - stamp.outline.quad[0]
    assert np.degrees(np.arctan2(edge[1], edge[0])) == pytest.approx(30, abs=0.5)


def test_the_same_plan_gives_the_same_bytes(typeset: Print) -> None:
    one, other = (typeset('#logo("A") #hand[Name] #pick("x", ("a", "b", "c")) #draw("y")') for _ in range(2))
    assert one.pdf == other.pdf
    assert (one.rasters[0] == other.rasters[0]).all()
