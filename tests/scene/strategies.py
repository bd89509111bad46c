"""Hypothesis strategies for scene files as plain mappings: valid ones, and junk to break them with."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["car", "person", "nucleus", "a_1", "Tree", "_x"])
WORDS = st.text("abc xyz-äé.", min_size=1, max_size=8)
SHARES = st.floats(0, 1, allow_nan=False)


def numbers(low: float, high: float) -> st.SearchStrategy[float | int]:
    """Numbers of both types between two ends."""
    return st.integers(int(low), int(high)) | st.floats(low, high, allow_nan=False)


def pairs(low: float, high: float) -> st.SearchStrategy[list[Any]]:
    """[low, high] in order."""
    return st.lists(numbers(low, high), min_size=2, max_size=2).map(sorted)


def number_ranges(low: float, high: float) -> st.SearchStrategy[Any]:
    """Every way to write a numeric range whose numbers lie between two ends (low at least 1)."""
    values = numbers(low, high)
    clips = st.fixed_dictionaries({}, optional={"min": st.just(low), "max": st.just(high)})
    tagged = st.one_of(
        st.fixed_dictionaries({"uniform": pairs(low, high)}),
        st.fixed_dictionaries({"normal": st.tuples(values, numbers(0, 9)).map(list)}),
        st.fixed_dictionaries({"lognormal": st.tuples(values, SHARES).map(list)}),
        st.fixed_dictionaries({"poisson": values}),
        st.fixed_dictionaries(
            {"integer": st.lists(st.integers(int(low), int(high)), min_size=2, max_size=2).map(sorted)}
        ),
    )
    choices = st.fixed_dictionaries({"choice": st.lists(values, min_size=1, max_size=4, unique_by=float)})
    return values | st.builds(lambda a, b: {**a, **b}, tagged, clips) | choices


SCALARS = st.booleans() | st.integers(-99, 99) | st.floats(-9, 9) | WORDS
VALUE_RANGES = (
    SCALARS
    | st.fixed_dictionaries({"choice": st.lists(SCALARS, min_size=1, max_size=4, unique_by=repr)})
    | st.fixed_dictionaries({"choice": st.dictionaries(WORDS, st.floats(0.1, 9), min_size=1, max_size=3)})
    | number_ranges(1, 50)
)
SIZES = number_ranges(1, 400) | st.fixed_dictionaries({"fraction": number_ranges(1, 2)})
SHAPES = st.one_of(
    st.sampled_from(["box", "blob", "car"]),
    st.just({"choice": {"car": 2, "truck": 1}}),
    st.fixed_dictionaries({"polygon": st.lists(st.lists(SHARES, min_size=2, max_size=2), min_size=3, max_size=6)}),
)
PLACES = st.fixed_dictionaries(
    {},
    optional={
        "region": st.tuples(pairs(0, 1), pairs(0, 1)).map(
            lambda ends: [ends[0][0], ends[1][0], ends[0][1], ends[1][1]]
        ),
        "margin": numbers(-0.9, 2),
        "max_overlap": SHARES,
        "min_visible": SHARES,
        "z": number_ranges(1, 9),
        "max_tries": st.integers(1, 500),
    },
)
KINDS = st.one_of(
    st.just({}),
    st.just({"kind": "ground"}),
    st.fixed_dictionaries({"kind": st.just("grid"), "rows": number_ranges(1, 5), "cols": number_ranges(1, 5)}),
    st.fixed_dictionaries({"kind": st.just("row"), "gap": number_ranges(1, 2)}),
    st.fixed_dictionaries({"kind": st.just("cluster"), "clusters": number_ranges(1, 3), "spread": st.floats(0.01, 1)}),
    st.fixed_dictionaries({"kind": st.just("pairs"), "gap": number_ranges(1, 2)}),
)
BOUNDS = st.fixed_dictionaries({}, optional={"max": numbers(5, 9)}).map(lambda ends: {"min": 1, **ends})
LIMITS = st.dictionaries(st.sampled_from(["count", "touching_pairs", "truncated", "occluded"]), BOUNDS, max_size=3)
QUOTAS = st.fixed_dictionaries(
    {"share": SHARES, "require": LIMITS.filter(bool)},
    optional={"exclusive": st.booleans(), "set": st.just({"background.fill": "red"})},
)
OBJECTS = st.fixed_dictionaries(
    {"place": st.builds(lambda a, b: {**a, **b}, PLACES, KINDS)},
    optional={
        "category": st.sampled_from(["traffic light", "Zelle"]),
        "count": number_ranges(1, 40),
        "size": SIZES,
        "aspect": number_ranges(1, 3),
        "shape": SHAPES,
        "angle_deg": number_ranges(1, 360),
        "color": st.sampled_from(["red", "#a0B1c2"]) | st.just({"choice": {"red": 1, "blue": 2}}),
        "attributes": st.dictionaries(NAMES, VALUE_RANGES, max_size=3),
    },
)
SCENES = st.fixed_dictionaries(
    {"kind": st.just("image"), "objects": st.dictionaries(NAMES, OBJECTS, min_size=1, max_size=3)},
    optional={
        "canvas": st.fixed_dictionaries({"width": st.sampled_from([8, 64]), "height": st.just(32)}),
        "variables": st.dictionaries(NAMES, VALUE_RANGES, max_size=3),
        "constraints": LIMITS,
        "quotas": st.dictionaries(NAMES, QUOTAS, max_size=2),
        "min_area": st.integers(1, 50),
    },
)

JUNK = st.one_of(
    st.none(),
    SCALARS,
    st.floats(),
    st.integers(),
    st.just(10**400),
    st.just([]),
    st.just({}),
    st.lists(SCALARS, max_size=3),
    st.dictionaries(WORDS | st.sampled_from(["uniform", "choice", "fitted", "kind", "of"]), SCALARS, max_size=2),
    st.sampled_from(["{", "{x}", "}{", "fitted", "<fitted>", "\n", "\u2028", "x" * 5000, "\ud800"]),
)
