"""A folder of documents: its files and lines agree, a damaged file is found, what contradicts itself is refused.

The laws that every kind of folder keeps (torn journals, full disks, kill -9 ...) are in tests/folder.
"""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from synth.core.outcome import Outcome
from synth.document.encode.batch import encode_documents
from tests.runs import tree
from tests.small_document import small_document

from .fake_documents import FACTS, batch, batch_of_one, open_it, outcome, rejections, run

COUNT = 12
KEPT = [sample_id for sample_id in range(COUNT) if sample_id != 10]
LABELS = {"annotations.json", "documents.jsonl", "rejected.jsonl", "README.md", "croissant.json", "guidelines.md"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documents") / "out"
    run(path, COUNT)
    return path


@pytest.fixture(scope="module")
def undisturbed(out: Path) -> dict[str, bytes]:
    return tree(out)


def test_the_folder_holds_the_files_of_the_design(out, undisturbed):
    assert {name for name in undisturbed if "/" not in name} == LABELS
    assert sorted(name for name in undisturbed if name.startswith(("documents/000001", "documents/000002"))) == [
        "documents/000001-1.jpg", "documents/000001-2.jpg", "documents/000001.pdf",
        "documents/000002-1.jpg", "documents/000002-2.jpg", "documents/000002-3.jpg", "documents/000002.pdf",
    ]  # fmt: skip
    assert "documents/000000-1.png" in undisturbed
    assert not any("000010" in name for name in undisturbed)
    assert (out / "manifest.json").is_file()


@pytest.mark.parametrize("size", [2, 5, COUNT])
def test_how_documents_are_cut_into_batches_leaves_no_trace(undisturbed, tmp_path, size):
    run(tmp_path / "out", COUNT, size=size)
    assert tree(tmp_path / "out") == undisturbed


def test_a_batch_travels_between_processes_unchanged():
    for made in (batch(0), batch(1), batch(9, number=3)):
        assert pickle.loads(pickle.dumps(made)) == made


def test_a_batch_has_a_line_of_each_part_for_every_document_that_is_written():
    made = batch(8, number=3)
    assert (made.first, made.number) == (8, 3)
    assert {name: [line.count(b"\n") for line in lines] for name, lines in made.parts.items()} == {
        "images": [1, 1, 0], "annotations": [1, 1, 0], "documents": [1, 1, 0], "rejected": [0, 0, 2],
    }  # fmt: skip
    assert [file.name for file in made.files] == [
        "000008-1.png", "000008-2.png", "000008-3.png", "000008.pdf", "000009-1.jpg", "000009.pdf"
    ]  # fmt: skip
    assert [file.sample_id for file in made.files] == [8] * 4 + [9] * 2


def test_every_file_has_the_sha256_that_its_line_says(out):
    records = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == KEPT
    for record in records:
        for file in (record["pdf"], *record["pages"]):
            assert sha256((out / file["file"]).read_bytes()).hexdigest() == file["sha256"]
        assert (out / record["pdf"]["file"]).read_bytes() == small_document(record["id"]).draft.pdf


def test_rejected_jsonl_tells_reason_number_and_outcome(out):
    records = [json.loads(line) for line in (out / "rejected.jsonl").read_text().splitlines()]
    assert [(r["id"], r["attempt"], r["given_up"]) for r in records] == [
        (0, 0, False), (5, 0, False), (10, 0, False), (10, 1, True),
    ]  # fmt: skip
    assert (records[1]["check"], records[1]["measured"], records[1]["limit"]) == ("text_ink_outside", 0.714286, 0.5)


@pytest.mark.parametrize("lost", ["000002-1.jpg", "000002-3.jpg", "000002.pdf"])
@pytest.mark.parametrize("how", ["gone", "torn", "changed"])
def test_a_document_that_lost_any_of_its_files_is_damaged_and_made_again(undisturbed, tmp_path, lost, how):
    run(tmp_path / "out", COUNT)
    file = tmp_path / "out" / "documents" / lost
    data = file.read_bytes()
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(data[:-1] if how == "torn" else data[:-1] + b"x")
    with open_it(tmp_path / "out", COUNT) as folder:
        assert (folder.done, folder.damaged) == (COUNT, [2])
        assert not (tmp_path / "out" / "manifest.json").exists()
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["run"]["samples_made"] == 1


@pytest.mark.parametrize(("finished", "left"), [(False, 4), (True, 0)])
def test_a_damaged_document_that_comes_out_otherwise_takes_others_along(undisturbed, tmp_path, finished, left):
    """Its batch and those behind it; the journal of a finished folder is a single line, so there all are made anew."""
    with open_it(tmp_path / "out", COUNT) as folder:
        for sample_id in range(COUNT):
            folder.write(batch(sample_id))
        if finished:
            folder.finish(FACTS)
    (tmp_path / "out" / "documents" / "000004.pdf").write_bytes(b"torn")
    document = small_document(4, pages=2)
    other = replace(document, draft=replace(document.draft, pdf=b"another machine's"))
    with open_it(tmp_path / "out", COUNT) as folder:
        folder.mend(batch_of_one(other))
        assert folder.done == left
        assert not (tmp_path / "out" / "documents" / "000004.pdf").exists()  # files of nobody go
        while folder.done < COUNT:
            folder.write(batch(folder.done))
        folder.finish(FACTS)
    assert tree(tmp_path / "out") == undisturbed


def test_files_of_nobody_go_and_foreign_ones_stay(undisturbed, tmp_path):
    run(tmp_path / "out", COUNT)
    documents = tmp_path / "out" / "documents"
    nobodys = (".000006-1.png.tmp", "000010-1.png", "000010.pdf", "000002-4.jpg", "000002-1.png", "000077-1.jpg")
    foreign = ("mine.txt", "000002-0.jpg", "000002-1.jpeg", "000002-1-boxes.png", "00002.pdf")
    for name in (*nobodys, *foreign):
        (documents / name).write_bytes(b"x")
    with open_it(tmp_path / "out", COUNT) as folder:
        assert (folder.done, folder.damaged) == (COUNT, [])
    for name in nobodys:
        assert not (documents / name).exists()
    for name in foreign:
        (documents / name).unlink()
    assert tree(tmp_path / "out") == undisturbed


def of(sample_id: int, verified: object, refused: tuple = ()) -> Outcome:
    return Outcome(sample_id=sample_id, verified=verified, rejections=refused)


def test_what_contradicts_itself_is_refused():
    document = small_document(0)
    draft = document.draft
    with pytest.raises(TypeError, match="only a VerifiedDocument can be written, got DocumentDraft"):
        encode_documents([of(0, draft)], 0)
    with pytest.raises(ValueError, match="sample 0: a rejection of sample 3"):
        encode_documents([of(0, document, rejections(3))], 0)
    with pytest.raises(ValueError, match="sample 0: given up without a rejection"):
        encode_documents([of(0, None)], 0)
    with pytest.raises(ValueError, match="sample 1 is next, got the outcome of sample 2"):
        encode_documents([outcome(0), outcome(2)], 0)
    with pytest.raises(ValueError, match=r"sample 0: pictures \[\(400, 320, 3\)\] for pages"):
        batch_of_one(replace(document, draft=replace(draft, images=draft.images[:1])))
    with pytest.raises(ValueError, match=r"sample 0: pictures \[\] for pages"):
        batch_of_one(replace(document, draft=replace(draft, images=())))
    turned = tuple(np.swapaxes(image, 0, 1) for image in draft.images)
    with pytest.raises(ValueError, match=r"sample 0: pictures \[\(320, 400, 3\)"):
        batch_of_one(replace(document, draft=replace(draft, images=turned)))


def test_a_label_without_a_number_is_refused():
    document = small_document(0)
    labels = document.draft.labels
    outline = labels.words[3].outline
    lost = outline._replace(polygon=np.full_like(outline.polygon, np.nan))
    words = (*labels.words[:3], labels.words[3]._replace(outline=lost), *labels.words[4:])
    broken = replace(document, draft=replace(document.draft, labels=replace(labels, words=words)))
    with pytest.raises(ValueError, match="not JSON compliant"):
        batch_of_one(broken)
