"""What travels between the stages of a document: DocumentPlan -> DocumentDraft -> VerifiedDocument | Rejection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from synth.core.labels import AttributeValue
from synth.core.outcome import CheckResult
from synth.document.labels import DocumentLabels

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8


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

    text_ink: Bool[np.ndarray, "h w"]
    drawn_ink: Bool[np.ndarray, "h w"]
    stray: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDraft:
    """A printed document whose labels are still only planned.

    `printed` are the labels on the clean pages (as `proofs` and `pdf` show them), `labels` those in `images` (uint8 RGB
    (h, w, 3), one a page).
    """

    pdf: bytes
    images: tuple[UInt8[np.ndarray, "h w 3"], ...]
    labels: DocumentLabels
    printed: DocumentLabels
    proofs: tuple[PageProof, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedDocument:
    """A draft whose labels were checked against its ink; only `synth.verify` makes one."""

    plan: DocumentPlan
    draft: DocumentDraft
    checks: tuple[CheckResult, ...]
