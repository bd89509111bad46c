"""What privacy costs: the same small generator fitted without noise and with it, and what a segmenter learns from each.

`python benchmarks/private_training.py --data DIR --variable modality [--epsilons inf 10 3] [--steps 300] [--batch 64]`

For each epsilon a pack is fitted as `synth train privacy.epsilon=...` does (prior, sketches, private descent; `inf`:
next to no noise). `sketches EPSILON` is the generator before its private steps: what the prior alone is worth. Of each
pack `--pictures` are drawn, their labels unchecked but for their edges, and a small segmenter learns from them; it is
tested on the held-out real pictures, beside one that learns from the real ones: AP (as `usefulness.py`) and Dice, per
value of the variable. `attack` is the AUC of a membership attack by the generator's loss on pictures of the training
and held-out ones (0.5: it cannot tell them apart), `steps/s` of private descent beside that of plain training.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
import usefulness
from sklearn.metrics import roc_auc_score

from synth.core.seeds import rng_for
from synth.image.packs.pack import load_pack
from synth.image.train.annotator import SegmentRecipe
from synth.image.train.corpus import TrainingPicture, style_scale
from synth.image.train.crops import CropSampler, texture_cropper
from synth.image.train.export import export_card, export_generator, export_prior
from synth.image.train.fit import TRAINING
from synth.image.train.generator import FlowRecipe, loss_of_crops, train_generator
from synth.image.train.loop import Fitting
from synth.image.train.options import PrivacyOptions, TrainConfig
from synth.image.train.prior import read_style_scale
from synth.image.train.private import generator
from synth.image.train.private.accounting import Spending, spending_for
from synth.image.train.private.fit import private_card
from synth.image.train.private.prior import fit_private_prior
from synth.image.train.real import Corpus, read_corpus
from synth.image.train.scene_file import write_scene
from synth.image.train.schedule import Stage, TrainingTime

NO_NOISE = 1e-3
ATTACKED, LOOKS = 70, 4
"""Pictures of either kind that the attack looks at, and noise levels of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A fitted pack, its network, and private steps a second."""

    folder: Path
    network: torch.nn.Module
    rate: float


def spending_of(epsilon: float, given: Namespace, units: int) -> Spending:
    """Of an epsilon; next to no noise where it is infinite."""
    rate = min(given.batch / units, 1.0)
    if math.isfinite(epsilon):
        return spending_for(epsilon, given.delta, rate, given.steps)
    return Spending(
        delta=given.delta, prior_noise=NO_NOISE, noise_multiplier=NO_NOISE, sample_rate=rate, steps=given.steps
    )


def make_pack(folder: Path, corpus: Corpus, config: TrainConfig, spending: Spending, private_steps: bool) -> Made:
    """As `synth train` fits it; without private steps where they are not wanted."""
    (folder / TRAINING).mkdir(parents=True)
    spending = spending if private_steps else replace(spending, steps=0)
    names = sorted(set(corpus.units))
    units = [[p for p, unit in zip(corpus.train, corpus.units, strict=True) if unit == name] for name in names]
    card = private_card(config, corpus, spending, 0)
    prior, shares = fit_private_prior(
        corpus.train, corpus.units, card.variable.name, card.variable.values, spending.prior_noise
    )
    export_prior(prior, folder)
    export_card(card, folder)
    write_scene(card, corpus.categories, shares, folder)
    seconds: list[float] = []

    def watcher(part: str, _: TrainConfig) -> Any:
        return lambda *_: seconds.append(time.monotonic()) if part == "generator" else None

    network, _ = generator.fit_private_generator(
        config, card, corpus.choice.moves, units, spending, watcher, TrainingTime(None)
    )
    export_generator(network, folder)
    network = network.float()
    rate = (len(seconds) - 1) / (seconds[-1] - seconds[0]) if len(seconds) > 1 else math.nan
    return Made(folder=folder, network=network, rate=rate)


def attack(network: torch.nn.Module, corpus: Corpus, given: Namespace) -> float:
    """AUC of the loss, lower for pictures of the training, over the same draws for all."""
    prior = load_pack(str(given.folder)).prior
    cropper = texture_cropper(read_style_scale(prior), corpus.choice.moves)
    recipe = FlowRecipe(widths=generator.WIDTHS)

    def loss(picture: TrainingPicture, number: int) -> float:
        crops = [cropper(picture, 64, rng_for(given.seed, number, f"look/{look}")) for look in range(LOOKS)]
        draws = torch.Generator().manual_seed(given.seed)
        with torch.no_grad():
            return float(loss_of_crops(network, crops, corpus.card, recipe, draws, torch.device("cpu")))

    both = [*corpus.train[:ATTACKED], *corpus.held_out[:ATTACKED]]
    losses = [loss(picture, number) for number, picture in enumerate(both)]
    member = [True] * min(ATTACKED, len(corpus.train)) + [False] * min(ATTACKED, len(corpus.held_out))
    return float(roc_auc_score(member, [-one for one in losses]))


def plain_rate(corpus: Corpus, given: Namespace) -> float:
    """Steps a second of plain training with the same network and crops."""
    cropper = texture_cropper(style_scale(corpus.train, len(corpus.values)), corpus.choice.moves)
    sampler = CropSampler(corpus.train, cropper, [(0, 0)] * len(corpus.train))
    stages, seconds = (Stage(until=1.0, crop_px=given.crop_px, batch=given.batch),), list[float]()
    fitting = Fitting(steps=4, stages=stages, peak_rate=6e-4, device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        recipe, card = FlowRecipe(widths=generator.WIDTHS), corpus.card
        train_generator(sampler, card, recipe, fitting, Path(folder), lambda *_: seconds.append(time.monotonic()))
    return (len(seconds) - 1) / (seconds[-1] - seconds[0])


def scores(pictures: Sequence[TrainingPicture], corpus: Corpus, given: Namespace) -> str:
    """AP and Dice on the held-out pictures of each value."""
    network = usefulness.train(pictures, corpus, Namespace(steps=given.judge_steps, seed=given.seed, device="cpu"))
    found = [
        usefulness.judge(network, [p for p in corpus.held_out if p.domain == d]) for d in range(len(corpus.values))
    ]
    return "   ".join(f"{value} {one.ap:.3f} {one.dice:.3f}" for value, one in zip(corpus.values, found, strict=True))


def measured(corpus: Corpus, config: TrainConfig, given: Namespace, folder: Path) -> Iterator[str]:
    """The lines of the table."""
    if given.real:
        yield f"{'real':14} {scores(corpus.train, corpus, given)}   plain steps/s {plain_rate(corpus, given):.2f}"
    for epsilon in given.epsilons:
        spending = spending_of(epsilon, given, len(set(corpus.units)))
        for private_steps in (True, False) if given.sketches else (True,):
            name = f"{epsilon:g}" if private_steps else f"sketches {epsilon:g}"
            out = folder / name.replace(" ", "-")
            made = make_pack(out, corpus, replace(config, out=out), spending, private_steps)
            drawn = usefulness.synthetic_pictures(
                load_pack(str(out)), corpus, Namespace(pictures=given.pictures, seed=given.seed, device="cpu"), folder
            )
            auc = attack(made.network, corpus, Namespace(folder=out, seed=given.seed))
            yield (
                f"{name:14} {scores(drawn, corpus, given)}   attack {auc:.3f}   noise {spending.prior_noise:.3g} "
                f"{spending.noise_multiplier:.3g}   steps/s {made.rate:.2f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--variable")
    parser.add_argument("--epsilons", type=float, nargs="+", default=[math.inf, 10.0, 3.0])
    parser.add_argument("--delta", type=float, default=1e-5)
    parser.add_argument("--steps", type=int, default=300, help="private ones")
    parser.add_argument("--batch", type=int, default=64, help="units of a step")
    parser.add_argument("--crop-px", type=int, default=64)
    parser.add_argument("--pictures", type=int, default=40, help="drawn of each pack")
    parser.add_argument("--judge-steps", type=int, default=200, help="of each segmenter")
    parser.add_argument("--judge-widths", type=int, nargs="+", default=[32, 64, 96])
    parser.add_argument("--no-real", dest="real", action="store_false")
    parser.add_argument("--no-sketches", dest="sketches", action="store_false")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    usefulness.RECIPE = SegmentRecipe(widths=tuple(given.judge_widths))
    with tempfile.TemporaryDirectory() as folder:
        config = TrainConfig(
            data=given.data,
            out=Path(folder),
            variable=given.variable,
            steps=given.steps,
            crop_px=given.crop_px,
            device="cpu",
            privacy=PrivacyOptions(epsilon=100.0, delta=given.delta),
        )
        for line in measured(read_corpus(config), config, given, Path(folder)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
