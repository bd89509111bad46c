"""Laws of a folder of documents: order, interruption and growth leave no trace; what is not ours is refused."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from synth.document.encode.folder import open_document_folder
from synth.document.encode.outcome import encode_document

import synth
from synth.core.errors import OutputError
from tests.image.encode.fake import tree
from tests.small_document import small_document

from . import fake_documents
from .fake_documents import FACTS, IDENTITY, open_it, outcome, rejections, run

COUNT = 12
KEPT = [sample_id for sample_id in range(COUNT) if sample_id != 10]
LABELS = {"annotations.json", "documents.jsonl", "rejected.jsonl", "README.md", "croissant.json"}


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


def test_the_order_of_samples_leaves_no_trace(undisturbed, tmp_path):
    run(tmp_path / "backwards", COUNT, order=range(COUNT - 1, -1, -1))
    assert tree(tmp_path / "backwards") == undisturbed


def test_an_outcome_travels_between_processes_unchanged():
    for sample_id in (0, 1, 10):
        assert pickle.loads(pickle.dumps(outcome(sample_id))) == outcome(sample_id)


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


def test_a_stopped_run_goes_on_where_it_was(undisturbed, tmp_path):
    with open_it(tmp_path / "out", COUNT) as folder:
        for sample_id in (7, 3, 10):
            folder.write(outcome(sample_id))
    assert not (tmp_path / "out" / "documents.jsonl").exists()
    with open_it(tmp_path / "out", COUNT) as folder:
        assert folder.done == {3, 7, 10}
        assert (folder.made, folder.finished) == (0, False)
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


def test_a_finished_folder_has_nothing_left_to_do_and_can_grow(undisturbed, tmp_path):
    run(tmp_path / "out", 5)
    with open_it(tmp_path / "out", 5) as folder:
        assert folder.finished
    with open_it(tmp_path / "out", COUNT) as folder:
        assert not folder.finished
        assert len(folder.done) == 5
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["run"]["samples_made"] == COUNT - 5


@pytest.mark.parametrize("lost", ["000002-1.jpg", "000002-3.jpg", "000002.pdf"])
@pytest.mark.parametrize("how", ["gone", "torn", "changed"])
def test_a_document_that_lost_any_of_its_files_is_made_again(undisturbed, tmp_path, lost, how):
    run(tmp_path / "out", COUNT)
    file = tmp_path / "out" / "documents" / lost
    data = file.read_bytes()
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(data[:-1] if how == "torn" else data[:-1] + b"x")
    with open_it(tmp_path / "out", COUNT) as folder:
        assert set(range(COUNT)) - folder.done == {2}
        assert not any((tmp_path / "out" / "documents").glob("000002*"))
        assert not (tmp_path / "out" / "manifest.json").exists()
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


def test_files_of_nobody_go_and_foreign_ones_stay(undisturbed, tmp_path):
    run(tmp_path / "out", COUNT)
    documents = tmp_path / "out" / "documents"
    nobodys = (".000006-1.png.tmp", "000010-1.png", "000010.pdf", "000002-4.jpg", "000002-1.png", "000077-1.jpg")
    foreign = ("mine.txt", "000002-0.jpg", "000002-1.jpeg", "000002-1-boxes.png", "00002.pdf")
    for name in (*nobodys, *foreign):
        (documents / name).write_bytes(b"x")
    with open_it(tmp_path / "out", COUNT) as folder:
        assert len(folder.done) == COUNT
    for name in nobodys:
        assert not (documents / name).exists()
    for name in foreign:
        (documents / name).unlink()
    assert tree(tmp_path / "out") == undisturbed


def test_a_torn_or_damaged_journal_loses_only_what_follows(undisturbed, tmp_path):
    run(tmp_path / "out", COUNT)
    journal = tmp_path / "out" / ".synth" / "journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:6]) + lines[6].replace(b"formal", b"normal", 1) + b"".join(lines[7:]))
    with open_it(tmp_path / "out", COUNT) as folder:
        assert folder.done == set(range(6))
    run(tmp_path / "out", COUNT)
    for cut in (1, 20, len(lines[3]) // 2, len(lines[3]) - 1):
        journal.write_bytes(b"".join(lines[:3]) + lines[3][:cut])
        with open_it(tmp_path / "out", COUNT) as folder:
            assert folder.done == {0, 1, 2}
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


def test_kill_9_at_random_moments_then_the_bytes_of_an_undisturbed_run(tmp_path):
    count, chance = 60, np.random.default_rng(5)
    environment = {**os.environ, "PYTHONPATH": str(Path(synth.__file__).parents[1])}
    command = [sys.executable, fake_documents.__file__, str(tmp_path / "killed"), str(count)]
    journal = tmp_path / "killed" / ".synth" / "journal"
    for round_ in range(3):
        wanted = 15 * round_ + 3
        process = subprocess.Popen(command, env=environment)
        while process.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") >= wanted):
            time.sleep(0.001)
        time.sleep(chance.random() * 0.004)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not (tmp_path / "killed" / "documents.jsonl").exists()
    run(tmp_path / "killed", count)
    run(tmp_path / "undisturbed", count)
    assert tree(tmp_path / "killed") == tree(tmp_path / "undisturbed")


@pytest.mark.parametrize("failing_call", [0, 3, 5, 6, 11])
def test_any_refused_sync_is_one_line_and_resumable(undisturbed, tmp_path, monkeypatch, failing_call):
    real, calls = os.fsync, [0]

    def fsync(handle: int) -> None:
        calls[0] += 1
        if calls[0] == failing_call + 1:
            raise OSError(28, os.strerror(28))
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(OutputError, match="No space left on device'; what is finished is kept") as caught:
            run(tmp_path / "out", COUNT)
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "out").rglob("*.tmp"))
    run(tmp_path / "out", COUNT)
    assert tree(tmp_path / "out") == undisturbed


def test_a_file_that_cannot_be_written_leaves_no_line_and_the_open_folder_goes_on(undisturbed, tmp_path, monkeypatch):
    real = Path.replace

    def replace_no_pdf(self: Path, target: Path) -> Path:
        if target.suffix == ".pdf":
            raise OSError(28, os.strerror(28))
        return real(self, target)

    with open_it(tmp_path / "out", COUNT) as folder:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replace_no_pdf)
            with pytest.raises(OutputError, match="No space left on device"):
                folder.write(outcome(0))
        assert folder.done == set()
        assert (tmp_path / "out" / ".synth" / "journal").read_bytes() == b""
        for sample_id in range(COUNT):
            folder.write(outcome(sample_id))
        folder.finish(FACTS)
    assert tree(tmp_path / "out") == undisturbed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 1}, "seed: got 1; this folder was made with 0"),
        ({"identity": {**IDENTITY, "scene": {"dpi": 200}}}, "scene.dpi: got 200; this folder was made with 150"),
        ({"count": 5}, "count: got 5; this folder holds sample 7: 8 or more"),
    ],
)
def test_another_runs_folder_is_refused_with_the_difference(tmp_path, change, message):
    run(tmp_path / "out", 8)
    before = tree(tmp_path / "out")
    given = {"identity": IDENTITY, "seed": 0, "count": 8, **change}
    with pytest.raises(OutputError) as caught, open_document_folder(tmp_path / "out", **given):
        pass
    assert str(caught.value).startswith(f"{tmp_path / 'out'}: {message}")
    assert tree(tmp_path / "out") == before


def test_two_runs_never_write_one_folder(tmp_path):
    first = open_it(tmp_path / "out", 2)
    with first, pytest.raises(OutputError, match="another run is writing"), open_it(tmp_path / "out", 2):
        pass


def test_only_samples_of_this_folder_can_be_written(tmp_path):
    with open_it(tmp_path / "out", 2) as folder:
        with pytest.raises(ValueError, match=r"sample 2 is not in 0\.\.1"):
            folder.write(outcome(2))
        folder.write(outcome(0))
        with pytest.raises(ValueError, match="sample 0 is done already"):
            folder.write(outcome(0))
        with pytest.raises(OutputError, match="got '1 of 2 samples'"):
            folder.finish(FACTS)


def test_what_contradicts_itself_is_refused():
    document = small_document(0)
    draft = document.draft
    with pytest.raises(TypeError, match="only a VerifiedDocument can be written, got DocumentDraft"):
        encode_document(draft, (), 0)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match="sample 0: a rejection of sample 3"):
        encode_document(document, rejections(3), 0)
    with pytest.raises(ValueError, match=r"given up with rejections of the samples \[\], not of one"):
        encode_document(None, (), 0)
    with pytest.raises(ValueError, match=r"sample 0: pictures \[\(400, 320, 3\)\] for pages"):
        encode_document(replace(document, draft=replace(draft, images=draft.images[:1])), (), 0)
    turned = tuple(np.swapaxes(image, 0, 1) for image in draft.images)
    with pytest.raises(ValueError, match=r"sample 0: pictures \[\(320, 400, 3\)"):
        encode_document(replace(document, draft=replace(draft, images=turned)), (), 0)


def test_a_label_without_a_number_is_refused():
    document = small_document(0)
    labels = document.draft.labels
    place = labels.words[3].place
    lost = place._replace(polygon=np.full_like(place.polygon, np.nan))
    words = (*labels.words[:3], labels.words[3]._replace(place=lost), *labels.words[4:])
    broken = replace(document, draft=replace(document.draft, labels=replace(labels, words=words)))
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode_document(broken, (), 0)
