"""What `synth train` takes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.options import CLOSED, Duration, Float, Int, LocalPath, Name, Seed, Whole

PARTS_BY_DEFAULT = ("prior", "annotator", "generator")


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class TrainSplit:
    """Which pictures are held out: never trained on, and what the card's scores are measured on."""

    by: Name | None = None
    """Key of the pictures whose values are never on both sides, such as `patient`; None: the first of `patient`,
    `patient_id`, `subject`, `subject_id`, `case`, `person` that all pictures have, else each picture for itself."""
    share: Annotated[Float, Field(gt=0, lt=1)] = 0.15
    """Share of the pictures held out, chosen by the hash of their name or of that value."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class PrivacyOptions:
    """What the pack promises of each picture that it is fitted to, or of each value of `split.by` (docs/packs.md)."""

    epsilon: Annotated[Float, Field(gt=0, le=100)] | None = None
    """Differential privacy of prior and generator together; no annotator is kept then. None: no promise."""
    delta: Annotated[Float, Field(gt=0, lt=1)] = 1e-5
    """Chance that the promise does not hold; below 1 / number of pictures, or of values of `split.by`."""
    max_grad_norm: Annotated[Float, Field(gt=0)] = 1.0
    """Norm that the gradient of each picture, or of each value of `split.by`, is clipped to in a step."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class TrainConfig:
    """One training: a folder of annotated pictures becomes a pack folder."""

    data: LocalPath
    """Folder or file of annotated pictures, of any format that `synth convert` reads."""
    out: LocalPath
    """The pack folder to write; a training that was stopped goes on from its checkpoints."""
    variable: Name | None = None
    """Key of the pictures in annotations.json that tells domains apart, such as `modality`; None: one domain."""
    split: TrainSplit = Field(default_factory=TrainSplit)
    """Which pictures are held out."""
    privacy: PrivacyOptions = Field(default_factory=PrivacyOptions)
    """Training that promises privacy."""
    labels: Literal["masks", "boxes"] | None = None
    """What is learnt and labelled; None: masks where at least half of the objects have one."""
    regime: Literal["textures", "compositions"] | None = None
    """`textures` are trained on crops, `compositions` on whole pictures with position planes; None: as measured."""
    frame_px: Annotated[Int, Field(ge=32, le=1024, multiple_of=16)] | None = None
    """Longer side at which whole pictures are trained and drawn; None: 128 for compositions, for textures what shows
    their objects."""
    source: str = ""
    """Name of the data, for the card; empty: the folder's name."""
    licence: str = "unstated"
    """Licence of the data, for the card: an SPDX identifier."""
    strict: bool = False
    """Refuse data of which anything would be left out or changed: crowd regions, slivers, duplicates, unreadable
    pictures, 16 bits."""
    start: Name = "auto"
    """Pack, by name or folder, whose networks those of a new training begin with; `auto`: the shipped one of the same
    regime; `none`: they begin with nothing. With `privacy.epsilon` a shipped pack that is named, else nothing."""
    parts: tuple[Name, ...] = PARTS_BY_DEFAULT
    """Which parts of the pack to fit; if asked `detail` too, of compositions drawn smaller than the pictures are."""
    budget: Duration | None = "60m"
    """Time of the whole command, such as `45m` or `2h`, reading included; None: until `steps` are done."""
    steps: Whole | None = None
    """Optimiser steps per network, at most; None: as many as the budget allows."""
    batch_size: Annotated[Int, Field(ge=1, le=1024)] | None = None
    """Crops per step; None: 16 for the generator (24 of compositions), 8 for the annotator."""
    crop_px: Annotated[Int, Field(ge=32, le=1024, multiple_of=16)] | None = None
    """Side of the training crops of textures in px; None: 64 (doubled late in training) for the generator, 128 for
    the annotator."""
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
