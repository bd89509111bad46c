"""The layout's regions, of marks and labels made by hand (`synth.document.typeset.regions`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synth.document.labels import DocumentLabels, Graphic, Line, PageOutline, Region, Table, Word, around
from synth.document.typeset.marks import Marks
from synth.document.typeset.regions import regions_of
from tests.document.typeset.by_hand import Box, outline, sides, word, word_mark

Told = tuple[str, tuple[int, ...], Box]


class Page:
    """Words, each a line of its own unless it stands behind the one before it, and the blocks of their marks."""

    def __init__(self, *blocks: str) -> None:
        self.blocks = blocks
        self.words: list[Word] = []
        self.lines: list[list[int]] = []
        self.block_of: list[int] = []

    def put(
        self, x: float, y: float, block: int = -1, *, page: int = 0, width: float = 40, behind: bool = False
    ) -> int:
        """A word 10 px high at (x, y); its id."""
        number = len(self.words)
        self.words.append(word("w", x, y, x + width, y + 10, page))
        self.block_of.append(block)
        if behind:
            self.lines[-1].append(number)
        else:
            self.lines.append([number])
        return number

    def regions(
        self, graphics: Sequence[Graphic] = (), tables: Mapping[int, Table] | None = None,
        asked: Sequence[tuple[int, int]] = (),
    ) -> tuple[Region, ...]:  # fmt: skip
        tables = tables or {}
        marks = Marks(
            words=[word_mark("w", block=block) for block in self.block_of],
            blocks=list(self.blocks),
            table_blocks=list(tables),
        )
        lines = tuple(Line(tuple(own), around([self.words[one].outline for one in own])) for own in self.lines)
        labels = DocumentLabels(
            pages=(), words=tuple(self.words), lines=lines, tables=tuple(tables.values()), graphics=tuple(graphics)
        )
        return regions_of(marks, labels, range(len(self.words)), asked)


def told(regions: Sequence[Region]) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.category, one.words) for one in regions]


def test_a_marked_block_is_one_region_around_its_words() -> None:
    page = Page("Title", "Text")
    page.put(0, 0, 0, width=80)
    for y in (40, 54):
        page.put(0, y, 1)
    title, text = page.regions()
    assert (title.category, title.words, title.block, sides(title.outline)) == ("Title", (0,), 0, (0, 0, 80, 10))
    assert (text.category, text.words, text.block, sides(text.outline)) == ("Text", (1, 2), 1, (0, 40, 40, 64))


def test_a_block_that_goes_on_on_another_page_or_column_has_regions_of_one_number() -> None:
    page = Page("Text")
    for x, y, number in ((0, 0, 0), (0, 200, 0), (100, 0, 0), (0, 0, 1)):
        page.put(x, y, 0, page=number)
    found = page.regions()
    assert told(found) == [("Text", (0, 1)), ("Text", (2,)), ("Text", (3,))]
    assert [one.block for one in found] == [0, 0, 0]
    assert [one.outline.page for one in found] == [0, 0, 1]


def test_the_two_sides_of_a_footer_are_two_regions_and_those_of_a_title_are_one() -> None:
    for category, expected in (("Page-footer", [(0,), (1,)]), ("Page-header", [(0,), (1,)]), ("Title", [(0, 1)])):
        page = Page(category)
        page.put(0, 0, 0)
        page.put(300, 0, 0)
        assert [one.words for one in page.regions()] == expected


def test_a_bullet_joins_the_item_that_it_introduces_once() -> None:
    """The second line has no item's first word, so what stands before it there is none of its bullets."""
    page = Page("List-item", "List-item")
    page.put(0, 0)
    page.put(50, 0, 0, behind=True)
    page.put(0, 14, 1)
    page.put(50, 14, 1, behind=True)
    page.put(0, 300)
    page.put(50, 300, 1, behind=True)
    assert told(page.regions()) == [("List-item", (0, 1)), ("List-item", (2, 3, 5)), ("Text", (4,))]


def test_what_is_in_no_block_is_text_by_where_it_stands() -> None:
    page = Page("Title")
    page.put(0, 0, 0)
    for x, y in ((0, 100), (0, 114), (300, 100)):
        page.put(x, y)
    found = page.regions()
    assert told(found) == [("Title", (0,)), ("Text", (1, 2)), ("Text", (3,))]
    assert [one.block for one in found] == [0, 1, 2], "numbers go on behind those of the marked blocks"


def test_a_caption_and_its_answer_at_the_other_side_are_one_block() -> None:
    page = Page()
    page.put(0, 0)
    page.put(300, 0)
    assert told(page.regions()) == [("Text", (0,)), ("Text", (1,))]
    assert told(page.regions(asked=[(0, 1)])) == [("Text", (0, 1))]


def test_drawings_that_are_pictures_are_regions_and_what_is_written_in_any_is_no_text() -> None:
    page = Page("Text")
    for y in (0, 100, 200):
        page.put(0, y, 0 if y == 0 else -1)
    for kind in ("stamp", "signature", "figure", "portrait", "logo", "barcode"):
        found = page.regions([Graphic(kind, outline(0, 95, 60, 115), (1,))])
        assert told(found) == [("Text", (0,)), ("Picture", (1,)), ("Text", (2,))]
    found = page.regions([Graphic("logo", outline(0, 300, 9, 309)), Graphic("figure", outline(50, 300, 59, 309))])
    assert [one.block for one in found] == [0, 3, 4, 1, 2], "every drawing has a number of its own"


def test_what_lies_below_a_stamp_stays_one_block() -> None:
    page = Page("Text")
    for y in (0, 14, 28, 42):
        page.put(0, y, 0 if y < 28 else -1, width=200)
    without = page.regions()
    stamp = Graphic("stamp", outline(20, 10, 120, 60))
    assert told(page.regions([stamp])) == [*told(without), ("Picture", ())]


def test_a_table_is_a_region_on_each_of_its_pages_with_the_words_that_it_has_there() -> None:
    page = Page("Table", "Text")
    page.put(0, 0, 0)
    page.put(0, 0, 0, page=1)
    page.put(0, 200, 1, page=1)
    outlines = (outline(0, 0, 90, 20), outline(0, 0, 90, 30, 1))
    found = page.regions(tables={0: Table(1, 1, (), outlines)})
    assert told(found) == [("Table", (0,)), ("Table", (1,)), ("Text", (2,))]
    assert [one.outline for one in found[:2]] == list(outlines)
    assert [one.block for one in found] == [0, 0, 1]


def test_a_marked_picture_has_no_region_but_its_drawings() -> None:
    page = Page("Picture")
    page.put(0, 0, 0)
    assert page.regions() == ()
    assert told(page.regions([Graphic("figure", outline(0, 0, 90, 90), (0,))])) == [("Picture", (0,))]


def test_a_paragraph_that_reaches_over_another_block_is_grouped_anew() -> None:
    """Sabotage: words that were placed elsewhere make its box cover the title."""
    page = Page("Text", "Title")
    page.put(0, 0, 0)
    page.put(0, 300, 0)
    page.put(0, 150, 1)
    assert told(page.regions()) == [("Text", (0,)), ("Text", (1,)), ("Title", (2,))]
    assert {one.block for one in page.regions()} == {1, 2, 3}


def test_what_is_written_in_a_drawing_is_not_of_the_block_that_it_lies_on() -> None:
    page = Page("Text")
    for y in (0, 14, 28):
        page.put(0, y, 0)
    found = page.regions([Graphic("stamp", outline(0, 10, 60, 25), (1,))])
    assert told(found) == [("Text", (0, 2)), ("Picture", (1,))]


def test_text_in_no_block_reaches_over_marked_text_and_not_over_a_title() -> None:
    """A caption and its answer at both sides of a word: a paragraph's is one of theirs, a title's is not."""
    for category, expected in (
        ("Text", [("Text", (0, 1, 2))]),
        ("Title", [("Text", (0,)), ("Title", (1,)), ("Text", (2,))]),
    ):
        page = Page(category)
        for x, block in ((0, -1), (100, 0), (300, -1)):
            page.put(x, 0, block)
        assert told(page.regions(asked=[(0, 2)])) == expected


def test_blocks_of_two_pages_do_not_reach_over_each_other() -> None:
    page = Page("Text", "Title")
    page.put(0, 0, 0)
    page.put(0, 300, 0)
    page.put(0, 150, 1, page=1)
    assert told(page.regions()) == [("Text", (0, 1)), ("Title", (2,))]


def test_regions_come_by_page_then_by_first_word_then_those_without_words_by_height() -> None:
    page = Page("Footnote", "Title")
    page.put(0, 500, 0)
    page.put(0, 0, 1)
    page.put(0, 0, page=1)
    drawn = [Graphic("logo", PageOutline(0, outline(0, y, 9, y + 9).polygon)) for y in (300.0, 200.0)]
    found = page.regions(drawn)
    assert told(found) == [("Footnote", (0,)), ("Title", (1,)), ("Picture", ()), ("Picture", ()), ("Text", (2,))]
    assert [sides(one.outline)[1] for one in found[2:4]] == [200.0, 300.0]


def test_an_empty_document_has_no_regions() -> None:
    assert Page("Text").regions() == ()
