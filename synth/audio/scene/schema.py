"""What a scene file of kind `audio` may contain: its script, voices, pauses and acoustics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from synth.audio.scene.voices import VARIANTS
from synth.core.errors import suggest
from synth.scene.messages import SceneProblem
from synth.scene.model import Model, Name, SceneModel, Whole
from synth.scene.ranges import (
    LogNormal,
    Normal,
    NumberLiteral,
    NumberRange,
    Poisson,
    Uniform,
    ValueLiteral,
    ValueRange,
)
from synth.scene.templated import FileName

BANDS: Mapping[str, tuple[float, float]] = {"wide": (0.0, 8000.0), "telephone": (300.0, 3400.0)}
"""Name -> the frequencies in Hz between which a line passes sound (telephone: ITU-T G.712)."""

CODECS: Mapping[str, str] = {"none": "", "mu_law": "ULAW", "a_law": "ALAW", "gsm": "GSM610"}
"""Name -> libsndfile's name of a codec that works at 8 kHz: ITU-T G.711, ETSI GSM 06.10."""

NOISES: Mapping[str, str] = {
    "white": "all frequencies alike, as of a preamplifier",
    "pink": "3 dB less per octave, as of wind and rooms",
    "brown": "6 dB less per octave, as of cars and machines",
    "hum": "the mains' 50 Hz and their harmonics",
    "speech": "shaped as the speech itself, as of a crowd that talks",
}
"""Noise -> what it sounds like."""

EVENTS: Mapping[str, str] = {
    "beep": "a tone of 1 kHz",
    "dial_tone": "a telephone's 350 and 440 Hz",
    "keypress": "two tones of a telephone's key (DTMF)",
    "knock": "a dull blow",
    "click": "a spike of a switch or of a bad line",
}
"""Sound that is no speech -> what it is."""


class Script(Model):
    """What is said: the texts of a scene of kind `text`, with their labels."""

    scene: FileName
    """the text scene's file, relative to this scene's folder"""
    set: Annotated[dict[str, Any], Field(max_length=50)] = Field(default_factory=dict)
    """leaves of the text scene that have another value here, as on a command line: `{variables: {register: spoken}}`"""


class Voice(Model):
    """How a speaker sounds; drawn for each speaker of each sample."""

    variant: ValueRange = ValueLiteral("any")
    """`any`, `female`, `male`, or one of eSpeak NG's variants such as `f2`, or a `choice` of them; two speakers of one
    sample never share one"""
    rate_wpm: NumberRange = Uniform(uniform=(145.0, 190.0))
    """words a minute, 80 to 400"""
    pitch: NumberRange = Uniform(uniform=(35.0, 65.0))
    """height of the voice, 0 to 99; 50 is the variant's own"""
    pitch_range: NumberRange = Uniform(uniform=(35.0, 65.0))
    """melody, 0 (monotonous) to 99"""
    word_gap_ms: NumberRange = NumberLiteral(0.0)
    """pause between words in ms, in steps of 10, 0 to 500"""


class Speaker(Model):
    """Who speaks the lines of a script that begin with this speaker's name and a colon."""

    channel: Annotated[Whole, Field(ge=0, le=1)] = 0
    """channel of the file, from 0; a telephone call that is recorded on both sides has two"""
    voice: Voice = Voice()
    """how the speaker sounds"""


class Pauses(Model):
    """Silence around and between what is said, in seconds."""

    edge_s: NumberRange = Uniform(uniform=(0.2, 0.5))
    """before the first word and after the last one, 0.05 to 10"""
    turn_s: NumberRange = Uniform(uniform=(0.2, 0.8))
    """between a line's last word and the next line's first, -2 to 10; below 0 two speakers overlap"""


class Events(Model):
    """Sounds that are no speech, at drawn times, with their times in the labels."""

    kind: ValueRange = ValueLiteral("click")
    """`beep`, `dial_tone`, `keypress`, `knock`, `click`, or a `choice` of them"""
    count: NumberRange = NumberLiteral(0.0)
    """how many in a sample, 0 to 20"""
    level_db: NumberRange = Uniform(uniform=(-12.0, 0.0))
    """loudness against the speech, -40 to 20"""


class Acoustics(Model):
    """From the mouth to the file; drawn for each sample, and the noise itself for each channel."""

    level_dbfs: NumberRange = Uniform(uniform=(-30.0, -20.0))
    """level of the speech while it lasts, against full scale: -60 to -10"""
    rt60_s: NumberRange = NumberLiteral(0.0)
    """how long the room rings until it is 60 dB softer, 0 (no room) to 2"""
    noise: ValueRange = ValueLiteral("white")
    """`white`, `pink`, `brown`, `hum`, `speech`, or a `choice` of them"""
    snr_db: NumberRange = NumberLiteral(60.0)
    """speech against noise while speech lasts, -5 to 60; 60: no noise at all"""
    band: ValueRange = ValueLiteral("wide")
    """`wide` or `telephone` (300 to 3400 Hz), or a `choice` of them"""
    codec: ValueRange = ValueLiteral("none")
    """`none`, `mu_law`, `a_law`, `gsm`, or a `choice` of them; a codec goes with the band `telephone`"""
    clipped_share: NumberRange = NumberLiteral(0.0)
    """share of the samples of speech that are cut off, 0 to 0.2"""


class AudioScene(SceneModel):
    """A scene of kind `audio`."""

    kind: Literal["audio"]
    """what is made"""
    script: Script
    """what is said"""
    voice: Voice = Voice()
    """how the one speaker sounds; of several, each has its own below `speakers`"""
    speakers: Annotated[dict[Name, Speaker], Field(max_length=8)] = Field(default_factory=dict)
    """name: speaker of a dialogue; lines begin with `name: `, which is not said. None: one speaker says everything"""
    pauses: Pauses = Pauses()
    """silence around and between what is said"""
    acoustics: Acoustics = Acoustics()
    """room, noise, line"""
    events: Events = Events()
    """sounds that are no speech"""
    max_seconds: Annotated[Whole, Field(ge=1, le=600)] = 120
    """what lasts longer is refused"""
    max_tries: Annotated[Whole, Field(ge=1, le=100)] = 5
    """utterances made for one sample before it is given up"""

    @property
    def channels(self) -> int:
        """Of each file."""
        return 1 + max((speaker.channel for speaker in self.speakers.values()), default=0)


_LIMITS: Mapping[str, tuple[float, float]] = {
    "rate_wpm": (80, 400),
    "pitch": (0, 99),
    "pitch_range": (0, 99),
    "word_gap_ms": (0, 500),
    "edge_s": (0.05, 10),
    "turn_s": (-2, 10),
    "count": (0, 20),
    "level_db": (-40, 20),
    "level_dbfs": (-60, -10),
    "rt60_s": (0, 2),
    "snr_db": (-5, 60),
    "clipped_share": (0, 0.2),
}


def audio_problems(scene: AudioScene) -> Iterator[SceneProblem]:
    """Everything that is wrong between the sections, in the order of the file's sections."""
    voices = {("voice",): scene.voice}
    voices |= {("speakers", name, "voice"): one.voice for name, one in scene.speakers.items()}
    for path, voice in voices.items():
        yield from _names(path, voice, "variant", ("any", "female", "male", *VARIANTS))
        yield from _numbers(path, voice)
    yield from _numbers(("pauses",), scene.pauses)
    yield from _names(("acoustics",), scene.acoustics, "noise", NOISES)
    yield from _names(("acoustics",), scene.acoustics, "band", BANDS)
    yield from _names(("acoustics",), scene.acoustics, "codec", CODECS)
    yield from _numbers(("acoustics",), scene.acoustics)
    yield from _names(("events",), scene.events, "kind", EVENTS)
    yield from _numbers(("events",), scene.events)
    if set(scene.acoustics.codec.values() or ()) != {"none"} and "wide" in (scene.acoustics.band.values() or ()):
        yield SceneProblem(("acoustics", "codec"), "a codec of 8 kHz", "band: telephone, since it passes no more")


def _names(path: tuple[str, ...], section: Model, key: str, known: Any) -> Iterator[SceneProblem]:
    values = getattr(section, key).values()
    for value in ("a range of numbers",) if values is None else values:
        if value not in known:
            yield SceneProblem((*path, key), value, suggest(str(value), known))


def _numbers(path: tuple[str, ...], section: Model) -> Iterator[SceneProblem]:
    for key in type(section).model_fields:
        if key in _LIMITS:
            low, high = _LIMITS[key]
            spread = getattr(section, key)
            for end in spread.ends():
                if not low <= end <= high:
                    yield SceneProblem((*path, key), end, f"a number from {low:g} to {high:g}")
            open_ended = isinstance(spread, Normal | LogNormal | Poisson) and None in (spread.min, spread.max)
            if open_ended:
                got = spread.model_dump(exclude_none=True)
                yield SceneProblem(
                    (*path, key), got, f"draws could leave {low:g} to {high:g}: give `min` and `max` too"
                )
