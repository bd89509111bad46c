"""The formats of picture sets, by name. A format's module is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from synth.image.formats.format import PictureFormat

MODULES: Mapping[str, str] = {
    "coco": "coco.format",
    "coco-polygons": "coco.format",
    "yolo": "yolo.format",
    "yolo-segment": "yolo.format",
    "yolo-pose": "yolo.format",
    "voc": "voc",
    "cvat": "cvat.format",
    "labelstudio": "labelstudio.format",
    "masks": "masks",
    "coco-panoptic": "panoptic",
    "hf": "hf.folder",
    "hf-parquet": "hf.parquet",
    "webdataset": "webdataset",
}
"""Name -> the module here that reads and writes it; its FORMATS say how."""


def picture_format(name: str) -> PictureFormat:
    """The format of a name of MODULES."""
    return import_module(f"{__package__}.{MODULES[name]}").FORMATS[name]
