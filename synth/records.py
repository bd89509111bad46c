"""What travels between the stages: Plan -> Condition -> Draft -> Verified | Rejection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from synth.labels import AttributeValue, Instance, Span, Token


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
    was drawn for.
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

    def label_map(self) -> NDArray[np.int32]:
        """The visible masks as one map (h, w): 0 is background, k the k-th instance, counted from 1."""
        labels = np.zeros((self.height, self.width), np.int32)
        for number, instance in enumerate(self.instances, start=1):
            labels[instance.mask.on_canvas(self.width, self.height)] = number
        return labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a generator is given. `planes` maps a plane's name to a float32 array (h, w); `style` and `variables`
    are the plan's; `attempt` is the number of drafts of it that were refused.
    """

    prompt: str
    width: int
    height: int
    phrases: tuple[str, ...]
    boxes_xyxy_px: NDArray[np.float32]
    planes: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    style: Mapping[str, float] = field(default_factory=dict)
    variables: Mapping[str, AttributeValue] = field(default_factory=dict)
    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A generated picture (uint8, h x w x 3, RGB) whose labels are still only planned."""

    image: NDArray[np.uint8]
    generator: str
    pixel_seed: int
    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A check that passed, with its number: `measured` against `limit`."""

    check: str
    measured: float
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A draft whose labels were checked against its pixels; only `synth.verify` makes one."""

    plan: Plan
    draft: Draft
    instances: tuple[Instance, ...]
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a draft was refused: the check, what was measured, the limit, and which try it was."""

    sample_id: int
    check: str
    measured: float
    limit: float
    attempt: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPlan:
    """One sampled text before it is written out: which template, in which locale, with which factors.

    `variables` are the scene's per-sample factors, `quotas` the rare cases that it was drawn for, `attempt` the number
    of texts of this sample that were refused before.
    """

    sample_id: int
    template: str
    locale: str
    variables: Mapping[str, AttributeValue]
    quotas: tuple[str, ...] = ()
    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDraft:
    """A written text whose labels are still only planned. Spans are sorted by start, outer before inner.

    `words` are the tokens whose part of speech the template told. `attributes` are labels of the text as a whole.
    `spans` are what is given out; where label noise was asked for, `truth` holds the right ones and else equals them.
    """

    text: str
    spans: tuple[Span, ...]
    truth: tuple[Span, ...]
    words: tuple[Token, ...] = ()
    attributes: Mapping[str, object] = field(default_factory=dict)
    provenance: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedText:
    """A draft whose labels were checked against its characters; only `synth.verify` makes one."""

    plan: TextPlan
    draft: TextDraft
    tokens: tuple[Token, ...]
