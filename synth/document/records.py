"""The values passed between the stages of a document: DocumentPlan -> DocumentDraft -> VerifiedDocument | Rejection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from synth.core.labels import AttributeValue
from synth.core.outcome import CheckResult
from synth.document.labels import DocumentLabels
from synth.scene.given import Given

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8


class Value(NamedTuple):
    """A value of a document's record: its printed `text` and its meaning.

    `value` is the normalised form (ISO 8601 date, decimal with a point, ISO 4217 code and decimal for money ...);
    `type` is one of text, name, address, date, time, money, number, percent, code, phone, email, url.
    """

    text: str
    value: str
    type: str = "text"


Record: TypeAlias = Mapping[str, "Value | str | int | float | bool | Sequence[Record] | Record"]
"""The contents of a document by key; rows are lists. A template gets the text of each Value."""


class Degradation(NamedTuple):
    """How a printed page is degraded: the profile, the severity of each effect, and the document's own, 0 to 1.

    `overall` is what the scene's `severity` gave; the profile's effects are shares of it.
    """

    profile: str
    severity: Mapping[str, float]
    overall: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPlan:
    """One sampled document before it is printed: its record, template and style, and how its pages are degraded.

    `style` holds the scene's style factors; `dice` seeds the template's own named draws; `drawn` are its template and
    the listed values that were drawn for it, as texts: variables, and fields with a `choice`; `given` is what a packet
    has its members agree on.
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
    drawn: Mapping[str, str] = field(default_factory=dict)
    given: Given | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProof:
    """What a clean page shows, measured independently of its labels; the masks have the labels' resolution.

    `text_ink`: pixels that letters change; `drawn_ink`: pixels in which anything else differs from the blank page.
    `stray`: letters drawn outside of every labelled word; `misspelt`: words whose letters spell something else.
    """

    text_ink: Bool[np.ndarray, "h w"]
    drawn_ink: Bool[np.ndarray, "h w"]
    stray: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDraft:
    """A printed document whose labels are still only planned.

    `printed` are the labels on the clean pages (as in `proofs` and `pdf`), `labels` those in `images` (RGB, by page).
    `sources`: for each word where in the template it comes from, as far as that is known.
    """

    pdf: bytes
    images: tuple[UInt8[np.ndarray, "h w 3"], ...]
    labels: DocumentLabels
    printed: DocumentLabels
    proofs: tuple[PageProof, ...]
    sources: tuple[str, ...] = ()

    def source_of(self, words: Iterable[int]) -> str:
        """Where the first of some words (ids) comes from; empty where that is not known."""
        return next((self.sources[word] for word in words if 0 <= word < len(self.sources)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedDocument:
    """A draft whose labels were checked against its ink; only `synth.verify` makes one."""

    plan: DocumentPlan
    draft: DocumentDraft
    checks: tuple[CheckResult, ...]
