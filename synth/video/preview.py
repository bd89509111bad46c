"""A contact sheet of planned videos: a row of drawn frames for each, before anything is encoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from synth.core.errors import SynthError
from synth.core.outcome import Rejection
from synth.folder.disk import one_line_errors
from synth.image.options.generator import HUB_KINDS, GeneratorOptions
from synth.kinds import Share
from synth.video.options import VideoConfig
from synth.video.scene.schema import VideoScene
from synth.video.studio import VideoStudio

MOST_VIDEOS, COLUMNS, CELL_PX, GAP_PX = 12, 5, 320, 6

PREVIEWED = 100
"""Smallest size of the data set that is previewed: shares of rare cases need one."""


def write_videos_preview(scene: VideoScene, config: VideoConfig, ids: Sequence[int] | None = None) -> Path:
    """Write five frames of each of `count` videos (at most 12) as <out>-preview.png; or of the samples `ids` of a data
    set of `count`. What a hub model would draw is sketched. SynthError where a video cannot be planned.
    """
    size = max(config.count, PREVIEWED) if ids is None else config.count
    generator = GeneratorOptions(kind="sketch") if config.generator.kind in HUB_KINDS else config.generator
    studio = VideoStudio(replace(config, count=size, generator=generator), scene, Share())
    rows = [_row(studio, number) for number in islice(range(config.count) if ids is None else ids, MOST_VIDEOS)]
    sheet = np.concatenate([np.pad(row, ((0, GAP_PX), (0, 0), (0, 0))) for row in rows])
    path = Path(f"{config.out}-preview.png")
    with one_line_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(sheet).save(path, compress_level=1)
    return path


def _row(studio: VideoStudio, number: int) -> np.ndarray:
    plan = studio.plan(number)
    if isinstance(plan, Rejection):
        raise SynthError(f"sample {number}", plan.check, plan.detail or "a layout that can be met")
    wanted = [round(float(step)) for step in np.linspace(0, len(plan.frames) - 1, COLUMNS)]
    height = round(CELL_PX * plan.height / plan.width)
    cells = {
        index: np.pad(cv2.resize(frame, (CELL_PX, height), interpolation=cv2.INTER_AREA), ((0, 0), (0, GAP_PX), (0, 0)))
        for index, frame in enumerate(studio.drawn(plan))
        if index in wanted
    }
    return np.concatenate([cells[index] for index in wanted], axis=1)
