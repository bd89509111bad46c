"""The reader of large JSON files: the same values as `json`, piece by piece; errors name the place."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core import json_stream as stream
from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl, iter_members

numbers = st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | st.text(max_size=12)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner))


FOREIGN = [
    *('{"a": NaN}', '{"a": -Infinity}', f'{{"a": {"9" * 5000}}}', '{"a": 1, "a": 2}', '{"b": {"a": 1, "a": 2}}'),
    *('{"a": "\t"}', "{1: 2}", '{"a": 1} x', f'{{"a": {"[" * 100_000}', f'{{"a": {"{" * 3000}'),
]
"""No plain JSON, though `json` reads some of it."""


def members(path: Path) -> dict[str, object]:
    """The object put together again; an empty list hands out no element and so leaves no key."""
    whole: dict[str, object] = {}
    for key, value in iter_members(path):
        whole.setdefault(key, []).append(value)  # pyright: ignore[reportAttributeAccessIssue]
    return whole


@given(
    record=st.dictionaries(st.text(max_size=6), values, max_size=5),
    indent=st.sampled_from([None, 0, 2]),
    chunk=st.integers(1, 40),
)
def test_members_are_those_of_json(
    tmp_path_factory: pytest.TempPathFactory, record: dict[str, object], indent: int | None, chunk: int
) -> None:
    path = tmp_path_factory.mktemp("json") / "any.json"
    path.write_text(json.dumps(record, indent=indent), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "_CHUNK", chunk)
        got = members(path)
    assert got == {key: value if isinstance(value, list) else [value] for key, value in record.items() if value != []}


BROKEN = ["", "[]", '{"a": [1, 2', '{"a": [1 2]}', '{"a" 1}', '{"a": tru', '{"a": {"b": 1}']


@pytest.mark.parametrize("text", [*BROKEN, *FOREIGN])
def test_a_broken_file_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(DataError, match=r"broken\.json: got"):
        list(iter_members(path))


@pytest.mark.parametrize("text", FOREIGN)
def test_a_foreign_line_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"a": 1}\n' + text)
    with pytest.raises(DataError, match=r"lines\.jsonl:2: got ") as caught:
        list(iter_jsonl(path))
    assert len(str(caught.value)) < 400


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"a": 1}\n{"a": \n')
    with pytest.raises(DataError, match=r"lines\.jsonl:2: got broken JSON .*; plain JSON is needed"):
        list(iter_jsonl(path))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_text('{"annotations":[' + ",".join('{"id":1,"text":"' + "x" * 200 + '"}' for _ in range(60_000)) + "]}")
    tracemalloc.start()
    number = sum(1 for _ in iter_members(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert number == 60_000
    assert peak < 4e6 < path.stat().st_size / 3
