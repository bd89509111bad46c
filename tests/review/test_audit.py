"""The audit: what was answered is on the disk, and what was changed later is found."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import DataError
from synth.review.audit import Audit


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def kept(path: Path, number: int = 3) -> Audit:
    audit = Audit(path)
    for at in range(number):
        audit.append(lambda _, at=at: [{"act": "test", "at": at}])
    return audit


def test_what_was_appended_is_read_again_in_order(tmp_path: Path) -> None:
    head = kept(tmp_path / "audit.jsonl").head
    again = Audit(tmp_path / "audit.jsonl")
    assert [line["at"] for line in again.read()] == [0, 1, 2]
    assert again.head == head
    assert [json.loads(line)["number"] for line in lines_of(tmp_path / "audit.jsonl")] == [1, 2, 3]


@pytest.mark.parametrize("change", ["value", "hash", "gone", "moved", "time"])
def test_a_line_that_was_changed_is_found(tmp_path: Path, change: str) -> None:
    path = tmp_path / "audit.jsonl"
    kept(path)
    lines = [json.loads(line) for line in lines_of(path)]
    if change == "value":
        lines[1]["at"] = 7
    elif change == "hash":
        lines[1]["hash"] = lines[2]["hash"]
    elif change == "time":
        lines[1]["time"] = "2000-01-01T00:00:00.000Z"
    elif change == "gone":
        del lines[1]
    else:
        lines[0], lines[1] = lines[1], lines[0]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    where = 1 if change == "moved" else 2
    with pytest.raises(DataError, match=rf"audit.jsonl:{where}: got a line that was changed"):
        Audit(path).read()


def test_a_torn_last_line_was_never_answered_and_goes(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    kept(path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"act":"test","at"')
    again = Audit(path)
    assert len(again.read()) == 3
    again.append(lambda _: [{"act": "test", "at": 3}])
    assert [json.loads(line)["at"] for line in lines_of(path)] == [0, 1, 2, 3]
    assert path.read_bytes().startswith(whole)


def test_two_processes_append_to_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    both, seen = (Audit(path), Audit(path)), list[list[int]]()

    def judge(others: list[dict[str, Any]]) -> list[dict[str, int]]:
        seen.append([one["at"] for one in others])
        return [{"at": len(seen) - 1}]

    for at in range(4):
        both[at % 2].append(judge)
    assert seen == [[], [0], [1], [2]]
    assert [line["at"] for line in Audit(path).read()] == [0, 1, 2, 3]


def test_a_line_is_on_the_disk_before_it_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, synced = tmp_path / "audit.jsonl", list[int]()
    audit = kept(path)
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(len(lines_of(path))))
    audit.append(lambda _: [{"at": 3}, {"at": 4}])
    assert synced == [5]


def test_who_refuses_writes_nothing(tmp_path: Path) -> None:
    audit = kept(tmp_path / "audit.jsonl")

    def refuse(_: object) -> list[dict[str, object]]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        audit.append(refuse)
    assert len(lines_of(tmp_path / "audit.jsonl")) == 3
    audit.append(lambda _: [{"at": 3}])
