"""A sheet of plans drawn as flat pictures: what a scene gives, at once and without a model."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from synth.core.seeds import seed_for
from synth.folder.disk import one_line_errors
from synth.image.generate.sketch import make_sketch
from synth.image.options.layout import check_layout
from synth.image.options.run import ImageConfig
from synth.image.packs.pack import read_pack
from synth.image.plan.load_prior import prior_of
from synth.image.plan.make import make_plan
from synth.image.plan.objects import Prior
from synth.image.recipe import pack_folder
from synth.image.scene.schema import Scene
from synth.options import DEFAULT_COUNT
from synth.scene.quotas import Slots

GAP_PX = 4
WIDEST_PX = 1200
MOST_PICTURES = 100


def draw_preview(scene: Scene, config: ImageConfig, ids: Sequence[int] | None = None) -> Image.Image:
    """The first `count` plans (at most 100) of a data set as one picture, row by row; or those of the samples `ids`.

    The data set is the one that `generate` makes with this seed and its default of 24 samples, or `count` where that is
    more: shares of rare cases need a size. With `ids` it has `count`. SpecError where shares cannot be met,
    PlacementError where a plan is blocked, PackError where the scene's pack cannot be read.
    """
    sketch, prior = make_sketch(scene), _prior(scene, config)
    every = Slots(scene, max(config.count, DEFAULT_COUNT) if ids is None else config.count, config.seed)
    slots = [every[number] for number in (range(config.count) if ids is None else ids)[:MOST_PICTURES]]
    plans = (make_plan(scene, slot, config.seed, prior, config.scene) for slot in slots)
    pictures = (sketch(plan, None, seed_for(config.seed, plan.sample_id, "sketch", 64)) for plan in plans)
    return _sheet(pictures, len(slots), (scene.canvas.height, scene.canvas.width))


def write_preview(scene: Scene, config: ImageConfig, ids: Sequence[int] | None = None) -> Path:
    """Write `draw_preview` beside the run's folder, as <out>-preview.png; OutputError where it cannot be written."""
    path = Path(f"{config.out}-preview.png")
    sheet = draw_preview(scene, config, ids)
    with one_line_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        sheet.save(path, compress_level=1)
    return path


def _prior(scene: Scene, config: ImageConfig) -> Prior | None:
    folder = pack_folder(config, scene)
    check_layout(config.layout, scene)
    return prior_of(read_pack(folder) if folder else None, config.layout, scene)


def _sheet(pictures: Iterable[NDArray[np.uint8]], number: int, size_hw_px: tuple[int, int]) -> Image.Image:
    """Pictures of one size in a grid that is about as wide as a screen, with white gaps; one in memory at a time."""
    height, width = size_hw_px
    columns = min(number, max(1, round(math.sqrt(number * 1.5 * height / width))))
    scale = min(1.0, WIDEST_PX / (columns * (width + GAP_PX)))
    size_wh = (max(1, round(width * scale)), max(1, round(height * scale)))
    step_x, step_y = size_wh[0] + GAP_PX, size_wh[1] + GAP_PX
    rows = math.ceil(number / columns)
    sheet = Image.new("RGB", (columns * step_x - GAP_PX, rows * step_y - GAP_PX), "white")
    for place, picture in enumerate(pictures):
        cell = Image.fromarray(picture).resize(size_wh, Image.Resampling.LANCZOS)
        sheet.paste(cell, (place % columns * step_x, place // columns * step_y))
    return sheet
