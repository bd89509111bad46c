"""Layouts of annotated pictures, replayed: each a little shifted, zoomed, turned and mirrored, with its labels.

The masks are moved themselves, so that labels are exact; what objects and pictures look like is drawn by the pack's own
prior, as for any other layout. No pixel of an annotated picture is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.core.errors import DataError, Unquoted, suggest
from synth.core.geometry import Box, Mask
from synth.core.labels import AttributeValue
from synth.image.formats.coco.read import read_labels
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.objects import PictureObjects, objects_of
from synth.image.formats.recognise import format_of
from synth.image.formats.table import picture_format
from synth.image.packs.card import PackCard
from synth.image.plan.draws import LayoutBlockedError
from synth.image.plan.objects import Prior
from synth.image.plan.prior import NO_COUNTS
from synth.image.plan.raster import Polygon, rasterise

if TYPE_CHECKING:
    from jaxtyping import Float64

SHIFT, ZOOM, TURN_DEG = 0.04, 0.08, 8.0
"""Largest shift in shares of the canvas, change of scale, and turn, at a jitter of 1: those of the training of
compositions (`synth.image.train.whole`).
"""

BORDER_PX = 1.0
"""An object that comes so near the border of its picture may go on beyond it."""

LARGEST_STRETCH = 1.25
"""Largest ratio of the canvas's width / height to that of a picture, of packs that see whole pictures."""

COCO = "coco"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedLayout:
    """A `PriorLayout` of masks and boxes that were moved, of objects of several categories, the holders first."""

    style: Mapping[str, float]
    masks: Sequence[Mask]
    boxes: Sequence[Box]
    attributes: Sequence[Mapping[str, AttributeValue]]
    categories: Sequence[str] = field(default=())
    hides: Sequence[bool] = field(default=())


class ReplayPrior:
    """Draws layouts of `pictures`, moved by `jitter` (0: not at all), and all else from the pack's `own` prior."""

    def __init__(self, own: Prior, card: PackCard, pictures: Sequence[AnnotatedImage], jitter: float) -> None:
        self._own, self._card, self._pictures, self._jitter = own, card, pictures, jitter
        self._counts = [Counter(a.category for a in picture.annotations) for picture in pictures]
        self._names = sorted({name for counts in self._counts for name in counts})
        variable = card.variable.name
        known = all(variable in picture.extra for picture in pictures)
        self._values = [str(picture.extra[variable]) if known else None for picture in pictures]
        self.categories, self.boxes = own.categories, card.labels == "boxes"
        self.draw_outline, self.draw_looks, self.holders = own.draw_outline, own.draw_looks, own.holders

    def draw_layout(
        self,
        variables: Mapping[str, AttributeValue],
        width: int,
        height: int,
        rng: np.random.Generator,
        counts: Mapping[str, int] = NO_COUNTS,
    ) -> ReplayedLayout:
        """One of the layouts that have the counted numbers of objects, on a canvas of width x height px.

        LayoutBlockedError where none has them, or where none is of the sample's value of the pack's variable.
        """
        picture = self._pictures[self._chosen(variables, counts, rng)]
        objects, _ = objects_of(picture, self._names, self.boxes)
        forward = self._motion(picture, objects, (width, height), rng)
        if self.boxes:
            shapes = [_moved_box(Box(*box), forward) for box in objects.boxes]
            masks, boxes = [rasterise(shape) for shape in shapes], [_bounds(shape) for shape in shapes]
        else:
            masks = [moved_mask(mask, forward) for mask in objects.masks]
            boxes = [mask.box for mask in masks]
        shown = [i for i in _far_to_near(objects) if masks[i].clipped(width, height).area]
        names = [self._names[objects.categories[i]] for i in shown]
        areas = [float(masks[i].area) for i in shown]
        style, attributes = self.draw_looks(variables, names, areas, (width, height), rng)
        return ReplayedLayout(
            style=style,
            masks=[masks[i] for i in shown],
            boxes=[boxes[i] for i in shown],
            attributes=attributes,
            categories=names if self.categories else (),
            hides=[not self.boxes and not objects.holders[i] for i in shown],
        )

    def _chosen(
        self, variables: Mapping[str, AttributeValue], counts: Mapping[str, int], rng: np.random.Generator
    ) -> int:
        """The index of a layout; of packs of one category a count is that of all objects, whatever they are called."""
        value = variables.get(self._card.variable.name)
        of_value = [i for i, own in enumerate(self._values) if None in (own, value) or own == str(value)]
        if not of_value:
            raise LayoutBlockedError({f"replayed layouts of {self._card.variable.name} {value}": 1})
        found = [
            i
            for i in of_value
            if all(
                (self._counts[i][name] if self.categories else self._counts[i].total()) == n
                for name, n in counts.items()
            )
        ]
        if not found:
            told = ", ".join(f"{number} {name}" for name, number in counts.items())
            raise LayoutBlockedError({f"replayed layouts with {told}": 1})
        return found[int(rng.integers(len(found)))]

    def _motion(
        self, picture: AnnotatedImage, objects: PictureObjects, canvas_wh: tuple[int, int], rng: np.random.Generator
    ) -> Float64[np.ndarray, "2 3"]:
        """The affine map from px of the picture to px of the canvas.

        A pack that sees whole pictures has the picture on the whole canvas; other packs have a window of it at its own
        scale. Where the picture's border cuts an object, no part of the canvas lies beyond it: nobody knows what does.
        """
        jitter, card, canvas = self._jitter, self._card, np.array(canvas_wh, np.float64)
        whole = card.frame_px is not None
        stretch = canvas / (picture.width, picture.height) if whole else np.ones(2)
        size = stretch * (picture.width, picture.height)
        turns = card.regime == "textures" and not self.boxes
        angle = 0.0 if self.boxes else jitter * rng.uniform(-TURN_DEG, TURN_DEG)
        angle += 90.0 * int(rng.integers(4)) if turns and jitter and np.ptp(canvas) == 0 else 0.0
        cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
        reach = np.abs([[cos, sin], [sin, cos]]) @ canvas
        zoom = float(np.exp(jitter * rng.uniform(-ZOOM, ZOOM)))
        draw = rng.uniform(-1, 1, 2)
        if whole and not _is_cut(objects, picture):
            shift = draw * jitter * SHIFT * canvas
        else:
            zoom = max(zoom, float((reach / size).max()))
            room = np.maximum(size - reach / zoom, 0) / 2
            shift = draw * (np.minimum(room, jitter * SHIFT * canvas) if whole else room)
        mirror = -1.0 if bool(rng.integers(2)) and jitter and (turns or card.mirrors) else 1.0
        turn = zoom * np.array([[cos, -sin], [sin, cos]]) @ np.diag([mirror, 1.0]) @ np.diag(stretch)
        middle = (size / 2 + shift) / stretch
        return np.column_stack([turn, canvas / 2 - turn @ middle])


def read_layouts(data: Path, card: PackCard, wanted: Sequence[str], canvas_wh: tuple[int, int]) -> list[AnnotatedImage]:
    """The pictures of an annotated set, of any format that can be read, with their objects of the `wanted` categories:
    masks or boxes, as the pack has them; those of its one category whatever they are called, where it has one.

    DataError where none is left, or where none has the size (a pack that sees windows) or the shape of the canvas.
    """
    categories, pictures = _read(data)
    names = set(categories) & set(wanted)
    if not names and len(categories) == 1 and len(card.categories) == 1:
        names = set(categories)
    if not names:
        raise DataError(str(data), Unquoted(f"categories {', '.join(categories)}"), suggest("", wanted))
    masks = card.labels == "masks"
    kept = [
        replace(
            picture,
            annotations=tuple(
                a for a in picture.annotations if a.category in names and not a.iscrowd and (a.has_mask or not masks)
            ),
        )
        for picture in pictures
    ]
    kept = [picture for picture in kept if picture.annotations]
    if not kept:
        raise DataError(str(data), Unquoted("no picture"), f"pictures with {card.labels} of {', '.join(sorted(names))}")
    fitting = [picture for picture in kept if _fits(picture, card, canvas_wh)]
    if not fitting:
        sizes = Counter((picture.width, picture.height) for picture in kept)
        width, height = sizes.most_common(1)[0][0]
        rule = "nearly the shape of the canvas" if card.frame_px else "at least the size of the canvas"
        told = f"pictures of {rule}, {canvas_wh[0]} x {canvas_wh[1]} px"
        raise DataError(str(data), Unquoted(f"{width} x {height} px"), told)
    return fitting


def moved_mask(mask: Mask, forward: Float64[np.ndarray, "2 3"]) -> Mask:
    """The mask under an affine map of px: the pixels at least half of which it covers."""
    corners = _moved_box(mask.box, forward)
    low, high = np.floor(corners.min(axis=0)).astype(int) - 1, np.ceil(corners.max(axis=0)).astype(int) + 1
    own = forward.copy()  # between the centres of pixels, counted from the corners of the two patches
    own[:, 2] += own[:, :2] @ (mask.x0 + 0.5, mask.y0 + 0.5) - 0.5 - low
    columns, rows = (high - low).tolist()
    moved = cv2.warpAffine(mask.bits.astype(np.float32), own, (columns, rows), flags=cv2.INTER_LINEAR)
    return Mask.from_array(np.asarray(moved) >= 0.5, int(low[0]), int(low[1]))


def _moved_box(box: Box, forward: Float64[np.ndarray, "2 3"]) -> Polygon:
    corners = np.array([(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)])
    return corners @ forward[:, :2].T + forward[:, 2]


def _bounds(polygon: Polygon) -> Box:
    return Box(*map(float, (*polygon.min(axis=0), *polygon.max(axis=0))))


def _is_cut(objects: PictureObjects, picture: AnnotatedImage) -> bool:
    low, high = objects.boxes[:, :2], objects.boxes[:, 2:]
    return bool((low <= BORDER_PX).any() or (high >= np.array([picture.width, picture.height]) - BORDER_PX).any())


def _far_to_near(objects: PictureObjects) -> list[int]:
    """Holders before what lies on them; of others the first in the file is the nearest, as in training."""
    number = len(objects.masks)

    def depth(index: int) -> int:
        holder = int(objects.holders[index])
        return 1 + depth(holder - 1) if holder else 0

    return sorted(range(number), key=lambda index: (depth(index), -index))


def _fits(picture: AnnotatedImage, card: PackCard, canvas_wh: tuple[int, int]) -> bool:
    if card.frame_px is None:
        return picture.width >= canvas_wh[0] and picture.height >= canvas_wh[1]
    ratio = picture.width / picture.height * canvas_wh[1] / canvas_wh[0]
    return 1 / LARGEST_STRETCH <= ratio <= LARGEST_STRETCH


def _read(data: Path) -> tuple[list[str], Sequence[AnnotatedImage]]:
    """Names of the categories, and the pictures with their labels."""
    coco = picture_format(COCO)
    assert coco.detect is not None
    if not data.exists() or coco.detect(data):
        found = read_labels(data)
        return [category.name for category in found.categories], found.pictures
    read = picture_format(format_of(data, "name the labels' own file or folder")).read
    assert read is not None
    stream = read(data)
    return [category.name for category in stream.categories], list(stream.pictures)
