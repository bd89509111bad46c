"""eSpeak NG as a voice of scenes: its variants, and times from its own events."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from synth.audio.records import SpeakerPlan
from synth.audio.scene.schema import Voice
from synth.audio.scene.voices import LANGUAGES, VARIANTS
from synth.audio.signal import FULL_SCALE, RATE_HZ, resampled
from synth.audio.speak.espeak import Espeak
from synth.audio.speak.voice import Persona, Spoken
from synth.audio.speak.words import spoken_words


class FormantVoice:
    """See `synth.audio.speak.voice.Synthesiser`. SynthError where eSpeak NG cannot be started."""

    pauses = True
    packages = ("espeakng-loader",)

    def __init__(self) -> None:
        self._espeak = Espeak()
        self.title = f"eSpeak NG {self._espeak.version}"
        self.about = f"{self.title}, a formant synthesiser that nobody takes for a person"
        self.hashes: Mapping[str, str] = {}

    def lacking(self, locale: str) -> str:
        return "" if locale in LANGUAGES else f"no voice for {locale}; there are {', '.join(LANGUAGES)}"

    def cast(self, asked: Voice, locale: str, taken: Collection[str], rng: np.random.Generator) -> Persona:
        variant = str(asked.variant.sample(rng))
        language = LANGUAGES[locale]
        fitting = [name for name, sex in VARIANTS.items() if variant in ("any", sex, name)]
        fitting = [name for name in fitting if f"{language}+{name}" not in taken] or fitting
        chosen = fitting[int(rng.integers(len(fitting)))]
        return Persona(f"{language}+{chosen}", VARIANTS[chosen])

    def spoken(self, text: str, speaker: SpeakerPlan, seed: int) -> Spoken:
        sound = self._espeak.speak(
            text,
            speaker.voice,
            rate_wpm=speaker.rate_wpm,
            pitch=speaker.pitch,
            pitch_range=speaker.pitch_range,
            word_gap=speaker.word_gap,
        )
        wave = resampled(sound.pcm / FULL_SCALE, self._espeak.rate_hz, RATE_HZ)
        return Spoken(wave, spoken_words(text, sound.events, self._espeak.rate_hz, len(sound.pcm)))
