"""What a line of text.jsonl states, as a model; `synth.text.read` checks what one key says of another."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from synth.folder.stated import Name, Natural, Stated
from synth.text.scene.schema import SpanLabel


class SpanStated(Stated):
    """A labelled stretch of the text."""

    start: int
    end: int
    label: SpanLabel
    value: str
    entity_id: Natural
    attributes: dict[str, Any] = Field(default_factory=dict)


class TextStated(Stated):
    """A line of text.jsonl."""

    id: Natural
    text: str
    spans: list[SpanStated]
    true_spans: list[SpanStated] = Field(default_factory=list)
    tokens: list[Annotated[list[Natural], Field(min_length=2, max_length=2)]] = Field(default_factory=list)
    tags: list[Name] = Field(default_factory=list)
    pos: list[str] = Field(default_factory=list)
    locale: str = ""
    template: str = ""
    quotas: list[str] = Field(default_factory=list)
    attributes: dict[str, Any] = Field(default_factory=dict)
    labels: dict[str, Any] = Field(default_factory=dict)
