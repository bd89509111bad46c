"""What a data set of videos consists of, and its final files: COCO with track ids, lines of videos."""

from __future__ import annotations

import re
from functools import partial

from synth.core.labels import Category
from synth.folder.coco import instances_frame, join
from synth.folder.data_folder import Finished, Layout
from synth.folder.records import Records, records_layout
from synth.folder.sample_files import FilePlace
from synth.folder.staging import FinalFiles
from synth.video.encode.batch import LINES, PARTS

PLACE = FilePlace(LINES, re.compile(r"\d{6,}\.mp4"))

KEYS = {
    "id": ("sc:Integer", "which video"),
    "file": ("sc:Text", "its file, MP4 with VP9"),
    "sha256": ("sc:Text", "of that file"),
    "width": ("sc:Integer", "px"),
    "height": ("sc:Integer", "px"),
    "fps": ("sc:Integer", "frames a second"),
    "frames": ("sc:Integer", "how many"),
    "segments": (
        "sc:Text",
        "shots and title cards: frames [start, end), how each begins and over which frames, caption, a card's lines",
    ),
    "tracks": ("sc:Text", "objects: category, attributes, frames [start, end) in which each is seen, `parent`"),
    "events": ("sc:Text", "enters, leaves, occluded, reappears, divides, cut, fade, dissolve: frame and track"),
    "camera": ("sc:Text", "by frame: x and y of the window on the canvas in px, metres driven"),
    "variables": ("sc:Text", "the scene's variables in the first shot"),
    "quotas": ("sc:Text", "the rare cases that the video was made for"),
    "checks": ("sc:Text", "what was measured in the decoded file, and the limits"),
}

ALSO = {"annotations.json": "COCO: an image for each frame, modal and amodal masks and boxes with `track_id`"}

RECORDS = Records(
    part=LINES,
    keys=KEYS,
    place=PLACE,
    media_type="video/mp4",
    tasks=("object-detection", "video-classification"),
    tags=("synthetic", "video", "tracking"),
    also=ALSO,
)


def video_layout(categories: tuple[Category, ...]) -> Layout:
    """The layout of data sets with these categories."""
    return Layout(parts=PARTS, place=PLACE, final=partial(_final_files, categories))


def _final_files(categories: tuple[Category, ...], done: Finished) -> FinalFiles:
    plain = records_layout(RECORDS).final(done)
    frame = instances_frame(done.facts.name, "frames of videos, masks with track ids", categories)
    labels = {
        "annotations.json": join(frame, done.parts["images"].lines(), done.parts["annotations"].lines()),
        **plain.labels,
    }
    return plain._replace(labels=labels)
