"""An error that was put into a label file on purpose, with the edits that take it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from synth.core.errors import SynthError, suggest
from synth.quality.finding import SURE, Edit, Finding

Rates = Mapping[str, float]
"""Kind of error -> share of the labels that get one, 0 to 1; a label gets one at most."""


class Error(NamedTuple):
    """Its kind, the place and the subject in words, what stood there and stands there now, and the way back."""

    kind: str
    where: str
    subject: str
    before: object
    after: object
    edits: tuple[Edit, ...]

    def finding(self, data_set: str) -> Finding:
        """As what a perfect check would say of it."""
        return Finding(
            check=self.kind, data_set=data_set, where=self.where, subject=self.subject, given=self.after,
            suggested=self.before, confidence=SURE, evidence="put in on purpose", edits=self.edits,
        )  # fmt: skip


def known_rates(rates: Rates, kinds: Sequence[str], what: str) -> Rates:
    """The rates above 0. SynthError for a kind of error that such labels cannot have, or rates of more than all."""
    asked = {kind: rate for kind, rate in rates.items() if rate > 0}
    for kind in asked:
        if kind not in kinds:
            raise SynthError(f"--{kind.replace('_', '-')}", f"{what}", f"of {what}: {suggest(kind, kinds)}")
    if not asked:
        raise SynthError("errors", "none", f"a share of at least one of {', '.join(kinds)}")
    if sum(asked.values()) > 1:
        raise SynthError("errors", f"{sum(asked.values()):g} of the labels", "shares that add up to 1 at most")
    return asked


def shares_of(places: Sequence[int], rates: Rates, draws: np.random.Generator) -> Iterator[tuple[str, list[int]]]:
    """Each kind with its share of the places, all of them different; at least one."""
    order = draws.permutation(np.array(places, np.int64)).tolist()
    start = 0
    for kind, rate in rates.items():
        number = max(1, round(rate * len(places)))
        yield kind, order[start : start + number]
        start += number
