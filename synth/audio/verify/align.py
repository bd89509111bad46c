"""An independent forced aligner: PocketSphinx with the English model that it ships. It is given the words, no times.

Its dictionary is CMU's; for a word that is not in it the synthesiser's phonemes are taken over, never its times.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from synth.audio.records import SpeechDraft, SpeechPlan, Word
from synth.audio.signal import RATE_HZ, Wave
from synth.audio.verify.arpabet import arpabet

LANGUAGE = "en"
"""The aligner's one language."""

FRAMES_S = 100
"""Frames of the aligner in a second."""
AROUND_S = 0.2
"""Silence that is put around a turn: the model expects some."""
LEVEL, DITHERS = 1000.0, (20.0, 60.0)
"""Of 16-bit samples: speech (root of the mean square), and noise, without which digital silence has no spectrum; where
the aligner loses its way with little of it, it tries with more."""
FILLERS = frozenset({"<sil>", "<s>", "</s>", "[NOISE]", "[SPEECH]"})


class Aligned(NamedTuple):
    """`errors_s`: how much later words begin by their labels than by the aligner; `lost`: words of turns that it could
    not follow at all."""

    errors_s: tuple[float, ...]
    lost: int

    @property
    def median_s(self) -> float:
        """Median of the absolute errors; 0 where there are none."""
        return float(np.median(np.abs(self.errors_s))) if self.errors_s else 0.0


class Aligner:
    """PocketSphinx; the model is read when the first turn is aligned."""

    def __init__(self) -> None:
        self._added: set[str] = set()

    def aligned(self, plan: SpeechPlan, draft: SpeechDraft) -> Aligned:
        """The words of an English draft, each turn for itself, before room, noise and line."""
        errors: list[float] = []
        lost = 0
        for number, (wave, at) in enumerate(zip(draft.dry, draft.dry_at, strict=True)):
            words = [word for word in draft.words if word.turn == number]
            starts = self._starts_s(wave, [self._entry(plan, word) for word in words]) if words else []
            if starts is None:
                lost += len(words)
                continue
            own = at / RATE_HZ
            errors += [word.start_s - own - start for word, start in zip(words, starts, strict=True)]
        return Aligned(tuple(errors), lost)

    @cached_property
    def _decoder(self) -> Any:
        from pocketsphinx import Decoder, get_model_path

        model, words = get_model_path("en-us/en-us"), get_model_path("en-us/cmudict-en-us.dict")
        return Decoder(lm=None, hmm=model, dict=words, loglevel="FATAL")

    def _entry(self, plan: SpeechPlan, word: Word) -> str:
        """The word's entry in the dictionary, added where there is none."""
        text = plan.text[word.start : word.end].lower()
        if text.isalpha() and self._decoder.lookup_word(text):
            return text
        phones = " ".join(filter(None, (arpabet(phone.ipa) for phone in word.phones))) or "SIL"
        entry = phones.replace(" ", "_")
        if entry not in self._added:
            self._added.add(entry)
            self._decoder.add_word(entry, phones, True)
        return entry

    def _starts_s(self, wave: Wave, entries: Sequence[str]) -> list[float] | None:
        """When each of the words begins in a turn; None where the aligner does not find them all."""
        self._decoder.set_align_text(" ".join(entries))
        return next(filter(None, (self._tried(wave, entries, dither) for dither in DITHERS)), None)

    def _tried(self, wave: Wave, entries: Sequence[str], dither: float) -> list[float] | None:
        around = np.zeros(int(AROUND_S * RATE_HZ))
        loud = wave * (LEVEL / max(float(np.sqrt(np.mean(np.square(wave)))), 1e-9))
        padded = np.concatenate([around, loud, around])
        padded += dither * np.random.default_rng(len(padded)).standard_normal(len(padded))
        self._decoder.start_utt()
        self._decoder.process_raw(np.clip(padded, -32768, 32767).astype(np.int16).tobytes(), full_utt=True)
        self._decoder.end_utt()
        if self._decoder.hyp() is None:
            return None
        found = [segment.start_frame / FRAMES_S for segment in self._decoder.seg() if segment.word not in FILLERS]
        return [start - AROUND_S for start in found] if len(found) == len(entries) else None
