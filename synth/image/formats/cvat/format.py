"""CVAT for images 1.1: annotations.xml beside images/.

Boxes and polygons are px; a mask is run lengths, background first, along the rows of its box; a skeleton's points are
keypoints. `id` of a label is our own addition, which CVAT passes over.
"""

from __future__ import annotations

from synth.image.formats.carries import Carries
from synth.image.formats.cvat.read import detect, read_cvat
from synth.image.formats.cvat.write import write_cvat
from synth.image.formats.format import PictureFormat

FORMATS = {
    "cvat": PictureFormat(
        title="CVAT for images 1.1, XML: boxes, polygons, masks, skeletons",
        carries=Carries(
            masks=True,
            polygons="several",
            keypoints=True,
            attributes=True,
            picture_ids=True,
            equal_names=False,
            splits=True,
        ),
        suffix="-cvat",
        write=write_cvat,
        detect=detect,
        read=read_cvat,
    )
}
