"""Checks a draft's labels against its sound; the only place where one becomes verified."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from synth.audio.records import Heard, SpeechDraft, SpeechPlan, VerifiedSpeech
from synth.audio.signal import RATE_HZ
from synth.audio.verify.align import LANGUAGE, Aligner
from synth.audio.verify.levels import QUIET_DBFS, Levels, levels_of
from synth.core.outcome import Rejection, Verdict, judged

UNSPOKEN, ALIGNED, LOST, FLOOR, LOUD, DELAY = (
    "unspoken_words",
    "word_starts",
    "lost_words",
    "silence",
    "speech",
    "delay",
)

MEDIAN_S = 0.1
"""Most that half of a draft's words may begin before or after the aligner's times."""
FLOOR_DB = 4.0
"""Most that silence may differ from the stated noise."""
ABOVE_DB = 3.0
"""Least that speech stands above the stated noise, where its SNR is better than that; from `CLEAN_DB` on, each word."""
CLEAN_DB = 20.0
DELAY_S = 0.01
"""Most that speech may be late in the file."""
SOFTENED = 0.1
"""Share of the mean energy that keeps the measured response from following frequencies without speech."""


def verify_speech(plan: SpeechPlan, draft: SpeechDraft, aligner: Aligner) -> VerifiedSpeech | Rejection:
    """The draft, verified, or the first check that refuses it.

    English drafts are aligned; for other languages there is no aligner, so that their words are checked by level alone.
    """
    found = judged(_verdicts(plan, draft, aligner), plan.sample_id, plan.attempt)
    return found if isinstance(found, Rejection) else VerifiedSpeech(plan=plan, draft=draft, checks=found)


def _verdicts(plan: SpeechPlan, draft: SpeechDraft, aligner: Aligner) -> Iterator[Verdict]:
    yield _at_most(UNSPOKEN, len(draft.unspoken), 0, " ".join(draft.unspoken[:5]))
    for at, (heard, levels) in enumerate(zip(draft.heard, levels_of(plan, draft), strict=True)):
        yield from _level_verdicts(at, heard, levels)
    yield _at_most(DELAY, _delay_s(draft), DELAY_S, "")
    if plan.locale.startswith(LANGUAGE):
        found = aligner.aligned(plan, draft)
        yield _at_most(LOST, found.lost, 0, "words in turns that the aligner could not follow")
        yield _at_most(ALIGNED, found.median_s, MEDIAN_S, "median error in s")


def _level_verdicts(channel: int, heard: Heard, levels: Levels) -> Iterator[Verdict]:
    silence, stated = levels.silence_dbfs, heard.floor_dbfs
    where = f"dB, channel {channel}"
    if silence is not None:
        if stated is None:
            yield _at_most(FLOOR, silence, QUIET_DBFS, where)
        elif stated > QUIET_DBFS:
            yield _at_most(FLOOR, abs(silence - stated), FLOOR_DB, where)
    clean = heard.snr_db is None or heard.snr_db >= CLEAN_DB
    level = levels.softest_dbfs if clean else levels.speech_dbfs
    if level is not None and (clean or (heard.snr_db or 0) > ABOVE_DB):
        above = level - (QUIET_DBFS if stated is None else stated)
        yield Verdict(check=LOUD, measured=above, limit=ABOVE_DB, passed=above >= ABOVE_DB, detail=where)


def _delay_s(draft: SpeechDraft) -> float:
    """How much later the speech is in the file than where it was put, in s: where the impulse response that leads from
    the one to the other (a Wiener filter) first has half its peak, which is the direct sound.
    """
    dry = np.zeros(draft.wave.shape[1])
    for wave, at in zip(draft.dry, draft.dry_at, strict=True):
        dry[at : at + len(wave)] += wave[: len(dry) - at]
    size = 1 << (2 * len(dry)).bit_length()
    sent, got = np.fft.rfft(dry, size), np.fft.rfft(draft.wave.sum(axis=0), size)
    energy = np.square(np.abs(sent))
    response = np.fft.irfft(got * np.conj(sent) / (energy + SOFTENED * energy.mean()), size)
    reach = RATE_HZ // 10
    around = np.concatenate([response[-reach:], response[: reach + 1]])
    first = int(np.flatnonzero(np.abs(around) >= np.abs(around).max() / 2)[0])
    return abs(first - reach) / RATE_HZ


def _at_most(check: str, measured: float, limit: float, detail: str) -> Verdict:
    return Verdict(check=check, measured=measured, limit=limit, passed=measured <= limit, detail=detail)
