"""The hand-built lines say the same as the general encoder, and the totals do not depend on how samples are cut."""

from __future__ import annotations

import json
import random
from itertools import pairwise

import pytest

from synth.core.canonical import DECIMALS, json_value
from synth.core.labels import Span
from synth.folder.totals import MOST_VALUES, Totals
from synth.text.encode.batch import encode_texts
from synth.text.encode.lines import attributes_of, text_line
from synth.text.encode.totals import NO_VALUE, attribute_counts, attributes_in, groups_of, length_bins, sizes_in

from .fake_texts import LABELS, encode, kept, make_text

VALUES = ["é\"\\\x00\x1f\x7f", "", 3, -2**70, True, False, 0.1 + 0.2, -0.0, 1e-9, 1e22, ["a", 1, 2.5], [], ("x",), None,
          {"b": [1.0000001], "a": "ü"}]  # fmt: skip


def line_of(sample) -> str:
    return text_line(sample, 7, attributes_of(sample))


@pytest.mark.parametrize("value", VALUES)
def test_a_line_is_what_the_general_encoder_writes(value):
    attributes = {"z": value, "a": "b"}
    span = Span(0, 2, "PERSON", "#1", 1, {"polarity": value, "a": 1})
    sample = make_text(1, tokens=True, attributes=attributes, spans=(span,), truth=(), provenance={"model": value})
    line = line_of(sample)
    record = json.loads(line)
    general = json.dumps(json_value(record, DECIMALS), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert line == general
    assert record["labels"] == json_value(attributes, DECIMALS)
    assert record["attributes"] == json_value({**sample.plan.variables, **attributes}, DECIMALS)
    assert record["spans"][0]["attributes"] == json_value({"polarity": value, "a": 1}, DECIMALS)
    assert record["provenance"] == {"model": json_value(value, DECIMALS)}


def test_keys_without_anything_to_say_are_left_out():
    usual = {"attributes", "id", "locale", "seed", "spans", "template", "text"}
    assert json.loads(line_of(make_text(1, attributes={}))).keys() == usual
    assert json.loads(line_of(make_text(4, attributes={}))).keys() == usual | {"quotas"}
    told = json.loads(line_of(make_text(1, attributes={}, tokens=True)))
    assert told.keys() == usual | {"tokens", "tags", "pos"}
    assert (told["tokens"], told["tags"], told["pos"]) == ([[0, 2], [8, 11]], ["O", "B-PERSON"], ["SYM", "PROPN"])


@pytest.mark.parametrize(
    ("attributes", "key", "value"),
    [
        ({"intent": "refund"}, "label", "refund"),
        ({"stars": 4}, "label", 4),
        ({"topics": ["a"]}, "labels", {"topics": ["a"]}),
        ({"stars": 4, "intent": "x"}, "labels", {"stars": 4, "intent": "x"}),
    ],
)
def test_one_label_of_the_text_is_a_label_and_several_are_labels(attributes, key, value):
    record = json.loads(line_of(make_text(1, attributes=attributes)))
    assert record[key] == value
    assert ("label" in record) != ("labels" in record)


def test_the_truth_is_told_where_the_labels_were_made_wrong():
    truth = make_text(1).draft.spans
    record = json.loads(line_of(make_text(1, spans=truth[:1], truth=truth)))
    assert (len(record["spans"]), len(record["true_spans"])) == (1, 4)
    assert "true_spans" not in json.loads(line_of(make_text(1)))


def test_lines_are_readable_and_break_nowhere_else():
    data = b"".join(encode([0, 1]).parts["text"])
    assert len(data.decode().splitlines()) == 2
    assert "Zoë" in data.decode()
    assert "東京 🏙" in data.decode()
    assert rb"\u2028" in data
    assert rb"\u0085" in data


@pytest.mark.parametrize("value", VALUES)
def test_a_line_tells_what_was_counted_of_its_text(value):
    for sample in (make_text(4, attributes={"z": value}), make_text(5, tokens=True, attributes={})):
        batch = encode_texts([kept(sample)], 0, LABELS, near=False)
        read = Totals(written=1, groups=groups_of([json.loads(batch.parts["text"][0])]))
        assert Totals() + read == Totals() + batch.totals


@pytest.mark.parametrize("start", range(5))
def test_totals_do_not_depend_on_how_the_samples_are_cut(start):
    chance = random.Random(start)
    whole = Totals() + encode(range(250)).totals
    cuts = sorted({0, 250, *chance.sample(range(250), 6)})
    parts = [encode(range(a, b)).totals for a, b in pairwise(cuts)]
    assert sum(parts, start=Totals()) == whole
    assert attributes_in(whole)["x"] == {}
    assert attributes_in(whole)["topics"] == {"a": whole.written}
    for name in ("characters", "spans"):
        assert sum(sizes_in(whole, name).values()) == whole.written


def test_an_attribute_with_too_many_values_is_not_counted_however_it_is_cut():
    def counts(numbers):
        return attribute_counts({"x": str(number)} for number in numbers)["values/x"]

    assert len(counts(range(MOST_VALUES))) == MOST_VALUES
    assert counts(range(MOST_VALUES + 1)) == {}
    each = [encode([sample_id]).totals for sample_id in range(2 * MOST_VALUES) if sample_id % 11 != 10]
    assert attributes_in(sum(each[: MOST_VALUES + 1], start=Totals()))["x"] == {}
    assert len(attributes_in(sum(each[:MOST_VALUES], start=Totals()))["x"]) == MOST_VALUES


def test_lists_are_counted_by_member():
    found = attribute_counts([{"t": '["a","b"]'}, {"t": "[]"}, {"t": '["a"]'}, {"u": "true"}, {"u": '"true"'}])
    assert found == {"values/t": {"a": 2, "b": 1, NO_VALUE: 1}, "values/u": {"true": 2}}


def test_length_bins_are_two_for_each_doubling():
    assert length_bins(dict.fromkeys([0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12], 1) | {1000: 3}) == {
        "0": 1, "1": 1, "2": 1, "3": 1, "4": 2, "6": 2, "8": 2, "12": 1, "768": 3
    }  # fmt: skip
