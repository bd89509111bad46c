"""Rare cases: which samples of a data set are members of which quota, known before any sample is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, overload, runtime_checkable

import numpy as np

from synth.core.errors import SpecError, suggest
from synth.core.seeds import rng_for
from synth.scene.model import Scalar
from synth.scene.when import When, among

if TYPE_CHECKING:
    from jaxtyping import Int8


MOST_LISTED = 20
"""Members of a quota that are named in a summary, a card or a report."""


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
class QuotaPlan:
    """What is planned of a quota before any sample is made.

    Its `share` of the `count` samples of the data set is asked for. Of the samples that are looked at (all, or those of
    a shard) `planned` are its members; `members` are the ids of the first `MOST_LISTED` of these.
    """

    name: str
    share: float
    count: int
    planned: int
    members: Sequence[int]

    @property
    def asked(self) -> float:
        """Members that the share amounts to, in the whole data set; no whole number where it cannot be met exactly."""
        return self.share * self.count

    @property
    def listed(self) -> str:
        """The ids of the members, in words: all of them where they are few."""
        more = ", ..." if self.planned > len(self.members) else ""
        return ", ".join(map(str, self.members)) + more


def planned_quotas(scene: object, count: int, seed: int, ids: range) -> tuple[QuotaPlan, ...]:
    """The quotas of a scene of `count` samples, and their members among `ids`; none for a scene that has no quotas."""
    if not isinstance(scene, WithQuotas) or not scene.quotas:
        return ()
    shared = owners_wanted(scene, count)
    owner = quota_owners(shared, count, seed)[ids.start : ids.stop]
    numbers = {name: number for number, name in enumerate(shared)}
    plans = []
    for name, quota in scene.quotas.items():
        members = np.flatnonzero(owner == numbers[name]) if name in numbers else np.arange(len(ids))
        shown = tuple(ids.start + int(place) for place in members[:MOST_LISTED])
        plans.append(QuotaPlan(name=name, share=quota.share, count=count, planned=len(members), members=shown))
    return tuple(plans)


def quota_table(plans: Sequence[QuotaPlan], written: Mapping[str, int]) -> list[str]:
    """The lines of a table, its head first; none where there are no quotas. `written`: samples that show each."""
    rows = [("", "share", "asked", "planned", "got", "members")] if plans else []
    for plan in plans:
        got = str(written.get(plan.name, 0))
        rows.append((plan.name, f"{plan.share:g}", f"{plan.asked:g}", str(plan.planned), got, plan.listed))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *numbers, members in rows:
        cells = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=False))
        lines.append("  ".join([name.ljust(widths[0]), *cells, members]).rstrip())
    return lines


def members_of(scene: object, count: int, seed: int, quota: str) -> list[int]:
    """The ids of all members of a quota, in order; SpecError where the scene has no such quota, or it no member."""
    quotas = scene.quotas if isinstance(scene, WithQuotas) else {}
    if quota not in quotas:
        raise SpecError("quota", quota, suggest(quota, quotas) if quotas else "the scene has no quotas")
    shared = owners_wanted(scene, count) if isinstance(scene, WithQuotas) else {}
    if quota not in shared:
        return list(range(count))
    members = np.flatnonzero(quota_owners(shared, count, seed) == [*shared].index(quota)).tolist()
    if not members:
        raise SpecError("quota", quota, "a quota with members: the share of this one is 0")
    return members


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
