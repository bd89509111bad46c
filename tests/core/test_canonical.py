"""One value has one text; the comparison of two identities names the place where they differ."""

from __future__ import annotations

import json

import numpy as np
import pytest

from synth.core.canonical import canonical, canonical_exact, digest
from synth.folder.opening import differences


def test_equal_values_give_equal_texts_whatever_their_order_or_type():
    one = {"b": (1, 2.0), "a": np.float32(0.5), "n": np.int64(3)}
    other = {"n": 3, "a": 0.5, "b": [np.int8(1), np.array(2.0)[()]]}
    assert canonical(one) == canonical(other) == '{"a":0.5,"b":[1,2.0],"n":3}'


def test_floats_are_rounded_in_labels_and_exact_in_identities():
    assert canonical([0.1 + 0.2, 1 / 3, -1e-9]) == "[0.3,0.333333,0.0]"
    assert json.loads(canonical_exact(1 / 3)) == 1 / 3
    assert digest({"rate": 1e-7}) != digest({"rate": 2e-7})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {"a": b"x"}])
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match="has no place in"):
        canonical(value)


def test_text_is_ascii_without_a_raw_tab_or_newline():
    text = canonical({"prompt": "é\t\n\u2028"})
    assert text.isascii()
    assert text.isprintable()
    assert json.loads(text) == {"prompt": "é\t\n\u2028"}


@pytest.mark.parametrize(
    ("mine", "theirs", "found"),
    [
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [(("a", "c"), 2, 3)]),
        ({"a": {"x": 1}}, {"a": 5}, [(("a",), {"x": 1}, 5)]),
        ({"a": 1, "b": 2}, {"a": 3, "b": 4}, [(("a",), 1, 3), (("b",), 2, 4)]),
        ({"a": 1}, {}, [(("a",), 1, "nothing")]),
        ({"a": True}, {"a": 1}, [(("a",), True, 1)]),
        ({"z": [1, 2], "b": 1}, {"z": [2, 1], "b": 1}, [(("z",), [1, 2], [2, 1])]),
        ({"a": [1], "b": {}}, {"b": {}, "a": [1]}, []),
    ],
)
def test_differences_are_named_by_their_keys(mine, theirs, found):
    assert list(differences(mine, theirs)) == found
