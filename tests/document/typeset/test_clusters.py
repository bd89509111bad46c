"""Lines of text as blocks, by how they stand on the page."""

from __future__ import annotations

import numpy as np

from synth.document.labels import DocumentLabels, Graphic, Line, Place
from synth.document.typeset.clusters import clusters
from tests.document.typeset.conftest import Print


def box(x0: float, y0: float, x1: float, y1: float, page: int = 0) -> Place:
    return Place(page, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32))


def line(*corners: float, page: int = 0) -> Line:
    return Line((0,), box(*corners, page=page))


def grouped(lines: list[Line], kinds: str = "", linked: tuple[tuple[int, int], ...] = (), rules: str = "") -> list:
    drawn = [Graphic("rule", box(0, float(y), 500, float(y) + 1)) for y in rules.split()]
    return clusters(lines, kinds or "p" * len(lines), linked, drawn)


def texts(labels: DocumentLabels, category: str = "Text") -> list[str]:
    return [labels.text_of(region.words) for region in labels.regions if region.category == category]


def test_rows_of_two_columns_are_two_blocks() -> None:
    left = [line(0, y, 80, y + 10) for y in (0, 14, 28)]
    right = [line(200, y, 280, y + 10) for y in (0, 14, 28)]
    rows = [one for pair in zip(left, right, strict=True) for one in pair]
    assert grouped(rows) == [[0, 2, 4], [1, 3, 5]]


def test_a_rule_parts_what_stands_above_and_below_it() -> None:
    rows = [line(0, y, 80, y + 10) for y in (0, 14, 28)]
    assert grouped(rows) == [[0, 1, 2]]
    assert grouped(rows, rules="25") == [[0, 1], [2]]


def test_a_caption_joins_its_answer_at_the_other_side_and_no_other_page() -> None:
    pair = [line(0, 0, 80, 10), line(300, 0, 380, 10)]
    assert grouped(pair) == [[0], [1]]
    assert grouped(pair, linked=((0, 1),)) == [[0, 1]]
    assert grouped([pair[0], line(300, 0, 380, 10, page=1)], linked=((0, 1),)) == [[0], [1]]


def test_handwriting_below_print_is_a_block_of_its_own() -> None:
    assert grouped([line(0, 0, 80, 10), line(0, 14, 80, 24)], kinds="ph") == [[0], [1]]


def test_blocks_that_reach_into_each_other_are_one() -> None:
    tall = [line(0, y, 10, y + 10) for y in (0, 12, 24)]
    wide = line(4, 24, 60, 40)
    assert grouped([*tall, line(60, 12, 200, 22)]) == [[0, 1, 2], [3]]
    assert grouped([tall[0], tall[2], wide], kinds="ppx") == [[0], [1, 2]]


def test_no_block_reaches_over_a_known_one() -> None:
    beside, caption, known = line(200, 0, 400, 30), line(0, 28, 80, 38), box(200, 31, 400, 41)
    assert clusters([line(0, 14, 80, 24), beside, caption], "ppp", ((0, 1),), ()) == [[0, 1, 2]]
    assert clusters([line(0, 14, 80, 24), beside, caption], "ppp", ((0, 1),), (), [known]) == [[0, 2], [1]]


def test_no_lines_are_no_blocks() -> None:
    assert grouped([]) == []


def test_captions_and_values_in_a_grid_are_one_block(typeset: Print) -> None:
    body = (
        '#grid(columns: (30mm, 40mm), row-gutter: 5pt, question("a", [Number]), field("a", "A-7"), '
        'question("b", [Day of delivery]), field("b", "1 May"), question("c", [Due]), field("c", "2 May"))'
    )
    assert texts(typeset(body).labels) == ["Number A-7 Day of delivery 1 May Due 2 May"]


def test_a_footer_at_both_sides_is_two_regions(typeset: Print) -> None:
    head = (
        '#import "/synth.typ": *\n#set page(width: 120mm, height: 60mm, '
        "footer: page-footer(grid(columns: (1fr, auto), [Acme Ltd], [Page 1])))\n"
    )
    assert texts(typeset("Body", head=head).labels, "Page-footer") == ["Acme Ltd", "Page 1"]


def test_a_paragraph_that_only_holds_what_is_placed_elsewhere_is_no_block(typeset: Print) -> None:
    body = (
        "#place(dx: 0mm, dy: 0mm, box[Republic])#place(dx: 0mm, dy: 12mm, title[Passport])"
        "#place(dx: 40mm, dy: 30mm, box[Surname])#h(1mm)#box[]"
    )
    labels = typeset(f"#box(width: 100mm, height: 50mm)[{body}]").labels
    assert {"Republic", "Surname"} <= set(texts(labels))
    assert texts(labels, "Title") == ["Passport"]
