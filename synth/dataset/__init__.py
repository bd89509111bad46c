"""Read any COCO data set, split it, compare its labels with others."""

from synth.dataset.evaluate import IOU_THRESHOLDS, ScoredMask, average_precision
from synth.dataset.pictures import Annotation, DataSet, Picture
from synth.dataset.read import read_coco
from synth.dataset.split import split_by_image

__all__ = [
    "IOU_THRESHOLDS",
    "Annotation",
    "DataSet",
    "Picture",
    "ScoredMask",
    "average_precision",
    "read_coco",
    "split_by_image",
]
