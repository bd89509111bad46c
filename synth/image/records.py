"""What travels between the stages of a picture: Plan -> Condition -> Draft -> Verified | Rejection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box
from synth.core.labels import AttributeValue
from synth.core.outcome import CheckResult, Note, Rejection
from synth.image.labels import Instance

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8

    from synth.scene.given import Given


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """What stays of a refused draft: its picture (uint8; RGB) but for where it is `redrawn`, and of each instance the
    pixel seed that drew it, None where it is drawn anew.
    """

    image: UInt8[np.ndarray, "h w 3"]
    redrawn: Bool[np.ndarray, "h w"]
    seeds: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread(Rejection):
    """The rejection of a draft that can be mended in places: `kept` is what the next draft of its plan starts from."""

    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation that holds between two instances of a plan, for captions: `subject` `name` `object` (instance ids)."""

    subject: int
    name: str
    object: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One sampled scene. `variables` are the scene's per-sample factors, `style` the pack prior's appearance
    factors (standard deviations from the training mean), `quotas` the names of the rare cases that this sample
    was drawn for, `attempt` the number of its drafts that were refused before, `kept` what the last of them leaves,
    `given` what a packet has its members agree on.
    """

    sample_id: int
    scene: str
    width: int
    height: int
    prompt: str
    variables: Mapping[str, AttributeValue]
    instances: tuple[Instance, ...]
    style: Mapping[str, float] = field(default_factory=dict)
    quotas: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    negative_prompt: str = ""
    attempt: int = 0
    kept: Kept | None = None
    given: Given | None = None

    def label_map(self) -> NDArray[np.int32]:
        """The visible masks as one map (h, w): 0 is background, k the k-th instance, counted from 1."""
        labels = np.zeros((self.height, self.width), np.int32)
        for number, instance in enumerate(self.instances, start=1):
            labels[instance.mask.on_canvas(self.width, self.height)] = number
        return labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a generator is given. `maps` maps a control map's name to a uint8 picture (h, w, 3; RGB); `style` and
    `variables` are the plan's; `attempt` is the number of drafts of it that were refused.

    `parts` is the prompt in pieces, the most important first: a model that reads few tokens leaves the last ones out.
    `phrases` name the instances one by one, in their order, as do the boxes (n, 4).
    """

    prompt: str
    width: int
    height: int
    phrases: tuple[str, ...]
    boxes_xyxy_px: NDArray[np.float32]
    parts: tuple[str, ...] = ()
    negative_prompt: str = ""
    maps: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)
    style: Mapping[str, float] = field(default_factory=dict)
    variables: Mapping[str, AttributeValue] = field(default_factory=dict)
    attempt: int = 0


class Drawn(NamedTuple):
    """What a generator drew: uint8 (h, w, 3; RGB)."""

    image: NDArray[np.uint8]
    notes: tuple[Note, ...] = ()


class Fault(NamedTuple):
    """A picture that did not come about (not-a-number pixels, a safety checker's black): a rejection in the making."""

    check: str
    measured: float
    limit: float
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A generated picture (uint8, h x w x 3, RGB) whose labels are still only planned."""

    image: NDArray[np.uint8]
    generator: str
    pixel_seed: int
    attempt: int = 0
    notes: tuple[Note, ...] = ()


class Detection(NamedTuple):
    """A box that a detector read in a picture: its category, where, and the score 0-1."""

    category: str
    box: Box
    score: float


class Readback(NamedTuple):
    """What a draft was to show and what a detector read in it: the raw material of layout fidelity.

    `domains`: probability of each value of a pack's variable, where its annotator is the detector.
    """

    planned: tuple[tuple[str, Box], ...]
    read: tuple[Detection, ...]
    domains: Mapping[str, float] = MappingProxyType({})

    def record(self) -> dict[str, object]:
        """As lines of samples and of refused drafts hold it: category, x, y, width, height in px, score."""
        planned = [[category, *box.xywh] for category, box in self.planned]
        read = [[found.category, *found.box.xywh, found.score] for found in self.read]
        return {"readback": {"planned": planned, "read": read}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A draft whose labels were checked against its pixels; only `synth.verify` makes one."""

    plan: Plan
    draft: Draft
    instances: tuple[Instance, ...]
    checks: tuple[CheckResult, ...]
    readback: Readback | None = None
