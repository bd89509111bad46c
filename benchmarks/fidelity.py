"""Layout fidelity and yield of a pack: how well the annotator reads the plans back from the pictures.

`python benchmarks/fidelity.py --data DIR --pack PACK [--samples 40] [--steps 8 10 12] [--guidance 1.0] [--card]`

For each value of the pack's variable, `--samples` plans of the scene `nuclei` are drawn, generated and verified with
the default limits, in up to three drafts. *all* and *accepted*: mean AP (IoU .5, .6, .7, .8, .9) of the annotator's
reading against the plan, over all first drafts and over accepted drafts. *oracle*: the annotator's AP on 256 px windows
of the held-out real pictures. *ratio*: all / oracle (target 0.95). *yield*: accepted drafts / drafts (target 0.8).
Several `--steps` make a table of fidelity against steps. `--card` writes the numbers into the pack's card.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from common import Readings, corpus_of, draw_plans, pack_parser, picture_windows, scene_with
from drafts import Drafts, draft_all

from synth.image.generate.protocol import Sampling
from synth.image.generate.table import make_generator
from synth.image.options.generator import GeneratorOptions
from synth.image.packs.pack import Pack, load_pack
from synth.image.train.corpus import TrainingPicture
from synth.image.train.export import export_card
from synth.image.verify.annotator import Annotator, load_annotator


def oracle_ap(pictures: Sequence[TrainingPicture], annotate: Annotator) -> float:
    """The annotator's AP on windows of real pictures."""
    readings = Readings()
    for picture in pictures:
        for image, labels in picture_windows(picture):
            reading = annotate(image)
            readings.add(labels, reading.labels, reading.scores)
    return readings.ap


def row_of(result: Drafts, oracle: float) -> dict[str, Any]:
    return {
        "all": round(result.first.ap, 3),
        "accepted": round(result.accepted.ap, 3),
        "oracle": round(oracle, 3),
        "ratio": round(result.first.ap / oracle, 3),
        "yield": round(len(result.accepted.truth) / result.drafts, 3),
        "seconds": round(result.seconds / result.drafts, 2),
        "refusals": dict(sorted(result.refusals.items())),
    }


def write_card(pack: Pack, rows: dict[str, dict[str, Any]], given: argparse.Namespace, steps: int) -> None:
    """Put the rows into the card's scores, with the command; folders are nobody's business."""
    command = f"python benchmarks/fidelity.py --data DIR --pack {pack.card.name} --samples {given.samples}"
    command += f" --steps {steps} --seed {given.seed}"
    command += "" if given.guidance is None else f" --guidance {given.guidance:g}"
    scores = {**pack.card.scores, "fidelity": {"command": command, **rows}}
    export_card(pack.card.model_copy(update={"scores": scores}), pack.folder)


def arguments() -> argparse.Namespace:
    parser = pack_parser(__doc__)
    parser.add_argument("--samples", type=int, default=40, help="for each value")
    parser.add_argument("--steps", type=int, nargs="+", help="evaluations of the network; default: the pack's own")
    parser.add_argument("--guidance", type=float, help="default: the pack's own")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--card", action="store_true", help="write the numbers (of one --steps) into the pack's card")
    given = parser.parse_args()
    if given.card and given.steps and len(given.steps) > 1:
        parser.error("--card takes one number of steps")
    return given


def main() -> None:
    given = arguments()
    pack = load_pack(given.pack)
    corpus, annotate = corpus_of(given.data, pack), load_annotator(pack)
    oracles = [oracle_ap([p for p in corpus.held_out if p.domain == d], annotate) for d in range(len(corpus.values))]
    plans = {value: list(draw_plans(pack, value, given.samples, given.seed)) for value in corpus.values}
    print("steps  value              all  accepted  oracle   ratio   yield  s/picture  refusals")
    for steps in given.steps or [pack.card.sampler.steps]:
        sampling = Sampling(steps=steps, guidance=given.guidance, device=given.device)
        rows = {}
        for value, oracle in zip(corpus.values, oracles, strict=True):
            generate = make_generator(GeneratorOptions(kind="pack"), scene_with(pack, value), pack, sampling)
            row = row_of(draft_all(plans[value], generate, annotate, given.seed), oracle)
            refusals = ", ".join(f"{check} {number}" for check, number in row["refusals"].items()) or "none"
            numbers = f"{row['all']:7.3f} {row['accepted']:9.3f} {row['oracle']:7.3f} {row['ratio']:7.3f}"
            print(f"{steps:5}  {value:14} {numbers} {row['yield']:7.3f} {row['seconds']:10.2f}  {refusals}", flush=True)
            rows[value] = row
        if given.card:
            write_card(pack, rows, given, steps)


if __name__ == "__main__":
    main()
