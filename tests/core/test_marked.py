from __future__ import annotations

import pytest

from synth.core.labels import Span, Token
from synth.core.marked import POS, Edit, Mark, Marked, concat


def held(marked: Marked) -> list[tuple[str, str]]:
    """What each mark holds, in the order of the marks."""
    return [(mark.label, marked.text[mark.start : mark.end]) for mark in marked.marks]


def named(text: str, *marks: tuple[int, int, str]) -> Marked:
    return Marked(text, tuple(Mark(start, end, label, label) for start, end, label in marks))


def test_labels_nest_outermost_first_and_an_empty_text_has_none() -> None:
    city = Marked("York").labelled("CITY", "c")
    address = concat([city, ", ", 12]).labelled("ADDRESS", "a")
    assert held(address) == [("ADDRESS", "York, 12"), ("CITY", "York")]
    assert Marked("").labelled("CITY", "c").marks == ()


@pytest.mark.parametrize("edge", [" ", "\n", "\t", "\u00a0", "\u2003", "\u200b", "\ufeff", " \n "])
def test_white_space_at_its_ends_is_outside_of_a_label(edge: str) -> None:
    city = Marked(f"{edge}York{edge}").labelled("CITY", "c")
    assert held(city) == [("CITY", "York")]
    assert Marked(edge).labelled("CITY", "c").marks == ()
    inner = len(edge) * 2 + 4
    assert [span[:4] for span in named(f"{edge}York{edge}", (0, inner, "A")).spans()[0]] == [
        (len(edge), len(edge) + 4, "A", "York")
    ]
    assert named(f"a{edge}b", (1, 1 + len(edge), "A")).spans() == ((), ())


def test_an_edit_may_leave_white_space_that_no_span_has() -> None:
    text = named("to Ann B", (3, 8, "A"), (7, 8, "B")).edited([Edit(7, 8, "")])
    assert held(text) == [("A", "Ann ")]
    assert [span.value for span in text.spans()[0]] == ["Ann"]


def test_mapping_may_change_lengths() -> None:
    text = concat(["an ", Marked("Voß").labelled("P", "p"), " am ", Marked("Fluß").labelled("Q", "q")])
    upper = text.mapped(str.upper)
    assert upper.text == "AN VOSS AM FLUSS"
    assert held(upper) == [("P", "VOSS"), ("Q", "FLUSS")]


def test_mapping_to_nothing_drops_the_mark() -> None:
    assert named("ab", (0, 1, "A"), (1, 2, "B")).mapped(lambda piece: piece.replace("a", "")).marks == (
        Mark(0, 1, "B", "B"),
    )


def test_insertions_at_borders_stay_outside() -> None:
    edited = named("abcd", (1, 3, "A")).edited([Edit(1, 1, "<"), Edit(3, 3, ">")])
    assert edited.text == "a<bc>d"
    assert held(edited) == [("A", "bc")]


def test_a_replaced_mark_holds_the_replacement() -> None:
    edited = named("abcd", (1, 3, "A")).edited([Edit(0, 0, "__"), Edit(1, 3, "XYZ")])
    assert held(edited) == [("A", "XYZ")]


def test_an_edit_over_the_border_of_two_neighbours_does_not_make_them_cross() -> None:
    edited = named("abcdef", (0, 3, "A"), (3, 6, "B")).edited([Edit(2, 4, "--")])
    assert held(edited) == [("A", "ab"), ("B", "ef")]


def test_a_deleted_mark_is_gone() -> None:
    assert named("abcd", (1, 3, "A")).edited([Edit(0, 3, "")]).marks == ()


@pytest.mark.parametrize("edits", [[Edit(0, 2, "x"), Edit(1, 3, "y")], [Edit(2, 1, "x")]])
def test_overlapping_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps the edit before it"):
        Marked("abcd").edited(edits)


def test_slices_cut_marks() -> None:
    text = named("  ab cd ", (2, 7, "A"), (5, 7, "B"))
    assert held(text.sliced(3, 6)) == [("A", "b c"), ("B", "c")]
    assert held(text.sliced(2, 4)) == [("A", "ab")]
    assert text.stripped().text == "ab cd"
    assert Marked(" \n").stripped().text == ""


def test_spans_share_the_number_of_their_entity_and_words_are_apart() -> None:
    text = Marked(
        "Anna saw her", (Mark(9, 12, "PERSON", "p1"), Mark(0, 4, "PERSON", "p1"), Mark(5, 8, f"{POS}VERB", "w"))
    )
    spans, words = text.spans()
    assert spans == (Span(0, 4, "PERSON", "Anna", 1), Span(9, 12, "PERSON", "her", 1))
    assert words == (Token(5, 8, "", "VERB"),)
