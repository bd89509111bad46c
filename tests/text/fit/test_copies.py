"""A template loses what would make it a copy of a long run that fewer than k sources have."""

from __future__ import annotations

from synth.text.fit.bridges import Gap, Run
from synth.text.fit.copies import Copies
from synth.text.fit.counts import BEGIN, END

SAID = (BEGIN, *["the", "red", "bus", "goes", "to", "town", "every", "day"], END)
START, REST = Run((BEGIN, "the")), Run((*["bus", "goes", "to", "town", "every", "day"], END))


def test_the_filler_that_makes_a_copy_goes() -> None:
    gap = Gap((("red",), ("late", "blue"), ()))
    assert Copies([("one", SAID)], 2).without((START, gap, REST)) == (START, Gap((("late", "blue"), ())), REST)


def test_what_k_sources_say_stays() -> None:
    pieces = (START, Gap((("red",),)), REST)
    assert Copies([("one", SAID), ("other", SAID)], 2).without(pieces) == pieces
    assert Copies([("one", SAID), ("one", SAID)], 2).without(pieces) is None


def test_a_copy_without_gaps_is_no_template() -> None:
    assert Copies([("one", SAID)], 2).without((Run(SAID),)) is None


def test_a_template_of_many_wordings_keeps_the_likeliest() -> None:
    gaps = [Gap(tuple((f"{letter}{number}",) for number in range(5))) for letter in "abcdef"]
    kept = Copies([], 2).without((START, *gaps, REST))
    assert kept is not None
    assert all(
        isinstance(gap, Gap) and gap.fillers[0] == (f"{letter}0",)
        for gap, letter in zip(kept[1:-1], "abcdef", strict=True)
    )
