"""What privacy costs: the same small generator fitted without noise and with it, and what a segmenter learns from each.

`python benchmarks/private_training.py --data DIR --variable modality [--epsilons inf 10 3] [--steps 120] [--batch 64]`

For each epsilon a pack is fitted as `synth train privacy.epsilon=...` does (prior, sketches, private descent; `inf`:
next to no noise). `sketches EPSILON` is the same pack before its private steps: what the prior alone is worth. Of each
`--pictures` are drawn, their labels unchecked but for their edges, and a small segmenter learns from them; it is tested
on `--tested` held-out real pictures of each value of the variable, beside one that learns from the real ones: AP (as
`usefulness.py`) and Dice. `attack` is the AUC of a membership attack by the generator's loss on pictures of the
training and held-out ones (0.5: it cannot tell them apart). CPU seconds: of the sketches or the private steps, of
drawing, and of the segmenter.
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

import torch
import usefulness
from sklearn.metrics import roc_auc_score

from synth.core.seeds import rng_for
from synth.image.packs.pack import load_pack
from synth.image.train.annotator import SegmentRecipe
from synth.image.train.corpus import TrainingPicture
from synth.image.train.crops import texture_cropper
from synth.image.train.export import export_card, export_generator, export_prior
from synth.image.train.fit import TRAINING
from synth.image.train.generator import FlowRecipe, loss_of_crops
from synth.image.train.loop import Watch
from synth.image.train.options import PrivacyOptions, TrainConfig
from synth.image.train.prior import read_style_scale
from synth.image.train.private import generator
from synth.image.train.private.accounting import Spending, spending_for
from synth.image.train.private.fit import private_card
from synth.image.train.private.prior import fit_private_prior
from synth.image.train.real import Corpus, read_corpus
from synth.image.train.scene_file import write_scene
from synth.image.train.schedule import TrainingTime

NO_NOISE = 1e-3
ATTACKED, LOOKS = 70, 4
"""Pictures of either kind that the attack looks at, and noise levels of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A fitted pack, its network, and the CPU seconds of its training."""

    folder: Path
    network: torch.nn.Module
    seconds: float


def spending_of(epsilon: float, given: Namespace, units: int) -> Spending:
    """Of an epsilon; next to no noise where it is infinite."""
    rate = min(given.batch / units, 1.0)
    if math.isfinite(epsilon):
        return spending_for(epsilon, given.delta, rate, given.steps)
    return Spending(
        delta=given.delta, prior_noise=NO_NOISE, noise_multiplier=NO_NOISE, sample_rate=rate, steps=given.steps
    )


def make_packs(
    folder: Path, corpus: Corpus, config: TrainConfig, spending: Spending, sketches_too: bool
) -> Iterator[tuple[str, Made]]:
    """As `synth train` fits it: one released prior, one network that learnt from its sketches, then its private steps.
    Yields what is there before them (if asked for) and after them; both stand in the same folder.
    """
    (folder / TRAINING).mkdir(parents=True)
    names = sorted(set(corpus.units))
    units = [[p for p, unit in zip(corpus.train, corpus.units, strict=True) if unit == name] for name in names]
    card = private_card(config, corpus, spending, 0)
    prior, shares = fit_private_prior(
        corpus.train, corpus.units, card.variable.name, card.variable.values, spending.prior_noise
    )
    export_prior(prior, folder)
    export_card(card, folder)
    write_scene(card, corpus.categories, shares, folder)
    for name, steps in (("sketches ", 0), ("", spending.steps)) if sketches_too else (("", spending.steps),):
        start = time.process_time()
        network, _ = generator.fit_private_generator(
            config, card, corpus.choice.moves, units, replace(spending, steps=steps), _unwatched, TrainingTime(None)
        )
        export_generator(network, folder)
        yield name, Made(folder=folder, network=network.float(), seconds=time.process_time() - start)


def _unwatched(*_: object) -> Watch:
    return lambda *_: None


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


def scores(pictures: Sequence[TrainingPicture], corpus: Corpus, given: Namespace) -> str:
    """AP and Dice on held-out pictures of each value, the smallest ones first."""
    network = usefulness.train(pictures, corpus, Namespace(steps=given.judge_steps, seed=given.seed, device="cpu"))
    said = list[str]()
    for domain, value in enumerate(corpus.values):
        of_value = sorted((p for p in corpus.held_out if p.domain == domain), key=lambda p: p.labels.size)
        tested = of_value[: given.tested]
        found = usefulness.judge(network, tested)
        said.append(f"{value} ({len(tested)}) {found.ap:.3f} {found.dice:.3f}")
    return "   ".join(said)


def measured(corpus: Corpus, config: TrainConfig, given: Namespace, folder: Path) -> Iterator[str]:
    """The lines of the table."""
    if given.real:
        start = time.process_time()
        yield f"{'real':14} {scores(corpus.train, corpus, given)}   CPU s {time.process_time() - start:.0f}"
    for epsilon in given.epsilons:
        spending = spending_of(epsilon, given, len(set(corpus.units)))
        out = folder / f"{epsilon:g}"
        for name, made in make_packs(out, corpus, replace(config, out=out), spending, given.sketches):
            start = time.process_time()
            drawn = usefulness.synthetic_pictures(
                load_pack(str(out)), corpus, Namespace(pictures=given.pictures, seed=given.seed, device="cpu"), folder
            )
            done = time.process_time()
            said = scores(drawn, corpus, given)
            judged = time.process_time()
            auc = attack(made.network, corpus, Namespace(folder=out, seed=given.seed))
            yield (
                f"{f'{name}{epsilon:g}':14} {said}   attack {auc:.3f}   noise {spending.prior_noise:.3g} "
                f"{spending.noise_multiplier:.3g}   CPU s {made.seconds:.0f} {done - start:.0f} {judged - done:.0f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--variable")
    parser.add_argument("--epsilons", type=float, nargs="+", default=[math.inf, 10.0, 3.0])
    parser.add_argument("--delta", type=float, default=1e-5)
    parser.add_argument("--steps", type=int, default=120, help="private ones")
    parser.add_argument("--sketch-steps", type=int, default=300, help="of the training before them, at most 600")
    parser.add_argument("--batch", type=int, default=64, help="units of a step")
    parser.add_argument("--crop-px", type=int, default=48)
    parser.add_argument("--pictures", type=int, default=32, help="drawn of each pack")
    parser.add_argument("--tested", type=int, default=12, help="held-out pictures of each value")
    parser.add_argument("--judge-steps", type=int, default=120, help="of each segmenter")
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
            steps=given.sketch_steps,
            crop_px=given.crop_px,
            device="cpu",
            privacy=PrivacyOptions(epsilon=100.0, delta=given.delta),
        )
        for line in measured(read_corpus(config), config, given, Path(folder)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
