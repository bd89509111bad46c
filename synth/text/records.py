"""The records of the stages of a text: TemplatePlan -> TextDraft -> VerifiedText | Rejection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from synth.core.labels import NO_ATTRIBUTES, Span, Token
from synth.scene.template_plans import TemplatePlan


class TextDraft(NamedTuple):
    """A written text whose labels are still only planned. Spans are sorted by start, outer before inner.

    `words` are the tokens whose part of speech the template gives. `attributes` are labels of the text as a whole.
    `spans` are written to the data set. With label noise they hold errors and `truth` holds the correct spans; without
    it both are equal. `entities` are the names of the spans' entities, in the order of their ids, of a text that is
    `given` something; else there are none.
    """

    text: str
    spans: tuple[Span, ...]
    truth: tuple[Span, ...]
    words: tuple[Token, ...] = ()
    attributes: Mapping[str, object] = NO_ATTRIBUTES
    provenance: Mapping[str, object] = NO_ATTRIBUTES
    entities: tuple[str, ...] = ()


class VerifiedText(NamedTuple):
    """A draft whose labels were checked against its characters; only `synth.text.verify` makes one."""

    plan: TemplatePlan
    draft: TextDraft
    tokens: tuple[Token, ...]
