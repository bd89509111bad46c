"""What travels between the stages of a text: TemplatePlan -> TextDraft -> VerifiedText | Rejection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from synth.core.labels import Span, Token
from synth.scene.template_plans import TemplatePlan


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

    plan: TemplatePlan
    draft: TextDraft
    tokens: tuple[Token, ...]
