"""A finished folder of texts: what the files hold, what is refused, and that batches leave no trace."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from synth.core.outcome import Outcome
from synth.text.encode.batch import encode_texts
from synth.text.encode.totals import totals_record
from synth.text.grammar.duplicates import key_of
from tests.runs import lines_of, tree

from .fake_texts import LABELS, encode, kept, make_outcome, make_text, run

FINAL = {"text.jsonl", "rejected.jsonl", "README.md", "croissant.json", "guidelines.md", "manifest.json"}


def test_every_line_is_a_record_whose_spans_hold_their_values(tmp_path):
    run(tmp_path / "out", 30)
    lines = (tmp_path / "out" / "text.jsonl").read_text("utf-8").splitlines()  # also at U+2028 and U+0085
    records = [json.loads(line) for line in lines]
    assert [record["id"] for record in records] == [number for number in range(30) if number % 11 != 10]
    for record in records:
        assert record["text"] == make_text(record["id"]).draft.text
        assert [span["label"] for span in record["spans"]] == list(LABELS)
        assert all(record["text"][s["start"] : s["end"]] == s["value"] for s in record["spans"])


def test_refused_drafts_have_lines_and_the_last_of_a_sample_given_up_is_marked(tmp_path):
    run(tmp_path / "out", 12)
    records = lines_of(tmp_path / "out" / "rejected.jsonl")
    assert [(record["id"], record["given_up"]) for record in records] == [
        (0, False), (5, False), (10, False), (10, True)
    ]  # fmt: skip
    assert {record["detail"] for record in records} == {"\u2028"}


@pytest.mark.parametrize("size", [1, 3, 50])
def test_equal_bytes_for_every_batch_size(tmp_path, size):
    run(tmp_path / "one", 23, size=7)
    run(tmp_path / "other", 23, size=size)
    assert tree(tmp_path / "one") == tree(tmp_path / "other")


def test_a_folder_grows_to_the_bytes_of_a_larger_one(tmp_path):
    run(tmp_path / "grown", 10)
    run(tmp_path / "grown", 23)
    run(tmp_path / "whole", 23)
    assert tree(tmp_path / "grown") == tree(tmp_path / "whole")


def test_the_manifest_and_the_metadata_name_the_files_and_the_counts(tmp_path):
    totals = run(tmp_path / "out", 23)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_file()} == FINAL
    for name, digest in manifest["files"].items():
        assert digest == sha256((tmp_path / "out" / name).read_bytes()).hexdigest()
    assert (manifest["written"], manifest["given_up"], manifest["count"]) == (totals.written, totals.given_up, 23)
    assert manifest["spans"] == dict.fromkeys(LABELS, totals.written)
    assert manifest["templates"] == {"note": totals.written}
    assert manifest["tokens"] == 0
    texts = [record["text"] for record in lines_of(tmp_path / "out" / "text.jsonl")]
    assert manifest["characters"] == sum(map(len, texts))
    assert sum(manifest["lengths"].values()) == len(texts)
    assert {name: manifest[name] for name in totals_record(totals)} == totals_record(totals)
    croissant = json.loads((tmp_path / "out" / "croissant.json").read_text())
    assert {item["contentUrl"]: item["sha256"] for item in croissant["distribution"]} == manifest["files"]


def test_the_card_says_how_many_of_each_label(tmp_path):
    run(tmp_path / "out", 12, labels=(*LABELS, "IBAN"))
    card = (tmp_path / "out" / "README.md").read_text()
    assert card.startswith("---\nlicense: cc0-1.0\nlanguage:\n- de\n- en\n")
    for row in ("| PERSON | 11 |", "| IBAN | 0 |", "| tone | casual | 5 |", "| duplicate | 4 |", "| en_US | 7 |"):
        assert row in card


def test_an_empty_data_set_is_whole(tmp_path):
    assert run(tmp_path / "out", 0).drafts == 0
    assert (tmp_path / "out" / "text.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        (lambda: [make_outcome(0), make_outcome(2)], ValueError, "sample 1 is next, got the outcome of sample 2"),
        (lambda: [Outcome(sample_id=0, verified=None)], ValueError, "given up without a rejection"),
        (lambda: [Outcome(sample_id=0, verified=make_text(0).draft)], TypeError,
         "only a VerifiedText can be written, got TextDraft"),
        (lambda: [kept(make_text(0, text="\ud800"))], ValueError, "surrogates not allowed"),
        (lambda: [kept(make_text(0, attributes={"x": float("nan")}))], ValueError, "nan"),
        (lambda: [kept(make_text(0)), kept(make_text(1, spans=(make_text(1).draft.spans[0]._replace(label="X"),)))],
         ValueError, r"samples from 0: label 'X' is not in \['CITY', 'EMAIL', 'PERSON', 'PHONE'\]"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(bad, error, message):
    with pytest.raises(error, match=message):
        encode_texts(bad(), 0, LABELS, near=False)


def test_a_text_is_compared_by_its_hash_or_by_all_of_it():
    outcomes = [make_outcome(sample_id) for sample_id in (9, 10, 11)]
    texts = [make_text(9).draft.text, None, make_text(11).draft.text]
    assert encode([9, 10, 11]).keys == [None if text is None else key_of(text) for text in texts]
    assert encode_texts(outcomes, 0, LABELS, near=True).keys == texts
