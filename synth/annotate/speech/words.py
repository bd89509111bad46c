"""The words of a known transcript in an English recording: PocketSphinx aligns them, eSpeak NG tells the phonemes of
words that no dictionary has.

A word's score is its goodness of pronunciation (Witt and Young, 2000, doi 10.1016/S0167-6393(99)00044-8): the
log-likelihood of its frames as this word, less that of any sequence of phonemes, a frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import exp, inf, log
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float64

from synth.annotate.speech.found import FoundWord
from synth.audio.signal import RATE_HZ, Wave
from synth.audio.speak.espeak import Espeak, SpeechFaultError
from synth.audio.speak.words import SpokenWord, spoken_words
from synth.audio.verify.align import AROUND_S, DITHERS, FRAMES_S, Aligner, Placed, pcm_of

VOICE, PACE = "en-us", {"rate_wpm": 160, "pitch": 50, "pitch_range": 50, "word_gap": 0}

LONGEST_S = 600
"""Of a recording whose transcript is aligned: the time grows with length x words."""

WIDE = 1e-100
"""Beam of the second try, where the aligner loses its way with its own."""

MIDDLE = -2.5
"""Nats a frame at which a word's score is 0.5."""

LOOP_SCALE = 1024
"""PocketSphinx tells likelihoods of phonemes 2^10 times nearer to 1 than those of aligned words (SENSCR_SHIFT)."""


class Line(NamedTuple):
    """A line of the transcript, code points [start, end), and its words that are heard."""

    start: int
    end: int
    words: tuple[FoundWord, ...]


class Transcripts:
    """Aligns transcripts; models are read when the first one is. SynthError where eSpeak NG cannot be started."""

    def __init__(self) -> None:
        self._voice, self._aligners = Espeak(), (Aligner(), Aligner(WIDE))

    @property
    def voice(self) -> str:
        """The release of the voice that tells phonemes."""
        return self._voice.version

    def lines(self, wave: Wave, text: str) -> list[Line] | str:
        """The lines of a transcript with their words, in one channel at 16 kHz; or why they cannot be followed."""
        if len(wave) > LONGEST_S * RATE_HZ:
            return f"a recording of more than {LONGEST_S} s"
        try:
            lines = list(self._spoken(text))
        except SpeechFaultError:
            return "a text that cannot be spoken"
        spoken = [(start, word) for start, _, words in lines for word in words]
        if not spoken:
            return "a text without a word"
        placed = next(filter(None, self._placed(wave, text, spoken)), None)
        if placed is None:
            return "the aligner does not find these words in this order"
        loop = self._loop(wave)
        end_s = len(wave) / RATE_HZ
        found = iter([_found(at, word, one, loop, end_s) for (at, word), one in zip(spoken, placed, strict=True)])
        return [Line(start, end, tuple(next(found) for _ in words)) for start, end, words in lines if words]

    def _placed(self, wave: Wave, text: str, spoken: Sequence[tuple[int, SpokenWord]]) -> Iterator[list[Placed] | None]:
        """Where the words are by each aligner, the quick one first."""
        for aligner in self._aligners:
            entries = [
                aligner.entry(text[at + one.start : at + one.end], one.heard.ipa if one.heard else ())
                for at, one in spoken
            ]
            yield aligner.placed(wave, entries)

    def _spoken(self, text: str) -> Iterator[tuple[int, int, list[SpokenWord]]]:
        """[start, end) of each line, and its words with their phonemes."""
        at = 0
        for line in text.splitlines(keepends=True):
            bare = line.strip()
            if bare:
                start = at + line.index(bare)
                sound = self._voice.speak(bare, VOICE, **PACE)
                words = spoken_words(bare, sound.events, self._voice.rate_hz, len(sound.pcm))
                yield start, start + len(bare), [word for word in words if word.heard]
            at += len(line)

    @cached_property
    def _phonemes(self) -> Any:
        from pocketsphinx import Decoder, get_model_path

        model, grammar = get_model_path("en-us/en-us"), get_model_path("en-us/en-us-phone.lm.bin")
        return Decoder(hmm=model, allphone=grammar, lw=2.0, beam=1e-20, pbeam=1e-20, loglevel="FATAL")

    def _loop(self, wave: Wave) -> Float64[np.ndarray, " frames"]:
        """Log-likelihood of every frame as whatever phoneme fits, in nats; empty where there is none."""
        self._phonemes.start_utt()
        self._phonemes.process_raw(pcm_of(wave, DITHERS[0]), full_utt=True)
        self._phonemes.end_utt()
        if self._phonemes.hyp() is None:
            return np.zeros(0)
        segments = list(self._phonemes.seg())
        frames = np.zeros(segments[-1].end_frame + 1)
        for one in segments:
            length = one.end_frame - one.start_frame + 1
            frames[one.start_frame : one.end_frame + 1] = LOOP_SCALE * log(one.ascore) / length
        return frames


def score_of(goodness: float) -> float:
    """0.5 at `MIDDLE`, towards 1 above it; of nats a frame."""
    return 1 / (1 + exp(min(MIDDLE - goodness, 100)))


def _found(at: int, word: SpokenWord, placed: Placed, loop: Float64[np.ndarray, " frames"], end_s: float) -> FoundWord:
    """A word where the aligner put it: what reaches into the silence that was put around the recording is cut off."""
    first, last = (round((edge + AROUND_S) * FRAMES_S) for edge in (placed.start_s, placed.end_s))
    goodness = (placed.likelihood - float(loop[first:last].sum())) / max(last - first, 1) if len(loop) else -inf
    start_s, stop_s = (min(max(edge, 0.0), end_s) for edge in (placed.start_s, placed.end_s))
    reason = f"{goodness:+.2f} nats a frame against any phonemes"
    return FoundWord(at + word.start, at + word.end, start_s, stop_s, score_of(goodness), reason)
