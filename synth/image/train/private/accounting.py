"""What a private training spends: the noise of prior and generator for an epsilon, by Renyi differential privacy.

Prior and generator are accounted for together (Mironov 2017, arXiv:1702.07476; of steps on a Poisson sample Mironov et
al. 2019, arXiv:1908.10530), as Opacus computes it. Two data sets are neighbours where one has one unit more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from synth.core.errors import SpecError, SynthError

PRIOR_SHARE = 0.25
"""Share of epsilon that the prior would cost alone; the generator takes what the two together leave."""

PRIOR_RELEASES = 2
"""Sums of the prior that are released, the second about the first."""

LARGEST_NOISE = 1e4
"""Multiple of the norm from which nothing of the data would be left."""

ORDERS = (*(1 + step / 4 for step in range(1, 16)), *range(5, 64), 64, 96, 128, 256)
"""Of the Renyi divergences among which the least epsilon is found; each gives one that holds."""

TOLERANCE = 1e-3
"""Of a noise multiplier, relative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Noise of the prior's releases and of the generator's steps, as multiples of what one unit can change, the chance
    of each unit to be in a step, and the steps.
    """

    delta: float
    prior_noise: float
    noise_multiplier: float
    sample_rate: float
    steps: int

    def epsilon(self, steps: int) -> float:
        """What the prior and so many steps of the generator spend."""
        generator = [(self.noise_multiplier, self.sample_rate, steps)] if steps else []
        return _epsilon([(self.prior_noise, 1.0, PRIOR_RELEASES), *generator], self.delta)


def spending_for(epsilon: float, delta: float, sample_rate: float, steps: int) -> Spending:
    """The least noise with which all of it costs `epsilon` at most; SpecError where that is more than LARGEST_NOISE."""
    prior = _least_noise(PRIOR_SHARE * epsilon, delta, [], 1.0, PRIOR_RELEASES)
    noise = _least_noise(epsilon, delta, [(prior, 1.0, PRIOR_RELEASES)], sample_rate, steps)
    if max(prior, noise) > LARGEST_NOISE:
        allowed = f"more at privacy.delta={delta:g}, or fewer steps: nothing but noise would be left"
        raise SpecError("privacy.epsilon", epsilon, allowed)
    return Spending(delta=delta, prior_noise=prior, noise_multiplier=noise, sample_rate=sample_rate, steps=steps)


def _least_noise(
    epsilon: float, delta: float, before: list[tuple[float, float, int]], sample_rate: float, steps: int
) -> float:
    """The noise multiplier, to within TOLERANCE from above, with which the steps and those `before` cost `epsilon`;
    infinite above LARGEST_NOISE.
    """
    low, high = 0.0, 1.0
    while _epsilon([*before, (high, sample_rate, steps)], delta) > epsilon:
        low, high = high, 2 * high
        if low > LARGEST_NOISE:
            return math.inf
    while high - low > TOLERANCE * high:
        middle = (low + high) / 2
        if _epsilon([*before, (middle, sample_rate, steps)], delta) > epsilon:
            low = middle
        else:
            high = middle
    return high


def _epsilon(history: list[tuple[float, float, int]], delta: float) -> float:
    """Of (noise multiplier, sample rate, steps) one after another."""
    try:
        from opacus.accountants import RDPAccountant
    except ImportError as error:
        raise SynthError("privacy.epsilon", str(error), "Opacus and OpenDP: pip install 'synth[privacy]'") from error
    accountant = RDPAccountant()
    accountant.history = history
    return float(accountant.get_epsilon(delta=delta, alphas=[*ORDERS]))
