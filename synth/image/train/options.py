"""What `synth train` takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.options import CLOSED, Float, Int, LocalPath, Name, Seed, Whole


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class TrainConfig:
    """One training: a COCO folder becomes a pack folder."""

    data: LocalPath
    """COCO folder: images/ and annotations.json."""
    out: LocalPath
    """The pack folder to write; a training that was stopped goes on from its checkpoints."""
    variable: Name | None = None
    """Key of the pictures in annotations.json that tells domains apart, such as `modality`; None: one domain."""
    source: str = ""
    """Name of the data, for the card; empty: the folder's name."""
    licence: str = "unstated"
    """Licence of the data, for the card: an SPDX identifier."""
    parts: tuple[Name, ...] = ("prior", "annotator", "generator")
    """Which parts of the pack to fit."""
    val_share: Annotated[Float, Field(gt=0, lt=1)] = 0.15
    """Share of the pictures held out; whole pictures, chosen by their name."""
    steps: Whole | None = None
    """Optimiser steps per network; None: until `minutes` are spent."""
    minutes: Annotated[Float, Field(gt=0)] | None = 60.0
    """Minutes per network; None: until `steps` are done."""
    batch_size: Annotated[Int, Field(ge=1, le=1024)] | None = None
    """Crops per step; None: 16 for the generator, 8 for the annotator."""
    crop_px: Annotated[Int, Field(ge=32, le=1024, multiple_of=16)] | None = None
    """Side of the training crops in px; None: 64 (doubled late in training) for the generator, 128 for the
    annotator."""
    learning_rate: Annotated[Float, Field(gt=0, lt=1)] | None = None
    """Peak of the schedule; None: 6e-4 for the generator, 1.5e-3 for the annotator."""
    seed: Seed = 0
    """Every draw of the training follows from it."""
    device: Name = "auto"
    """`auto` or `cpu`."""
    sample_every: Annotated[Int, Field(ge=0)] = 500
    """Steps between sheets drawn into `out`/.training/progress; 0: never."""
    save_every: Whole = 500
    """Steps between checkpoints."""
    resume: bool = True
    """Go on from a checkpoint in `out` where there is one."""
