"""How near few evaluations of a pack's network come to many: the method that packs draw with beside plain Euler steps.

`python benchmarks/evaluations.py [--pack nuclei] [--pictures 4] [--evaluations 5 6 7 8 10] [--many 60]`

For each value of the pack's variable `--pictures` plans are drawn from the same noise with each number of evaluations
and with `--many`. Told is the root mean square of the difference to the latter, in levels from -1 to 1, with the
pack's own guidance.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch
from common import draw_plans

from synth.core.seeds import seed_for
from synth.image.condition.make import condition_of
from synth.image.generate import flow
from synth.image.generate.pack import make_pack_generator
from synth.image.generate.protocol import Sampling
from synth.image.packs.pack import Pack, load_pack
from synth.image.records import Drawn, Plan


def drawn(pack: Pack, plans: list[Plan], evaluations: int, seed: int) -> np.ndarray:
    """The plans' pictures, in normalised levels."""
    generate = make_pack_generator(pack, Sampling(steps=evaluations, device="cpu"))
    seeds = [seed_for(seed, plan.sample_id, "pixels/0", bits=56) for plan in plans]
    made = generate(plans, [condition_of(plan, 0) for plan in plans], seeds)
    return np.stack([picture.image for picture in made if isinstance(picture, Drawn)]).astype(np.float64) / 127.5 - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", default="nuclei")
    parser.add_argument("--pictures", type=int, default=4, help="of each value")
    parser.add_argument("--evaluations", type=int, nargs="+", default=[5, 6, 7, 8, 10])
    parser.add_argument("--many", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    pack, second = load_pack(given.pack), flow.stepped_velocity
    print("value          evaluations  second order   Euler")
    for value in pack.card.variable.values:
        plans = list(draw_plans(pack, value, given.pictures, given.seed))
        wanted = drawn(pack, plans, given.many, given.seed)
        for number in given.evaluations:
            rows = []
            for method in (second, _euler):
                flow.stepped_velocity = method
                rows.append(float(np.sqrt(np.square(drawn(pack, plans, number, given.seed) - wanted).mean())))
            flow.stepped_velocity = second
            print(f"{value:14} {number:11}  {rows[0]:12.4f}  {rows[1]:6.4f}", flush=True)


def _euler(velocity: torch.Tensor, *_: object) -> torch.Tensor:
    return velocity


if __name__ == "__main__":
    main()
