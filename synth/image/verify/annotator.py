"""The annotator of a pack: it reads instances or boxes back from pixels without knowledge of the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import cv2
import numpy as np

from synth.core.geometry import Box
from synth.hub.threads import pack_threads
from synth.image.condition.planes import nearest
from synth.image.packs.card import PackCard
from synth.image.packs.network import annotator_files, annotator_maps, put_weights
from synth.image.packs.pack import ANNOTATOR, Pack
from synth.image.records import Detection, Plan, Readback
from synth.image.verify.calibrate import calibrated
from synth.image.verify.readback import BoxReader

if TYPE_CHECKING:
    from jaxtyping import Float32, Int32, UInt8


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelReading:
    """The annotator's reading of one picture.

    `labels`: 0 is background, k is instance k. `scores` (0-1; calibrated, where the card says how) are per instance,
    and so are `categories`, where the pack has several. `foreground` is a probability per pixel, `domains` a
    probability per value of the pack's variable.
    `usual_missed_share` is the share of instances that the annotator misses on real pictures of the most likely value,
    `usual_offset_px` how far it displaces them, as it sees them.
    `pixel` is the side in px of what the annotator sees as one pixel.
    """

    labels: Int32[np.ndarray, "h w"]
    scores: Float32[np.ndarray, " n"]
    foreground: Float32[np.ndarray, "h w"]
    domains: dict[str, float]
    usual_missed_share: float = 0.0
    usual_offset_px: float = 0.0
    categories: tuple[str, ...] = ()
    pixel: float = 1.0


Annotator: TypeAlias = "Callable[[UInt8[np.ndarray, 'h w 3']], PixelReading]"
"""Picture (RGB) -> what the annotator reads in it."""


class FoundBoxes(NamedTuple):
    """The boxes of one picture in px, the best first, and the probability of each value of the pack's variable."""

    boxes: tuple[Detection, ...]
    domains: dict[str, float]


BoxFinder: TypeAlias = "Callable[[UInt8[np.ndarray, 'h w 3']], FoundBoxes]"
"""Picture (RGB) -> its boxes."""


def load_annotator(pack: Pack, device: str = "cpu") -> Annotator:
    """The annotator of a pack with masks as a function of a picture. PackError where its weights do not load."""
    from synth.image.verify.segment import decode_kinds, decoding_of, read_maps

    card = pack.card
    unet = annotator_network(pack, device)
    how = decoding_of(card)
    values = card.variable.values

    def read(image: UInt8[np.ndarray, "h w 3"]) -> PixelReading:
        height, width = image.shape[:2]
        seen = at_working_size(card, image)
        with pack_threads():
            maps = read_maps(unet, seen, len(card.categories))
        labels, scores, kinds = decode_kinds(maps, how)
        domains = dict(zip(values, map(float, maps.domains), strict=True))
        value = max(domains, key=domains.__getitem__)
        foreground = maps.foreground
        if foreground.shape != (height, width):
            foreground = np.asarray(cv2.resize(foreground, (width, height)), np.float32)
        return PixelReading(
            labels=nearest(labels, height, width),
            scores=calibrated(scores, kinds, card).astype(np.float32),
            foreground=foreground,
            domains=domains,
            usual_missed_share=card.missed_on_real.get(value, 0.0),
            usual_offset_px=card.offset_on_real.get(value, 0.0),
            categories=tuple(card.categories[kind] for kind in kinds) if len(card.categories) > 1 else (),
            pixel=width / seen.shape[1],
        )

    return read


def load_box_finder(pack: Pack, device: str = "cpu") -> BoxFinder:
    """The annotator of a pack with boxes. PackError where its weights do not load."""
    from synth.image.verify.centres import read_boxes

    card, unet = pack.card, annotator_network(pack, device)

    def find(image: UInt8[np.ndarray, "h w 3"]) -> FoundBoxes:
        seen = at_working_size(card, image)
        with pack_threads():
            found, domains = read_boxes(unet, seen, card.categories)
        kinds = np.array([card.categories.index(one.category) for one in found], np.int64)
        scores = calibrated(np.array([one.score for one in found]), kinds, card)
        x, y = image.shape[1] / seen.shape[1], image.shape[0] / seen.shape[0]
        boxes = [
            Detection(name, Box(box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y), float(score))
            for (name, box, _), score in zip(found, scores, strict=True)
        ]
        values = dict(zip(card.variable.values, map(float, domains), strict=True))
        return FoundBoxes(tuple(sorted(boxes, key=lambda one: -one.score)), values)

    return find


def load_box_annotator(pack: Pack, device: str = "cpu") -> BoxReader:
    """As `load_box_finder`, beside the planned boxes."""
    find = load_box_finder(pack, device)

    def read(plan: Plan, image: UInt8[np.ndarray, "h w 3"]) -> Readback:
        found = find(image)
        return Readback(
            planned=tuple((instance.category, instance.box) for instance in plan.instances),
            read=found.boxes,
            domains=found.domains,
        )

    return read


def annotator_network(pack: Pack, device: str) -> Any:
    """The pack's annotator with its weights, ready to read."""
    import torch

    from synth.image.verify.maps import annotator_unet

    pack.part(ANNOTATOR)
    files = annotator_files(pack)
    unet = annotator_unet(annotator_maps(pack.card), len(pack.card.variable.values), files.widths)
    put_weights(unet, files)
    return unet.to(device, memory_format=torch.channels_last).eval()  # pyright: ignore[reportArgumentType]


def at_working_size(card: PackCard, image: UInt8[np.ndarray, "h w 3"]) -> Float32[np.ndarray, "h w 3"]:
    """The picture as the networks see it."""
    from synth.image.packs.tone import exposure_of, normalise

    size = card.working_wh(image.shape[1], image.shape[0])
    if size != (image.shape[1], image.shape[0]):
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return normalise(image, exposure_of(image))
