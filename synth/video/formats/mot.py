"""The layout of MOT17 (Milan et al. 2016, arXiv:1603.00831): a folder a video, with `gt/gt.txt` and `seqinfo.ini`.

A line is frame (from 1), track id, left, top, width, height in px of the whole object, 1 (it counts), class, visible
share. Classes are numbered as in `labels.txt`, one name a line; a tracker's own benchmark knows class 1 alone.
"""

from __future__ import annotations

from pathlib import Path

from synth.video.formats.frame_files import write_frames
from synth.video.read import VideoDataSet, VideoSample

FRAME = "{:06d}.jpg"


def write_mot(videos: VideoDataSet, path: Path) -> None:
    """A folder of sequences `train/000000`; DataError as of the data set."""
    categories = videos.categories()
    numbers = {id_: number for number, id_ in enumerate(categories, start=1)}
    (path / "train").mkdir(parents=True)
    (path / "labels.txt").write_text("".join(f"{name}\n" for name in categories.values()), encoding="utf-8")
    for video in videos:
        folder = path / "train" / video.name
        write_frames(video, folder / "img1", FRAME, first=1)
        (folder / "gt").mkdir()
        lines = [
            f"{label.frame + 1},{label.track_id},{_sides(label.amodal_box.xywh)},1,"
            f"{numbers[label.category_id]},{label.visibility:.4f}\n"
            for label in video.labels
        ]
        (folder / "gt" / "gt.txt").write_text("".join(lines), encoding="utf-8")
        (folder / "seqinfo.ini").write_text(_info(video), encoding="utf-8")


def _sides(xywh: list[float]) -> str:
    return ",".join(f"{side:g}" for side in xywh)


def _info(video: VideoSample) -> str:
    record = video.record
    rows = {
        "name": video.name,
        "imDir": "img1",
        "frameRate": record["fps"],
        "seqLength": record["frames"],
        "imWidth": record["width"],
        "imHeight": record["height"],
        "imExt": ".jpg",
    }
    return "[Sequence]\n" + "".join(f"{key}={value}\n" for key, value in rows.items())
