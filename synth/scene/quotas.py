"""Rare cases: which samples of a data set are members of which quota, known before any sample is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, overload, runtime_checkable

import numpy as np

from synth.core.errors import SpecError
from synth.core.seeds import rng_for
from synth.scene.model import Scalar
from synth.scene.when import When, among

if TYPE_CHECKING:
    from jaxtyping import Int8


class SharedQuota(Protocol):
    """A quota of any kind; `share` is its share of the whole data set, 0-1; `when` is what it forces."""

    @property
    def share(self) -> float: ...

    @property
    def when(self) -> When: ...


@runtime_checkable
class WithQuotas(Protocol):
    """A scene with quotas."""

    @property
    def quotas(self) -> Mapping[str, SharedQuota]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSlot:
    """A sample's place in its data set: its id and the quotas that it is drawn for.

    These are all quotas of share 1, and at most one other.
    """

    sample_id: int
    quotas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaCount:
    """What became of a quota: its `share` of `count` samples, the members that were planned and those written."""

    name: str
    share: float
    count: int
    planned: int
    written: int

    def __str__(self) -> str:
        asked = f"{self.share:g} of {self.count} samples is {self.share * self.count:g}"
        return f"{self.name}: {asked}, planned {self.planned}, written {self.written}"


def quota_counts(scene: object, count: int, written: Mapping[str, int]) -> tuple[QuotaCount, ...]:
    """The quotas of a scene of `count` samples, of which `written` show each; none for a scene that has no quotas."""
    quotas = scene.quotas if isinstance(scene, WithQuotas) else {}
    shared = owners_wanted(scene, count) if isinstance(scene, WithQuotas) else {}
    return tuple(
        QuotaCount(
            name=name,
            share=quota.share,
            count=count,
            planned=shared.get(name, count),
            written=written.get(name, 0),
        )
        for name, quota in quotas.items()
    )


def members_wanted(shares: Mapping[str, float], count: int) -> Mapping[str, int]:
    """Quota -> its number of members among `count` samples: share x count, rounded half to even.

    Raises SpecError where a share gives no member at all, or where all quotas together need more than `count`.
    """
    wanted = {name: round(share * count) for name, share in shares.items()}
    for name, number in wanted.items():
        share = shares[name]
        if share > 0 and number == 0:
            allowed = f"a count above {0.5 / share:.6g} or a larger share is needed"
            raise SpecError(f"quotas.{name}.share", f"{share:g} of {count} samples", allowed)
    if sum(wanted.values()) > count:
        parts = ", ".join(f"{name} {number}" for name, number in wanted.items())
        raise SpecError("quotas", f"{sum(wanted.values())} members ({parts})", f"only {count} samples are made")
    return wanted


def owners_wanted(scene: WithQuotas, count: int) -> Mapping[str, int]:
    """`members_wanted` of the quotas that share the samples between them: those of share 1 hold beside any other.

    Raises SpecError too where a quota forces other values than one of share 1.
    """
    shares = {name: quota.share for name, quota in scene.quotas.items() if quota.share < 1}
    always = [name for name in scene.quotas if name not in shares]
    for name in always:
        for other in (other for other, quota in scene.quotas.items() if quota.share > 0):
            forced_values(scene, (name, other))
    return members_wanted(shares, count)


def held_quotas(scene: WithQuotas, owner: str | None) -> tuple[str, ...]:
    """The quotas of a sample that is drawn for `owner`, in the order of the scene."""
    return tuple(name for name, quota in scene.quotas.items() if quota.share == 1 or name == owner)


def forced_values(scene: WithQuotas, names: Iterable[str]) -> dict[str, tuple[Scalar, ...]]:
    """Variable -> the values that all of these quotas allow. SpecError where two have none in common."""
    forced: dict[str, tuple[Scalar, ...]] = {}
    for quota in names:
        for name, wanted in scene.quotas[quota].when.items():
            both = tuple(value for value in forced.get(name, wanted) if among(value, wanted))
            if not both:
                allowed = "a quota of share 1 holds in every sample, so the others must allow one of its values"
                raise SpecError(f"quotas.{quota}.when.{name}", list(wanted), allowed)
            forced[name] = both
    return forced


def quota_owners(wanted: Mapping[str, int], count: int, seed: int) -> Int8[np.ndarray, " count"]:
    """For each sample the number, in `wanted`, of the quota that it is drawn for, -1 for none.

    Members are spread by a permutation of the seed, count and quota names; see `owners_wanted`.
    """
    owner = np.full(count, -1, np.int8)
    order = rng_for(seed, 0, f"quotas/{count}/{','.join(wanted)}").permutation(count) if wanted else ()
    start = 0
    for number, members in enumerate(wanted.values()):
        owner[order[start : start + members]] = number
        start += members
    return owner


class Slots(Sequence[SampleSlot]):
    """The slots of a data set, a byte each. SpecError where the shares cannot be met exactly (see `owners_wanted`)."""

    def __init__(self, scene: WithQuotas, count: int, seed: int) -> None:
        wanted = owners_wanted(scene, count)
        self._owner = quota_owners(wanted, count, seed)
        self._held = [held_quotas(scene, name) for name in (*wanted, None)]

    def __len__(self) -> int:
        return len(self._owner)

    @overload
    def __getitem__(self, place: int) -> SampleSlot: ...
    @overload
    def __getitem__(self, place: slice) -> list[SampleSlot]: ...
    def __getitem__(self, place: int | slice) -> SampleSlot | list[SampleSlot]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        sample_id = place if place >= 0 else len(self) + place
        return SampleSlot(sample_id=sample_id, quotas=self._held[int(self._owner[place])])
