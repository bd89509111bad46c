"""Drafts of utterances: each turn is spoken, then all are put into one file."""

from __future__ import annotations

import numpy as np

from synth.audio.acoustics.make import in_a_room
from synth.audio.records import SpeechDraft, SpeechPlan, Word
from synth.audio.scene.schema import AudioScene
from synth.audio.signal import FULL_SCALE, RATE_HZ
from synth.audio.speak.espeak import SpeechFaultError
from synth.audio.speak.voice import Spoken, Synthesiser
from synth.audio.speak.words import Heard, Phone, SpokenWord
from synth.core.outcome import Rejection
from synth.core.seeds import rng_for

SPEECH, SECONDS, WORDS = "speech", "seconds", "words"
"""The checks that the synthesiser speaks a text, that it is not too long, and that there is a word in it at all."""


def draft_speech(scene: AudioScene, plan: SpeechPlan, voice: Synthesiser, seed: int) -> SpeechDraft | Rejection:
    """The sound of a plan, with the times of its words; a rejection where there is none."""
    try:
        spoken = [_turn(plan, number, voice, seed) for number in range(len(plan.turns))]
    except SpeechFaultError as fault:
        return refused(plan, SPEECH, 0, 1, str(fault))
    if not any(word.heard for _, said in spoken for word in said):
        return refused(plan, WORDS, 0, 1, "nothing that can be said")
    starts, end = _placed(plan, spoken)
    samples = end + round(plan.edges_s[1] * RATE_HZ)
    if samples > scene.max_seconds * RATE_HZ:
        return refused(plan, SECONDS, samples / RATE_HZ, scene.max_seconds, "")
    dry = np.zeros((scene.channels, samples))
    talking = np.zeros(dry.shape, bool)
    heard: list[Word] = []
    for number, ((wave, said), start) in enumerate(zip(spoken, starts, strict=True)):
        channel = plan.speakers[plan.turns[number].speaker].channel
        wave = wave[: samples - start]
        dry[channel, start : start + len(wave)] += wave
        for word in said:
            if word.heard:
                heard.append(_moved(word, word.heard, plan, number, start))
                first, last = (round(at * RATE_HZ) for at in (heard[-1].start_s, heard[-1].end_s))
                talking[channel, first:last] = True
    wave, channels, events, gain = in_a_room(
        dry,
        talking,
        plan.acoustics,
        plan.events,
        lambda stage: rng_for(seed, plan.sample_id, f"{stage}/{plan.attempt}"),
    )
    return SpeechDraft(
        wave=np.rint(np.clip(wave, -1, 1) * (FULL_SCALE - 1)) / FULL_SCALE,
        dry=tuple(gain * wave for wave, _ in spoken),
        dry_at=tuple(starts),
        words=tuple(heard),
        pauses=voice.pauses,
        unspoken=tuple(_unspoken(plan, spoken)),
        events=events,
        heard=channels,
    )


def _turn(plan: SpeechPlan, number: int, voice: Synthesiser, seed: int) -> Spoken:
    turn = plan.turns[number]
    own = int(rng_for(seed, plan.sample_id, f"speech/{plan.attempt}/{number}").integers(1 << 62))
    return voice.spoken(plan.text[turn.start : turn.end], plan.speakers[turn.speaker], own)


def _placed(plan: SpeechPlan, spoken: list[Spoken]) -> tuple[list[int], int]:
    """(the first sample of each turn, that behind the last word): pauses lie between words, not between sounds.

    Two speakers may overlap, but nobody speaks over himself.
    """
    starts: list[int] = []
    end = round(plan.edges_s[0] * RATE_HZ)
    own_ends: dict[int, int] = {}
    for turn, (_, words) in zip(plan.turns, spoken, strict=True):
        said = [word.heard for word in words if word.heard]
        lead_s = said[0].start_s if said else 0.0
        own = own_ends.get(turn.speaker, 0) - round(lead_s * RATE_HZ)
        first = max(0, own, end + round((turn.pause_s - lead_s) * RATE_HZ))
        starts.append(first)
        if said:
            own_ends[turn.speaker] = first + round(said[-1].end_s * RATE_HZ)
            end = max(end, own_ends[turn.speaker])
    return starts, end


def _moved(word: SpokenWord, heard: Heard, plan: SpeechPlan, number: int, start: int) -> Word:
    """A word of a turn in the transcript and in the file."""
    turn, later_s = plan.turns[number], start / RATE_HZ
    phones = tuple(Phone(one.ipa, one.start_s + later_s, one.end_s + later_s) for one in heard.phones)
    return Word(
        turn.start + word.start,
        turn.start + word.end,
        number,
        heard.start_s + later_s,
        heard.end_s + later_s,
        phones,
        heard.ipa,
    )


def _unspoken(plan: SpeechPlan, spoken: list[Spoken]) -> list[str]:
    return [
        plan.text[turn.start + word.start : turn.start + word.end]
        for turn, (_, words) in zip(plan.turns, spoken, strict=True)
        for word in words
        if not word.heard
    ]


def refused(plan: SpeechPlan, check: str, measured: float, limit: float, detail: str) -> Rejection:
    """A rejection of a draft of this plan."""
    return Rejection(
        sample_id=plan.sample_id, check=check, measured=measured, limit=limit, attempt=plan.attempt, detail=detail
    )
