"""What every synthesiser gives: speakers, and the sound of a text with the times of its words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

import numpy as np

from synth.audio.options import ESPEAK
from synth.audio.records import SpeakerPlan
from synth.audio.scene.schema import Voice
from synth.audio.signal import Wave
from synth.audio.speak.words import SpokenWord
from synth.core.errors import SynthError

HUB = "hub:"


class Persona(NamedTuple):
    """Who speaks: the synthesiser's name of it, and its sex, empty where it is not known."""

    voice: str
    sex: str


class Spoken(NamedTuple):
    """The sound of a text at our rate, full scale 1, and its words, counted from the sound's own beginning."""

    wave: Wave
    words: tuple[SpokenWord, ...]


class Synthesiser(Protocol):
    """A voice, or several of one kind."""

    @property
    def title(self) -> str:
        """Its name and version, for identities and manifests."""
        ...

    @property
    def about(self) -> str:
        """What it is, for people."""
        ...

    @property
    def hashes(self) -> Mapping[str, str]:
        """The files of models that its sound depends on, by fingerprint."""
        ...

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages that its sound depends on."""
        ...

    @property
    def pauses(self) -> bool:
        """Whether it is silent between the words of a turn."""
        ...

    def lacking(self, locale: str) -> str:
        """Why it does not speak a locale; empty where it does."""
        ...

    def cast(self, asked: Voice, locale: str, taken: Collection[str], rng: np.random.Generator) -> Persona:
        """Who speaks as a scene asks; none of `taken` while there are others."""
        ...

    def spoken(self, text: str, speaker: SpeakerPlan, seed: int) -> Spoken:
        """The sound of a text. SpeechFaultError where there is none."""
        ...


def opened_voice(name: str) -> Synthesiser:
    """The voice of the option `voice`. SynthError, in one line, for one that is not known or does not load."""
    if name == ESPEAK:
        from synth.audio.speak.formant import FormantVoice

        return FormantVoice()
    if not name.startswith(HUB):
        raise SynthError("voice", name, f"{ESPEAK}, {HUB}FOLDER or {HUB}OWNER/NAME@COMMIT")
    from synth.audio.speak.vits import vits_voice

    return vits_voice("voice", name.removeprefix(HUB))
