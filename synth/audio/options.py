"""What a run of sound takes beside what every run takes."""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from synth.options import CLOSED, Name, RunConfig

ESPEAK = "espeak"
"""The voice of the extra `audio`."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class AudioConfig(RunConfig):
    """One data set of utterances."""

    voice: Name = ESPEAK
    """Who speaks: `espeak`, or a neural voice of transformers, `hub:FOLDER` or `hub:OWNER/NAME@COMMIT`."""
