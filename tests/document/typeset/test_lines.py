"""Parts of words as lines: reading order, baselines, gaps, missing blanks (`synth.document.typeset.lines`)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.document.typeset.lines import glued_parts, in_reading_order, line_ids, lines_of
from synth.document.typeset.marks import Marks
from synth.document.typeset.words import WordPart
from tests.document.typeset.by_hand import cell_mark, marks_of, part, turn, word, word_mark

BLOCKS = ("Text", "Page-header", "Footnote", "Page-footer", "List-item")

Widths = list[list[float]]

ROWS = st.lists(st.lists(st.floats(2, 60), min_size=1, max_size=5), min_size=1, max_size=5)
"""Widths of the words of each row, pt."""


def set_rows(rows: Widths, *, gap: float = 3.0, rtl: bool = False) -> tuple[list[WordPart], list[int]]:
    """(parts in reading order, the row of each): rows of 10 pt, one below the other."""
    parts: list[WordPart] = []
    owners: list[int] = []
    for row, widths in enumerate(rows):
        x = 0.0
        for width in widths:
            x0, x1 = (-x - width, -x) if rtl else (x, x + width)
            parts.append(part("w", x0, x1, 20.0 + 12 * row, word=len(parts)))
            owners.append(row)
            x += width + gap
    return parts, owners


def changed(parts: list[WordPart], *, angle_deg: float = 0.0, scale: float = 1.0, move: float = 0.0) -> list[WordPart]:
    """The parts on a page that was turned, enlarged and moved."""
    return [
        one._replace(
            quad=turn(one.quad, angle_deg) * scale + move,
            size=one.size * scale,
            advance=(one.advance[0] * scale + move, one.advance[1] * scale + move),
        )
        for one in parts
    ]


def ids(*parts: WordPart, marks: Marks | None = None) -> list[int]:
    own = [one._replace(word=number) for number, one in enumerate(parts)]
    return line_ids(own, marks or marks_of(own))


@settings(deadline=None)
@given(ROWS, st.booleans())
def test_rows_of_words_are_the_lines_in_either_direction(rows: Widths, rtl: bool) -> None:
    parts, owners = set_rows(rows, rtl=rtl)
    assert line_ids(parts, marks_of(parts)) == owners


@settings(deadline=None)
@given(ROWS, st.floats(-180, 180), st.floats(0.2, 8), st.floats(-500, 500), st.booleans())
def test_lines_do_not_change_when_the_page_is_turned_enlarged_or_moved(
    rows: Widths, angle_deg: float, scale: float, move: float, rtl: bool
) -> None:
    parts, owners = set_rows(rows, rtl=rtl)
    page = changed(parts, angle_deg=angle_deg, scale=scale, move=move)
    assert line_ids(page, marks_of(page)) == owners


@settings(deadline=None)
@given(ROWS, ROWS)
def test_lines_of_two_pages_are_those_of_each(first: Widths, second: Widths) -> None:
    (one, owners), (other, others) = set_rows(first), set_rows(second)
    parts = one + [p._replace(word=p.word + len(one), page=1) for p in other]
    assert line_ids(parts, marks_of(parts)) == owners + [row + len(first) for row in others]


def test_no_parts_are_no_lines() -> None:
    assert line_ids([], Marks()) == []
    assert lines_of([], []) == ()
    assert glued_parts([], [], Marks()) == []


@pytest.mark.parametrize(("gap", "lines"), [(21.0, [0, 0]), (23.0, [0, 1])])
def test_a_gap_of_more_than_two_letters_widths_parts_a_line(gap: float, lines: list[int]) -> None:
    assert ids(part("Heading", 0, 40), part("1 May", 40 + gap, 90)) == lines


def test_the_halves_of_a_parted_line_count_in_reading_order() -> None:
    """A right-to-left row: the heading at the right margin is read before the date at the left one."""
    assert ids(part("heading", 300, 340), part("goes", 270, 297), part("date", 0, 40)) == [0, 0, 1]


def test_a_stretch_of_the_other_direction_does_not_part_its_line() -> None:
    """The three words of a Latin name in an Arabic line: the name is read from its far end, 60 pt to the left."""
    arabic, end = part("w", 90, 110), part("w", 0, 18)
    assert ids(arabic, part("one", 21, 40), part("two", 43, 62), part("three", 65, 87), end) == [0] * 5


def test_a_word_within_a_wider_one_does_not_end_it() -> None:
    assert ids(part("wide", 0, 100), part("in", 10, 20), part("next", 103, 120)) == [0, 0, 0]


@pytest.mark.parametrize(("offset", "lines"), [(4.8, [0, 0]), (-4.8, [0, 0]), (5.2, [0, 1]), (-5.2, [0, 1])])
def test_words_within_half_a_letters_height_are_level(offset: float, lines: list[int]) -> None:
    assert ids(part("one", 0, 20), part("two", 23, 40, 100 + offset)) == lines


def test_the_larger_of_two_sizes_says_what_is_level() -> None:
    assert ids(part("big", 0, 20, 100, size=20), part("small", 28, 40, 101, size=10)) == [0, 0]
    assert ids(part("small", 0, 20, 101, size=10), part("big", 28, 40, 100, size=20)) == [0, 0]


def test_a_turned_word_does_not_take_up_words_of_other_lines_that_it_points_at() -> None:
    """Down its own slope the second word lies on the line of the first; in the other's frame it does not."""
    slanted = turn(part("stamp", -20, 20, 5).quad, 45)
    far = part("far", 20, 30, 30)
    assert ids(part("stamp", 0, 1)._replace(quad=slanted), far) == [0, 1]
    assert ids(far, part("stamp", 0, 1)._replace(quad=slanted)) == [0, 1]


def raised(x: float, *, bottom: float = 91.0, height: float = 5.0) -> WordPart:
    return part("1", x, x + 3, bottom, size=6, height=height)


def test_a_raised_number_stands_on_the_line_of_the_word_that_it_touches() -> None:
    assert ids(part("word", 0, 30), raised(31)) == [0, 0]
    assert ids(part("word", 0, 30), raised(31), part("on", 37, 50)) == [0, 0, 0], "and the text goes on behind it"
    assert ids(part("word", 0, 30), raised(34)) == [0, 1], "it does not touch"
    assert ids(part("word", 0, 30), raised(31, height=8.5)) == [0, 1], "as tall as a word"
    assert ids(part("word", 0, 30), raised(31, bottom=88)) == [0, 1], "above the word"


def test_a_raised_number_of_a_right_to_left_line_touches_its_word_on_the_left() -> None:
    assert ids(part("word", 30, 60), raised(26)) == [0, 0]
    assert ids(part("word", 30, 60), raised(23)) == [0, 1]


def test_a_raised_number_behind_a_full_stop_stands_on_the_line_of_the_word_before() -> None:
    word_, stop = part("word", 0, 30), part(".", 30, 31.5, height=1.2)
    assert ids(word_, stop, raised(32)) == [0, 0, 0]
    assert ids(stop, raised(32)) == [0, 1], "there is no word before it"


def test_a_full_stop_does_not_reach_back_over_a_line_of_its_own() -> None:
    """The word before the last is only asked where the last one stands on its line."""
    assert ids(part("one", 0, 20), part("below", 0, 20, 115), part("two", 23, 40)) == [0, 1, 2]


def test_blocks_cells_hyphens_and_pages_part_a_line() -> None:
    pair = [part("one", 0, 20, word=0), part("two", 23, 40, word=1)]
    blocks = ["Text", "Text", "List-item"]
    assert line_ids(pair, marks_of(pair, blocks, [0, 0])) == [0, 0]
    assert line_ids(pair, marks_of(pair, blocks, [0, 1])) == [0, 1]
    assert line_ids([pair[0]._replace(hyphen=True), pair[1]], marks_of(pair)) == [0, 1]
    assert line_ids([pair[0], pair[1]._replace(hyphen=True)], marks_of(pair)) == [0, 0]
    assert line_ids([pair[0], pair[1]._replace(page=1)], marks_of(pair)) == [0, 1]
    cells = [cell_mark(), cell_mark()]
    for first, second, lines in ((0, 0, [0, 0]), (0, 1, [0, 1])):
        marks = Marks(words=[word_mark("one", cell=cells[first]), word_mark("two", cell=cells[second])])
        assert line_ids(pair, marks) == lines, "equal cells are not one and the same"


def test_a_bullet_joins_the_item_behind_it_and_no_other_block_does() -> None:
    pair = [part("•", 0, 4, word=0), part("item", 9, 40, word=1)]
    blocks = ["Text", "List-item"]
    assert line_ids(pair, marks_of(pair, blocks, [-1, 1])) == [0, 0]
    assert line_ids(pair, marks_of(pair, blocks, [-1, 0])) == [0, 1]
    assert line_ids(pair, marks_of(pair, blocks, [1, -1])) == [0, 1]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 4)), max_size=20))
def test_reading_order_is_by_page_header_body_footnotes_footer_as_the_template_has_them(
    spots: list[tuple[int, int]],
) -> None:
    """The oracle fills one list for each page and kind of block."""
    parts = [part("w", 0, 1, word=number, page=page) for number, (page, _) in enumerate(spots)]
    marks = marks_of(parts, BLOCKS, [block for _, block in spots])
    kinds = [("Page-header",), ("Text", "List-item", ""), ("Footnote",), ("Page-footer",)]
    names = [*BLOCKS, ""]
    expected = [
        number
        for page in range(3)
        for kind in kinds
        for number, (on, block) in enumerate(spots)
        if on == page and names[block] in kind
    ]
    ordered = in_reading_order(parts, marks)
    assert [one.word for one in ordered] == expected
    assert in_reading_order(ordered, marks) == ordered


def glued(one: WordPart, other: WordPart, lines: tuple[int, int] = (0, 0), marks: Marks | None = None) -> bool:
    first, second = glued_parts([one, other], lines, marks or Marks(words=[word_mark("a"), word_mark("b")]))
    assert not first, "nothing stands before the first"
    return second


@pytest.mark.parametrize(("gap", "told"), [(-2.0, True), (0.0, True), (0.6, True), (0.8, False), (3.0, False)])
@pytest.mark.parametrize("rtl", [False, True])
def test_words_whose_advances_touch_are_glued_in_either_direction(gap: float, told: bool, rtl: bool) -> None:
    """A fifteenth of a letter's size decides; ink does not, since letters have bearings."""
    spans = [(0.0, 20.0), (20.0 + gap, 40.0 + gap)]
    one, two = (part("w", x0 + 2, x1 - 2, advance=(x0, x1)) for x0, x1 in (reversed(spans) if rtl else spans))
    assert glued(one, two) is told


def test_the_smaller_size_says_whether_words_are_glued() -> None:
    assert glued(part("a", 0, 20, size=10), part("b", 20.6, 40, size=10))
    assert not glued(part("a", 0, 20, size=10), part("b", 20.6, 40, size=5))
    assert not glued(part("a", 0, 20, size=5), part("b", 20.6, 40, size=10))


@pytest.mark.parametrize(("gap", "told"), [(1.0, True), (1.4, False)])
def test_on_a_turned_line_the_gap_between_the_ink_decides_in_either_direction(gap: float, told: bool) -> None:
    """The advances of turned words are those of their upright boxes, which overlap."""
    pair = changed([part("a", 0, 20, word=0), part("b", 20 + gap, 40, word=1)], angle_deg=30)
    one, other = (half._replace(advance=(0.0, 40.0)) for half in pair)
    assert glued(one, other) is told
    assert glued(other, one) is told


def test_at_the_end_of_a_line_only_pieces_of_one_word_are_glued() -> None:
    one, other = part("inter-", 0, 20, word=0), part("net", 0, 20, 112, word=0)
    assert glued(one, other, (0, 1))
    assert not glued(one, other._replace(word=1), (0, 1))


@pytest.mark.parametrize(("one", "other"), ["漢字", "かな", "ーズ", "、本", "！漢", "ｱｲ", "￥１", "𠮷野", "神々"])
def test_chinese_and_japanese_goes_on_over_a_line_without_a_blank(one: str, other: str) -> None:
    """Each sign that the prelude makes a word of its own: also the half-width letters of banks, `￥`, `𠮷`."""
    pair = (part(one, 0, 10, word=0), part(other, 0, 10, 112, word=1))
    assert glued(*pair, (0, 1), marks_of(pair, ["Text"], [0, 0]))
    assert not glued(*pair, (0, 1), marks_of(pair, ["Text", "Text"], [0, 1])), "of two blocks"
    assert not glued(*pair, (0, 1)), "of no block: nobody knows that the text goes on"
    cell = cell_mark()
    inside = Marks(words=[word_mark(one, cell=cell), word_mark(other, cell=cell)])
    assert glued(*pair, (0, 1), inside)
    apart = Marks(words=[word_mark(one, block=0, cell=cell), word_mark(other, block=0, cell=cell_mark())])
    assert not glued(*pair, (0, 1), apart)


@pytest.mark.parametrize(("one", "other"), [("한", "국"), ("漢", "a"), ("é", "字"), ("漢字", "字")])
def test_other_scripts_have_a_blank_at_the_end_of_a_line(one: str, other: str) -> None:
    pair = (part(one, 0, 10, word=0), part(other, 0, 10, 112, word=1))
    assert not glued(*pair, (0, 1), marks_of(pair, ["Text"], [0, 0]))


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_lines_hold_their_words_in_order_and_their_outlines_hold_the_words(lines: list[int]) -> None:
    words = [word("w", 10 * n, 20 * line, 10 * n + 8, 20 * line + 10) for n, line in enumerate(lines)]
    found = lines_of(words, lines)
    assert sorted(number for one in found for number in one.words) == list(range(len(lines)))
    assert [lines[one.words[0]] for one in found] == list(dict.fromkeys(lines))
    for one in found:
        assert {lines[number] for number in one.words} == {lines[one.words[0]]}
        assert all(a < b for a, b in pairwise(one.words))
        held = np.concatenate([words[number].outline.polygon for number in one.words])
        assert np.abs(one.outline.polygon.min(0) - held.min(0)).max() < 1e-3
        assert np.abs(one.outline.polygon.max(0) - held.max(0)).max() < 1e-3
        assert len(one.words) > 1 or one.outline is words[min(one.words)].outline
