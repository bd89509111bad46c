"""A tagger of texts in a folder: tagger.json and tagger.safetensors, which are data alone.

It has a CRF for spans, a linear classifier for each label of whole texts, or both, and calibrations of their scores.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import Field, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors
from scipy.sparse import csr_matrix

from synth.core.errors import DataError, Unquoted
from synth.core.inside import inside
from synth.core.plain_file import plain_bytes
from synth.core.strict_json import read_object
from synth.folder.disk import write_atomic
from synth.folder.stated import Name, Share, Stated
from synth.scene.messages import spec_error
from synth.text.learn.calibration import Calibration
from synth.text.learn.crf import Crf
from synth.text.learn.features import NGRAMS
from synth.text.learn.linear import Linear

CARD, WEIGHTS = "tagger.json", "tagger.safetensors"
LARGEST_CARD, LARGEST_WEIGHTS = 1 << 28, 1 << 30
"""Bytes."""

_MOST_TAGS = 2001
_NEEDED = "a file of a tagger, as `synth train` writes it"


class _CalibrationStated(Stated):
    scores: list[Share] = Field(default_factory=list)
    shares: list[Share] = Field(default_factory=list)


class _SpansStated(Stated):
    tags: Annotated[list[Name], Field(min_length=1, max_length=_MOST_TAGS)]
    features: list[str]
    calibration: _CalibrationStated


class _ClassesStated(Stated):
    classes: Annotated[list[str], Field(min_length=2, max_length=10_000)]
    calibration: _CalibrationStated


class _CardStated(Stated):
    form: int = Field(ge=1, le=1)
    name: Name
    spans: _SpansStated | None = None
    classes: dict[str, _ClassesStated] = Field(default_factory=dict)
    training: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Marks spans."""

    crf: Crf
    calibration: Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Names the class of a whole text."""

    linear: Linear
    calibration: Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTagger:
    """`classes`: name of a label of whole texts -> its classifier. `training`: what it was fitted to, and scores."""

    name: str
    spans: Spans | None = None
    classes: Mapping[str, Classes] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """sha256 (hex) of all that its labels depend on."""
        card, weights = _parts(self)
        return sha256(json.dumps({**card, "training": {}}, sort_keys=True).encode() + weights).hexdigest()


def write_tagger(folder: Path, tagger: StoredTagger) -> None:
    """Write both files. OSError where the disk refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    card, weights = _parts(tagger)
    write_atomic(folder / WEIGHTS, weights)
    write_atomic(folder / CARD, (json.dumps(card, sort_keys=True, ensure_ascii=False) + "\n").encode())


def is_tagger(folder: Path) -> bool:
    """Whether a folder holds a tagger."""
    return (folder / CARD).is_file()


def read_tagger(folder: Path) -> StoredTagger:
    """The tagger of a folder of unknown origin. DataError where a file is missing, malformed or contradicts another."""
    path = inside(folder, CARD, str(folder), DataError, _NEEDED)
    card = read_object(path, DataError, _NEEDED, most=LARGEST_CARD)
    try:
        _CardStated.model_validate(card)
    except ValidationError as error:
        raise spec_error(error, str(path), DataError) from None
    weights = inside(folder, WEIGHTS, str(folder), DataError, _NEEDED)
    data = plain_bytes(weights, DataError, _NEEDED, most=LARGEST_WEIGHTS)
    try:
        tensors = _Tensors(load_tensors(data), str(weights))
    except SafetensorError as error:
        got = Unquoted(" ".join(str(error).split()))
        raise DataError(str(weights), got, "a whole file of safetensors is needed") from None
    return StoredTagger(
        name=card["name"],
        spans=_spans(card["spans"], tensors, str(path)) if card.get("spans") else None,
        classes={
            name: _classes(number, one, tensors, str(path))
            for number, (name, one) in enumerate(sorted(card.get("classes", {}).items()))
        },
        training=card.get("training", {}),
    )


def _parts(tagger: StoredTagger) -> tuple[dict[str, Any], bytes]:
    card: dict[str, Any] = {"form": 1, "name": tagger.name, "training": tagger.training, "classes": {}}
    tensors = dict[str, np.ndarray]()
    if tagger.spans:
        crf = tagger.spans.crf
        card["spans"] = {
            "tags": crf.tags, "features": crf.features, "calibration": tagger.spans.calibration._asdict()
        }  # fmt: skip
        tensors |= {
            "spans.transitions": crf.transitions.astype(np.float32),
            "spans.ends": crf.weights.indptr.astype(np.int32),
            "spans.tags": crf.weights.indices.astype(np.int32),
            "spans.weights": crf.weights.data.astype(np.float32),
        }
    for number, (name, one) in enumerate(sorted(tagger.classes.items())):
        card["classes"][name] = {"classes": one.linear.classes, "calibration": one.calibration._asdict()}
        for key in ("columns", "rarity", "unseen", "weights", "bias"):
            tensors[f"classes.{number}.{key}"] = getattr(one.linear, key)
    return card, save_tensors(tensors)


class _Tensors:
    """Tensors by name, each checked when it is taken."""

    def __init__(self, found: Mapping[str, np.ndarray], where: str) -> None:
        self._found, self._where = found, where

    def numbers(self, name: str, shape: Sequence[int]) -> np.ndarray:
        """Finite numbers of a shape."""
        found = self._taken(name, np.float32, shape)
        if not np.isfinite(found).all():
            raise DataError(f"{self._where}: {name}", Unquoted("infinity or NaN"), "finite numbers are needed")
        return found

    def places(self, name: str, shape: Sequence[int], most: int) -> np.ndarray:
        """Whole numbers of a shape, 0 to `most`."""
        found = self._taken(name, np.int32, shape)
        if found.size and not 0 <= found.min() <= found.max() <= most:
            got = Unquoted(f"{found.min()} to {found.max()}")
            raise DataError(f"{self._where}: {name}", got, f"whole numbers from 0 to {most} are needed")
        return found

    def ascending(self, name: str, shape: Sequence[int], most: int) -> np.ndarray:
        """As `places`, none smaller than the one before it."""
        found = self.places(name, shape, most)
        if (np.diff(found) < 0).any():
            raise DataError(f"{self._where}: {name}", Unquoted("numbers out of order"), "ascending ones are needed")
        return found

    def length(self, name: str) -> int:
        """Of a tensor of one dimension."""
        found = self._found.get(name)
        return len(found) if found is not None and found.ndim == 1 else 0

    def _taken(self, name: str, kind: type, shape: Sequence[int]) -> np.ndarray:
        found = self._found.get(name)
        if found is None or found.dtype != kind or found.shape != tuple(shape):
            got = Unquoted("nothing") if found is None else Unquoted(f"{found.dtype} {list(found.shape)}")
            raise DataError(f"{self._where}: {name}", got, f"{np.dtype(kind)} {list(shape)} is needed")
        return found


def _spans(card: Mapping[str, Any], tensors: _Tensors, where: str) -> Spans:
    tags, features = tuple(card["tags"]), tuple(card["features"])
    if len(set(tags)) < len(tags) or not all(tag == "O" or tag[:2] in ("B-", "I-") for tag in tags):
        raise DataError(f"{where}: spans.tags", tags, "O, B-LABEL and I-LABEL, each once")
    if len(set(features)) < len(features):
        raise DataError(f"{where}: spans.features", Unquoted("one that stands there twice"), "features that differ")
    number = tensors.length("spans.weights")
    ends = tensors.ascending("spans.ends", [len(features) + 1], number)
    if ends[0] != 0 or ends[-1] != number:
        raise DataError(f"{where}: spans.ends", Unquoted(f"{ends[0]} to {ends[-1]}"), f"0 to {number} is needed")
    columns = tensors.places("spans.tags", [number], len(tags) - 1)
    weights = csr_matrix((tensors.numbers("spans.weights", [number]), columns, ends), shape=(len(features), len(tags)))
    crf = Crf(
        tags=tags,
        features=features,
        transitions=tensors.numbers("spans.transitions", [len(tags), len(tags)]),
        weights=weights,
    )
    return Spans(crf=crf, calibration=_calibration(card["calibration"], where))


def _classes(number: int, card: Mapping[str, Any], tensors: _Tensors, where: str) -> Classes:
    prefix, classes = f"classes.{number}.", tuple(card["classes"])
    if len(set(classes)) < len(classes):
        raise DataError(f"{where}: classes", classes, "classes that differ")
    seen = tensors.length(f"{prefix}columns")
    linear = Linear(
        classes=classes,
        columns=tensors.ascending(f"{prefix}columns", [seen], 2 * NGRAMS - 1),
        rarity=tensors.numbers(f"{prefix}rarity", [seen]),
        unseen=tensors.numbers(f"{prefix}unseen", [2]),
        weights=tensors.numbers(f"{prefix}weights", [len(classes), seen]),
        bias=tensors.numbers(f"{prefix}bias", [len(classes)]),
    )
    return Classes(linear=linear, calibration=_calibration(card["calibration"], where))


def _calibration(card: Mapping[str, Any], where: str) -> Calibration:
    scores, shares = tuple(card.get("scores", ())), tuple(card.get("shares", ()))
    if len(scores) != len(shares) or list(scores) != sorted(scores):
        raise DataError(f"{where}: calibration", scores, "ascending scores, as many as shares")
    return Calibration(scores, shares)
