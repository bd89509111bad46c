"""What a label of a model says of itself, beside what it labels."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from synth.core.canonical import encode, json_value
from synth.core.labels import ANNOTATOR, SOURCE, AttributeValue

MARK = "mark"
"""The attribute with a digest of what the model said."""

_DECIMALS = 3


class Model(NamedTuple):
    """A model by its name and the sha256 (hex) of all that its labels depend on.

    `calibrated`: of its labels with a score of 0.8, about 8 in 10 are right; else scores only rank.
    """

    name: str
    version: str
    calibrated: bool


def stated(model: Model, reason: str, label: object) -> dict[str, AttributeValue]:
    """The attributes of a label that a model made for a reason; where its score stands depends on the format.

    `label` is what it says, as JSON: whoever changes it makes it a label of theirs, since the mark no longer fits.
    """
    return {
        SOURCE: ANNOTATOR, "model": model.name, "version": model.version[:12], "reason": reason, MARK: _mark(label),
    }  # fmt: skip


def is_of_model(attributes: Mapping[str, Any], model: Model, label: object) -> bool:
    """Whether a label was made by some version of the model, and was changed by nobody since."""
    same = attributes.get(SOURCE) == ANNOTATOR and attributes.get("model") == model.name
    return same and attributes.get(MARK) == _mark(label)


def _mark(label: object) -> str:
    return sha256(encode(json_value(label, _DECIMALS)).encode()).hexdigest()[:8]
