"""prior.json of a pack, checked: its shape, its numbers, and that layouts drawn from it stay within bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synth.core.errors import PackError, Unquoted
from synth.core.strict_json import read_object
from synth.image.packs.card import PackCard
from synth.image.packs.grain import LEVELS, StatedGrain
from synth.image.plan.box_outlines import CELLS, COMPONENTS
from synth.image.plan.composed_object import PLACE
from synth.image.plan.forms import BOX_NUMBERS, MASK_NUMBERS
from synth.image.plan.fourier import ORDERS
from synth.image.plan.prior import LAYOUT_FEATURES
from synth.report.tally import reference_histogram
from synth.scene.messages import spec_error

LARGEST_FILE = 1 << 25
"""Bytes."""

DENSEST = math.log(0.06)
"""Log of objects per px^2; the smallest has 20 px^2."""

LARGEST_OBJECT = math.log(2.5e7)
"""Log of px^2."""

WIDEST_SPREAD = 4.0
"""Standard deviation of log areas."""

WINDOW_PX, MOST_OBJECTS = 256, 100_000
"""Objects that may be drawn for a window of so many px a side, those beyond its border included."""

MOST_OF_A_CATEGORY = 2000
"""Objects of a category in one picture."""

LARGEST_ROOT = 0.7
"""Logarithm of the root of an object's area in shares of the picture's."""

EXPOSURES = ("exposure_low", "exposure_range")

_Number = Annotated[float, Field(ge=-1e4, le=1e4)]
_Table = Annotated[list[_Number], Field(min_length=1, max_length=2000)]
_Tables = Annotated[list[_Table], Field(min_length=1, max_length=600)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)


class _Archetype(_Part):
    share: Annotated[float, Field(gt=0, le=1.001)]
    quantiles: _Tables
    correlation: _Tables


class _Histogram(_Part):
    edges: Annotated[list[float], Field(max_length=10_000)]
    density: Annotated[list[float], Field(max_length=10_000)]


class _Domain(_Part):
    archetypes: Annotated[list[_Archetype], Field(min_length=1, max_length=1000)]
    size_residual: _Table
    gap_residual: _Tables
    eccentric: Annotated[list[Annotated[float, Field(ge=0, lt=1)]], Field(min_length=1, max_length=2000)]
    outline_mean: _Table
    outline_loading: _Table
    outline_factor: _Tables
    style_mean: _Table
    style_deviation: _Table
    brightness_slope: _Number
    brightness_residual: _Table
    reference: dict[str, _Histogram] = Field(default_factory=dict)
    grain: StatedGrain | None = None


class _Forms(_Part):
    share: Annotated[float, Field(gt=0, le=1)]
    mean: _Table
    factor: _Tables
    spread: _Table


class _BoxOutlines(_Part):
    shares: Annotated[list[Annotated[float, Field(gt=0, le=1)]], Field(min_length=1, max_length=1000)]
    means: _Tables
    spread: _Tables


class _Objects(_Part):
    quantiles: _Tables
    within: _Tables
    forms: Annotated[list[_Forms], Field(min_length=1, max_length=1000)]
    outlines: _BoxOutlines | None = None
    form_loading: _Tables
    overlap: _Table
    holders: dict[str, Annotated[float, Field(ge=0, le=1)]]


class _ComposedDomain(_Part):
    archetypes: Annotated[list[_Archetype], Field(min_length=1, max_length=1000)]
    objects: dict[str, _Objects]
    style_mean: _Table
    style_deviation: _Table
    reference: dict[str, _Histogram] = Field(default_factory=dict)
    grain: StatedGrain | None = None


class _Prior(_Part):
    variable: str
    styles: list[str]
    scale: Annotated[float, Field(gt=0, le=1)] = 1.0
    domains: dict[str, _Domain]


class _ComposedPrior(_Part):
    variable: str
    styles: list[str]
    categories: list[str]
    domains: dict[str, _ComposedDomain]


def read_prior(path: Path, card: PackCard) -> Mapping[str, Any]:
    """The mapping in prior.json; PackError, in one line, where it is malformed or does not fit the card."""
    found = read_object(path, PackError, "the prior that `synth train` writes", most=LARGEST_FILE)
    composed = "categories" in found
    try:
        prior = (_ComposedPrior if composed else _Prior).model_validate(found)
    except ValidationError as error:
        raise spec_error(error, str(path), PackError) from None
    styles = [*card.styles, *(name for name in EXPOSURES if name in prior.styles)]
    stated = [
        ("variable", prior.variable, card.variable.name),
        ("styles", prior.styles, styles),
        ("domains", sorted(prior.domains), sorted(card.variable.values)),
    ]
    stated += [("categories", prior.categories, list(card.categories))] if isinstance(prior, _ComposedPrior) else []
    for key, got, wanted in stated:
        if got != wanted:
            raise PackError(f"{path}: {key}", got, f"{wanted} is needed, as the pack's card says")
    for name, domain in prior.domains.items():
        where = f"{path}: domains.{name}"
        if isinstance(domain, _ComposedDomain):
            _check_composed(where, domain, len(prior.styles), card)
        else:
            _check_domain(where, domain, len(prior.styles), len(card.styles))
        if domain.grain is not None:
            _check_grain(f"{where}.grain", domain.grain, card)
        for measure, histogram in domain.reference.items():
            reference_histogram(histogram.model_dump(), f"{where}.reference.{measure}")
    return found


def _check_composed(where: str, domain: _ComposedDomain, styles: int, card: PackCard) -> None:
    number, place = len(card.categories), len(PLACE)
    numbers = BOX_NUMBERS if card.labels == "boxes" else MASK_NUMBERS
    if sorted(domain.objects) != sorted(card.categories):
        raise PackError(f"{where}.objects", sorted(domain.objects), f"{sorted(card.categories)} is needed")
    _check_style(where, domain, len(card.styles))
    for number_of, archetype in enumerate(domain.archetypes):
        at = f"{where}.archetypes.{number_of}"
        quantiles = _check_archetype(at, archetype, number * (1 + place) + styles)
        most = float(quantiles[:number].max())
        if most > MOST_OF_A_CATEGORY:
            raise PackError(f"{at}.quantiles", round(most), f"at most {MOST_OF_A_CATEGORY} objects of a category")
    for name, objects in domain.objects.items():
        at = f"{where}.objects.{name}"
        shapes: dict[str, tuple[Sequence[Any], tuple[int | None, ...]]] = {
            "quantiles": (objects.quantiles, (place, None)),
            "within": (objects.within, (place, place)),
            "form_loading": (objects.form_loading, (numbers, place)),
        }
        for part, forms in enumerate(objects.forms):
            shapes[f"forms.{part}.mean"] = (forms.mean, (numbers,))
            shapes[f"forms.{part}.factor"] = (forms.factor, (numbers, numbers))
        if objects.outlines is not None:
            shapes["outlines.means"] = (objects.outlines.means, (len(objects.outlines.shares), CELLS**2))
            shapes["outlines.spread"] = (objects.outlines.spread, (COMPONENTS, CELLS**2))
        tables = {key: _array(table, shape, f"{at}.{key}") for key, (table, shape) in shapes.items()}
        largest = float(tables["quantiles"][PLACE.index("size")].max())
        if largest > LARGEST_ROOT:
            raise PackError(f"{at}.quantiles: size", round(largest, 3), f"at most {LARGEST_ROOT} is allowed")
        if unknown := sorted(set(objects.holders) - set(card.categories)):
            raise PackError(f"{at}.holders", unknown[0], f"{', '.join(card.categories)} are known")


def _check_style(where: str, domain: _Domain | _ComposedDomain, styles: int) -> None:
    for name in ("style_mean", "style_deviation"):
        _array(getattr(domain, name), (styles,), f"{where}.{name}")


def _check_grain(where: str, grain: StatedGrain, card: PackCard) -> None:
    side = len(grain.kernel)
    if side % 2 == 0:
        raise PackError(f"{where}.kernel", f"{side} rows", "an odd number is needed")
    _array(grain.kernel, (side, side), f"{where}.kernel")
    _array(grain.spread, (len(card.categories) + 1, len(LEVELS)), f"{where}.spread")
    _array(grain.loading, (len(card.styles),), f"{where}.loading")


def _check_archetype(at: str, archetype: _Archetype, features: int) -> NDArray[np.float64]:
    """The quantiles of an archetype of so many features."""
    quantiles = _array(archetype.quantiles, (features, None), f"{at}.quantiles")
    correlation = _array(archetype.correlation, (features, features), f"{at}.correlation")
    if np.abs(correlation - correlation.T).max() > 1e-3 or np.linalg.eigvalsh(correlation).min() < 1e-9:
        raise PackError(f"{at}.correlation", Unquoted("another matrix"), "a symmetric, positive definite one is needed")
    return quantiles


def _check_domain(where: str, domain: _Domain, styles: int, scaled_styles: int) -> None:
    features, details = len(LAYOUT_FEATURES) + styles, 1 + 2 * len(ORDERS)
    shapes = {
        "gap_residual": (domain.gap_residual, (2, None)),
        "outline_mean": (domain.outline_mean, (details,)),
        "outline_loading": (domain.outline_loading, (details,)),
        "outline_factor": (domain.outline_factor, (details, details)),
    }
    for name, (table, shape) in shapes.items():
        _array(table, shape, f"{where}.{name}")
    _check_style(where, domain, scaled_styles)
    for number, archetype in enumerate(domain.archetypes):
        at = f"{where}.archetypes.{number}"
        quantiles = _check_archetype(at, archetype, features)
        _check_bounds(
            f"{at}.quantiles", dict(zip(LAYOUT_FEATURES, quantiles.max(axis=1).tolist(), strict=False)), domain
        )


def _check_bounds(where: str, most: Mapping[str, float], domain: _Domain) -> None:
    """PackError where a layout could take any time and memory; `most`: the largest value of each layout feature."""
    size, spread = most["size_mean"], most["size_spread"]
    largest = size + spread * max(map(abs, domain.size_residual))
    for name, got, limit in (
        ("density", most["density"], DENSEST),
        ("size_spread", spread, WIDEST_SPREAD),
        ("size_mean", largest, LARGEST_OBJECT),
    ):
        if got > limit:
            raise PackError(f"{where}: {name}", round(got, 3), f"at most {limit:.3f} is allowed")
    reach = math.exp(size / 2 + spread**2 / 4) / math.sqrt(math.pi)
    number = math.exp(most["density"]) * (WINDOW_PX + 4 * reach) ** 2
    if number > MOST_OBJECTS:
        raise PackError(where, f"{number:.0f} objects at once", f"at most {MOST_OBJECTS} are allowed")


def _array(table: Sequence[Any], shape: tuple[int | None, ...], where: str) -> NDArray[np.float64]:
    """The table as an array of that shape; None stands for any length."""
    rows = [len(row) for row in table if isinstance(row, list)]
    got = (len(table), *({*rows} if rows else ()))
    if len(got) != len(shape) or any(want not in (None, have) for have, want in zip(got, shape, strict=True)):
        told = " x ".join("n" if side is None else str(side) for side in shape)
        raise PackError(where, Unquoted(f"a table of {' x '.join(map(str, got))}"), f"one of {told} is needed")
    return np.array(table, np.float64)
