"""By how much a model that never saw a label prefers it to the next best one."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from synth.core.seeds import rng_for

WRONG_DRAWS = 3
"""Labels made wrong on purpose for each given one."""


def margins(
    probabilities: Float[np.ndarray, "n classes"], labels: Int[np.ndarray, " n"]
) -> tuple[Float[np.ndarray, " n"], Int[np.ndarray, " n"]]:
    """(log of how much more probable each label is than the best other one, the best other one)."""
    logs = np.log(probabilities)
    rows = np.arange(len(labels))
    own = logs[rows, labels]
    others = logs.copy()
    others[rows, labels] = -np.inf
    return own - others.max(axis=1), others.argmax(axis=1)


def margins_of_wrong(
    probabilities: Float[np.ndarray, "n classes"], given: Int[np.ndarray, " n"]
) -> tuple[Float[np.ndarray, "wrong 1"], Int[np.ndarray, " wrong"]]:
    """(margins, as features, of other labels in the place of the given ones; these labels, as often as given)."""
    number = probabilities.shape[1]
    draws = rng_for(0, 0, "labels made wrong")
    shares = np.bincount(given, minlength=number) / len(given)
    found, labels = list[Float[np.ndarray, " n"]](), list[Int[np.ndarray, " n"]]()
    for _ in range(WRONG_DRAWS):
        others = draws.choice(number, size=len(given), p=shares)
        others = np.where(others == given, (given + draws.integers(1, number, size=len(given))) % number, others)
        found.append(margins(probabilities, others)[0])
        labels.append(others)
    return np.concatenate(found)[:, None], np.concatenate(labels)
