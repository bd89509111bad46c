"""Sentences with values in them: parts put together are the sentence, and each value has its key."""

from __future__ import annotations

import pytest

from synth.document.makers.sentences import filled, paragraph
from synth.document.records import Value

VALUES = {"facts.total": Value("$5.00", "USD 5.00", "money"), "rows.0.name": Value("Bus", "Bus")}


def test_parts_are_plain_words_and_values_by_key() -> None:
    told = paragraph(["Pay {facts.total} now.", "{rows.0.name} leads."], VALUES)
    assert told["parts"] == [
        {"text": "Pay ", "key": ""},
        {"text": "$5.00", "key": "facts.total"},
        {"text": " now. ", "key": ""},
        {"text": "Bus", "key": "rows.0.name"},
        {"text": " leads.", "key": ""},
    ]


def test_scripts_without_blanks_have_none_between_sentences() -> None:
    told = paragraph(["合計。", "以上。"], VALUES, "")
    assert told["parts"] == [{"text": "合計。以上。", "key": ""}]


def test_nothing_said_has_no_parts() -> None:
    assert paragraph([], VALUES)["parts"] == []


def test_a_filled_sentence_is_plain() -> None:
    assert filled("{rows.0.name}: {facts.total}", VALUES) == "Bus: $5.00"


def test_a_value_that_the_record_lacks_is_a_fault() -> None:
    with pytest.raises(KeyError, match=r"facts\.sum"):
        paragraph(["{facts.sum}"], VALUES)
