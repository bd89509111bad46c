"""Tables of the package are read once, checked, and refused with the place of what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.core.tables import LazyTable, flag, many, named, number, numbers, read_table, record, row, text, texts, whole


def test_a_table_is_read_once_and_not_before_it_is_asked() -> None:
    calls: list[int] = []
    table = LazyTable(lambda: (calls.append(1), {"a": 1, "b": 2})[1])
    assert not calls
    assert (table["a"], list(table), len(table), "c" in table) == (1, ["a", "b"], 2, False)
    assert len(calls) == 1


@given(st.lists(st.dictionaries(st.text(), st.floats(allow_nan=False) | st.integers())))
def test_what_was_written_is_read(rows: list[dict[str, float]]) -> None:
    assert many(named(number))(json.loads(json.dumps(rows))) == tuple(rows)


@pytest.mark.parametrize(
    ("check", "value", "message"),
    [
        (text, 1, ": got 1; a text is needed"),
        (number, True, ": got True; a number is needed"),
        (whole, 1.0, ": got 1.0; a whole number, 0 or more, is needed"),
        (whole, -1, ": got -1; a whole number, 0 or more, is needed"),
        (flag, 0, ": got 0; true or false is needed"),
        (numbers(2, 3), [1], ": got [1]; a list of 2 or 3 numbers is needed"),
        (texts, ["a", 1], "[1]: got 1; a text is needed"),
        (texts, "ab", ": got 'ab'; a list is needed"),
        (many(flag), {}, ": got {}; a list is needed"),
        (row(text, whole), ["a"], ": got ['a']; a list of 2 is needed"),
        (row(text, whole), ["a", "b"], "[1]: got 'b'; a whole number, 0 or more, is needed"),
        (named(many(text)), {"a": [], "b": [1]}, ".b[0]: got 1; a text is needed"),
        (named(text), [], ": got []; an object is needed"),
        (record({"a": text}, {"b": text}), {"b": ""}, ": got ['b']; 'a' is needed"),
        (record({"a": text}, {"b": text}), {"a": "", "c": ""}, ": got 'c'; known: a, b"),
    ],
)
def test_what_is_not_allowed_is_refused(check: Any, value: Any, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        check(value)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[1]", "table.json: got [1]; an object is needed"),
        (b'{"a": 1}', "table.json: a: got 1; a text is needed"),
        (b"{", "table.json: got broken JSON (Expecting property name"),
        (b"\xff", "table.json: got "),
    ],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "table.json"
    file.write_bytes(content)
    with pytest.raises(SpecError) as caught:
        read_table(file, named(text))
    assert str(caught.value).startswith(message)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"^none\.json: got 'No such file or directory'; a JSON file is needed$"):
        read_table(tmp_path / "none.json", named(text))
