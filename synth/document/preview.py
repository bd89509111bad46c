"""A contact sheet of clean first pages: what a document scene makes, without degradation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from synth.core.errors import SynthError
from synth.document.scene.schema import DocumentScene
from synth.document.studio import DocumentStudio
from synth.folder.disk import one_line_errors
from synth.options import RunConfig
from synth.samples import make_outcomes

if TYPE_CHECKING:
    from jaxtyping import UInt8

CELL_WH_PX = (420, 594)
GAP_PX = 10
COLUMNS = 4
MOST_PAGES = 100

PREVIEWED = 100
"""Smallest size of the data set that is previewed: shares of rare cases need one."""


def write_pages_preview(scene: DocumentScene, config: RunConfig, ids: Sequence[int] | None = None) -> Path:
    """Write the first pages of `count` documents (at most 100) as <out>-preview.png; or those of the samples `ids` of a
    data set of `count`. SynthError as `generate` gives.
    """
    clean = scene.model_copy(update={"degrade": type(scene.degrade)()})
    size = max(config.count, PREVIEWED) if ids is None else config.count
    studio = DocumentStudio(replace(config, count=size), clean)
    known = dict(studio.probe())  # also tells a wrong template's line
    pages = []
    shown = (range(config.count) if ids is None else ids)[:MOST_PAGES]
    for outcome in make_outcomes(studio, shown, known):
        if outcome.verified is None:
            last = outcome.rejections[-1]
            raise SynthError(f"sample {outcome.sample_id}", last.check, last.detail or "a page that verifies")
        pages.append(outcome.verified.draft.images[0])
    path = Path(f"{config.out}-preview.png")
    with one_line_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        pages_sheet(pages).save(path, compress_level=1)
    return path


def pages_sheet(pages: Sequence[UInt8[np.ndarray, "h w 3"]], columns: int = COLUMNS) -> Image.Image:
    """Pages (RGB), fitted into the cells of a grey sheet, row by row."""
    columns = min(columns, len(pages))
    rows = -(-len(pages) // columns)
    step_x, step_y = CELL_WH_PX[0] + GAP_PX, CELL_WH_PX[1] + GAP_PX
    sheet = Image.new("RGB", (columns * step_x + GAP_PX, rows * step_y + GAP_PX), "#9aa0a6")
    for place, page in enumerate(pages):
        cell = Image.fromarray(np.ascontiguousarray(page))
        cell.thumbnail(CELL_WH_PX, Image.Resampling.LANCZOS)
        left = GAP_PX + place % columns * step_x + (CELL_WH_PX[0] - cell.width) // 2
        top = GAP_PX + place // columns * step_y + (CELL_WH_PX[1] - cell.height) // 2
        sheet.paste(cell, (left, top))
    return sheet
