"""A finished folder of texts: what the files hold, what is refused, and that chunks leave no trace."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from synth.text.encode.chunk import encode_chunk
from synth.text.encode.folder import open_text_folder

from synth.core.errors import OutputError
from synth.text.encode import journal as text_journal
from synth.text.encode.lines import TextOutcome
from synth.text.encode.totals import NOTHING, TextTotals
from tests.image.encode.fake import tree

from .fake_texts import FACTS, IDENTITY, LABELS, fill, make_outcome, make_text, outcomes, run

FINAL = {"text.jsonl", "rejected.jsonl", "README.md", "croissant.json", "manifest.json"}


def open_it(path, count=9, **changes):
    return open_text_folder(path, **{"identity": IDENTITY, "seed": 0, "count": count, "labels": LABELS} | changes)


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
    records = [json.loads(line) for line in (tmp_path / "out" / "rejected.jsonl").read_text().splitlines()]
    assert [(record["id"], record["given_up"]) for record in records] == [
        (0, False), (5, False), (10, False), (10, True)
    ]  # fmt: skip
    assert {record["detail"] for record in records} == {"\u2028"}


@pytest.mark.parametrize("chunk", [1, 3, 50])
def test_equal_bytes_for_every_chunk_size(tmp_path, chunk):
    run(tmp_path / "one", 23, chunk=7)
    run(tmp_path / "other", 23, chunk=chunk)
    assert tree(tmp_path / "one") == tree(tmp_path / "other")


def test_a_folder_grows_to_the_bytes_of_a_larger_one(tmp_path):
    run(tmp_path / "grown", 10)
    first = (tmp_path / "grown" / "text.jsonl").read_bytes()
    with open_it(tmp_path / "grown", 23) as folder:
        assert folder.done == 10
        fill(folder, 5)
        assert (tmp_path / "grown" / "text.jsonl").read_bytes() == first
        assert not (tmp_path / "grown" / "manifest.json").exists()
        folder.finish(FACTS)
    run(tmp_path / "whole", 23)
    assert tree(tmp_path / "grown") == tree(tmp_path / "whole")


def test_texts_that_are_done_can_be_read_back(tmp_path, monkeypatch):
    monkeypatch.setattr(text_journal, "_BLOCK", 100)  # shorter than a line
    with open_it(tmp_path / "out", 23) as folder:
        assert list(folder.texts()) == []
        fill(folder, 5)
    with open_it(tmp_path / "out", 23) as folder:
        assert list(folder.texts()) == [(i, make_text(i).draft.text) for i in range(23) if i % 11 != 10]


def test_a_finished_folder_is_found_finished(tmp_path):
    run(tmp_path / "out", 9)
    with open_it(tmp_path / "out") as folder:
        assert folder.finished
        assert folder.done == 9
    with open_it(tmp_path / "out", 10) as folder:
        assert not folder.finished


def test_the_manifest_and_the_metadata_name_the_files_and_the_counts(tmp_path):
    totals = run(tmp_path / "out", 23)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_file()} == FINAL
    for name, digest in manifest["files"].items():
        assert digest == sha256((tmp_path / "out" / name).read_bytes()).hexdigest()
    assert (manifest["written"], manifest["given_up"], manifest["count"]) == (totals.written, totals.given_up, 23)
    assert manifest["spans"] == dict.fromkeys(LABELS, totals.written)
    assert manifest["templates"] == {"note": totals.written}
    assert TextTotals.of_record({name: manifest[name] for name in NOTHING.record()}) == totals
    croissant = json.loads((tmp_path / "out" / "croissant.json").read_text())
    assert {item["contentUrl"]: item["sha256"] for item in croissant["distribution"]} == manifest["files"]


def test_the_card_says_how_many_of_each_label(tmp_path):
    run(tmp_path / "out", 12, labels=[*LABELS, "IBAN"])
    card = (tmp_path / "out" / "README.md").read_text()
    assert card.startswith("---\nlicense: cc0-1.0\nlanguage:\n- de\n- en\n")
    for row in ("| PERSON | 11 |", "| IBAN | 0 |", "| tone | casual | 5 |", "| duplicate | 4 |", "| en_US | 7 |"):
        assert row in card


def test_an_empty_data_set_is_whole(tmp_path):
    assert run(tmp_path / "out", 0) == NOTHING
    assert (tmp_path / "out" / "text.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": 1}, r"seed: got 1; this folder was made with 0"),
        ({"identity": {**IDENTITY, "templates": "cd"}}, r"templates: got 'cd'; this folder was made with 'ab'"),
        ({"labels": LABELS[:2]}, r"labels: got \['PERSON', 'EMAIL'\]"),
        ({"count": 5}, r"count: got 5; this folder holds sample 8: 9 or more"),
    ],
)
def test_the_folder_of_another_run_is_refused_and_left_untouched(tmp_path, changes, message):
    run(tmp_path / "out", 9)
    before = tree(tmp_path / "out")
    with pytest.raises(OutputError, match=message), open_it(tmp_path / "out", **changes):
        pass
    assert tree(tmp_path / "out") == before


def test_foreign_files_and_a_second_run_are_refused(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").touch()
    with pytest.raises(OutputError, match=r"got 'thesis\.tex'"), open_it(tmp_path / "full"):
        pass
    with open_it(tmp_path / "out"), pytest.raises(OutputError, match="another run is writing"):  # noqa: SIM117
        with open_it(tmp_path / "out"):
            pass


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        (lambda: outcomes([1]), ValueError, "a chunk from sample 1 where 0 is next"),
        (lambda: outcomes([0, 2]), ValueError, "sample 1 is next, got the outcome of another: 2"),
        (lambda: outcomes(range(10)), ValueError, r"sample 9 is not in 0\.\.8"),
        (lambda: [make_outcome(0)._replace(sample_id=7)], ValueError, "a chunk from|got the outcome of another"),
        (lambda: [TextOutcome(0, None)], ValueError, "given up without a rejection"),
        (lambda: [TextOutcome(0, make_text(0).draft)], TypeError, "only a VerifiedText"),  # type: ignore[arg-type]
        (lambda: [TextOutcome(0, make_text(0, text="\ud800"))], ValueError, "surrogates not allowed"),
        (lambda: [TextOutcome(0, make_text(0, attributes={"x": float("nan")}))], ValueError, "nan"),
        (lambda: [TextOutcome(0, make_text(0, spans=(make_text(0).draft.spans[0]._replace(label="X"),)))],
         ValueError, "label 'X' is not in"),
    ],
)  # fmt: skip
def test_a_chunk_that_does_not_fit_leaves_the_folder_as_it_was(tmp_path, bad, error, message):
    with open_it(tmp_path / "out") as folder:
        with pytest.raises(error, match=message):
            folder.write_chunk(bad())
        fill(folder, 4)
        folder.finish(FACTS)
    run(tmp_path / "undisturbed", 9)
    assert tree(tmp_path / "out") == tree(tmp_path / "undisturbed")


def test_no_finish_before_all_samples_are_done(tmp_path):
    with open_it(tmp_path / "out") as folder:
        folder.write_chunk(outcomes(range(4)))
        with pytest.raises(OutputError, match="got '4 of 9 samples'"):
            folder.finish(FACTS)


def test_a_chunk_may_be_encoded_elsewhere(tmp_path):
    with open_it(tmp_path / "out") as folder:
        folder.append(encode_chunk(outcomes(range(9)), seed=0))
        folder.finish(FACTS)
    run(tmp_path / "undisturbed", 9)
    assert tree(tmp_path / "out") == tree(tmp_path / "undisturbed")
