"""The line of audio.jsonl: all labels of an utterance, times in seconds from the file's first sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from synth.audio.encode.flac import FOLDER
from synth.audio.records import SpeechDraft, SpeechPlan, VerifiedSpeech, Word
from synth.audio.signal import RATE_HZ
from synth.core.canonical import json_value, readable
from synth.core.labels import Span
from synth.folder.batch import SampleFile

DECIMALS = 4
"""Of times, levels and shares: a tenth of a millisecond is two samples."""


def speech_line(sample: VerifiedSpeech, seed: int, file: SampleFile) -> str:
    """The record of an utterance, one line of JSON."""
    plan, draft = sample.plan, sample.draft
    record: dict[str, Any] = {
        "id": plan.sample_id,
        "seed": seed,
        "attempt": plan.attempt,
        "file": f"{FOLDER}/{file.name}",
        "sha256": file.sha256,
        "sample_rate_hz": RATE_HZ,
        "channels": len(draft.wave),
        "duration_s": draft.wave.shape[1] / RATE_HZ,
        "text": plan.text,
        "locale": plan.locale,
        "template": plan.template,
        "speakers": [speaker._asdict() for speaker in plan.speakers],
        "turns": list(_turns(plan, draft)),
        "words": [_word(plan, word) for word in draft.words],
        "phonemes": [
            {"ipa": phone.ipa, "start_s": phone.start_s, "end_s": phone.end_s, "word": number}
            for number, word in enumerate(draft.words)
            for phone in word.phones
        ],
        "spans": [_span(span, draft) for span in plan.spans],
        "events": [event._asdict() for event in draft.events],
        "acoustics": _acoustics(plan, draft),
        "checks": [{"check": check.check, "measured": check.measured, "limit": check.limit} for check in sample.checks],
    }
    record |= {"quotas": list(plan.quotas)} if plan.quotas else {}
    record |= {"attributes": dict(plan.attributes)} if plan.attributes else {}
    return readable(json_value(record, DECIMALS))


def times_of(start: int, end: int, words: tuple[Word, ...]) -> tuple[float, float] | None:
    """(start, end) in s of the words that have a character in [start, end); None where none is spoken."""
    found = [word for word in words if word.start < end and word.end > start]
    return (min(word.start_s for word in found), max(word.end_s for word in found)) if found else None


def _turns(plan: SpeechPlan, draft: SpeechDraft) -> Iterator[dict[str, Any]]:
    for turn in plan.turns:
        bounds = times_of(turn.start, turn.end, draft.words)
        if bounds:
            speaker = plan.speakers[turn.speaker]
            own = {"speaker": turn.speaker, "channel": speaker.channel, "start": turn.start, "end": turn.end}
            yield {**own, "start_s": bounds[0], "end_s": bounds[1]}


def _word(plan: SpeechPlan, word: Word) -> dict[str, Any]:
    own = {"text": plan.text[word.start : word.end], "start": word.start, "end": word.end, "turn": word.turn}
    return {**own, "start_s": word.start_s, "end_s": word.end_s}


def _span(span: Span, draft: SpeechDraft) -> dict[str, Any]:
    """A label of the text with its time; one of characters that are not spoken, such as a dash, has none."""
    told: dict[str, Any] = {
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "value": span.value,
        "entity_id": span.entity_id,
    }
    told |= {"attributes": dict(span.attributes)} if span.attributes else {}
    bounds = times_of(span.start, span.end, draft.words)
    return told | ({"start_s": bounds[0], "end_s": bounds[1]} if bounds else {})


def _acoustics(plan: SpeechPlan, draft: SpeechDraft) -> list[dict[str, Any]]:
    """What became of each channel."""
    asked = plan.acoustics
    return [
        {
            "level_dbfs": asked.level_dbfs,
            "rt60_s": heard.rt60_s,
            "noise": asked.noise if heard.floor_dbfs is not None else "none",
            "snr_db": heard.snr_db,
            "floor_dbfs": heard.floor_dbfs,
            "band": asked.band,
            "codec": asked.codec,
            "clipped_share": heard.clipped_share,
        }
        for heard in draft.heard
    ]
