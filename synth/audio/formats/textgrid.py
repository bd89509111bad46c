"""Praat's TextGrid, long form (https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from synth.audio.formats.sounds import stem
from synth.audio.read import SpeechDataSet, SpeechSample

Interval = tuple[float, float, str]
Tier = tuple[str, Sequence[Interval]]


def write_textgrid(speech: SpeechDataSet, path: Path) -> None:
    """Write a folder with a TextGrid for each utterance: tiers of turns, words, phones and spans for each speaker, and
    one of events. What overlaps what stands before it in a tier goes into a further tier of that name.
    """
    path.mkdir(parents=True)
    for sample in speech.checked():
        (path / f"{stem(sample)}.TextGrid").write_text("".join(_text(sample)), encoding="utf-8", newline="\n")


def _text(sample: SpeechSample) -> Iterator[str]:
    tiers = [tier for name, found in _tiers(sample) for tier in _apart(name, found)]
    end = sample.duration_s
    yield f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = {end:.4f}\n'
    yield f"tiers? <exists>\nsize = {len(tiers)}\nitem []:\n"
    for number, (name, intervals) in enumerate(tiers, 1):
        filled = list(_filled(intervals, end))
        yield f'    item [{number}]:\n        class = "IntervalTier"\n        name = "{_quoted(name)}"\n'
        yield f"        xmin = 0\n        xmax = {end:.4f}\n        intervals: size = {len(filled)}\n"
        for place, (start, stop, text) in enumerate(filled, 1):
            yield f"        intervals [{place}]:\n            xmin = {start:.4f}\n            xmax = {stop:.4f}\n"
            yield f'            text = "{_quoted(text)}"\n'


def _tiers(sample: SpeechSample) -> Iterator[Tier]:
    """The tiers of each speaker, then the events."""
    for number, _ in enumerate(sample.speakers):
        own = {place for place, turn in enumerate(sample.turns) if turn["speaker"] == number}
        turns = [sample.turns[place] for place in sorted(own)]
        if not turns:
            continue
        name = sample.speaker_of(turns[0])
        words = [word for word in sample.words if _within(word, turns)]
        chosen = {place for place, word in enumerate(sample.words) if _within(word, turns)}
        phones = [phone for phone in sample.phonemes if phone["word"] in chosen]
        spans = [span for span in sample.spans if _within(span, turns) and span.get("start_s") is not None]
        yield f"{name} - turns", [_interval(turn, sample.text_of(turn)) for turn in turns]
        yield f"{name} - words", [_interval(word, word["text"]) for word in words]
        yield f"{name} - phones", [_interval(phone, phone["ipa"]) for phone in phones]
        if spans:
            yield f"{name} - spans", [_interval(span, span["label"]) for span in spans]
    if sample.events:
        yield "events", [_interval(event, event["kind"]) for event in sample.events]


def _within(one: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]) -> bool:
    return any(turn["start"] <= one["start"] < turn["end"] for turn in turns)


def _interval(one: Mapping[str, Any], text: str) -> Interval:
    return one["start_s"], one["end_s"], text


def _apart(name: str, intervals: Sequence[Interval]) -> list[Tier]:
    """Intervals as tiers within which none overlaps another."""
    tiers: list[list[Interval]] = []
    for interval in sorted(intervals):
        if interval[1] <= interval[0]:
            continue
        tier = next((tier for tier in tiers if tier[-1][1] <= interval[0] + 1e-6), None)
        if tier is None:
            tiers.append([interval])
        else:
            tier.append(interval)
    return [(name if place == 0 else f"{name} {place + 1}", tier) for place, tier in enumerate(tiers)]


def _filled(intervals: Sequence[Interval], end: float) -> Iterator[Interval]:
    """The intervals with empty ones between them: a tier leaves no gap."""
    at = 0.0
    for start, stop, text in intervals:
        if start > at + 1e-6:
            yield at, start, ""
        yield max(start, at), stop, text
        at = stop
    if at < end - 1e-6:
        yield at, end, ""


def _quoted(text: str) -> str:
    return text.replace('"', '""')
