"""No border that may be cut lies inside a character: checked with another program's grapheme clusters."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.text.grammar.graphemes import cuts

regex = pytest.importorskip("regex", reason="regex is not installed")
CLUSTER = regex.compile(r"\X")
KNOWN = [char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) not in ("Cn", "Co", "Cs")]
JOINING = st.sampled_from("aé\u0301क\u094dषि\u200d👩🏽🇩🇪한각กำ\u0d4e\uff9e\u0600\r\n😀️ .")


def borders(text: str) -> set[int]:
    return {cluster.start() for cluster in CLUSTER.finditer(text)} | {len(text)}


@given(st.text(JOINING | st.sampled_from(KNOWN), max_size=8))
@settings(deadline=None, max_examples=500)
def test_what_may_be_cut_is_a_border_of_clusters(text: str) -> None:
    allowed = {at for at in range(len(text) + 1) if not cuts(text, at)}
    assert allowed <= borders(text)
    assert {0, len(text)} <= allowed


@pytest.mark.parametrize("beside", "aक한ᄀ")
def test_every_character_beside_a_letter(beside: str) -> None:
    pairs = [pair for char in KNOWN for pair in (beside + char, char + beside)]
    assert [pair for pair in pairs if not cuts(pair, 1) and 1 not in borders(pair)] == []


@given(st.text("abcäöü éñ.,;!?ABC0123456789あア漢字абвΑΒ", max_size=20))
def test_text_without_marks_may_be_cut_anywhere(text: str) -> None:
    assert not any(cuts(text, at) for at in range(len(text) + 1))
