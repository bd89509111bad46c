"""Texts read back: spans and tokens as the lines state them, and what is wrong in one is named with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import DataError
from synth.core.labels import Span, Token
from synth.text.read import TextSample, open_texts
from tests.text.report.text_data_set import LABELS, make_text_data_set, record_of, records


def sample(**changes: Any) -> TextSample:
    return TextSample({**record_of(3, (("Anna", "PERSON"), " sings")), **changes}, "text.jsonl:4")


def test_the_samples_are_the_lines(tmp_path: Path) -> None:
    texts = open_texts(make_text_data_set(tmp_path / "letters"))
    assert [one.record for one in texts] == records(8)
    assert [one.where for one in texts][-1] == f"{texts.finished.path}:8"
    assert texts.labels == LABELS
    first = next(texts.checked())
    assert (first.id, first.locale, first.template, first.quotas) == (0, "en_US", "letter", ())
    assert first.attributes == {"tone": "casual", "place": "near"}


def test_spans_are_sorted_outer_first() -> None:
    spans = [
        {"start": s, "end": e, "label": "A", "value": "Anna sings"[s:e], "entity_id": 1}
        for s, e in ((5, 7), (0, 4), (0, 9))
    ]
    assert [span[:2] for span in sample(spans=spans).spans] == [(0, 9), (0, 4), (5, 7)]


def test_tokens_are_those_of_the_line_or_cut_at_spans() -> None:
    assert sample().spans == (Span(0, 4, "PERSON", "Anna", 1),)
    assert sample().tokens == (Token(0, 4, "B-PERSON"), Token(5, 10, "O"))
    stated = sample(tokens=[[0, 10]], tags=["O"], pos=["X"])
    assert stated.tokens == (Token(0, 10, "O", "X"),)


def test_displaced_and_mislabelled_spans_are_counted() -> None:
    assert (sample().displaced, sample().mislabelled) == (0, False)
    (span,) = sample().record["spans"]
    assert sample(spans=[span, {**span, "start": 1}]).displaced == 1
    assert sample(true_spans=[]).mislabelled


@pytest.mark.parametrize("place", [(1, 4), (0, 99), (4, 4), (-10, 4)])
def test_a_span_that_is_not_its_characters_is_refused(place: tuple[int, int]) -> None:
    (span,) = sample().record["spans"]
    start, end = place
    with pytest.raises(DataError, match=rf"text\.jsonl:4: got \({start}, {end}, 'Anna'\); text\[start:end\] to be"):
        sample(spans=[{**span, "start": start, "end": end}]).check_spans()


def test_a_span_without_a_key_is_named(tmp_path: Path) -> None:
    line = {**record_of(3, ("Anna sings",)), "spans": [{"start": 0, "label": "A"}]}
    folder = make_text_data_set(tmp_path / "odd", [line])
    with pytest.raises(DataError, match=r"text\.jsonl:1: spans\.0\.end: got nothing; a value is needed"):
        list(open_texts(folder).checked())


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"tokens": [[0, 4], [3, 10]], "tags": ["O", "O"]}, r"tokens: got \[3, 10\]; tokens in order, within 0 to 10"),
        ({"tokens": [[0, 11]], "tags": ["O"]}, r"tokens: got \[0, 11\]; tokens in order, within 0 to 10"),
        ({"tokens": [[0, 4]], "tags": []}, r"tags: got 0; as many as tokens: 1"),
        ({"tokens": [[0, 4]], "tags": ["O"], "pos": ["X", "X"]}, r"pos: got 2; as many as tokens: 1"),
        ({"tokens": [[0, 4]], "tags": ["O"], "pos": ["NUON"]}, r"pos: got 'NUON'; known: .* \(did you mean 'NOUN'\?\)"),
        ({"tokens": [[0, 4]], "tags": ["B PER"]}, r"tags: got 'B PER'; O, B-LABEL or I-LABEL"),
        ({"tokens": [[0, 10]], "tags": ["O"]}, r"tokens: got 'Anna sings'; tokens without white space"),
    ],
)
def test_tokens_that_do_not_fit_their_text_are_refused(more: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=rf"text\.jsonl:4: {message}"):
        sample(**more).check_tokens()


def test_a_line_that_is_no_text_is_named(tmp_path: Path) -> None:
    folder = make_text_data_set(tmp_path / "odd", records(1))
    with (folder / "text.jsonl").open("a") as file:
        file.write(json.dumps({"id": 1}) + "\n")
    with pytest.raises(DataError, match=r"text\.jsonl:2: got \['id'\]; a text record with spans, text"):
        list(open_texts(folder))
