"""Neural voices of transformers that read letters: VITS (Kim et al. 2021, arXiv:2106.06103), of which MMS has one for
each of 1,100 languages (Pratap et al. 2023, arXiv:2305.13516). Words have the times of the model's own durations.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from math import prod
from typing import Any, NamedTuple

import numpy as np

from synth.audio.records import SpeakerPlan
from synth.audio.scene.schema import Voice
from synth.audio.scene.voices import LANGUAGES
from synth.audio.signal import RATE_HZ, Wave, resampled
from synth.audio.speak.espeak import Espeak, SpeechFaultError
from synth.audio.speak.voice import Persona, Spoken
from synth.audio.speak.words import Heard, SpokenWord, is_spoken, spoken_words, words_of
from synth.core.errors import SynthError
from synth.hub.files import fingerprint
from synth.hub.models import LoadedModel, load_model
from synth.hub.named import HubModel, hub_models
from synth.hub.threads import hub_threads

VITS = "vits"

BLANK = 0
"""The token between letters, where there is one, whatever the vocabulary has under it."""

ISO_639_3 = {"ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fr": "fra", "hi": "hin", "ja": "jpn"}
"""Language of a locale -> its name in tokenizers of MMS."""

OWN_WPM = 165
"""Words a minute at which a voice speaks at its own speed; it is faster or slower in proportion."""

FADE_S = 0.01
"""Over which a turn's sound rises before its first word and falls behind its last one."""

MOST_LETTERS = 2000
"""Of a turn: attention takes the square of them."""

_PACE = {"rate_wpm": OWN_WPM, "pitch": 50, "pitch_range": 50, "word_gap": 0}
"""Of eSpeak NG, where it is asked how words are pronounced."""


class Letters(NamedTuple):
    """The tokens of a text, and the place of the character that each stands for; of blanks it is -1."""

    ids: tuple[int, ...]
    places: tuple[int, ...]


class VitsVoice:
    """See `synth.audio.speak.voice.Synthesiser`. Its speakers have numbers; their sex is not known.

    Letters and digits that it has no token for are not said: their word is unspoken. eSpeak NG tells how English words
    are pronounced that the aligner's dictionary lacks, and nothing else.
    """

    pauses = False
    packages = ("torch", "transformers")

    def __init__(self, model: HubModel, loaded: LoadedModel) -> None:
        self._model, self._tokenizer = loaded.model, loaded.processor
        self._config = loaded.model.config
        self._espeak = Espeak()
        self.title = f"hub:{model.name}"
        self.about = f"{self.title}, a neural voice (VITS)"
        self.hashes: Mapping[str, str] = {f"voice/{model.name}": fingerprint(model.folder)}

    def lacking(self, locale: str) -> str:
        language, own = ISO_639_3.get(locale.partition("_")[0]), self._tokenizer.language
        return f"{self.title} speaks {own}, not {language} ({locale})" if own and language and own != language else ""

    def cast(self, asked: Voice, locale: str, taken: Collection[str], rng: np.random.Generator) -> Persona:
        names = [f"{self.title}#{number}" for number in range(max(1, self._config.num_speakers))]
        fitting = [name for name in names if name not in taken] or names
        return Persona(fitting[int(rng.integers(len(fitting)))], "")

    def spoken(self, text: str, speaker: SpeakerPlan, seed: int) -> Spoken:
        letters = self.letters(text)
        if not any(place >= 0 for place in letters.places):
            raise SpeechFaultError("no letter that the voice knows")
        if len(letters.ids) > MOST_LETTERS:
            raise SpeechFaultError(f"a turn of {len(letters.ids)} tokens; at most {MOST_LETTERS}")
        sound, frames = self._sound(letters.ids, speaker, seed)
        step_s = prod(self._config.upsample_rates) / self._config.sampling_rate
        ends_s = [step_s * end for end in accumulate(frames)]
        words = tuple(self._words(text, letters, ends_s))
        wave = resampled(sound, self._config.sampling_rate, RATE_HZ)
        return Spoken(_faded(wave, [one.heard for one in words if one.heard]), words)

    def letters(self, text: str) -> Letters:
        """The tokens of a text as its tokenizer makes them, each beside the place of its character."""
        known, lower = self._tokenizer.encoder, self._tokenizer.normalize
        found = [
            (known[part], place)
            for place, character in enumerate(text)
            for part in ([character] if character in known or not lower else character.lower())
            if part in known
        ]
        if self._tokenizer.add_blank:
            between = [(BLANK, -1)]
            found = [one for pair in found for one in (*between, pair)] + between
        return Letters(tuple(token for token, _ in found), tuple(place for _, place in found))

    def _sound(self, ids: Sequence[int], speaker: SpeakerPlan, seed: int) -> tuple[Wave, list[int]]:
        """The sound at the model's own rate, and the frames of each token."""
        import torch

        told = list[Any]()
        hook = self._model.duration_predictor.register_forward_hook(lambda _, __, output: told.append(output))
        self._model.speaking_rate = speaker.rate_wpm / OWN_WPM
        number = int(speaker.voice.rpartition("#")[2]) if self._config.num_speakers > 1 else None
        try:
            with torch.no_grad(), torch.random.fork_rng(devices=[]), hub_threads():
                torch.manual_seed(seed)
                output = self._model(input_ids=torch.tensor([list(ids)]), speaker_id=number)
        finally:
            hook.remove()
        frames = torch.ceil(torch.exp(told[0]) / self._model.speaking_rate).reshape(-1).long().tolist()
        sound = output.waveform[0].double().numpy()
        if not np.isfinite(sound).all() or not sound.any():
            raise SpeechFaultError("no sound")
        return sound, frames

    def _words(self, text: str, letters: Letters, ends_s: Sequence[float]) -> list[SpokenWord]:
        """The words of a text; the blank before and behind a word's letters is part of it."""
        at: dict[int, list[int]] = {}
        for token, place in enumerate(letters.places):
            at.setdefault(place, []).append(token)
        around = 1 if self._tokenizer.add_blank else 0
        pronounced = self._pronounced(text) if self._tokenizer.language in (None, "", ISO_639_3["en"]) else {}
        found, before = [], 0
        for start, end in words_of(text):
            tokens = [token for place in range(start, end) for token in at.get(place, ())]
            whole = all(place in at for place in range(start, end) if is_spoken(text[place]))
            if not tokens or not whole:
                found.append(SpokenWord(start, end, None))
                continue
            first, last = max(before, tokens[0] - around), tokens[-1] + around
            before = last + 1
            begun = ends_s[first - 1] if first else 0.0
            found.append(SpokenWord(start, end, Heard(begun, ends_s[last], (), pronounced.get((start, end), ()))))
        return found

    def _pronounced(self, text: str) -> dict[tuple[int, int], tuple[str, ...]]:
        """The words of a text in IPA, as eSpeak NG reads them in English: only English words are aligned."""
        sound = self._espeak.speak(text, LANGUAGES["en_US"], **_PACE)
        words = spoken_words(text, sound.events, self._espeak.rate_hz, len(sound.pcm))
        return {(one.start, one.end): one.heard.ipa for one in words if one.heard}


def vits_voice(where: str, named: str) -> VitsVoice:
    """The voice of a model. SynthError or PackError, in one line at `where`, for what is none or does not load, or
    reads phonemes or Latin letters that other programs would have to make.
    """
    models = hub_models(where, named)
    if len(models) > 1:
        raise SynthError(where, named, "one model")
    [model] = models
    loaded = load_model(where, str(model.folder), None, (VITS,), "VitsModel", "cpu")
    for need in ("phonemize", "is_uroman"):
        if getattr(loaded.processor, need, True):
            allowed = "a voice that reads letters, such as those of facebook/mms-tts"
            raise SynthError(where, f"{model.name}, whose tokenizer has `{need}`", allowed)
    return VitsVoice(model, loaded)


def _faded(wave: Wave, words: Sequence[Heard]) -> Wave:
    """The sound without what the model makes before the first and behind the last of its words: breath, hum."""
    if not words:
        return wave
    steps = round(FADE_S * RATE_HZ)
    first, last = round(words[0].start_s * RATE_HZ), round(words[-1].end_s * RATE_HZ)
    at = np.arange(len(wave))
    return wave * np.clip((at - first + steps) / steps, 0, 1) * np.clip((last + steps - at) / steps, 0, 1)
