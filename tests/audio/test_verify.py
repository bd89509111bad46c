"""Sabotage: labels or sound that are not true are refused, each by the check that is there for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synth.audio.records import SpeechDraft, SpeechPlan, VerifiedSpeech
from synth.audio.signal import RATE_HZ, resampled
from synth.audio.speak.espeak import Espeak
from synth.audio.studio import AudioStudio
from synth.audio.verify.align import Aligner
from synth.core.outcome import Rejection
from synth.core.seeds import rng_for

Drafted = tuple[SpeechPlan, SpeechDraft]


def moved(draft: SpeechDraft, by_s: float) -> SpeechDraft:
    """All words later by so much."""
    return replace(
        draft,
        words=tuple(word._replace(start_s=word.start_s + by_s, end_s=word.end_s + by_s) for word in draft.words),
    )


def test_a_true_draft_passes_and_its_words_are_found_by_the_aligner(studio: AudioStudio, drafted: Drafted) -> None:
    plan, draft = drafted
    verdict = studio.verify(plan, draft)
    assert isinstance(verdict, VerifiedSpeech)
    measured = {check.check: check.measured for check in verdict.checks}
    assert measured["unspoken_words"] == measured["lost_words"] == 0
    assert measured["word_starts"] <= 0.04
    assert measured["delay"] <= 0.001


def test_shifted_words_are_refused_by_the_aligner(drafted: Drafted) -> None:
    plan, draft = drafted
    found = Aligner().aligned(plan, moved(draft, 0.15))
    assert found.lost == 0
    assert found.median_s == pytest.approx(0.15, abs=0.03)


def noisier(draft: SpeechDraft) -> SpeechDraft:
    return replace(draft, wave=draft.wave + 0.05 * rng_for(0, 0, "noise").normal(size=draft.wave.shape))


def silent(draft: SpeechDraft) -> SpeechDraft:
    heard = tuple(one._replace(floor_dbfs=None) for one in draft.heard)
    return replace(draft, wave=0 * draft.wave, heard=heard)


def late(draft: SpeechDraft) -> SpeechDraft:
    """The sound is 50 ms later than where it was put."""
    return replace(draft, dry_at=tuple(at - RATE_HZ // 20 for at in draft.dry_at))


def other_speech(draft: SpeechDraft) -> SpeechDraft:
    """What the aligner hears of a turn is a quarter of a second later."""
    return replace(draft, dry=(draft.dry[0], *(np.roll(wave, RATE_HZ // 4) for wave in draft.dry[1:])))


SPOILT = {
    "unspoken_words": lambda draft: replace(draft, unspoken=("card",)),
    "silence": noisier,
    "speech": silent,
    "delay": late,
    "word_starts": other_speech,
}


@pytest.mark.parametrize("check", SPOILT)
def test_a_false_draft_is_refused(studio: AudioStudio, drafted: Drafted, check: str) -> None:
    plan, draft = drafted
    verdict = studio.verify(plan, SPOILT[check](draft))
    assert isinstance(verdict, Rejection)
    assert verdict.check == check
    assert verdict.measured > verdict.limit or check == "speech"


def test_words_where_nobody_speaks_are_refused(studio: AudioStudio, drafted: Drafted) -> None:
    plan, draft = drafted
    verdict = studio.verify(plan, moved(draft, 0.8))
    assert isinstance(verdict, Rejection)
    assert verdict.check == "silence"


def test_other_languages_have_no_aligner(studio: AudioStudio, drafted: Drafted) -> None:
    plan, draft = drafted
    verdict = studio.verify(replace(plan, locale="de_DE"), draft)
    assert isinstance(verdict, VerifiedSpeech)
    assert not {check.check for check in verdict.checks} & {"lost_words", "word_starts"}


def test_digits_are_heard_by_a_recogniser_that_may_take_any_for_any() -> None:
    """PocketSphinx with a grammar of the ten digits recognises what eSpeak NG says: the words are really there."""
    from pocketsphinx import Decoder, get_model_path

    digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    model, words = get_model_path("en-us/en-us"), get_model_path("en-us/cmudict-en-us.dict")
    decoder = Decoder(lm=None, hmm=model, dict=words, loglevel="FATAL")
    decoder.add_jsgf_string("digit", f"#JSGF V1.0; grammar digit; public <digit> = ( {' | '.join(digits)} ) ;")
    decoder.activate_search("digit")
    voice, heard = Espeak(), []
    for digit in digits:
        pcm = voice.speak(digit, "en-us+f2", rate_wpm=140, pitch=50, pitch_range=50, word_gap=0).pcm
        wave = np.pad(resampled(pcm / 32768, voice.rate_hz, RATE_HZ), 3200)
        wave = wave + 0.001 * rng_for(0, 0, digit).normal(size=len(wave))
        decoder.start_utt()
        decoder.process_raw((20000 * wave).astype(np.int16).tobytes(), full_utt=True)
        decoder.end_utt()
        heard.append(decoder.hyp().hypstr if decoder.hyp() else "")
    assert sum(one == other for one, other in zip(digits, heard, strict=True)) >= 9, heard
