"""What a line of audio.jsonl states, as a model; `synth.audio.read` checks what one key says of another."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from synth.folder.stated import Name, Natural, Positive, Printed, Stated

Seconds = Annotated[float, Field(ge=0, le=86400)]


class Timed(Stated):
    """What is heard from `start_s` to `end_s`."""

    start_s: Seconds
    end_s: Seconds


class WordStated(Timed):
    """A word: code points [start, end) of the transcript."""

    text: Printed
    start: Natural
    end: Natural
    turn: Natural


class PhonemeStated(Timed):
    """A phoneme of the word with that number."""

    ipa: Name
    word: Natural


class TurnStated(Timed):
    """What one speaker says: code points [start, end) of the transcript."""

    speaker: Natural
    channel: Natural
    start: Natural
    end: Natural


class SpanStated(Stated):
    """A labelled stretch of the transcript, with its times where any of it is spoken."""

    start: Natural
    end: Natural
    label: Name
    value: str
    entity_id: Natural
    start_s: Seconds | None = None
    end_s: Seconds | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)


class EventStated(Timed):
    """A sound that is no speech."""

    kind: Name
    channel: Natural


class SpeakerStated(Stated):
    """A voice."""

    name: Printed = ""
    channel: Natural = 0
    voice: Printed = ""
    sex: Printed = ""


class AudioStated(Stated):
    """A line of audio.jsonl."""

    id: Natural
    file: Name
    sample_rate_hz: Positive
    channels: Positive
    duration_s: Seconds
    text: str
    speakers: list[SpeakerStated]
    turns: list[TurnStated]
    words: list[WordStated]
    phonemes: list[PhonemeStated] = Field(default_factory=list)
    spans: list[SpanStated] = Field(default_factory=list)
    events: list[EventStated] = Field(default_factory=list)
    acoustics: list[dict[str, Any]] = Field(default_factory=list)
    checks: list[dict[str, Any]] = Field(default_factory=list)
    locale: str = ""
    template: str = ""
    quotas: list[str] = Field(default_factory=list)
    attributes: dict[str, Any] = Field(default_factory=dict)
