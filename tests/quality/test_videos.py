"""Checks of sets of videos: silent on clean ones, and each finds what it is for when that is done to a video."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synth.cli import main
from synth.quality.check import check_data_sets
from tests.kinds.subjects import place

pytest.importorskip("av", reason="the extra `video` is not installed")

Record = dict[str, Any]
Change = Callable[[Record, list[Record]], object]
"""Of the first video's line, and the labels of its frames."""


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    placed = place("video", tmp_path_factory.mktemp("scene"))
    placed.make(placed.folder / "made")
    return placed.folder / "made"


@pytest.fixture
def data(clean: Path, tmp_path: Path) -> Path:
    return shutil.copytree(clean, tmp_path / "set")


def changed(folder: Path, change: Change) -> Path:
    lines, boxes = folder / "video.jsonl", folder / "annotations.json"
    records = [json.loads(line) for line in lines.read_text().splitlines()]
    coco = json.loads(boxes.read_text())
    mine = [one for one in coco["annotations"] if one["video_id"] == records[0]["id"]]
    others = [one for one in coco["annotations"] if one["video_id"] != records[0]["id"]]
    change(records[0], mine)
    lines.write_text("".join(json.dumps(one) + "\n" for one in records))
    boxes.write_text(json.dumps(coco | {"annotations": mine + others}))
    return folder


def found(folder: Path) -> set[str]:
    checked = check_data_sets([folder])
    assert all(one.where.startswith("video.jsonl:1: ") for one in checked.findings)
    return {one.check for one in checked.findings}


def test_nothing_is_found_on_clean_videos(data: Path) -> None:
    assert found(data) == set()


def of_longest(labels: list[Record]) -> list[Record]:
    """The labels of the track that has most of them."""
    ids = [one["track_id"] for one in labels]
    return [one for one in labels if one["track_id"] == max(ids, key=ids.count)]


def swap(record: Record, labels: list[Record]) -> None:
    """Two tracks of a category exchange their ids from the middle of the first shot on."""
    middle, end = record["segments"][0]["end"] // 2, record["segments"][0]["end"]
    first = min(one["image_id"] for one in labels)
    frames = [[one for one in labels if one["image_id"] == first + at] for at in (middle - 1, middle)]
    shared = [a for a in frames[0] if any(b["track_id"] == a["track_id"] for b in frames[1])]
    one, other = next(
        (a["track_id"], b["track_id"])
        for a in shared
        for b in shared
        if a["track_id"] < b["track_id"] and abs(a["bbox"][0] - b["bbox"][0]) > 20
    )
    for label in labels:
        if first + middle <= label["image_id"] < first + end:
            label["track_id"] = {one: other, other: one}.get(label["track_id"], label["track_id"])


def late(number: int) -> Change:
    """A segment begins a frame late."""
    return lambda record, _: record["segments"][number].update(start=record["segments"][number]["start"] + 1)


def event_of_first(kind: str, frame: int) -> Change:
    """An event of the first track."""
    return lambda record, _: event(kind, frame, track=record["tracks"][0]["id"])(record, [])


def event(kind: str, frame: int, **more: object) -> Change:
    return lambda record, _: record["events"].append({"kind": kind, "frame": frame, **more})


SABOTAGE: dict[str, tuple[Change, str]] = {
    "file": (lambda record, _: record.update(file="video/other.mp4"), "missing_file"),
    "width": (lambda record, _: record.update(width=record["width"] + 16), "video_mismatch"),
    "rate": (lambda record, _: record.update(fps=record["fps"] * 2), "video_mismatch"),
    "frames": (lambda record, _: record.update(frames=record["frames"] + 1), "segment_frames"),
    "gap": (late(-1), "segment_frames"),
    "overlap": (lambda record, _: record["segments"][0].update(end=record["segments"][0]["end"] + 1), "segment_frames"),
    "late event": (event("leaves", 10_000), "outside_video"),
    "late label": (lambda _, labels: labels[-1].update(image_id=labels[-1]["image_id"] + 500), "outside_video"),
    "no track": (lambda record, _: record["tracks"].pop(), "dangling_track"),
    "no such track": (event("enters", 1, track=999), "dangling_track"),
    "twice": (lambda _, labels: labels.append(dict(labels[-1])), "repeated_track"),
    "category": (lambda _, labels: labels[0].update(category_id=labels[0]["category_id"] + 1), "track_category"),
    "no last label": (lambda _, labels: labels.remove(of_longest(labels)[-1]), "track_frames"),
    "cut": (event("cut", 1), "event_against_track"),
    "entering": (event_of_first("enters", 9), "event_against_track"),
    "dividing": (event_of_first("divides", 1), "event_against_track"),
    "no cut": (lambda record, _: record["events"].clear(), "event_against_track"),
    "box": (lambda _, labels: labels[0]["bbox"].__setitem__(0, labels[0]["bbox"][0] + 5), "box_against_mask"),
    "area": (lambda _, labels: labels[0].update(area=2 * labels[0]["area"]), "area_against_mask"),
    "ids": (swap, "track_jump"),
}  # fmt: skip


@pytest.mark.parametrize("name", SABOTAGE)
def test_each_check_finds_its_fault(data: Path, name: str) -> None:
    change, expected = SABOTAGE[name]
    assert expected in found(changed(data, change))


def test_a_file_that_is_no_video_is_found(data: Path) -> None:
    (data / "video/000000.mp4").write_bytes(b"no video")
    assert found(data) == {"unreadable_file"}


def test_a_set_without_a_video_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(data, lambda _, labels: labels.clear())
    (data / "video.jsonl").write_text("")
    (data / "annotations.json").write_text('{"categories": [], "images": [], "annotations": []}')
    assert main(["check", str(data)]) == 2
    assert "video.jsonl: got no video; a line a video" in capsys.readouterr().err
