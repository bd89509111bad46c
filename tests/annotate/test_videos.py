"""Videos that are annotated: cuts and shots, what stays, what is left open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.annotate.videos.found import FoundCut, shots_of
from synth.cli import main
from synth.video.file.mp4 import write_mp4
from synth.video.read import open_videos

pytest.importorskip("scenedetect", reason="the extra `video` is not installed")
pytest.importorskip("av", reason="the extra `video` is not installed")

SHOT = 12


def frames(shots: int) -> Iterator[np.ndarray]:
    """Shots of a square that moves over plain grounds."""
    for number in range(shots * SHOT):
        frame = np.full((64, 96, 3), [(200, 180, 120), (30, 40, 120), (90, 160, 60)][number // SHOT], np.uint8)
        frame[20:40, 5 + number : 25 + number] = 255
        yield frame


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("clips")
    (data / "a.mp4").write_bytes(write_mp4(frames(3), 8, 30))
    (data / "b.mp4").write_bytes(write_mp4(frames(1), 8, 30))
    assert main(["annotate", f"data={data}", "with=cuts", f"out={data}-out"]) == 0
    return data.with_name(f"{data.name}-out")


def lines_of(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "video.jsonl").read_text(encoding="utf-8").splitlines()]


def test_cuts_are_found_to_the_frame(out: Path) -> None:
    first, second = lines_of(out)
    assert [(one["start"], one["end"], one["transition"]) for one in first["segments"]] == [
        (0, 12, "start"), (12, 24, "cut"), (24, 36, "cut"),
    ]  # fmt: skip
    assert [one["frame"] for one in first["events"]] == [12, 24]
    about = first["segments"][1]["attributes"]
    assert (about["source"], about["model"].split()[0]) == ("annotator", "PySceneDetect")
    assert about["score"] > 0.5
    assert [(one["start"], one["end"]) for one in second["segments"]] == [(0, 12)]
    assert (first["original"], first["fps"], first["frames"]) == ("a.mp4", 8, 36)


def test_the_set_reads_as_ours(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [video.labels for video in open_videos(out)] == [(), ()]
    images = json.loads((out / "annotations.json").read_text(encoding="utf-8"))["images"]
    assert len(images) == 48
    assert images[36]["video_id"] == 1
    assert "Nothing was verified" in (out / "report.html").read_text(encoding="utf-8")
    assert main(["explain", str(out), "0", "2"]) == 0
    assert "place     frames 12 to 24" in capsys.readouterr().out


def test_what_a_person_changed_stays(out: Path, tmp_path: Path) -> None:
    records = lines_of(out)
    records[0]["segments"][0]["end"] = 10
    (out / "video.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in records), encoding="utf-8")
    assert main(["annotate", f"data={out}", "with=cuts", f"out={tmp_path / 'again'}"]) == 0
    first, second = lines_of(tmp_path / "again")
    assert [one["end"] for one in first["segments"]] == [10]
    assert second["segments"] == records[1]["segments"]


def test_a_doubtful_cut_makes_its_shot_doubtful() -> None:
    cuts = [FoundCut(10, 0.9, ""), FoundCut(15, 0.4, "")]
    assert [(one.start, one.end, round(one.score, 3)) for one in shots_of(cuts, 20, 0.5)] == [
        (0, 10, 0.9), (10, 20, 0.6),
    ]  # fmt: skip


def test_what_is_no_video_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["annotate", f"data={tmp_path / 'data'}", "with=cuts", f"out={tmp_path / 'out'}"]
    (tmp_path / "data").mkdir()
    assert main(words) == 2
    assert "got 'no video'; a folder with video.jsonl, or with files .avi" in capsys.readouterr().err
    (tmp_path / "data/x.mp4").write_text("no video", encoding="utf-8")
    assert main(words) == 2
    assert "a video that FFmpeg reads" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


REFUSED = (
    (
        "audio.jsonl",
        "a data set of utterances; pictures, documents or texts; synth annotate with=speech, check",
    ),
    ("video.jsonl", "a data set of videos; pictures, documents or texts; synth annotate with=cuts, check"),
    ("packet.jsonl", "a data set of packets; members of one kind, such as"),
    ("x.wav", "a folder of recordings; pictures, documents or texts; synth annotate with=speech labels recordings"),
    ("x.mp4", "a folder of videos; pictures, documents or texts; synth annotate with=cuts labels videos"),
)


@pytest.mark.parametrize(("file", "message"), REFUSED, ids=[file for file, _ in REFUSED])
def test_commands_of_pictures_say_what_else_a_folder_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, message: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in {file, *(("text.jsonl",) if file == "packet.jsonl" else ())}:
        (data / name).touch()
    commands = [["review", str(data)], ["compare", f"real={data}", f"synthetic={data}"]]
    commands += [["check", str(data)]] if file not in ("audio.jsonl", "video.jsonl") else []
    commands += [["convert", str(data), "--to", "coco"]] if file != "packet.jsonl" else []
    for words in commands:
        assert main(words) == 2
        assert message in capsys.readouterr().err
