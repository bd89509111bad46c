"""One value has one text; the comparison of two identities names the place where they differ."""

from __future__ import annotations

import json

import numpy as np
import pytest

from synth.core.canonical import canonical, canonical_exact, digest
from synth.folder.identity import first_difference
from synth.folder.journal import Entry, Journal, StoredFile


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
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, ("a.c", 2, 3)),
        ({"a": {"x": 1}}, {"a": 5}, ("a", {"x": 1}, 5)),
        ({"a": 1}, {}, ("a", 1, "nothing")),
        ({"a": True}, {"a": 1}, ("a", True, 1)),
        ({"z": [1, 2], "b": 1}, {"z": [2, 1], "b": 1}, ("z", [1, 2], [2, 1])),
        ({"a": [1], "b": {}}, {"b": {}, "a": [1]}, None),
    ],
)
def test_the_first_difference_is_named_by_its_dotted_key(mine, theirs, found):
    assert first_difference(mine, theirs) == found


def test_a_journal_gives_back_the_last_word_on_each_sample_in_order(tmp_path):
    journal = Journal(tmp_path / "journal")
    entries = [
        Entry(sample_id=n, files=(StoredFile(f"{n}.png", "ab"),), annotations=text)
        for n, text in ((5, "a"), (2, "b"), (5, "c"), (0, ""))
    ]
    for entry in entries:
        journal.append(entry)
    assert list(journal.entries()) == [entries[3], entries[1], entries[2]]
    assert not journal.in_order
    journal.close()
    again = Journal(tmp_path / "journal")
    assert list(again.entries()) == [entries[3], entries[1], entries[2]]
    again.close()


def test_an_empty_journal_is_in_order(tmp_path):
    journal = Journal(tmp_path / "journal")
    assert journal.in_order
    assert list(journal.lines()) == []
    journal.close()


def test_a_line_comes_back_and_no_cut_of_it_does():
    entry = Entry(
        sample_id=3,
        files=(StoredFile("a-1.png", "ab"), StoredFile("a.pdf", "cd")),
        images='{"id":3}',
        rejections=('{"check":"x"}', '{"check":"y"}'),
    )
    line = entry.line()
    assert Entry.of_line(line) == entry
    assert all(Entry.of_line(line[:end]) is None for end in range(len(line)))
    assert Entry.of_line(b"\0" * 80 + b"\n") is None
