"""What a label of a model says of itself, beside what it labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from synth.core.labels import ANNOTATOR, SOURCE, AttributeValue


class Model(NamedTuple):
    """A model by its name and the sha256 (hex) of all that its labels depend on.

    `calibrated`: of its labels with a score of 0.8, about 8 in 10 are right; else scores only rank.
    """

    name: str
    version: str
    calibrated: bool


def stated(model: Model, reason: str) -> dict[str, AttributeValue]:
    """The attributes of a label that a model made for a reason; where its score stands depends on the format."""
    return {SOURCE: ANNOTATOR, "model": model.name, "version": model.version[:12], "reason": reason}


def is_of_model(attributes: Mapping[str, Any], model: Model) -> bool:
    """Whether a label was made by some version of the model, and by nobody since."""
    return attributes.get(SOURCE) == ANNOTATOR and attributes.get("model") == model.name
