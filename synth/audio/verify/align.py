"""An independent forced aligner: PocketSphinx with the English model that it ships. It is given the words, no times.

Its dictionary is CMU's; for a word that is not in it the synthesiser's phonemes are taken over, never its times.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import inf, log
from typing import Any, NamedTuple

import numpy as np

from synth.audio.records import SpeechDraft, SpeechPlan
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


class Placed(NamedTuple):
    """Where a word is said, in s, and the log-likelihood of its frames, which are 10 ms each, in nats."""

    start_s: float
    end_s: float
    likelihood: float


class Aligner:
    """PocketSphinx; the model is read when the first turn is aligned. `beam`: what is less likely than the best by this
    factor is given up (None: as PocketSphinx does); a wider one loses its way less often, and takes longer.
    """

    def __init__(self, beam: float | None = None) -> None:
        self._added: set[str] = set()
        self._beams = {} if beam is None else {"beam": beam, "pbeam": beam, "wbeam": beam}

    def aligned(self, plan: SpeechPlan, draft: SpeechDraft) -> Aligned:
        """The words of an English draft, each turn for itself, before room, noise and line."""
        errors: list[float] = []
        lost = 0
        for number, (wave, at) in enumerate(zip(draft.dry, draft.dry_at, strict=True)):
            words = [word for word in draft.words if word.turn == number]
            entries = [self.entry(plan.text[word.start : word.end], word.ipa) for word in words]
            placed = self.placed(wave, entries) if words else []
            if placed is None:
                lost += len(words)
                continue
            own = at / RATE_HZ
            errors += [word.start_s - own - one.start_s for word, one in zip(words, placed, strict=True)]
        return Aligned(tuple(errors), lost)

    @cached_property
    def _decoder(self) -> Any:
        from pocketsphinx import Decoder, get_model_path

        model, words = get_model_path("en-us/en-us"), get_model_path("en-us/cmudict-en-us.dict")
        return Decoder(lm=None, hmm=model, dict=words, loglevel="FATAL", **self._beams)

    def entry(self, word: str, ipa: Sequence[str]) -> str:
        """The word's entry in the dictionary; where there is none, one of the phonemes is added."""
        text = word.lower()
        if text.isalpha() and self._decoder.lookup_word(text):
            return text
        phones = " ".join(filter(None, (arpabet(one) for one in ipa))) or "SIL"
        entry = phones.replace(" ", "_")
        if entry not in self._added:
            self._added.add(entry)
            self._decoder.add_word(entry, phones, True)
        return entry

    def placed(self, wave: Wave, entries: Sequence[str]) -> list[Placed] | None:
        """Where each of the entries is said in a turn, in order; None where the aligner does not find them all."""
        self._decoder.set_align_text(" ".join(entries))
        return next(filter(None, (self._tried(wave, entries, dither) for dither in DITHERS)), None)

    def _tried(self, wave: Wave, entries: Sequence[str], dither: float) -> list[Placed] | None:
        self._decoder.start_utt()
        self._decoder.process_raw(pcm_of(wave, dither), full_utt=True)
        self._decoder.end_utt()
        if self._decoder.hyp() is None:
            return None
        found = [
            Placed(
                segment.start_frame / FRAMES_S - AROUND_S,
                (segment.end_frame + 1) / FRAMES_S - AROUND_S,
                log(segment.ascore) if segment.ascore > 0 else -inf,
            )
            for segment in self._decoder.seg()
            if segment.word not in FILLERS
        ]
        return found if len(found) == len(entries) else None


def pcm_of(wave: Wave, dither: float) -> bytes:
    """A turn as the model expects it: 16-bit samples of a speech level, with some noise, between silences."""
    around = np.zeros(int(AROUND_S * RATE_HZ))
    loud = wave * (LEVEL / max(float(np.sqrt(np.mean(np.square(wave)))), 1e-9))
    padded = np.concatenate([around, loud, around])
    padded += dither * np.random.default_rng(len(padded)).standard_normal(len(padded))
    return np.clip(padded, -32768, 32767).astype(np.int16).tobytes()
