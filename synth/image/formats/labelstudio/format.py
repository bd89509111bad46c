"""Label Studio's JSON: tasks.json, label_config.xml and images/; rectangles and polygons in percent, masks as brushes.

Serve the folder as Label Studio's local files (LOCAL_FILES_DOCUMENT_ROOT), set up a project with label_config.xml, and
import tasks.json.
"""

from __future__ import annotations

from synth.image.formats.carries import Carries
from synth.image.formats.format import PictureFormat
from synth.image.formats.labelstudio.read import detect, read_labelstudio
from synth.image.formats.labelstudio.write import write_labelstudio

FORMATS = {
    "labelstudio": PictureFormat(
        title="Label Studio JSON: rectangles, polygons, masks as brushes",
        carries=Carries(
            masks=True,
            polygons="one",
            attributes=True,
            scores=True,
            ids=True,
            picture_ids=True,
            category_ids=False,
            equal_names=False,
            splits=True,
        ),
        suffix="-labelstudio",
        write=write_labelstudio,
        detect=detect,
        read=read_labelstudio,
    )
}
