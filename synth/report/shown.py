"""The pictures that a page shows: chosen, embedded, with their overlay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from synth.report.embed import Embedded, embed
from synth.report.folder import Picture, count_pictures, iter_pictures
from synth.report.overlay import overlay_svg


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture of a page."""

    picture: Picture
    embedded: Embedded
    overlay: Markup


def spread_choice(number: int, most: int) -> list[int]:
    """At most `most` of range(number), evenly spread from the first on."""
    shown = min(number, most)
    return [index * number // shown for index in range(shown)]


def chosen_pictures(folder: Path, most: int) -> list[Picture]:
    """At most `most` pictures of a data set, evenly spread in file order."""
    places = set(spread_choice(count_pictures(folder), most))
    return [picture for place, picture in enumerate(iter_pictures(folder)) if place in places]


def shown_pictures(folder: Path, names: Mapping[int, str], most: int) -> list[Shown]:
    """`chosen_pictures`, ready for a page; `names` maps category ids to names."""
    return [
        Shown(picture=picture, embedded=embed(folder, picture.file), overlay=overlay_svg(picture, names))
        for picture in chosen_pictures(folder, most)
    ]
