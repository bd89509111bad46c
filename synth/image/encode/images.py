"""Pictures of scenes: PNG bytes that depend on the pixels alone."""

from __future__ import annotations

import re

from synth.folder.sample_files import FilePlace

IMAGES = FilePlace(folder="images", own_name=re.compile(r"\d{6,}\.png"))


def image_name(sample_id: int) -> str:
    """The file name of a sample's picture, a function of its id alone."""
    return f"{sample_id:06d}.png"
