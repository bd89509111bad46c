"""CVAT for video 1.1: `annotations/000000.xml` for each video, beside `videos/000000.mp4`: tracks of boxes."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from synth.image.formats.xml import legal
from synth.video.formats.frame_files import copy_video
from synth.video.read import BoxLabel, VideoDataSet, VideoSample

OCCLUDED_BELOW = 0.999
"""A box is marked as occluded where less than this share of what is inside the frame is seen."""


def write_cvat_video(videos: VideoDataSet, path: Path) -> None:
    """A folder of XML files and videos; DataError as of the data set."""
    for name in ("annotations", "videos"):
        (path / name).mkdir(parents=True)
    categories = videos.categories()
    for video in videos:
        copy_video(video, path / "videos")
        root = _annotations(video, categories)
        ElementTree.indent(root)
        text = ElementTree.tostring(root, encoding="unicode")
        file = path / "annotations" / f"{video.name}.xml"
        file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n', encoding="utf-8")


def _annotations(video: VideoSample, categories: dict[int, str]) -> Element:
    record = video.record
    root = Element("annotations")
    SubElement(root, "version").text = "1.1"
    task = SubElement(SubElement(root, "meta"), "task")
    for name, value in (("name", video.name), ("size", record["frames"]), ("mode", "interpolation")):
        SubElement(task, name).text = str(value)
    labels = SubElement(task, "labels")
    for name in categories.values():
        SubElement(SubElement(labels, "label"), "name").text = legal(name)
    size = SubElement(task, "original_size")
    for name in ("width", "height"):
        SubElement(size, name).text = str(record[name])
    for track, boxes in video.tracks().items():
        if boxes:
            label = legal(categories[boxes[0].category_id])
            _add_boxes(
                SubElement(root, "track", {"id": str(track), "label": label, "source": "manual"}),
                boxes,
                record["frames"],
            )
    return root


def _add_boxes(track: Element, boxes: list[BoxLabel], frames: int) -> None:
    at = {box.frame: box for box in boxes}
    last = boxes[0]
    for frame in range(boxes[0].frame, boxes[-1].frame + 1):
        last = at.get(frame, last)
        _add_box(track, frame, last, outside=frame not in at)
    if boxes[-1].frame + 1 < frames:
        _add_box(track, boxes[-1].frame + 1, boxes[-1], outside=True)


def _add_box(track: Element, frame: int, label: BoxLabel, outside: bool) -> None:
    hidden = label.visibility < OCCLUDED_BELOW * (1 - label.truncation)
    sides = zip(("xtl", "ytl", "xbr", "ybr"), label.box, strict=True)
    SubElement(
        track,
        "box",
        {
            "frame": str(frame),
            "outside": str(int(outside)),
            "occluded": str(int(hidden)),
            "keyframe": "1",
            **{name: f"{side:.2f}" for name, side in sides},
            "z_order": "0",
        },
    )
