"""The generator of a private pack: a small network that learns from sketches of the released prior, or that of a public
pack, then by private descent from one crop of each unit that a step has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from synth.image.packs.card import PackCard
from synth.image.packs.pack import Pack, load_pack
from synth.image.train.corpus import TrainingPicture
from synth.image.train.crops import Cropper, CropSampler, Moves, texture_cropper
from synth.image.train.fit import TRAINING, fitting_of
from synth.image.train.generator import FlowRecipe, loss_of_crops, new_generator, train_generator
from synth.image.train.loop import Fitted, Watch
from synth.image.train.options import TrainConfig
from synth.image.train.prior import read_style_scale
from synth.image.train.private.accounting import Spending
from synth.image.train.private.descent import LossOfUnits, descend
from synth.image.train.private.sketches import sketches
from synth.image.train.schedule import Stage, TrainingTime
from synth.image.train.start import start_generator

WIDTHS = (32, 48, 64)
"""Of the network's levels: the noise of a step grows with the number of weights."""

CROP_PX, SKETCH_RATE, RATE = 64, 6e-4, 3e-4
SKETCHES, SKETCH_BATCH, SKETCH_STEPS, SKETCH_SHARE = 64, 16, 600, 0.4
"""Sketches of each value of the variable; how many a step has; steps, and share of the time that they may take."""


def fit_private_generator(
    config: TrainConfig,
    card: PackCard,
    moves: Moves,
    units: Sequence[Sequence[TrainingPicture]],
    spending: Spending,
    watcher: Callable[[str, TrainConfig], Watch],
    time: TrainingTime,
    start: Pack | None = None,
) -> tuple[torch.nn.Module, int]:
    """The averaged network, and the private steps that it took; from the checkpoints in `config.out` if they exist.
    With the pack `start` the network is one of its size with its weights, and nothing is learnt from sketches.
    """
    prior, work = load_pack(str(config.out)).prior, config.out / TRAINING
    recipe, crop_px = FlowRecipe() if start else FlowRecipe(widths=WIDTHS), config.crop_px or CROP_PX
    cropper = texture_cropper(read_style_scale(prior), moves)
    earlier = 0.0
    if start is None:
        learnt = _from_sketches(config, card, recipe, cropper, watcher("sketches", config), time)
        network, earlier = learnt.network.requires_grad_(True), learnt.earlier_minutes
    else:
        network = new_generator(card, recipe, config.seed)
        start_generator(network, card, start)
    minutes = time.generator_minutes(earlier, detail=False, trial=False)
    stages = (Stage(until=1.0, crop_px=crop_px, batch=1),)
    done = descend(
        network,
        _loss_of_units(units, cropper, crop_px, card, recipe),
        len(units),
        spending,
        config.privacy.max_grad_norm,
        fitting_of(config, stages, RATE, minutes, spending.steps),
        work / "generator.pt",
        watcher("generator", config),
    )
    return done.network, done.steps


def _from_sketches(
    config: TrainConfig, card: PackCard, recipe: FlowRecipe, cropper: Cropper, watch: Watch, time: TrainingTime
) -> Fitted:
    """A network that paints as the sketches are painted."""
    prior, folder = load_pack(str(config.out)).prior, config.out / TRAINING / "sketches"
    folder.mkdir(exist_ok=True)
    drawn = sketches(prior, card.variable.grey, SKETCHES, config.seed)
    sampler = CropSampler(drawn, cropper, [(0, 0)] * len(drawn))
    stages = (Stage(until=1.0, crop_px=config.crop_px or CROP_PX, batch=SKETCH_BATCH),)
    minutes = time.generator_minutes(0.0, detail=False, trial=False)
    steps = min(config.steps or SKETCH_STEPS, SKETCH_STEPS)
    fitting = fitting_of(config, stages, SKETCH_RATE, None if minutes is None else SKETCH_SHARE * minutes, steps)
    return train_generator(sampler, card, recipe, fitting, folder, watch)


def _loss_of_units(
    units: Sequence[Sequence[TrainingPicture]], cropper: Cropper, crop_px: int, card: PackCard, recipe: FlowRecipe
) -> LossOfUnits:
    def loss_of(
        unet: torch.nn.Module, chosen: NDArray[np.intp], rng: np.random.Generator, device: torch.device
    ) -> torch.Tensor:
        crops = [cropper(units[k][int(rng.integers(len(units[k])))], crop_px, rng) for k in chosen]
        draws = torch.Generator().manual_seed(int(rng.integers(2**63)))
        return loss_of_crops(unet, crops, card, recipe, draws, device)

    return loss_of
