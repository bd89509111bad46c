"""The journal holds whole batches: whatever is torn, damaged or refused, what is left is a number of first batches."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import reduce
from operator import add
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.folder import journal as journal_module
from synth.folder.batch import REJECTED
from synth.folder.journal import FILES, Journal
from synth.folder.totals import Totals

from .fake import batches, name_of, outcome_of

PARTS = ("numbers", REJECTED)
NAMES = ("journal", "numbers.part", "rejected.part", "files.part")
MADE = batches(range(12), 4)
STARTS = (0, 4, 8, 12)


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def written(folder: Path, number: int = len(MADE)) -> Path:
    """A journal of the first `number` batches."""
    folder.mkdir()
    with closing(Journal(folder, PARTS)) as journal:
        for batch in MADE[:number]:
            journal.append(batch)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal of three batches; read it only."""
    return written(tmp_path_factory.mktemp("journals") / "whole")


@pytest.fixture(scope="module")
def prefixes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, bytes]]:
    """Samples -> the files of a journal of so many."""
    folder = tmp_path_factory.mktemp("prefixes")
    return {start: read(written(folder / str(start), number)) for number, start in enumerate(STARTS)}


def opened(folder: Path) -> int:
    """Open a journal: it must hold what its first batches say, and goes on to the rest. Returns what was left."""
    with closing(Journal(folder, PARTS)) as journal:
        done = journal.done
        assert journal.totals == reduce(add, (batch.totals for batch in MADE if batch.first < done), Totals())
        kept = [sample_id for sample_id in range(done) if outcome_of(sample_id).verified]
        assert list(journal.parts["numbers"].lines()) == [b"%d" % sample_id for sample_id in kept]
        assert [(sample_id, name) for sample_id, _, name in journal.files()] == [(i, name_of(i)) for i in kept]
    return done


def test_a_journal_is_read_as_it_was_written(whole: Path, tmp_path: Path) -> None:
    assert opened(shutil.copytree(whole, tmp_path / "copy")) == 12
    assert read(tmp_path / "copy") == read(whole)
    with closing(Journal(whole, PARTS)) as journal:
        assert {sha256 for _, sha256, _ in journal.files()} == {f.sha256 for batch in MADE for f in batch.files}


def test_lines_may_be_longer_than_what_is_read_at_once(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "_BLOCK", 3)
    with closing(Journal(whole, PARTS)) as journal:
        assert list(journal.parts[REJECTED].lines()) == (whole / "rejected.part").read_bytes().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_torn_anywhere(whole: Path, prefixes: dict[int, dict[str, bytes]], tmp_path: Path, name: str) -> None:
    """Every file is cut at many places; what is kept is a whole number of batches, and nothing behind them."""
    size = (whole / name).stat().st_size
    found = set()
    for end in [*range(0, size, max(size // 50, 1)), size - 1]:
        torn = shutil.copytree(whole, tmp_path / "torn", dirs_exist_ok=True)
        os.truncate(torn / name, end)
        done = opened(torn)
        assert read(torn) == prefixes[done]
        found.add(done)
    assert found == {0, 4, 8}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tail", [b"{", b"\n", b"0123456\t\n", b"00000000\t{}\n", b"\0" * 80 + b"\n"])
def test_lone_bytes_behind_the_end(whole: Path, tmp_path: Path, name: str, tail: bytes) -> None:
    copy = shutil.copytree(whole, tmp_path / "copy")
    with (copy / name).open("ab") as file:
        file.write(tail)
    assert opened(copy) == 12
    assert read(copy) == read(whole)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=40)
def test_one_wrong_byte_is_noticed(
    whole: Path, prefixes: dict[int, dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory, name: str, data
) -> None:
    copy = shutil.copytree(whole, tmp_path_factory.mktemp("damaged"), dirs_exist_ok=True)
    content = bytearray((copy / name).read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    (copy / name).write_bytes(content)
    done = opened(copy)
    assert done < 12
    assert read(copy) == prefixes[done]


def test_a_journal_of_other_parts_is_no_journal_of_these(whole: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(whole, tmp_path / "copy")
    with closing(Journal(copy, ("numbers", "letters", REJECTED))) as journal:
        assert journal.done == 0


@pytest.mark.parametrize("start", [0, 3, 5, 8, 12])
def test_only_the_next_batch_is_taken(whole: Path, tmp_path: Path, start: int) -> None:
    copy = shutil.copytree(whole, tmp_path / "copy")
    with closing(Journal(copy, PARTS)) as journal:
        if start == journal.done:
            journal.append(batches([start])[0])
            assert journal.done == 13
            return
        with pytest.raises(ValueError, match=f"a batch from sample {start} where 12 is next"):
            journal.append(batches([start])[0])
    assert read(copy) == read(whole)


@pytest.mark.parametrize("sample_id", range(13))
def test_going_back_forgets_the_batch_of_a_sample_and_all_after_it(
    whole: Path, prefixes: dict[int, dict[str, bytes]], tmp_path: Path, sample_id: int
) -> None:
    copy = shutil.copytree(whole, tmp_path / "copy")
    with closing(Journal(copy, PARTS)) as journal:
        journal.back_to(sample_id)
        start = journal.done
        assert start == max(one for one in STARTS if one <= sample_id)
        assert read(copy) == prefixes[start]
        for batch in MADE:
            if batch.first >= start:
                journal.append(batch)
    assert opened(copy) == 12
    assert read(copy) == read(whole)


@pytest.mark.parametrize("size", [1, 3, 12])
def test_a_compact_journal_does_not_tell_how_its_samples_were_cut(whole: Path, tmp_path: Path, size: int) -> None:
    one, other = shutil.copytree(whole, tmp_path / "one"), tmp_path / "other"
    other.mkdir()
    with closing(Journal(one, PARTS)) as journal:
        journal.compact()
    with closing(Journal(other, PARTS)) as journal:
        for batch in batches(range(12), size):
            journal.append(batch)
        journal.compact()
    assert read(one) == read(other)
    assert read(one)["journal"].count(b"\n") == 1
    assert opened(one) == 12


def test_a_compact_journal_goes_on(tmp_path: Path) -> None:
    folder = written(tmp_path / "grown", 2)
    with closing(Journal(folder, PARTS)) as journal:
        journal.compact()
        journal.append(MADE[2])
    assert opened(folder) == 12
    with closing(Journal(folder, PARTS)) as journal:
        journal.back_to(3)
        assert journal.done == 0


def refuses(real, call: int):
    """As `real`, but as on a full disk from the `call`-th call on."""
    calls = iter(range(call))

    def refused(*arguments):
        if next(calls, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments)

    return refused


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Journal]:
    """A journal of two batches."""
    with closing(Journal(written(tmp_path / "growing", 2), PARTS)) as journal:
        yield journal


@pytest.mark.parametrize(("name", "calls"), [("pwrite", len(NAMES)), ("fsync", len(NAMES))])
def test_a_refused_batch_leaves_the_journal_as_it_was(
    growing: Journal, prefixes: dict[int, dict[str, bytes]], tmp_path: Path, monkeypatch, name: str, calls: int
) -> None:
    monkeypatch.setattr(journal_module, "SYNC_EVERY_S", 0.0)
    for call in range(calls):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, refuses(getattr(os, name), call))
            with pytest.raises(OSError, match="No space left on device"):
                growing.append(MADE[2])
        assert growing.done == 8
        assert growing.totals == MADE[0].totals + MADE[1].totals
        assert read(tmp_path / "growing") == prefixes[8]
    growing.append(MADE[2])
    assert read(tmp_path / "growing") == prefixes[12]


def test_bytes_that_are_written_piece_by_piece_are_all_there(
    growing: Journal, prefixes: dict[int, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda handle, data, offset: real(handle, bytes(data)[:7], offset))
    growing.append(MADE[2])
    assert read(tmp_path / "growing") == prefixes[12]


def test_a_batch_waits_for_the_disk_only_now_and_then(growing: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(os, "fsync", calls.append)
    growing.append(MADE[2])
    assert calls == []
    monkeypatch.setattr(journal_module, "SYNC_EVERY_S", 0.0)
    growing.append(batches([12])[0])
    assert len(calls) == len(NAMES)


def test_the_list_of_files_is_a_part_of_its_own(whole: Path) -> None:
    assert {f"{part}.part" for part in (*PARTS, FILES)} | {"journal"} == set(NAMES) == set(read(whole))
