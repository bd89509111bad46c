"""A model's opinion on one label, in the form that all models share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from synth.quality.texts.doubt.chosen import ClassValue, Judged
from synth.quality.texts.raw import Span

LEAST_PROBABILITY = 1e-6


class Opinion(NamedTuple):
    """On the label at `key` of a text, that of `span` or of the text as a whole.

    `other` is the label that fits best in its place; None where none does better than no label, or than a label at
    another place. `group` is what findings are grouped by: the labelled words.
    """

    text: Judged
    span: Span | None
    key: str
    given: ClassValue
    other: ClassValue | None
    group: str
    features: tuple[float, ...]


class Opinions(NamedTuple):
    """On the labels of one question, and the features of labels that were made wrong on purpose.

    `probabilities` of each label in the place of each given one, not calibrated. `blurred` are labels that a
    model hardly knows, of which no single one can be called wrong.
    """

    given: Sequence[Opinion]
    labels: Sequence[str]
    probabilities: Float[np.ndarray, "given labels"]
    wrong: Float[np.ndarray, "wrong features"]
    blurred: Collection[str] = ()
