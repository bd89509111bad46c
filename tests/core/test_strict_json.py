"""The only reader of JSON: it reads what `json` writes, and says in one line what else is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from synth.core.errors import DataError, SpecError
from synth.core.strict_json import DEEPEST, parse_json, read_json, read_object
from tests.core.test_json_stream import FOREIGN, values


@given(value=values)
def test_what_json_writes_is_read(value: object) -> None:
    assert parse_json(json.dumps(value), "here", DataError) == value
    assert parse_json(json.dumps(value, ensure_ascii=False), "here", DataError) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1e999", "got a number beyond 64 bits; plain JSON is needed"),
        ("[-1e400]", "got a number beyond 64 bits; plain JSON is needed"),
        ('{"a": 9223372036854775808}', "got a number beyond 64 bits; plain JSON is needed"),
        ('{"\\ud800": 1}', "got half of a surrogate pair; a text of Unicode characters is needed"),
        ('["\\udfff"]', "got half of a surrogate pair; a text of Unicode characters is needed"),
        ("[" * 65 + "]" * 65, "got nesting deeper than 64; plain JSON is needed"),
        ('{"a":' * 65 + "1" + "}" * 65, "got nesting deeper than 64; plain JSON is needed"),
        ("", "got broken JSON (Expecting value at line 1 column 1); plain JSON is needed"),
        ('{"a": 1, "a": 2}', "got a second key 'a'; plain JSON is needed"),
    ],
)
def test_what_is_no_plain_json_is_one_line(text: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_json(text, "here", SpecError)
    assert str(caught.value) == f"here: {message}"


@pytest.mark.parametrize("text", FOREIGN)
def test_foreign_texts_are_one_short_line(text: str) -> None:
    with pytest.raises(DataError, match=r"^here: got ") as caught:
        parse_json(text, "here", DataError)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


def test_the_deepest_that_is_read() -> None:
    assert parse_json("[" * DEEPEST + "]" * DEEPEST, "here", DataError)
    assert parse_json('"\\ud83d\\ude00"', "here", DataError) == "😀"


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": [1]}')
    assert read_object(path, DataError, "an object is needed", most=13) == {"a": [1]}
    with pytest.raises(DataError, match=r"x\.json: got too large a file; at most 12 bytes are allowed"):
        read_json(path, DataError, most=12)
    for data, message in (
        (b"[]", r"got \[\]; an object is needed"),
        (b"\xff\xfe{\0}\0", "got byte 0 that is not UTF-8; a UTF-8 text file is needed"),
    ):
        path.write_bytes(data)
        with pytest.raises(DataError, match=rf"x\.json: {message}"):
            read_object(path, DataError, "an object is needed", most=99)
