"""The second opinion on what is printed (`synth.document.typeset.spelling`)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.document.typeset.letters import Fragment
from synth.document.typeset.pdf_page import TextPiece
from synth.document.typeset.spelling import misspelt
from tests.document.typeset.by_hand import hand_sheet, quad, word_mark


def wrong(*words: tuple[str, list[tuple[int, str]]], pages: int = 1) -> list[tuple[int, str]]:
    """`misspelt` of words that are given as (text, pieces that are printed: page and letters), each a fragment."""
    held: list[list[tuple[TextPiece, str]]] = [[] for _ in range(pages)]
    fragments: list[list[Fragment]] = []
    for _, printed in words:
        own = []
        for page, text in printed:
            piece = TextPiece(quad(0, 0, 1, 1), 10.0, len(held[page]))
            held[page].append((piece, text))
            own.append(Fragment(page, (0.0, 0.0, 1.0, 1.0), (piece,)))
        fragments.append(own)
    return misspelt([word_mark(text) for text, _ in words], fragments, [hand_sheet(pieces=one) for one in held])


def is_wrong(text: str, *printed: str) -> bool:
    return wrong((text, [(0, one) for one in printed])) == [(0, text)]


LATIN = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_characters="-\u00ad"), min_size=1, max_size=9
)


@settings(deadline=None)
@given(LATIN, st.data())
def test_a_word_that_is_printed_as_it_is_or_broken_is_right(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert not is_wrong(text, text)
    assert not is_wrong(text, text[:at] + "-", text[at:])
    assert not is_wrong(text, *data.draw(st.permutations(text)))


@settings(deadline=None)
@given(st.text("abcXYZ019", min_size=1, max_size=6), st.text("abcXYZ019", min_size=1, max_size=6))
def test_a_word_whose_letters_are_others_is_wrong(text: str, printed: str) -> None:
    assert is_wrong(text, printed) is (sorted(text) != sorted(printed))


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Total", "TOTAL"),
        ("12", "l2"),
        ("total", "totall"),
        ("note", ""),
        ("naïve", "naive"),
        ("€5", "$5"),
        ("漢", "字"),
    ],
)
def test_what_looks_like_the_word_is_not_the_word(text: str, printed: str) -> None:
    assert is_wrong(text, printed)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("office", "oﬃce"),
        ("x²", "x2"),
        ("well-known", "wellknown"),
        ("inter", "inter\ufffe"),
        ("a\u200bb", "\u2066ab\u2069"),
        ("a b", "ab"),
        ("(a)", ")a("),
        ("≤5", "≥5"),
        ("ﾃｽﾄ", "テスト"),
    ],
)
def test_forms_hyphens_blanks_and_mirrored_signs_are_not_compared(text: str, printed: str) -> None:
    assert not is_wrong(text, printed)


@pytest.mark.parametrize("text", ["مرحبا", "हिन्दी", "עברית", "ﻣﺮﺣﺒﺎ", "ខ្មែរ"])
def test_letters_of_joined_scripts_are_no_evidence(text: str) -> None:
    assert not is_wrong(text, "x")


def test_each_wrong_word_is_told_with_the_page_on_which_it_begins() -> None:
    """Pieces are numbered anew on each page."""
    told = wrong(
        ("right", [(0, "right")]), ("first", [(0, "FIRST")]), ("over", [(0, "ov"), (1, "er")]),
        ("again", [(1, "x")]), ("late", [(0, "la"), (1, "TE")]), ("end", [(1, "end")]), pages=2,
    )  # fmt: skip
    assert told == [(0, "first"), (1, "again"), (0, "late")]


def test_no_words_are_not_wrong() -> None:
    assert wrong(pages=2) == []
