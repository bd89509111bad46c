"""Plan statistics beside those of the training pictures: count, area, aspect and nearest-neighbour distance.

`python benchmarks/plan_statistics.py --data DIR --pack PACK [--plans 250]` draws 256 px plans of the scene `nuclei` for
each value of the pack's variable (no picture is generated) and measures the 256 px windows of the training pictures in
the same way. Per measure it prints both means, their difference in per cent and the Kolmogorov-Smirnov distance of the
two distributions, windows weighted so that every picture counts once. Targets: 10 % and 0.15; every miss has its line.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from common import corpus_of, draw_plans, pack_parser
from numpy.typing import NDArray

from synth.image.packs.pack import Pack, load_pack
from synth.image.plan.statistics import layout_statistics
from synth.image.train.corpus import TrainingPicture
from synth.image.train.reference import LAYOUT_MEASURES, pooled, window_statistics

MOST_PER_CENT, MOST_KS = 10.0, 0.15
UNITS = {"count": "", "area": "px^2", "aspect": "", "neighbour": "px"}


class Weighted(NamedTuple):
    """Values and their weights."""

    values: NDArray[np.float64]
    weights: NDArray[np.float64]

    @property
    def mean(self) -> float:
        return float(np.average(self.values, weights=self.weights))

    def share_up_to(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """The weighted cumulative distribution at `at`."""
        order = np.argsort(self.values)
        cumulative = np.concatenate([[0.0], np.cumsum(self.weights[order])])
        return cumulative[np.searchsorted(self.values[order], at, side="right")] / cumulative[-1]


def ks_distance(one: Weighted, other: Weighted) -> float:
    """The largest difference between two weighted cumulative distributions (Kolmogorov-Smirnov)."""
    at = np.concatenate([one.values, other.values])
    return float(np.abs(one.share_up_to(at) - other.share_up_to(at)).max())


def compare(pack: Pack, value: str, pictures: list[TrainingPicture], plans: int, seed: int) -> list[str]:
    """Print the rows of a value; returns a line per miss."""
    real, weights = window_statistics(pictures)
    drawn = [
        layout_statistics(plan.instances, plan.width, plan.height) for plan in draw_plans(pack, value, plans, seed)
    ]
    misses = []
    for measure in LAYOUT_MEASURES:
        wanted = Weighted(*pooled(real, weights, measure))
        got = Weighted(*pooled(drawn, np.ones(len(drawn)), measure))
        per_cent, ks = 100 * (got.mean / wanted.mean - 1), ks_distance(wanted, got)
        name = f"{value:14} {measure:10}"
        print(f"{name} {wanted.mean:9.2f} {got.mean:9.2f} {UNITS[measure]:5} {per_cent:+7.1f} % {ks:7.3f}")
        if abs(per_cent) > MOST_PER_CENT or ks > MOST_KS:
            misses.append(
                f"missed: {value} {measure}: {per_cent:+.1f} % ({MOST_PER_CENT:g} %), KS {ks:.3f} ({MOST_KS:g})"
            )
    return misses


def main() -> None:
    parser = pack_parser(__doc__)
    parser.add_argument("--plans", type=int, default=250, help="for each value")
    given = parser.parse_args()
    pack = load_pack(given.pack)
    corpus = corpus_of(given.data, pack)
    print(f"{'':25} {'training':>9} {'plans':>9} {'':5} {'difference':>9} {'KS':>6}")
    misses = []
    for domain, value in enumerate(corpus.values):
        pictures = [p for p in corpus.train if p.domain == domain]
        misses += compare(pack, value, pictures, given.plans, given.seed)
    print("\n".join(misses) or f"every measure within {MOST_PER_CENT:g} % and KS {MOST_KS:g}")


if __name__ == "__main__":
    main()
