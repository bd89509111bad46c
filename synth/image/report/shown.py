"""The pictures that a page shows, embedded and with their overlay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from synth.image.read import PictureSample
from synth.image.report.overlay import overlay_svg
from synth.report.embed import Embedded, embed


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPicture:
    """A picture of a page."""

    picture: PictureSample
    embedded: Embedded
    overlay: Markup


def shown_pictures(folder: Path, pictures: Iterable[PictureSample], names: Mapping[int, str]) -> list[ShownPicture]:
    """Make pictures of a data set ready for a page; `names` maps category ids to names."""
    return [
        ShownPicture(picture=picture, embedded=embed(folder, picture.file), overlay=overlay_svg(picture, names))
        for picture in pictures
    ]
