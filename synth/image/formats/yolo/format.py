"""YOLO as Ultralytics' trainers expect it: data.yaml, images/SPLIT/, labels/SPLIT/, a line an object.

`class x y width height` of a box, `class x0 y0 x1 y1 ...` of a polygon, a box and `x y visibility` of each keypoint;
coordinates are shares of the picture's sides, boxes by their centre. Classes count from 0 in the order of category ids;
the ids themselves stand in data.yaml as `category_ids`, which trainers pass over.
"""

from __future__ import annotations

from synth.image.formats.carries import Carries
from synth.image.formats.format import PictureFormat
from synth.image.formats.yolo.read import detect, read_yolo
from synth.image.formats.yolo.write import writer

FORMATS = {
    "yolo": PictureFormat(
        title="YOLO boxes: data.yaml, images/ and labels/ as Ultralytics' trainers expect them",
        carries=Carries(splits=True),
        suffix="-yolo",
        write=writer("boxes"),
        detect=detect,
        read=read_yolo,
    ),
    "yolo-segment": PictureFormat(
        title="YOLO segments: one polygon an object",
        carries=Carries(polygons="one", splits=True),
        suffix="-yolo-segment",
        write=writer("polygons"),
    ),
    "yolo-pose": PictureFormat(
        title="YOLO pose: boxes with keypoints",
        carries=Carries(keypoints=True, splits=True),
        suffix="-yolo-pose",
        write=writer("keypoints"),
    ),
}
