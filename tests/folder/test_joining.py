"""Journals and files of shards, put one behind the other."""

from __future__ import annotations

import errno
import os
import tracemalloc
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synth.folder.batch import REJECTED
from synth.folder.journal import Journal
from synth.folder.sample_files import take_file

from .fake import batches

PARTS = ("numbers", REJECTED)
MADE = batches(range(12), 4)
MIB = 1 << 20


def journal_of(folder: Path, first: int, made: list[Any]) -> Path:
    folder.mkdir()
    with closing(Journal(folder, PARTS, first)) as journal:
        for batch in made:
            journal.append(batch)
        journal.compact()
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_journals_one_behind_the_other_are_that_of_all(tmp_path: Path) -> None:
    whole = journal_of(tmp_path / "whole", 0, MADE)
    shards = [journal_of(tmp_path / str(at), start, MADE[at : at + 1]) for at, start in enumerate((0, 4, 8))]
    before = [files_of(shard) for shard in shards]
    joined = journal_of(tmp_path / "joined", 0, [])
    with closing(Journal(joined, PARTS)) as journal:
        for shard, first in zip(shards, (0, 4, 8), strict=True):
            with closing(Journal(shard, PARTS, first, frozen=True)) as other:
                assert (other.done, other.totals) == (first + 4, MADE[first // 4].totals)
                journal.extend(other)
        with (
            closing(Journal(shards[1], PARTS, 4, frozen=True)) as other,
            pytest.raises(ValueError, match="where 12 is"),
        ):
            journal.extend(other)
        journal.compact()
    assert files_of(joined) == files_of(whole)
    assert [files_of(shard) for shard in shards] == before


def test_a_journal_that_is_only_read_stays_as_it_is(tmp_path: Path) -> None:
    """Also where its last lines are torn, which a run would cut off."""
    folder = journal_of(tmp_path / "one", 0, MADE)
    with (folder / "numbers.part").open("r+b") as part:
        part.truncate(3)
    before = files_of(folder)
    with closing(Journal(folder, PARTS, frozen=True)) as journal:
        assert journal.done == 0
    assert files_of(folder) == before
    (folder / "rejected.part").unlink()
    with pytest.raises(FileNotFoundError):
        Journal(folder, PARTS, frozen=True)


def test_a_journal_is_extended_in_memory_that_does_not_grow_with_it(tmp_path: Path) -> None:
    long = replace(MADE[0], parts={**MADE[0].parts, "numbers": [b"1" * 6 * MIB + b"\n", *[b"2" * 6 * MIB + b"\n"] * 3]})
    folder = journal_of(tmp_path / "long", 0, [long])
    del long
    (tmp_path / "joined").mkdir()
    with closing(Journal(tmp_path / "joined", PARTS)) as journal:
        tracemalloc.start()
        with closing(Journal(folder, PARTS, frozen=True)) as other:
            journal.extend(other)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (tmp_path / "joined/numbers.part").stat().st_size > 24 * MIB
    assert peak < 4 * MIB


def test_a_file_is_taken_over_as_the_same_file(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"new")
    target.write_bytes(b"old")
    take_file(source, target)
    assert target.samefile(source)
    take_file(source, target)
    assert target.read_bytes() == b"new"


def test_a_file_is_copied_where_the_disk_cannot_link_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another error is an error."""
    source, target, code = tmp_path / "a", tmp_path / "b", errno.EXDEV

    def refused(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    source.write_bytes(b"new")
    monkeypatch.setattr(os, "link", refused)
    take_file(source, target)
    assert not target.samefile(source)
    assert target.read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    code = errno.ENOSPC
    with pytest.raises(OSError, match="No space left"):
        take_file(source, target)
