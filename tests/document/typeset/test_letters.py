"""Letters on the page: which link each was drawn for, what they spell (`synth.document.typeset.letters`)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.document.typeset.letters import HYPHENS, Fragment, lettered, spelling_of, spells
from synth.document.typeset.pdf_page import LinkBox, TextPiece
from tests.document.typeset.by_hand import Box, hand_sheet, quad, turn

WIDTHS = st.lists(st.lists(st.floats(3, 12), max_size=4), min_size=1, max_size=8)
"""Widths of the letters of each word, pt; a word may have none."""


def piece(key: int, *corners: float, size: float = 10.0, angle_deg: float = 0.0) -> TextPiece:
    x0, y0, x1, y1 = corners
    return TextPiece(turn(quad(x0, y0, x1, y1), angle_deg), size, key)


def owners(links: Sequence[Box], pieces: Sequence[TextPiece]) -> dict[str, list[int]]:
    """Link number, or `stray` -> the keys of its letters."""
    named = [LinkBox(str(number), box) for number, box in enumerate(links)]
    found, stray = lettered(hand_sheet(named, [(one, "x") for one in pieces]), 7)
    told = {link.target: [one.key for one in fragment.pieces] for link, fragment in found}
    assert len(told) == len(found), "no link has two fragments"
    for link, fragment in found:
        assert (fragment.page, fragment.box) == (7, link.box)
    return {**told, **({"stray": [one.key for one in stray]} if stray else {})}


def owner(links: Sequence[Box], *corners: float, size: float = 10.0) -> str:
    """The link of a single piece."""
    (found,) = owners(links, [piece(0, *corners, size=size)])
    return found


def row(widths: list[list[float]], gap: float) -> tuple[list[Box], list[TextPiece], dict[str, list[int]]]:
    """Words side by side: (link rectangles, letters, whose they are)."""
    links: list[Box] = []
    pieces: list[TextPiece] = []
    told: dict[str, list[int]] = {}
    x = 0.0
    for number, own in enumerate(widths):
        start = x
        for width in own:
            told.setdefault(str(number), []).append(len(pieces))
            pieces.append(piece(len(pieces), x, 2, x + width, 12))
            x += width
        links.append((start, 0.0, max(x, start + 1), 14.0))
        x = links[-1][2] + gap
    return links, pieces, told


@settings(deadline=None)
@given(WIDTHS, st.floats(0, 6))
def test_words_side_by_side_have_the_letters_drawn_in_their_rectangles(widths: list[list[float]], gap: float) -> None:
    """Also where no blank stands between them; at most two words in a row have no letters."""
    widths = [own or [5.0] if number % 3 == 2 else own for number, own in enumerate(widths)]
    links, pieces, told = row(widths, gap)
    assert owners(links, pieces) == told


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 30), st.integers(1, 60)), max_size=8),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40)), max_size=12),
)
def test_every_letter_is_in_one_word_or_stray_in_drawing_order(
    boxes: list[tuple[int, int, int]], spots: list[tuple[int, int]]
) -> None:
    links: list[Box] = [(x, y, x + width, y + 12.0) for x, y, width in boxes]
    pieces = [piece(key, x, y, x + 6, y + 10) for key, (x, y) in enumerate(spots)]
    told = owners(links, pieces)
    words = [key for name, own in told.items() if name != "stray" for key in own]
    assert words == sorted(words), "links and letters come in the same order"
    assert sorted([*words, *told.get("stray", [])]) == list(range(len(spots)))
    assert told.get("stray", []) == sorted(told.get("stray", []))
    assert all(told.values())


def test_without_links_all_letters_are_stray() -> None:
    assert owners([], [piece(0, 0, 0, 5, 10), piece(1, 5, 0, 9, 10)]) == {"stray": [0, 1]}
    assert owners([(0, 0, 5, 10)], []) == {}


def test_letters_do_not_go_back_to_a_link_that_is_done() -> None:
    links: list[Box] = [(0, 0, 20, 12), (30, 0, 50, 12)]
    assert owners(links, [piece(0, 30, 0, 36, 12), piece(1, 0, 0, 6, 12)]) == {"1": [0], "stray": [1]}


def test_letters_that_are_drawn_on_top_of_each_other_go_by_drawing_order() -> None:
    """The same word twice at one spot, a shadow: three letters each, then a turned stamp over both."""
    links: list[Box] = [(0, 0, 20, 12)] * 2
    level = [piece(key, 6 * key, 0, 6 * key + 6, 12) for key in range(3)]
    stamp = [one._replace(key=3 + number, quad=turn(one.quad, 2)) for number, one in enumerate(level)]
    assert owners(links, [*level, *stamp]) == {"0": [0, 1, 2], "1": [3, 4, 5]}
    assert owners(links[:1], [*level, *stamp]) == {"0": [0, 1, 2], "stray": [3, 4, 5]}, "a word does not turn"


@pytest.mark.parametrize(("angle_deg", "same_word"), [(0.4, True), (-0.4, True), (0.8, False), (-0.8, False)])
def test_a_turn_of_more_than_half_a_degree_ends_a_word(angle_deg: float, same_word: bool) -> None:
    pieces = [piece(0, 0, 0, 6, 12), piece(1, 6, 0, 12, 12, angle_deg=angle_deg)]
    told = owners([(0, 0, 20, 12), (0, 0, 20, 12)], pieces)
    assert told == ({"0": [0, 1]} if same_word else {"0": [0], "1": [1]})


def test_a_stamps_wide_rectangle_does_not_take_the_letters_of_the_words_under_it() -> None:
    """The stamp is drawn first and turned; its upright rectangle holds both words."""
    stamp = [piece(0, 10, 0, 30, 12, angle_deg=20), piece(1, 30, 0, 50, 12, angle_deg=20)]
    words = [piece(2, 12, 10, 20, 20), piece(3, 24, 10, 32, 20)]
    links: list[Box] = [(0, 0, 60, 40), (11, 8, 21, 22), (23, 8, 33, 22)]
    assert owners(links, [*stamp, *words]) == {"0": [0, 1], "1": [2], "2": [3]}


def test_a_letter_is_the_first_links_that_holds_all_of_it_else_of_the_one_that_holds_most() -> None:
    half, most, whole = (0.0, 0.0, 15.5, 12.0), (0.0, 0.0, 17.5, 12.0), (9.0, 0.0, 21.0, 12.0)
    assert owner([half, most], 10, 0, 20, 12) == "1"
    assert owner([most, half], 10, 0, 20, 12) == "0"
    assert owner([half, whole], 10, 0, 20, 12) == "1"
    assert owner([half, whole, whole], 10, 0, 20, 12) == "1", "the first of two"
    assert owner([half, half], 10, 0, 20, 12) == "0", "the first of two"


def test_nine_tenths_of_a_letter_are_all_of_it() -> None:
    """The slack of 0.6 pt counts, too: 9.3 of 10 pt in the first link, all of it in the second."""
    assert owner([(0, 0, 18.7, 12), (9, 0, 21, 12)], 10, 0, 20, 12) == "0"
    assert owner([(0, 0, 18.2, 12), (9, 0, 21, 12)], 10, 0, 20, 12) == "1"
    assert owner([(0, -10, 30, 11.0), (9, 0, 21, 12)], 10, 2, 20, 12) == "0"
    assert owner([(0, -10, 30, 10.2), (9, 0, 21, 12)], 10, 2, 20, 12) == "1"


@pytest.mark.parametrize(("below", "size", "told"), [(0.5, 1, "0"), (3.9, 10, "0"), (4.1, 10, "stray"), (4.1, 11, "0")])
def test_marks_may_stand_outside_of_their_word_by_four_tenths_of_their_size(
    below: float, size: float, told: str
) -> None:
    """A vowel sign whose middle lies below its link; in the other three directions likewise."""
    link = (10.0, 10.0, 30.0, 22.0)
    for x, y in ((20, 22 + below), (20, 10 - below), (10 - below, 16), (30 + below, 16)):
        assert owner([link], x - 1, y - 1, x + 1, y + 1, size=size) == told


def test_a_letter_in_a_link_is_no_mark_of_the_word_before() -> None:
    """Its middle lies within the slack for marks of the first link, and within the second itself."""
    assert owner([(0, 0, 20, 12), (21, 0, 40, 12)], 20.5, 0, 26, 12) == "1"


def test_far_ahead_only_what_holds_the_letter_itself_comes_into_question() -> None:
    """After three links without letters a mark that stands outside is nobody's; a letter within finds its link."""
    elsewhere: list[Box] = [(0, 100, 20, 112)]
    target: Box = (0, 0, 20, 12)
    assert owner([*elsewhere * 3, target], 8, 14, 10, 16) == "3"
    assert owner([*elsewhere * 4, target], 8, 14, 10, 16) == "stray"
    assert owner([*elsewhere * 4, target], 8, 2, 14, 12) == "4"


@pytest.mark.parametrize(("skipped", "told"), [(38, "38"), (39, "39"), (40, "stray")])
def test_letters_skip_at_most_forty_links(skipped: int, told: str) -> None:
    assert owner([*[(0.0, 100.0, 20.0, 112.0)] * skipped, (0.0, 0.0, 20.0, 12.0)], 8, 2, 14, 12) == told


def test_a_near_link_that_holds_little_comes_before_a_far_one_that_holds_all() -> None:
    elsewhere: list[Box] = [(0, 100, 20, 112)]
    assert owner([(0, 0, 13, 12), *elsewhere * 3, (0, 0, 20, 12)], 8, 2, 16, 12) == "0"
    assert owner([(0, 0, 13, 12), *elsewhere * 2, (0, 0, 20, 12)], 8, 2, 16, 12) == "3"


@settings(deadline=None)
@given(st.text(max_size=8).flatmap(lambda text: st.tuples(st.just(text), st.permutations(text).map("".join))))
def test_letters_in_any_order_spell_a_text(orders: tuple[str, str]) -> None:
    text, order = orders
    assert spells(order, text)
    assert spells(text, order)


@settings(deadline=None)
@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_letters_spell_only_what_has_just_these_letters(piece_: str, text: str) -> None:
    assert spells(piece_, text) is (sorted(piece_) == sorted(text))
    assert spells(piece_ + "x", text + "x") is spells(piece_, text)


def fragment(*keys: int) -> Fragment:
    return Fragment(0, (0.0, 0.0, 1.0, 1.0), tuple(piece(key, 0, 0, 1, 1) for key in keys))


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        (["inter", "net"], "internet"),
        (["a b", " c "], "abc"),
        (["\u202aL/mmol\u202c", "\u2066x\u2069"], "L/mmolx"),
        (["inter\x02"], "inter-"),
        (["inter\ufffe"], "inter-"),
        (["inter\u2010"], "inter\u2010"),
        (["a\u00a0b"], "a\u00a0b"),
    ],
)
def test_fragments_spell_their_pieces_in_order_without_what_pdfium_adds(letters: list[str], text: str) -> None:
    pdf_page = hand_sheet(pieces=[(piece(key, 0, 0, 1, 1), one) for key, one in enumerate(letters)])
    assert spelling_of(pdf_page, [fragment(key) for key in range(len(letters))]) == text
    assert spelling_of(pdf_page, [fragment(*range(len(letters)))]) == text


def test_no_fragments_spell_nothing() -> None:
    assert spelling_of(hand_sheet(), []) == ""


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_every_hyphen_of_a_line_end_is_known_as_one_after_it_was_read(hyphen: str) -> None:
    pdf_page = hand_sheet(pieces=[(piece(0, 0, 0, 1, 1), hyphen)])
    assert spelling_of(pdf_page, [fragment(0)]) in HYPHENS
