"""The prelude's marks: words with their blocks, cells, fields and drawings (`synth.document.typeset.marks`)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.document.typeset.compile import TypstMark
from synth.document.typeset.marks import APART, OUTER, Marks, read_marks

Told = str | dict[str, Any]


def read(*told: Told) -> Marks:
    """The marks, each a point further right and down on page 2."""
    return read_marks([TypstMark(one, 2, float(number), 10.0 * number) for number, one in enumerate(told)])


def opened(category: str, **more: Any) -> Told:
    return {"open": category, **more}


def closed(category: str) -> Told:
    return {"close": category}


def cell(row: int, column: int, rows: int = 1, columns: int = 1) -> Told:
    return {"cell": "open", "x": column, "y": row, "rows": rows, "columns": columns}


END: Told = {"cell": "close"}


def blocks_of(*told: Told) -> list[tuple[str, str]]:
    """(text, category of its block) of every word; an empty category for none."""
    marks = read(*told)
    return [(word.text, marks.blocks[word.block] if word.block >= 0 else "") for word in marks.words]


@pytest.mark.parametrize(
    ("target", "text", "handwritten"),
    [
        ("w::Total", "Total", False),
        ("w:f=total;:12:30", "12:30", False),
        ("w:h=1;:Ada", "Ada", True),
        ("w:f=h;h=1;:a;b", "a;b", True),
        ("w::h=1", "h=1", False),
        ("w:::", ":", False),
    ],
)
def test_a_words_text_is_what_stands_behind_its_tags(target: str, text: str, handwritten: bool) -> None:
    (word,) = read(target).words
    assert (word.text, word.target, word.handwritten) == (text, target, handwritten)
    assert (word.page, word.x, word.y, word.block, word.cell) == (2, 0.0, 0.0, -1, None)


def test_links_that_a_template_makes_itself_are_no_words() -> None:
    assert read("https://example.org", "w::word").words == read("x", "w::word").words
    assert len(read("https://example.org", "w::word").words) == 1


def test_without_marks_there_is_nothing() -> None:
    assert read_marks([]) == Marks()


def test_a_words_block_is_the_one_that_is_open() -> None:
    told = blocks_of("w::a", opened("Text"), "w::b", closed("Text"), "w::c", opened("Title"), "w::d", closed("Title"))
    assert told == [("a", ""), ("b", "Text"), ("c", ""), ("d", "Title")]


@pytest.mark.parametrize("outer", sorted(set(OUTER)))
def test_blocks_that_keep_their_words_keep_those_of_a_paragraph_in_them(outer: str) -> None:
    inside = (opened("Text"), "w::a", closed("Text"))
    assert blocks_of(opened(outer), *inside, closed(outer)) == [("a", outer)]
    assert blocks_of(opened("Text"), opened(outer), "w::a", closed(outer), closed("Text")) == [("a", outer)]


@pytest.mark.parametrize("apart", APART)
def test_footnotes_and_margins_are_their_own_in_whatever_block_they_stand(apart: str) -> None:
    for outer in ("Table", "List-item", "Text"):
        told = blocks_of(opened(outer), opened(apart), opened("Text"), "w::n", *map(closed, ("Text", apart)), "w::o")
        assert told == [("n", apart), ("o", outer)]


def test_of_two_blocks_that_stand_apart_the_inner_one_has_the_words() -> None:
    told = blocks_of(opened("Page-footer"), opened("Footnote"), "w::n", closed("Footnote"), "w::o")
    assert told == [("n", "Footnote"), ("o", "Page-footer")]


def test_of_blocks_that_keep_their_words_the_outermost_has_them() -> None:
    assert blocks_of(opened("Caption"), opened("List-item"), "w::a") == [("a", "Caption")]
    assert blocks_of(opened("Text"), opened("Text"), "w::a", closed("Text"), "w::b") == [("a", "Text"), ("b", "Text")]
    assert [word.block for word in read(opened("Text"), opened("Text"), "w::a").words] == [0]


def test_a_field_has_the_words_that_carry_its_tag_and_knows_where_it_stands() -> None:
    total: Told = {"field": "total", "text": "1 EUR", "value": None}
    marks = read("w::Sum", {"question": "total"}, "w:q=total;:of", total, "w:f=total;:1", "w:f=total;:EUR", "w::x")
    (field,), (question,) = marks.fields, marks.questions
    assert (field.key, field.text, field.value, field.words) == ("total", "1 EUR", None, [2, 3])
    assert (question.key, question.text, question.words) == ("total", None, [1])
    assert (field.page, field.at, question.at) == (2, 2, 1)


def test_a_field_that_is_mentioned_again_takes_the_words_behind_it() -> None:
    one: Told = {"field": "no", "text": None, "value": "7"}
    marks = read(one, "w:f=no;:A", one, "w:f=no;:B", "w:f=no;f=no;:C")
    assert [field.words for field in marks.fields] == [[0], [1, 2]]
    assert [field.value for field in marks.fields] == ["7", "7"]


def test_a_word_of_a_field_within_a_field_belongs_to_both() -> None:
    fields: list[Told] = [{"field": key, "text": None, "value": None} for key in ("whole", "part")]
    marks = read(*fields, "w:f=whole;:a", "w:f=whole;f=part;:b", "w:f=other;:c")
    assert {field.key: field.words for field in marks.fields} == {"whole": [0, 1], "part": [1]}


def test_cells_have_their_words_spans_corners_and_headers() -> None:
    marks = read(
        opened("Table", header=1), cell(0, 0, columns=2), "w::A", END, cell(1, 0, rows=2), "w::b", "w::c", END,
        cell(1, 1), END, closed("Table"), "w::after",
    )  # fmt: skip
    (table,) = marks.tables
    assert table.header_rows == 1
    told = [(one.row, one.column, one.row_span, one.column_span, one.header, one.words) for one in table.cells]
    assert told == [(0, 0, 1, 2, True, [0]), (1, 0, 2, 1, False, [1, 2]), (1, 1, 1, 1, False, [])]
    assert [(one.start, one.end) for one in table.cells[:1]] == [((2, 1.0, 10.0), (2, 3.0, 30.0))]
    assert [word.cell for word in marks.words] == [table.cells[0], table.cells[1], table.cells[1], None]
    assert [word.cell is table.cells[1] for word in marks.words] == [False, True, True, False]
    assert (marks.table_blocks, marks.blocks) == ([0], ["Table"])


def test_a_table_within_a_cell_has_cells_of_its_own() -> None:
    inner = (opened("Table", header=0), cell(0, 0), "w::in", END, closed("Table"))
    marks = read(opened("Table", header=0), cell(0, 0), *inner, "w::out", END, cell(0, 1), "w::next", END)
    outer, table = marks.tables
    assert [one.words for one in outer.cells] == [[1], [2]]
    assert [one.words for one in table.cells] == [[0]]
    assert marks.table_blocks == [0, 1]


def test_a_drawing_has_four_corners_what_was_said_of_it_and_its_words() -> None:
    corners: list[Told] = [{"drawing": "stamp", "n": 0, "angle": 3}, *({"drawing": "stamp", "n": n} for n in (1, 2, 3))]
    inner: list[Told] = [{"drawing": "logo", "n": n} for n in range(4)]
    marks = read("w::a", *corners, "w::PAID", *inner, "w::Acme", {"drawn": "logo"}, {"drawn": "stamp"}, "w::b")
    stamp, logo = marks.drawings
    assert (stamp.kind, stamp.attributes, stamp.page, stamp.words) == ("stamp", {"angle": 3}, 2, [1, 2])
    assert stamp.corners == [(1.0, 10.0), (2.0, 20.0), (3.0, 30.0), (4.0, 40.0)]
    assert (logo.kind, logo.words, len(logo.corners)) == ("logo", [2], 4)


@settings(deadline=None)
@given(
    st.recursive(
        st.just([]), lambda inner: st.lists(st.tuples(st.sampled_from([*OUTER, *APART, "Text"]), inner), max_size=3)
    )
)
def test_blocks_are_counted_as_they_open_and_all_are_closed(tree: list) -> None:
    """However blocks are nested, a word behind them is in none, and each block's own word is in an open block."""
    told: list[Told] = []
    categories: list[str] = []

    def walk(level: list) -> None:
        for category, inner in level:
            categories.append(category)
            told.extend([opened(category, header=0), f"w::{len(categories) - 1}"])
            walk(inner)
            told.append(closed(category))

    walk(tree)
    marks = read(*told, "w::after")
    assert marks.blocks == categories
    assert marks.words[-1].block == -1
    assert all(0 <= word.block <= int(word.text) for word in marks.words[:-1])
    assert [marks.blocks[block] for block in marks.table_blocks] == ["Table"] * categories.count("Table")
