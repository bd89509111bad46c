"""Words of the template and fragments on the pages: which is which (`synth.document.typeset.matching`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.document.typeset.letters import LostLetterError
from tests.document.typeset.by_hand import Drawn, word_mark

TEXTS = st.lists(st.sampled_from(["one", "two", "three", "four"]), min_size=1, max_size=10)


def drawn_whole(texts: Sequence[str], pages: Sequence[int] = ()) -> Drawn:
    """Words that are each drawn in one piece, in this order."""
    drawn = Drawn(max(pages, default=0) + 1)
    for number, text in enumerate(texts):
        drawn.draw(text, page=pages[number] if pages else 0)
    return drawn


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["one", "two", "three"]), st.integers(0, 800)), min_size=1, max_size=10))
def test_words_that_are_drawn_in_the_templates_order_get_what_is_drawn_in_their_place(
    spots: list[tuple[str, int]],
) -> None:
    """Wherever they stand: where the orders agree, heights say nothing."""
    drawn = Drawn()
    for text, y in reversed(spots):
        drawn.draw(text, y=y)
    assert drawn.matched([word_mark(text, y=800 - y) for text, y in reversed(spots)]) == [
        [n] for n in range(len(spots))
    ]


@settings(deadline=None)
@given(TEXTS.flatmap(lambda texts: st.tuples(st.just(texts), st.permutations(texts))))
def test_in_whatever_order_words_are_drawn_each_gets_one_fragment_of_its_own_text(
    orders: tuple[list[str], list[str]],
) -> None:
    texts, order = orders
    found = [number for (number,) in drawn_whole(order).matched([word_mark(text) for text in texts])]
    assert sorted(found) == list(range(len(order))), "every fragment belongs to one word"
    assert [order[number] for number in found] == texts


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_no_word_leaves_its_page_where_each_page_holds_its_words(pages: list[list[str]], random: Random) -> None:
    """However the words of a page are moved on it, and in whatever order the template has the pages' words."""
    template = [(text, page) for page, texts in enumerate(pages) for text in texts]
    random.shuffle(template)
    order = [(text, page) for page, texts in enumerate(pages) for text in random.sample(texts, len(texts))]
    drawn = drawn_whole([text for text, _ in order], [page for _, page in order])
    found = [number for (number,) in drawn.matched([word_mark(text, page=page) for text, page in template])]
    assert [order[number] for number in found] == template


def test_the_equal_words_of_a_footnote_that_was_moved_to_the_end_stay_its_own() -> None:
    """Sabotage of the simple way, to take equal words in the order in which they are drawn."""
    body, note = ["the", "sum", "of", "all", "is", "it"], ["all", "of", "it", "year"]
    words = [word_mark(text) for text in (*body[:2], *note, *body[2:])]
    assert drawn_whole([*body, *note]).matched(words) == [[n] for n in (0, 1, 6, 7, 8, 9, 2, 3, 4, 5)]


def test_a_moved_word_is_told_by_what_stands_together_on_its_page() -> None:
    """The first `1` of the second page is a note that was moved to the end: `sum 1` stand together."""
    words = [word_mark("Text"), *(word_mark(text, page=1) for text in ("1", "sum", "1"))]
    assert drawn_whole(["Text", "sum", "1", "1"], [0, 1, 1, 1]).matched(words) == [[0], [3], [1], [2]]


def test_equal_words_that_stand_together_in_neither_order_keep_their_order() -> None:
    words = [word_mark(text) for text in ("x", "x", "a", "b", "c")]
    assert drawn_whole(["a", "b", "c", "x", "x"]).matched(words) == [[3], [4], [0], [1], [2]]


def test_a_word_that_opens_a_page_is_marked_at_the_end_of_the_page_before() -> None:
    words = [word_mark("one"), word_mark("two"), word_mark("three", page=1)]
    assert drawn_whole(["one", "two", "three"], [0, 1, 1]).matched(words) == [[0], [1], [2]]
    words = [word_mark("one"), word_mark("one"), word_mark("one", page=1)]
    assert drawn_whole(["one", "one", "one"], [0, 1, 1]).matched(words) == [[0], [1], [2]]


def test_equal_words_of_two_pages_go_by_the_page_of_their_marks() -> None:
    """A float of the second page stands in the template before the end of the first."""
    words = [word_mark("sum"), word_mark("sum", page=1), word_mark("the"), word_mark("sum")]
    assert drawn_whole(["sum", "the", "sum", "sum"], [0, 0, 0, 1]).matched(words) == [[0], [3], [1], [2]]


@pytest.mark.parametrize(("apart", "swapped"), [(19, False), (21, True)])
def test_equal_words_that_are_drawn_in_another_order_go_by_where_they_stand(apart: float, swapped: bool) -> None:
    """The comparison of orders gives the header the footer's word; a mark may stand a line too high, not more."""
    words = [word_mark("Acme", y=100), word_mark("a"), word_mark("b"), word_mark("Acme", y=100 + apart)]
    drawn = Drawn()
    a, b = drawn.draw("a"), drawn.draw("b")
    upper, lower = drawn.draw("Acme", y=100), drawn.draw("Acme", y=100 + apart)
    header, *middle, footer = drawn.matched(words)
    assert middle == [[a], [b]]
    assert (header, footer) == (([upper], [lower]) if swapped else ([lower], [upper]))


@pytest.mark.parametrize(
    ("marks", "heights", "swapped"),
    [((100, 500), (700, 800), False), ((100, 130), (110, 125), False), ((100, 150), (110, 145), True)],
)
def test_two_equal_words_change_places_only_where_both_then_stand_far_nearer(
    marks: tuple[float, float], heights: tuple[float, float], swapped: bool
) -> None:
    """First, both stand below their marks, a float that found no room; then 30 pt are no evidence, and 60 pt are."""
    words = [word_mark("Acme", y=marks[0]), word_mark("a"), word_mark("b"), word_mark("Acme", y=marks[1])]
    drawn = Drawn()
    drawn.draw("a")
    drawn.draw("b")
    first, second = (drawn.draw("Acme", y=height) for height in heights)
    header, _, _, footer = drawn.matched(words)
    assert (header, footer) == (([first], [second]) if swapped else ([second], [first]))


def test_a_word_far_from_its_mark_does_not_change_places_with_one_of_another_page() -> None:
    words = [word_mark("b"), word_mark("a"), word_mark("Acme", y=20), word_mark("Acme", page=1, y=20)]
    drawn = Drawn(2)
    a, b = drawn.draw("a"), drawn.draw("b")
    moved, other = drawn.draw("Acme", y=100), drawn.draw("Acme", y=20, page=1)
    assert drawn.matched(words) == [[b], [a], [moved], [other]]


def cut(text: str, cuts: Sequence[int], hyphens: bool) -> list[str]:
    """The text's pieces, a hyphen drawn after each but the last."""
    ends = [0, *sorted(set(cuts)), len(text)]
    pieces = [text[start:stop] for start, stop in pairwise(ends)]
    return [one for piece in pieces[:-1] for one in ((piece, "-") if hyphens else (piece,))] + pieces[-1:]


@settings(deadline=None)
@given(
    st.sampled_from(["international", "banana", "aaaa", "ab"]),
    st.lists(st.lists(st.integers(1, 12), max_size=3), min_size=1, max_size=4),
    st.booleans(),
)
def test_the_pieces_of_broken_words_are_put_together_until_they_spell_the_word(
    text: str, cuts: list[list[int]], hyphens: bool
) -> None:
    """Copies of one word, each broken in its own way."""
    drawn = Drawn()
    copies = [
        [drawn.draw(text, piece) for piece in cut(text, [at for at in own if at < len(text)], hyphens)] for own in cuts
    ]
    assert drawn.matched([word_mark(text)] * len(copies)) == copies


def test_a_broken_word_may_go_on_on_the_next_page_and_around_other_words() -> None:
    drawn = Drawn(2)
    first, other = drawn.draw("letters", "let"), drawn.draw("other", page=1)
    rest = drawn.draw("letters", "ters", page=1)
    words = [word_mark("letters"), word_mark("other", page=1)]
    assert drawn.matched(words) == [[first, rest], [other]]


def test_a_right_to_left_line_may_turn_a_piece_round() -> None:
    drawn = Drawn()
    own = [drawn.draw("mmol/L", "L/mm"), drawn.draw("mmol/L", "ol")]
    with pytest.raises(LostLetterError):
        drawn.matched([word_mark("mmol/L")])
    drawn = Drawn()
    own = [drawn.draw("mmol/L", "/mmol"), drawn.draw("mmol/L", "L")]
    assert drawn.matched([word_mark("mmol/L")]) == [own]


@pytest.mark.parametrize(
    ("pieces", "wanted", "message"),
    [
        ([], 1, "0 times 'total' on the pages, 1 in the template"),
        (["total"], 2, "1 times 'total' on the pages, 2 in the template"),
        (["total", "total"], 1, "2 times 'total' on the pages, 1 in the template"),
        (["to", "tal", "to"], 2, "2 times 'total' on the pages, 2 in the template"),
        (["to", "day"], 1, "'day' does not go on with 'to' of 'total'"),
        (["to", "tal-"], 1, "'tal-' does not go on with 'to' of 'total'"),
    ],
)
def test_letters_that_do_not_add_up_to_the_words_are_refused(pieces: list[str], wanted: int, message: str) -> None:
    drawn = Drawn()
    for piece in pieces:
        drawn.draw("total", piece)
    with pytest.raises(LostLetterError) as refused:
        drawn.matched([word_mark("total")] * wanted)
    assert str(refused.value) == message


@settings(deadline=None)
@given(TEXTS, st.data())
def test_a_document_that_lost_or_gained_a_word_is_never_labelled(texts: list[str], data: st.DataObject) -> None:
    """Sabotage: one fragment is left out, or drawn twice; Counter says that no matching can be right."""
    number = data.draw(st.integers(0, len(texts) - 1))
    spoilt = data.draw(st.sampled_from([texts[:number] + texts[number + 1 :], [*texts, texts[number]]]))
    assert Counter(spoilt) != Counter(texts)
    with pytest.raises(LostLetterError):
        drawn_whole(spoilt).matched([word_mark(text) for text in texts])
