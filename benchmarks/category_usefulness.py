"""What the pictures of a pack are worth to an annotator that never saw it, by category: masks or boxes, any regime.

`python benchmarks/category_usefulness.py --data DIR --pack PACK --synthetic SET [--steps 300] [--seeds 1] [--px 256]`

`SET` is what `synth generate scene=PACK/scene.yaml out=SET` wrote: accepted samples of sampled layouts. A small
network (the annotator's recipe with fewer widths, fresh weights) is trained with the same budget on the real training
pictures, on the synthetic ones, and on both; each is tested on the real pictures that the pack held out. Of masks Dice
(pixels of all pictures together), of boxes AP (mean over IoU .5 to .95) and AP at IoU 0.5; mean over the seeds, and as
ratio to real. Networks of packs see pictures small: `--px` compares them at the size at which others would learn from
them, in crops of 128 px.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from common import corpus_of, pack_parser

from synth.image.packs.pack import Pack, load_pack
from synth.image.train.annotator import SegmentRecipe, train_annotator
from synth.image.train.corpus import TrainingPicture, style_scale
from synth.image.train.fit import sampler_of
from synth.image.train.held_out import judge_annotator
from synth.image.train.loop import Fitting
from synth.image.train.real import Corpus
from synth.image.train.schedule import Stage

RECIPE = SegmentRecipe(widths=(32, 64, 96))
MEASURES = ("dice", "ap", "ap50")


def synthetic_pictures(folder: Path, pack: Pack, corpus: Corpus, px: int | None) -> tuple[TrainingPicture, ...]:
    """All pictures of a generated set; ValueError where a category has too few objects to be learnt."""
    generated = corpus_of(folder, pack, px)
    if generated.card.categories != corpus.card.categories:
        raise ValueError(f"{folder}: {generated.card.categories}; {corpus.card.categories} are needed: more pictures")
    return (*generated.train, *generated.held_out)


def scores_of(
    pictures: Sequence[TrainingPicture], corpus: Corpus, steps: int, seed: int
) -> dict[str, dict[str, float]]:
    """Category -> its measures on the held-out pictures, of a network that is trained on `pictures`."""
    taught = replace(corpus, train=tuple(pictures))
    sampler = sampler_of(taught, style_scale(taught.train, len(corpus.values)))
    fitting = Fitting(
        steps=steps, stages=(Stage(until=1.0, crop_px=128, batch=8),), peak_rate=1.5e-3, seed=seed, device="cpu"
    )
    with tempfile.TemporaryDirectory() as folder:
        network = train_annotator(sampler, corpus.card, RECIPE, fitting, Path(folder), lambda *_: None).network
    with torch.no_grad():
        return judge_annotator(network, corpus.held_out, corpus.card).scores


def main() -> None:
    parser = pack_parser(__doc__)
    parser.add_argument("--synthetic", type=Path, required=True, help="what `synth generate` wrote with the pack")
    parser.add_argument("--steps", type=int, default=300, help="of each training")
    parser.add_argument("--seeds", type=int, default=1, help="trainings of each kind")
    parser.add_argument("--px", type=int, help="longer side at which pictures are learnt from; default: as the pack's")
    given = parser.parse_args()
    pack = load_pack(given.pack)
    corpus = corpus_of(given.data, pack, given.px)
    synthetic = synthetic_pictures(given.synthetic, pack, corpus, given.px)
    trainings = {"real": corpus.train, "synthetic": synthetic, "real + synthetic": (*corpus.train, *synthetic)}
    real: dict[tuple[str, str], float] = {}
    for name, pictures in trainings.items():
        runs = [scores_of(pictures, corpus, given.steps, given.seed + k) for k in range(given.seeds)]
        for category in corpus.card.categories:
            for measure in MEASURES:
                values = [run[category][measure] for run in runs if measure in run.get(category, {})]
                if not values:
                    continue
                mean = float(np.mean(values))
                of = real.setdefault((category, measure), mean)
                row = f"{name:17} {len(pictures):5} {category:20} {measure:5} {mean:6.3f}"
                print(f"{row} {100 * mean / max(of, 1e-9):6.1f} %", flush=True)


if __name__ == "__main__":
    main()
