"""What travels between the stages: Plan -> Condition -> Draft -> Verified | Rejection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from synth.geometry import Box
from synth.labels import AttributeValue, Instance, Span, Token
from synth.page_labels import DocumentLabels


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
    negative_prompt: str = ""

    def label_map(self) -> NDArray[np.int32]:
        """The visible masks as one map (h, w): 0 is background, k the k-th instance, counted from 1."""
        labels = np.zeros((self.height, self.width), np.int32)
        for number, instance in enumerate(self.instances, start=1):
            labels[instance.mask.on_canvas(self.width, self.height)] = number
        return labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a generator is given. `planes` maps a plane's name to a float32 array (h, w), `maps` a control map's to a
    uint8 picture (h, w, 3; RGB); `style` and `variables` are the plan's; `attempt` is the number of drafts of it that
    were refused.

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
    planes: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    maps: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)
    style: Mapping[str, float] = field(default_factory=dict)
    variables: Mapping[str, AttributeValue] = field(default_factory=dict)
    attempt: int = 0


class Note(NamedTuple):
    """Something that a person should know about a draft that is good otherwise, such as a prompt that was cut."""

    kind: str
    text: str


class Picture(NamedTuple):
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
    """What a draft was to show and what a detector read in it: the raw material of layout fidelity."""

    planned: tuple[tuple[str, Box], ...]
    read: tuple[Detection, ...]


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
    readback: Readback | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a draft was refused: the check, what was measured, the limit, and which try it was.

    `final`: no further draft of this sample is to be made.
    """

    sample_id: int
    check: str
    measured: float
    limit: float
    attempt: int = 0
    detail: str = ""
    final: bool = False
    readback: Readback | None = None


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


class Value(NamedTuple):
    """Something that a document tells: the `text` that is printed and what it means.

    `value` is the normalised form (ISO 8601 date, decimal with a point, ISO 4217 code and decimal for money ...);
    `type` is one of text, name, address, date, time, money, number, percent, code, phone, email, url.
    """

    text: str
    value: str
    type: str = "text"


Record: TypeAlias = Mapping[str, "Value | str | int | float | bool | Sequence[Record] | Record"]
"""What a document tells, by key; rows are lists. A template sees a Value as its text."""


class Degradation(NamedTuple):
    """What happens to a printed page: the profile, and the severity 0-1 of each of its effects."""

    profile: str
    severity: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPlan:
    """One sampled document before it is printed: what it tells, in which template and style, and what befalls it.

    `style` holds the scene's style factors; `dice` seeds the template's own named draws.
    """

    sample_id: int
    template: str
    locale: str
    variables: Mapping[str, AttributeValue]
    quotas: tuple[str, ...] = ()
    attempt: int = 0
    record: Record
    style: Mapping[str, AttributeValue | tuple[str, ...]]
    dice: int
    degradation: Degradation


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProof:
    """What a clean page shows, measured apart from its labels: bool (h, w) masks at the labels' resolution.

    `text_ink`: pixels that letters change; `drawn_ink`: pixels that anything else changes from the blank sheet.
    `stray` are letters that were drawn outside of every labelled word, `misspelt` words whose letters spell another.
    """

    text_ink: NDArray[np.bool_]
    drawn_ink: NDArray[np.bool_]
    stray: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDraft:
    """A printed document whose labels are still only planned.

    `printed` are the labels on the clean pages (as `proofs` and `pdf` show them), `labels` those in `images` (uint8 RGB
    (h, w, 3), one a page).
    """

    pdf: bytes
    images: tuple[NDArray[np.uint8], ...]
    labels: DocumentLabels
    printed: DocumentLabels
    proofs: tuple[PageProof, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedDocument:
    """A draft whose labels were checked against its ink; only `synth.verify` makes one."""

    plan: DocumentPlan
    draft: DocumentDraft
    checks: tuple[CheckResult, ...]
