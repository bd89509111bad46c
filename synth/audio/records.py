"""The records of the stages of an utterance: SpeechPlan -> SpeechDraft -> VerifiedSpeech | Rejection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float64

from synth.audio.speak.words import Phone
from synth.core.labels import NO_ATTRIBUTES, Span
from synth.core.outcome import CheckResult

if TYPE_CHECKING:
    from synth.audio.plan.script import Written
    from synth.scene.given import Given


class SpeakerPlan(NamedTuple):
    """A speaker: `voice` is the synthesiser's name of it, of eSpeak NG language and variant; `sex` is empty where it is
    not known; `pitch` and `pitch_range` are 0 to 99.
    """

    name: str
    channel: int
    voice: str
    sex: str
    rate_wpm: int
    pitch: int
    pitch_range: int
    word_gap: int


class TurnPlan(NamedTuple):
    """What one speaker says without a pause of another: code points [start, end) of the transcript.

    `pause_s` lies between it and the turn before; below 0 they overlap.
    """

    speaker: int
    start: int
    end: int
    pause_s: float


class EventPlan(NamedTuple):
    """A sound that is no speech: `at` is its place as a share of the file, `level_db` is against the speech."""

    kind: str
    at: float
    channel: int
    level_db: float


class AcousticsPlan(NamedTuple):
    """From the mouth to the file. `snr_db` None: no noise. `rt60_s` 0: no room."""

    level_dbfs: float
    rt60_s: float
    noise: str
    snr_db: float | None
    band: str
    codec: str
    clipped_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechPlan:
    """One sampled utterance. `text` is all that is said, a turn a line; `spans` are labels of it.

    `written` is its text as it was before it was spoken, `given` what a packet has its members agree on; `shown` are
    the places of the text that show a fact, as spans whose ids number those of `written`.
    """

    sample_id: int
    attempt: int
    written: Written
    text: str
    spans: tuple[Span, ...]
    shown: tuple[Span, ...] = ()
    locale: str
    template: str
    attributes: Mapping[str, Any]
    quotas: tuple[str, ...]
    speakers: tuple[SpeakerPlan, ...]
    turns: tuple[TurnPlan, ...]
    edges_s: tuple[float, float]
    acoustics: AcousticsPlan
    events: tuple[EventPlan, ...]

    @property
    def given(self) -> Given | None:
        return self.written.given


class Word(NamedTuple):
    """A word that is said: code points [start, end) of the transcript, its turn, its time in the file in s, its
    phonemes where the synthesiser tells their times, and how it is pronounced."""

    start: int
    end: int
    turn: int
    start_s: float
    end_s: float
    phones: tuple[Phone, ...]
    ipa: tuple[str, ...]


class Event(NamedTuple):
    """A sound that is no speech, with its times."""

    kind: str
    channel: int
    start_s: float
    end_s: float


class Heard(NamedTuple):
    """What became of one channel: room, noise, clipping, as they were measured while it was made.

    `floor_dbfs` is the level of the noise alone, None where there is none.
    """

    rt60_s: float
    snr_db: float | None
    floor_dbfs: float | None
    clipped_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechDraft:
    """An utterance as sound, its labels still only planned.

    `wave` is what the file holds, `dry` the speech of each turn before room, noise and line, both with full scale 1;
    `dry_at` is the first sample of each turn in the file; `pauses`: the voice is silent between the words of a turn.
    """

    wave: Float64[np.ndarray, "channels samples"]
    dry: tuple[Float64[np.ndarray, " samples"], ...]
    dry_at: tuple[int, ...]
    words: tuple[Word, ...]
    pauses: bool
    unspoken: tuple[str, ...]
    events: tuple[Event, ...]
    heard: tuple[Heard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedSpeech:
    """A draft whose labels were checked against its sound; only `synth.audio.verify` makes one."""

    plan: SpeechPlan
    draft: SpeechDraft
    checks: tuple[CheckResult, ...]
    notes: Mapping[str, Any] = field(default_factory=lambda: dict(NO_ATTRIBUTES))
