"""Values that are drawn anew for each sample: `8`, `{uniform: [8, 40]}`, `{choice: {clear: 0.6, fog: 0.4}}`.

A range is a literal or a mapping with exactly one tag. `sample(rng)` draws a value, `whole(rng)` draws an integer (for
counts), `values()` lists what a discrete range can give (None where it is continuous or unbounded), `ends()` names the
numbers that its author wrote, as clipped.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Discriminator, Field, RootModel, Tag, WithJsonSchema, model_validator

from synth.scene.model import Model, Number, Scalar, Whole

if TYPE_CHECKING:
    from numpy.random import Generator

T = TypeVar("T")
_ITEM = {"type": ["number", "string", "boolean"]}
_CHOICES = {
    "anyOf": [
        {"type": "array", "items": _ITEM, "minItems": 1},
        {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}, "minProperties": 1},
    ]
}


class _Literal:
    """What the two literals share."""

    root: Any

    def sample(self, rng: Generator) -> Any:
        """The literal itself; draws nothing."""
        return self.root

    def whole(self, rng: Generator) -> int:
        return round(self.root)

    def values(self) -> tuple[Any, ...] | None:
        return (self.root,)

    def ends(self) -> tuple[Any, ...]:
        return (self.root,)


class NumberLiteral(_Literal, RootModel[Number]):
    """A number that is the same in every sample."""

    model_config = {"frozen": True}


class ValueLiteral(_Literal, RootModel[Scalar]):
    """A text, number, true or false that is the same in every sample."""

    model_config = {"frozen": True}


class _Clipped(Model):
    """A numeric range whose draws are clipped to `min` and `max` where these are given."""

    min: Number | None = None
    """Draws below are raised to this."""
    max: Number | None = None
    """Draws above are lowered to this."""

    @model_validator(mode="after")
    def _ordered(self) -> _Clipped:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min must not exceed max")
        return self

    def sample(self, rng: Generator) -> float:
        """A draw, clipped."""
        return self._clip(self._draw(rng))

    def whole(self, rng: Generator) -> int:
        """A draw as an integer: rounded, clipped."""
        return round(self._clip(float(round(self._draw(rng)))))

    def values(self) -> tuple[Any, ...] | None:
        return None

    def ends(self) -> tuple[float, ...]:
        """The numbers that place the range (low and high, mean or median), clipped as the draws are."""
        return tuple(self._clip(end) for end in self._ends())

    @abstractmethod
    def _ends(self) -> tuple[float, ...]:
        """`ends` before clipping."""

    @abstractmethod
    def _draw(self, rng: Generator) -> float:
        """A draw before clipping."""

    def _clip(self, value: float) -> float:
        low = value if self.min is None else max(value, self.min)
        return low if self.max is None else min(low, self.max)


class Uniform(_Clipped):
    """Evenly between two numbers; integers, both ends included, where a whole number is wanted."""

    uniform: Annotated[tuple[Number, Number], Field(description="[low, high]")]

    @model_validator(mode="after")
    def _not_empty(self) -> Uniform:
        _check_order(self.uniform)
        return self

    def _ends(self) -> tuple[float, ...]:
        return self.uniform

    def _draw(self, rng: Generator) -> float:
        return float(rng.uniform(*self.uniform))

    def whole(self, rng: Generator) -> int:
        low, high = math.ceil(self.uniform[0]), math.floor(self.uniform[1])
        drawn = int(rng.integers(low, high, endpoint=True)) if low <= high else round(self.uniform[0])
        return round(self._clip(drawn))


class Normal(_Clipped):
    """A bell curve."""

    normal: Annotated[tuple[Number, Annotated[Number, Field(ge=0)]], Field(description="[mean, standard deviation]")]

    def _ends(self) -> tuple[float, ...]:
        return self.normal[:1]

    def _draw(self, rng: Generator) -> float:
        return float(rng.normal(*self.normal))


class LogNormal(_Clipped):
    """A bell curve of the logarithm: never negative, with a long upper tail."""

    lognormal: Annotated[
        tuple[Annotated[Number, Field(gt=0)], Annotated[Number, Field(ge=0, le=3)]],
        Field(description="[median, standard deviation of the natural logarithm (at most 3)]"),
    ]

    def _ends(self) -> tuple[float, ...]:
        return self.lognormal[:1]

    def _draw(self, rng: Generator) -> float:
        median, sigma = self.lognormal
        return median * math.exp(sigma * float(rng.standard_normal()))


class Poisson(_Clipped):
    """Counts of independent events: 0, 1, 2 ..."""

    poisson: Annotated[Number, Field(ge=0, description="mean")]

    def _ends(self) -> tuple[float, ...]:
        return (self.poisson,)

    def _draw(self, rng: Generator) -> float:
        return float(rng.poisson(self.poisson))


class Integer(_Clipped):
    """Integers between two numbers, both ends included."""

    integer: Annotated[tuple[Whole, Whole], Field(description="[lowest, highest]")]

    @model_validator(mode="after")
    def _not_empty(self) -> Integer:
        _check_order(self.integer)
        return self

    def _ends(self) -> tuple[float, ...]:
        return self.integer

    def _draw(self, rng: Generator) -> float:
        return float(rng.integers(*self.integer, endpoint=True))

    def values(self) -> tuple[Any, ...] | None:
        low, high = self.integer
        drawn = {round(self._clip(value)) for value in range(low, high + 1)} if high - low < 1000 else None
        return tuple(sorted(drawn)) if drawn else None

    def sample(self, rng: Generator) -> int:
        return self.whole(rng)


class Choice(Model, Generic[T]):
    """One value out of a list, evenly or by weight: `{choice: [a, b]}` or `{choice: {a: 0.7, b: 0.3}}`."""

    choice: Annotated[
        tuple[T, ...],
        Field(min_length=1, max_length=1000, description="values, or value: weight pairs"),
        WithJsonSchema(_CHOICES),
    ]
    weights: Annotated[
        tuple[Annotated[Number, Field(ge=0)], ...] | None, Field(description="a relative weight for each value")
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _from_pairs(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and isinstance(pairs := data.get("choice"), Mapping) and "weights" not in data:
            return {**data, "choice": list(pairs), "weights": list(pairs.values())}
        return data

    @model_validator(mode="after")
    def _weighed(self) -> Choice[T]:
        if len(set(map(repr, self.choice))) < len(self.choice):
            raise ValueError("values must differ")
        if self.weights is not None and len(self.weights) != len(self.choice):
            raise ValueError(f"one weight for each value ({len(self.choice)} values, {len(self.weights)} weights)")
        if self.weights is not None and not sum(self.weights) > 0:
            raise ValueError("weights must not all be 0")
        return self

    def sample(self, rng: Generator) -> T:
        """One of the values; consumes one uniform number."""
        totals = list(accumulate(self.weights or [1.0] * len(self.choice)))
        index = bisect_right(totals, float(rng.random()) * totals[-1])
        return self.choice[min(index, len(self.choice) - 1)]

    def whole(self, rng: Generator) -> int:
        return round(float(self.sample(rng)))  # type: ignore[arg-type]

    def ends(self) -> tuple[T, ...]:
        return self.choice

    def values(self) -> tuple[T, ...] | None:
        """Every value listed; one of weight 0 comes up only where a quota forces it."""
        return self.choice


class NumberChoice(Choice[Number]):
    """One number out of a list, evenly or by weight."""


class ValueChoice(Choice[Scalar]):
    """One text, number, true or false out of a list, evenly or by weight."""


class Fitted(Model):
    """Drawn from the prior of the scene's pack."""

    fitted: Annotated[Literal[True], Field(description="always true")]


def range_tag(value: Any) -> str:
    """The union member a raw or parsed value belongs to: `<literal>`, its tag in angle brackets, or its first key."""
    if isinstance(value, RootModel) or not isinstance(value, Mapping | BaseModel):
        return "<literal>"
    keys = list(type(value).model_fields) if isinstance(value, BaseModel) else [str(key) for key in value]
    tags = [key for key in keys if key in TAGS]
    return f"<{' and '.join(tags) or (keys or ['nothing'])[0]}>"


TAGS = (
    *("uniform", "normal", "lognormal", "poisson", "integer", "choice", "fitted"),
    *("fraction", "relative", "metres", "polygon"),
)

_Uniform = Annotated[Uniform, Tag("<uniform>")]
_Normal = Annotated[Normal, Tag("<normal>")]
_LogNormal = Annotated[LogNormal, Tag("<lognormal>")]
_Poisson = Annotated[Poisson, Tag("<poisson>")]
_Integer = Annotated[Integer, Tag("<integer>")]
_NumberLiteral = Annotated[NumberLiteral, Tag("<literal>")]
_NumberChoice = Annotated[NumberChoice, Tag("<choice>")]
Numeric = _Uniform | _Normal | _LogNormal | _Poisson | _Integer
_Fitted = Annotated[Fitted, Tag("<fitted>")]

NumberRange = Annotated[_NumberLiteral | Numeric | _NumberChoice, Discriminator(range_tag)]
FittedNumberRange = Annotated[_NumberLiteral | Numeric | _NumberChoice | _Fitted, Discriminator(range_tag)]
ValueRange = Annotated[
    Annotated[ValueLiteral, Tag("<literal>")] | Numeric | Annotated[ValueChoice, Tag("<choice>")],
    Discriminator(range_tag),
]


def _check_order(ends: tuple[float, float]) -> None:
    if ends[0] > ends[1]:
        raise ValueError("low must not exceed high")
