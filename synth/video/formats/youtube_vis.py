"""COCO of videos as YouTube-VIS 2021 writes it (Yang et al. 2019): an annotation for each track, with an entry a frame.

`instances.json` and `JPEGImages/000000/00000.jpg`; frames without the object are null.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from synth.core.canonical import canonical
from synth.folder.coco import annotation_id, coco_info
from synth.video.formats.frame_files import write_frames
from synth.video.read import VideoDataSet, VideoSample

FRAME = "{:05d}.jpg"


def write_youtube_vis(videos: VideoDataSet, path: Path) -> None:
    """A folder of frames and instances.json; DataError as of the data set."""
    path.mkdir()
    entries: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for video in videos:
        write_frames(video, path / "JPEGImages" / video.name, FRAME)
        record = video.record
        entries.append(
            {
                "id": video.id,
                "width": record["width"],
                "height": record["height"],
                "length": record["frames"],
                "file_names": [f"{video.name}/{FRAME.format(number)}" for number in range(record["frames"])],
            }
        )
        annotations += _annotations(video)
    content = {
        "categories": [
            {"id": id_, "name": name, "supercategory": "object"} for id_, name in videos.categories().items()
        ],
        "videos": entries,
        "annotations": annotations,
        "licenses": [],
    }
    head = f'{{"info":{coco_info(videos.manifest["name"], "videos, tracks with masks")},'
    (path / "instances.json").write_text(head + canonical(content)[1:] + "\n", encoding="utf-8")


def _annotations(video: VideoSample) -> Iterator[dict[str, Any]]:
    frames, (width, height) = video.record["frames"], (video.record["width"], video.record["height"])
    for track, labels in video.tracks().items():
        at = {label.frame: label for label in labels}
        shown = [at.get(number) for number in range(frames)]
        yield {
            "id": annotation_id(video.id, track),
            "video_id": video.id,
            "category_id": labels[0].category_id,
            "iscrowd": 0,
            "width": width,
            "height": height,
            "segmentations": [one and {"size": one.rle["size"], "counts": one.rle["counts"]} for one in shown],
            "bboxes": [one and one.box.xywh for one in shown],
            "areas": [one and one.area for one in shown],
        }
