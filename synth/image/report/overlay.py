"""A picture's labels as one inline SVG, drawn in picture coordinates, whose parts the page can show and hide."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from synth.core.geometry import Box
from synth.image.formats.segmentation import mask_of_stated_rle
from synth.image.read import ObjectLabel, PictureSample
from synth.image.report.contours import outline_path
from synth.report.colours import hue_deg


def overlay_svg(picture: PictureSample, names: Mapping[int, str]) -> Markup:
    """The overlay: per instance a group with mask, amodal mask where it is larger, both boxes, score and keypoints.

    `names` maps category ids to names. Classes: `i` instance, `k<ID>` category, `m` mask, `f` full (amodal) mask,
    `b` box, `a` amodal box, `s` score, `p` keypoints, `p h` those that something hides,
    `m d` a rectangle where only a detector's box is known.
    """
    groups = [_instance(label, place, names) for place, label in enumerate(picture.labels)]
    frame = Markup('<svg class="overlay" viewBox="0 0 {} {}" role="img" aria-label="{} labelled objects">{}</svg>')
    return frame.format(picture.width, picture.height, len(groups), Markup("").join(groups))


def _instance(label: ObjectLabel, place: int, names: Mapping[int, str]) -> Markup:
    kind = "m" if label.rle is not None else "m d"
    parts = [
        Markup('<path class="{}" fill-rule="evenodd" d="{}"/>').format(kind, outline_path(label.mask)),
        _full_mask(label),
        _rect("b", label.box),
        _rect("a", label.amodal_box),
        _score(label),
        _dots("p", label, 2),
        _dots("p h", label, 1),
    ]
    return Markup('<g class="i k{}" style="--h:{}" data-i="{}" data-name="{}">{}</g>').format(
        label.category_id, hue_deg(place), place, names.get(label.category_id, "?"), Markup("").join(parts)
    )


def _full_mask(label: ObjectLabel) -> Markup:
    if label.amodal_rle is None or label.visibility is None or label.visibility >= 1.0:
        return Markup("")
    return Markup('<path class="f" d="{}"/>').format(
        outline_path(mask_of_stated_rle(label.amodal_rle, f"annotation {label.id}"))
    )


def _rect(kind: str, box: Box) -> Markup:
    values = (f"{value:g}" for value in (box.x0, box.y0, box.width, box.height))
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(kind, *values)


def _score(label: ObjectLabel) -> Markup:
    if label.score is None:
        return Markup("")
    x, y = label.box.centre_xy
    return Markup('<text class="s" x="{:g}" y="{:g}">{}</text>').format(x, y, f"{label.score:.2f}".removeprefix("0"))


def _dots(kind: str, label: ObjectLabel, visibility: int) -> Markup:
    """The keypoints of one visibility: lines of no length, whose round ends are dots of one size at any zoom."""
    steps = "".join(f"M{x:g} {y:g}h0" for x, y, seen in label.keypoints if seen == visibility)
    return Markup('<path class="{}" d="{}"/>').format(kind, steps) if steps else Markup("")
