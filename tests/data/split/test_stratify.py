"""Laws of splits: exact counts, even strata, nothing divided, no say for order."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.errors import DataError, SynthError
from synth.data.split.filling import Group
from synth.data.split.gather import Gathered, Split
from synth.data.split.groups import digest
from synth.data.split.shares import NAMES, Shares, parse_shares
from synth.data.split.stratify import parts_of_groups

EIGHTY = Shares(parts=(800_000, 100_000, 100_000))


def gathered(samples: list[tuple[str, list[str], list[str], dict[str, object]]]) -> Gathered:
    found = Gathered("things")
    for sample in samples:
        found.add(*sample)
    return found


@pytest.mark.parametrize(
    ("text", "number", "counts"),
    [("0.8,0.1,0.1", 10, (8, 1, 1)), ("0.8,0.1,0.1", 14, (11, 2, 1)), ("0.9, 0.1", 5, (5, 0)), (".5,.5", 7, (4, 3)),
     ("0.333333,0.333333,0.333334", 100, (33, 33, 34))],
)  # fmt: skip
def test_counts_are_those_of_the_largest_remainder(text: str, number: int, counts: tuple[int, ...]) -> None:
    shares = parse_shares(text)
    assert shares.counts(number) == counts
    assert shares.names == NAMES[: len(counts)]


@pytest.mark.parametrize("text", ["", "1", "0.8,0.1", "0.8,0.1,0.2", "0.5,0.25,0.15,0.1", "80,10,10", "1.0,0.0", "a,b"])
def test_shares_that_are_not_1_together_are_refused(text: str) -> None:
    with pytest.raises(SynthError, match="two or three shares above 0 that are 1 together"):
        parse_shares(text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sets(st.sampled_from("abcdef"), max_size=4), min_size=15, max_size=80),
    st.sampled_from(["0.8,0.1,0.1", "0.5,0.5", "0.7,0.2,0.1"]),
)
def test_counts_are_exact_whatever_the_strata(found: list[set[str]], text: str) -> None:
    shares = parse_shares(text)
    groups = [Group(order=digest(str(n)), size=1, strata=dict.fromkeys(sorted(one), 1)) for n, one in enumerate(found)]
    parts = parts_of_groups(groups, shares)
    assert tuple(parts.count(part) for part in range(len(shares.parts))) == shares.counts(len(groups))


@pytest.mark.parametrize("seed", range(6))
def test_classes_of_single_labels_are_within_one_of_their_shares(seed: int) -> None:
    draw = random.Random(seed)
    labels = [min(int(draw.expovariate(0.4)), 7) for _ in range(draw.randint(30, 300))]
    groups = [Group(order=digest(str(n)), size=1, strata={str(one): 1}) for n, one in enumerate(labels)]
    parts = parts_of_groups(groups, EIGHTY)
    shown = Counter(zip(labels, parts, strict=True))
    for label, number in Counter(labels).items():
        for part, share in enumerate(EIGHTY.parts):
            assert abs(shown[label, part] - number * share / 1e6) < 1


def test_classes_that_overlap_stay_near_their_shares_in_a_large_set_with_groups() -> None:
    draw = random.Random(1)
    groups = [
        Group(order=digest(str(n)), size=1 + (n % 10 == 0) * draw.randint(0, 9),
              strata={str(one): 1 for one in range(10) if draw.random() < 0.06 * one})
        for n in range(3000)
    ]  # fmt: skip
    parts = parts_of_groups(groups, EIGHTY)
    for one in range(1, 10):
        number = [parts[n] for n, group in enumerate(groups) if str(one) in group.strata]
        for part, share in enumerate(EIGHTY.parts):
            assert abs(number.count(part) - len(number) * share / 1e6) <= 0.01 * len(number) + 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from("abc")), min_size=10, max_size=60))
def test_no_tie_is_divided_and_order_has_no_say(found: list[tuple[int, int, str]]) -> None:
    samples = [
        (f"name {n}", [f"p{one}", f"q{two}"], [label], dict[str, object]()) for n, (one, two, label) in enumerate(found)
    ]
    samples += [(f"alone {n}", list[str](), ["a"], dict[str, object]()) for n in range(20)]
    split = Split(shares=EIGHTY, seed=2)
    assigned = gathered(samples).assigned(split, "set", "p and q")
    for name, ties, *_ in samples:
        for other, others, *_ in samples:
            if set(ties) & set(others):
                assert assigned.part_of(name) == assigned.part_of(other)
    assert {assigned.part_of(name) for name, *_ in samples} == set(NAMES)
    random.Random(0).shuffle(samples)
    again = gathered(samples).assigned(split, "set", "p and q")
    assert again.parts == assigned.parts
    assert sorted(again.lines) == sorted(assigned.lines)


def test_a_seed_chooses_another_split_of_the_same_counts() -> None:
    samples = [(f"{n}", list[str](), ["a"], dict[str, object]()) for n in range(50)]
    one, other = (gathered(samples).assigned(Split(shares=EIGHTY, seed=seed), "set", "") for seed in (0, 1))
    assert one.parts != other.parts
    assert Counter(one.parts.values()) == Counter(other.parts.values()) == {0: 40, 1: 5, 2: 5}


def test_variables_are_strata_and_numbers_or_names_are_none() -> None:
    """Two of ten are at night; they would fall anywhere, were they no stratum."""
    for seed in range(8):
        samples = [
            (f"{n}", list[str](), ["a"], {"night": n < 10, "taken": f"file {n}", "gain": n / 7}) for n in range(50)
        ]
        assigned = gathered(samples).assigned(Split(shares=EIGHTY, seed=seed), "set", "")
        assert Counter(assigned.part_of(f"{n}") for n in range(10)) == {"train": 8, "val": 1, "test": 1}


def test_groups_that_make_exact_shares_impossible_come_nearest_and_that_is_said() -> None:
    samples = [(f"{n}", [f"patient {n // 5}"], ["a"], dict[str, object]()) for n in range(20)]
    assigned = gathered(samples).assigned(Split(shares=EIGHTY), "set", "equal patient")
    assert Counter(assigned.parts.values()) == {0: 10, 1: 5, 2: 5}
    assert assigned.lines[:3] == (
        "split     train 10, val 5, test 5 of 20 things (seed 0)",
        "groups    4 of several things, the largest of 5, are not divided; tied are equal patient",
        "note      asked were 16, 2, 2: groups are not divided, this is the nearest",
    )


def test_a_split_that_would_leave_a_part_empty_is_refused() -> None:
    samples = [(f"{n}", ["one"], ["a"], dict[str, object]()) for n in range(20)]
    with pytest.raises(DataError, match="20 things in 1 group that must not be divided'; at least 3 groups"):
        gathered(samples).assigned(Split(shares=EIGHTY), "set", "x")
    with pytest.raises(DataError, match="3 things'; enough for one in each of train, val, test"):
        gathered(samples[:3]).assigned(Split(shares=EIGHTY), "set", "x")


def test_a_group_of_nearly_all_samples_is_refused_and_a_smaller_one_is_not() -> None:
    samples = [(f"{n}", ["one"] if n < 95 else [], ["a"], dict[str, object]()) for n in range(100)]
    with pytest.raises(DataError, match="95 of 100 things in one group that must not be divided"):
        gathered(samples).assigned(Split(shares=EIGHTY), "set", "x")
    for _, ties, *_ in samples[85:]:
        ties.clear()
    assigned = gathered(samples).assigned(Split(shares=EIGHTY), "set", "x")
    assert sorted(Counter(assigned.parts.values()).values()) == [7, 8, 85]
