"""Counts add up equally however the samples are cut, and samples can be taken out of them again."""

from __future__ import annotations

import json
from collections import Counter
from functools import reduce
from operator import add

from hypothesis import given
from hypothesis import strategies as st

from synth.core.canonical import canonical_exact
from synth.folder.totals import MOST_VALUES, OPEN, Totals

NAMES = st.sampled_from(["a", "b", "c"])
COUNTS = st.dictionaries(NAMES, st.integers(0, 5))
FEW = st.dictionaries(st.sampled_from(["few", "other"]), COUNTS)
VALUES = st.integers(0, MOST_VALUES + 1).map(lambda last: {str(value): 1 for value in range(last)})
"""Of an open group: two of them together may have more values than are counted."""


def totals(groups: st.SearchStrategy[dict[str, dict[str, int]]]) -> st.SearchStrategy[Totals]:
    numbers = st.integers(0, 9)
    return st.builds(Totals, written=numbers, given_up=numbers, rejected=COUNTS, groups=groups)


OPEN_GROUPS = st.dictionaries(st.just(OPEN + "x"), st.tuples(VALUES, st.integers(0, MOST_VALUES)).map(
    lambda drawn: {str(int(value) + drawn[1]): number for value, number in drawn[0].items()}
))  # fmt: skip
ANY = totals(st.builds(lambda closed, opened: closed | opened, FEW, OPEN_GROUPS))
CLOSED = totals(FEW)


@given(ANY, ANY, ANY)
def test_the_order_of_adding_does_not_matter(one: Totals, two: Totals, three: Totals) -> None:
    assert (one + two) + three == one + (two + three)
    assert one + two == two + one
    assert Totals() + (one + two) == one + two


@given(CLOSED, CLOSED)
def test_what_was_added_can_be_taken_out_again(one: Totals, other: Totals) -> None:
    assert one + other - other == Totals() + one
    assert (one + other).drafts == one.drafts + other.drafts


@given(st.lists(st.integers(0, 3 * MOST_VALUES), min_size=1, max_size=150), st.data())
def test_open_values_are_counted_while_they_are_few_however_the_samples_are_cut(
    values: list[int], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(values)))
    whole = reduce(add, map(of_value, values), Totals())
    parts = [reduce(add, map(of_value, part), Totals()) for part in (values[:cut], values[cut:])]
    assert sum(parts, start=Totals()) == whole
    expected = Counter(str(value) for value in values)
    assert whole.group(OPEN + "x") == (expected if len(expected) <= MOST_VALUES else {})


def test_an_open_group_with_too_many_values_stays_empty() -> None:
    many = reduce(add, map(of_value, range(MOST_VALUES + 1)))
    assert many.groups == {OPEN + "x": {}}
    assert (many + of_value(0)).groups == (many - of_value(0)).groups == {OPEN + "x": {}}
    full = reduce(add, map(of_value, range(MOST_VALUES)))
    assert len(full.group(OPEN + "x")) == MOST_VALUES


def test_an_open_group_that_lost_its_only_sample_can_be_counted_again() -> None:
    """A batch of one sample that is written anew; an empty group would mean that it had too many values."""
    alone = of_value(7)
    assert alone - alone + of_value(8) == Totals() + of_value(8)


def test_a_closed_group_may_have_any_number_of_values() -> None:
    many = [Totals(written=1, groups={"templates": {str(value): 1}}) for value in range(2 * MOST_VALUES)]
    assert len(sum(many, start=Totals()).group("templates")) == 2 * MOST_VALUES


@given(ANY)
def test_a_record_holds_all_counts(one: Totals) -> None:
    assert Totals.of_record(json.loads(canonical_exact(one.record()))) == one


def test_the_yield_is_accepted_of_all_drafts() -> None:
    one = Totals(written=3, given_up=1, rejected={"a": 2, "b": 1})
    assert (one.drafts, one.yield_share) == (6, 0.5)
    assert Totals().yield_share == 0
    assert one.yield_record() == {
        "written": 3, "given_up": 1, "drafts": 6, "rejected": {"a": 2, "b": 1}, "yield": 0.5
    }  # fmt: skip


def of_value(value: int) -> Totals:
    """Of one sample, with one value of an attribute."""
    return Totals(written=1, groups={OPEN + "x": {str(value): 1}})
