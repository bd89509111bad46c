"""Lines of text as blocks, by how they stand on the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.document.labels import DocumentLabels, Graphic, Line, PageOutline
from synth.document.typeset.clusters import boxes_of, clusters, overlaps
from synth.document.typeset.scale import boxed
from tests.document.typeset.by_hand import sides
from tests.document.typeset.conftest import Print


def box(x0: float, y0: float, x1: float, y1: float, page: int = 0) -> PageOutline:
    return PageOutline(page, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32))


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


def test_a_line_that_only_two_blocks_together_reach_over_is_theirs() -> None:
    assert grouped([line(0, 0, 100, 20), line(55, 8, 110, 120), line(0, 60, 40, 80)], kinds="abc") == [[0, 1, 2]]
    assert grouped([line(0, 0, 100, 20), line(0, 60, 40, 80)], kinds="ac") == [[0], [1]]
    assert grouped([line(55, 8, 110, 120), line(0, 60, 40, 80)], kinds="bc") == [[0], [1]]


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


BOXES = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(5, 120), st.integers(6, 20)), max_size=12
)
"""Left, top, width and height of lines, px."""


def lines_at(
    boxes: list[tuple[int, int, int, int]], scale: float = 1.0, move: float = 0.0, page: int = 0
) -> list[Line]:
    return [line(*(scale * side + move for side in (x, y, x + w, y + h)), page=page) for x, y, w, h in boxes]


@settings(deadline=None)
@given(BOXES, st.data())
def test_every_line_is_in_one_block_in_reading_order(
    boxes: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    kinds = data.draw(st.text("ph", min_size=len(boxes), max_size=len(boxes)))
    found = clusters(lines_at(boxes), kinds, (), ())
    assert sorted(number for group in found for number in group) == list(range(len(boxes)))
    assert all(group == sorted(group) for group in found)
    assert [group[0] for group in found] == sorted(group[0] for group in found)


@settings(deadline=None)
@given(BOXES, st.sampled_from([0.25, 0.5, 2.0, 4.0]), st.integers(-64, 64))
def test_blocks_do_not_change_when_the_page_is_enlarged_or_moved(
    boxes: list[tuple[int, int, int, int]], scale: float, move: int
) -> None:
    assert clusters(lines_at(boxes, scale, move), "p" * len(boxes), (), ()) == grouped(lines_at(boxes))


@settings(deadline=None)
@given(BOXES, BOXES)
def test_blocks_of_two_pages_are_those_of_each(
    one: list[tuple[int, int, int, int]], other: list[tuple[int, int, int, int]]
) -> None:
    first, second = grouped(lines_at(one)), grouped(lines_at(other))
    later = [[number + len(one) for number in group] for group in second]
    assert grouped([*lines_at(one), *lines_at(other, page=1)]) == first + later


@settings(deadline=None)
@given(BOXES)
def test_blocks_of_one_kind_do_not_reach_into_each_other(boxes: list[tuple[int, int, int, int]]) -> None:
    """The oracle intersects the blocks' boxes one pair at a time."""
    lines = lines_at(boxes)
    blocks = [boxed([lines[number].outline for number in group]) for group in grouped(lines)]
    for one, other in combinations(map(sides, blocks), 2):
        common = [min(one[2 + side], other[2 + side]) - max(one[side], other[side]) for side in (0, 1)]
        areas = [(x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in (one, other)]
        assert max(common[0], 0) * max(common[1], 0) <= 0.2 * min(areas) + 1e-6


@pytest.mark.parametrize(("gap", "blocks"), [(13, [[0, 1]]), (15, [[0], [1]])])
def test_lines_that_are_more_than_14_tenths_of_a_line_apart_are_two_blocks(gap: float, blocks: list[list[int]]) -> None:
    assert grouped([line(0, 0, 80, 10), line(0, 10 + gap, 80, 20 + gap)]) == blocks
    assert grouped([line(0, 10 + gap, 80, 20 + gap), line(0, 0, 80, 10)]) == blocks
    assert grouped([line(0, 0, 80, 10), line(0, 10 + gap, 80, 14 + gap)]) == blocks, "the taller one says how far"


@pytest.mark.parametrize(("gap", "blocks"), [(14, [[0, 1]]), (16, [[0], [1]])])
def test_lines_that_are_more_than_15_tenths_of_a_line_beside_each_other_are_two(
    gap: float, blocks: list[list[int]]
) -> None:
    assert grouped([line(0, 0, 80, 10), line(80 + gap, 0, 160, 10)]) == blocks
    assert grouped([line(80 + gap, 0, 160, 10), line(0, 0, 80, 10)]) == blocks
    assert grouped([line(0, 0, 80, 10), line(80 + gap, 4, 160, 8)]) == blocks, "the taller one says how far"


def test_lines_are_beside_each_other_where_they_share_half_of_the_lower_ones_height() -> None:
    assert grouped([line(0, 0, 80, 10), line(90, 4, 160, 14)]) == [[0, 1]]
    assert grouped([line(0, 0, 80, 10), line(90, 6, 160, 16)]) == [[0], [1]]


def test_a_line_below_has_columns_in_common() -> None:
    assert grouped([line(0, 0, 80, 10), line(79, 14, 160, 24)]) == [[0, 1]]
    assert grouped([line(0, 0, 80, 10), line(81, 14, 160, 24)]) == [[0], [1]]


def test_a_chain_of_near_lines_is_one_block_however_long() -> None:
    assert grouped([line(0, 14 * row, 80, 14 * row + 10) for row in range(30)]) == [list(range(30))]


def drawn(kind: str, *corners: float, page: int = 0, lines: Sequence[Line] = ()) -> list[list[int]]:
    """The blocks of two lines (10 px, a gap of 8), or of `lines`, with one thing drawn."""
    pair = lines or [line(0, 0, 80, 10), line(0, 18, 80, 28)]
    return clusters(pair, "p" * len(pair), (), [Graphic(kind, box(*corners, page=page))])


@pytest.mark.parametrize("kind", ["rule", "panel", "stamp"])
def test_what_parts_lines_is_a_level_rule_or_a_panels_edge(kind: str) -> None:
    """A panel parts where its upper or its lower edge runs between the lines; a stamp never does."""
    apart, joined = [[0], [1]], [[0, 1]]
    assert drawn(kind, 0, 14, 80, 15) == (joined if kind == "stamp" else apart)
    assert drawn(kind, 0, 14, 80, 60) == (apart if kind in ("panel", "rule") else joined)
    assert drawn(kind, 0, -40, 80, 14) == (apart if kind in ("panel", "rule") else joined)
    assert drawn(kind, 0, -40, 80, 60) == joined, "around both"


def test_an_upright_rule_parts_nothing_and_an_upright_panel_does() -> None:
    assert drawn("rule", 0, 14, 80, 140) == [[0, 1]]
    assert drawn("panel", 0, 14, 80, 140) == [[0], [1]]


def test_a_rule_parts_only_lines_of_its_page_that_it_runs_below() -> None:
    assert drawn("rule", 0, 14, 80, 15, page=1) == [[0, 1]]
    assert drawn("rule", 0, 14, 38, 15) == [[0, 1]], "less than half of the lines"
    assert drawn("rule", 0, 14, 42, 15) == [[0], [1]]
    assert drawn("rule", 90, 14, 180, 15) == [[0, 1]], "beside them"
    upwards = [line(0, 18, 80, 28), line(0, 0, 80, 10)]
    assert drawn("rule", 0, 14, 80, 15, lines=upwards) == [[0], [1]], "in whatever order they come"


@pytest.mark.parametrize(("y", "parted"), [(7, False), (9, True), (18, True), (20, False)])
def test_a_rule_that_touches_a_line_stands_between_it_and_the_next(y: float, parted: bool) -> None:
    """Lines end at 10 px and begin at 18 px; a pixel and a half of overlap is a touch."""
    assert drawn("rule", 0, y, 80, y + 0.2) == ([[0], [1]] if parted else [[0, 1]])


def test_a_rule_does_not_part_what_stands_side_by_side() -> None:
    assert drawn("rule", 0, 4, 180, 5, lines=[line(0, 0, 80, 10), line(90, 2, 180, 12)]) == [[0, 1]]
    assert drawn("rule", 0, 2.7, 160, 2.8, lines=[line(0, 0, 80, 4), line(70, 1.5, 160, 5.5)]) == [[0, 1]], "tiny ones"


def test_linked_lines_are_only_joined_where_they_are_level() -> None:
    pair = [line(0, 0, 80, 10), line(300, 4, 380, 14)]
    assert grouped(pair, kinds="ph", linked=((0, 1),)) == [[0, 1]]
    assert grouped([pair[0], line(300, 6, 380, 16)], kinds="ph", linked=((0, 1),)) == [[0], [1]]


def test_a_block_that_a_line_lies_on_already_does_not_keep_it_from_growing() -> None:
    """What the lines cover anyway cannot be reached over by joining them."""
    rows = [line(0, 0, 80, 10), line(0, 14, 80, 24)]
    within, between, elsewhere = box(0, 0, 40, 10), box(0, 9, 80, 15), box(0, 9, 80, 15, page=1)
    assert clusters(rows, "pp", (), (), [within]) == [[0, 1]]
    assert clusters(rows, "pp", (), (), [between]) == [[0], [1]]
    assert clusters(rows, "pp", (), (), [elsewhere]) == [[0, 1]]


@pytest.mark.parametrize(("shared", "told"), [(1.9, False), (2.1, True)])
def test_boxes_overlap_by_more_than_a_fifth_of_the_smaller_one(shared: float, told: bool) -> None:
    small, large = [0, 0, 10, 10], [10 - shared, -50, 200, 60]
    expected = [[True, told], [told, True]]
    assert overlaps(np.array([small, large], np.float64)).tolist() == expected
    assert overlaps(np.array([small, large], np.float64)[:, [1, 0, 3, 2]]).tolist() == expected, "across as down"


def test_boxes_that_lie_apart_in_both_directions_do_not_overlap() -> None:
    """Two negative extents have a positive product."""
    assert overlaps(np.array([[0, 0, 10, 10], [50, 50, 60, 60]], np.float64)).tolist() == [[True, False], [False, True]]
    assert overlaps(np.zeros((0, 4))).tolist() == []


def test_an_upright_box_holds_its_outline() -> None:
    diamond = np.array([[5, 0], [9, 3], [5, 7], [1, 3]], np.float32)
    assert boxes_of([diamond, diamond + 1]).tolist() == [[1, 0, 9, 7], [2, 1, 10, 8]]
    assert boxes_of([]).shape == (0, 4)
