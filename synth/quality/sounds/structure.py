"""What can be wrong with a line of audio.jsonl whatever is heard: its file, times, places in the transcript."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from synth.audio.speak.words import words_of
from synth.quality.finding import Finding
from synth.quality.held_line import set_key
from synth.quality.sounds.raw import ROUNDED_S, Recording, of_recording

PARTS = ("words", "turns", "phonemes", "spans", "events")
"""Labels with times."""


def sound_file(one: Recording) -> Iterator[Finding]:
    """A file that is missing, or that cannot be decoded."""
    if not one.path.is_file():
        yield of_recording(one, "missing_file", "file", one.record["file"], None, "no such file")
    elif one.facts is None or (one.wave is None and not one.unlike(one.facts)):
        yield of_recording(one, "unreadable_file", "file", one.record["file"], None, "it cannot be decoded")


def sound_mismatch(one: Recording) -> Iterator[Finding]:
    """A rate, a number of channels or a duration that is not the file's."""
    if one.path.is_file() and one.facts is not None:
        for key, stated, found in one.unlike(one.facts):
            evidence, edits = f"the file has {found:g}", (set_key(one, key, stated, found),)
            yield of_recording(one, "sound_mismatch", key, stated, found, evidence, edits)


def outside_sound(one: Recording) -> Iterator[Finding]:
    """A label that ends before it begins, or after its recording; or one on a channel that there is not."""
    end_s, channels = one.record["duration_s"], one.record["channels"]
    for at, label in _labels(one):
        start, end = label.get("start_s"), label.get("end_s")
        if start is not None and (end is None or not start <= end <= end_s + ROUNDED_S):
            evidence = f"the recording lasts {end_s:g} s"
            yield of_recording(one, "outside_sound", at, [start, end], None, evidence)
        if label.get("channel", 0) >= channels:
            evidence = f"channels are counted from 0, and there are {channels}"
            yield of_recording(one, "outside_sound", at, f"channel {label['channel']}", None, evidence)


def dangling_turn(one: Recording) -> Iterator[Finding]:
    """A word, a phoneme or a turn that names a turn, a word or a speaker that is not there."""
    for part, key, of in (("words", "turn", "turns"), ("phonemes", "word", "words"), ("turns", "speaker", "speakers")):
        number = len(one.each(of))
        for at, label in enumerate(one.each(part)):
            if label[key] >= number:
                evidence = f"the recording has {number} {of}"
                yield of_recording(one, "dangling_turn", f"{part}[{at}]", f"{key} {label[key]}", None, evidence)


def word_text(one: Recording) -> Iterator[Finding]:
    """A word that is not the characters at its place in the transcript."""
    for number, word in enumerate(one.each("words")):
        there = one.text[word["start"] : word["end"]]
        if there != word["text"]:
            evidence = f"at {word['start']} to {word['end']} the transcript has {there!r}"
            yield of_recording(one, "word_text", f"words[{number}]", word["text"], None, evidence)


def unlabelled_word(one: Recording) -> Iterator[Finding]:
    """A word of the transcript without a time, where other words have one."""
    taken = [(word["start"], word["end"]) for word in one.each("words")]
    for start, end in words_of(one.text) if taken else ():
        if not any(first < end and start < last for first, last in taken):
            evidence = f"no word at {start} to {end} of the transcript"
            yield of_recording(one, "unlabelled_word", "words", None, one.text[start:end], evidence)


def word_outside_turn(one: Recording) -> Iterator[Finding]:
    """A word beyond its turn, in time or in the transcript."""
    for number, word in enumerate(one.each("words")):
        turn = one.turn_of(word)
        if turn is None:
            continue
        if not turn["start"] <= word["start"] <= word["end"] <= turn["end"]:
            evidence = f"its turn is characters {turn['start']} to {turn['end']}"
        elif word["start_s"] < turn["start_s"] - ROUNDED_S or word["end_s"] > turn["end_s"] + ROUNDED_S:
            evidence = f"its turn lasts from {turn['start_s']:g} to {turn['end_s']:g} s"
        else:
            continue
        given = [word["text"], word["start_s"], word["end_s"]]
        yield of_recording(one, "word_outside_turn", f"words[{number}]", given, None, evidence)


def overlapping_words(one: Recording) -> Iterator[Finding]:
    """Two words of one turn of which the later one in the transcript begins before the other ends."""
    last = dict[int, dict[str, Any]]()
    for number, word in sorted(enumerate(one.each("words")), key=lambda item: item[1]["start"]):
        before = last.get(word["turn"])
        if before is not None and word["start_s"] < before["end_s"] - ROUNDED_S:
            evidence = f"{before['text']!r}, which comes before it, ends at {before['end_s']:g} s"
            given = [word["text"], word["start_s"], word["end_s"]]
            yield of_recording(one, "overlapping_words", f"words[{number}]", given, None, evidence)
        last[word["turn"]] = word


def crossing_turns(one: Recording) -> Iterator[Finding]:
    """Two turns of one speaker at the same time, or two turns that share characters."""
    for (_, first), (number, second) in combinations(enumerate(one.each("turns")), 2):
        shared_s = min(first["end_s"], second["end_s"]) - max(first["start_s"], second["start_s"])
        if first["speaker"] == second["speaker"] and shared_s > ROUNDED_S:
            evidence = f"its speaker has another turn for {shared_s:.3g} s of it"
        elif min(first["end"], second["end"]) > max(first["start"], second["start"]):
            evidence = f"another turn is characters {first['start']} to {first['end']}"
        else:
            continue
        given = [second["start"], second["end"], second["start_s"], second["end_s"]]
        yield of_recording(one, "crossing_turns", f"turns[{number}]", given, None, evidence)


def span_text(one: Recording) -> Iterator[Finding]:
    """A span that is not the characters at its place, or lies outside of the transcript."""
    for number, span in enumerate(one.each("spans")):
        at, there = f"spans[{number}]", one.text[span["start"] : span["end"]]
        if not span["start"] < span["end"] <= len(one.text):
            evidence = f"the transcript has {len(one.text)} characters"
            yield of_recording(one, "span_outside", at, [span["start"], span["end"]], None, evidence)
        elif there != span["value"]:
            evidence = f"at its place the transcript has {there!r}"
            yield of_recording(one, "span_value", at, span["value"], None, evidence)


def span_time(one: Recording) -> Iterator[Finding]:
    """A span whose times are not those of its words."""
    words = one.each("words")
    for number, span in enumerate(one.each("spans")):
        mine = [word for word in words if word["start"] < span["end"] and span["start"] < word["end"]]
        given = span.get("start_s"), span.get("end_s")
        if not mine or None in given or span["end"] > len(one.text):
            continue
        held = min(word["start_s"] for word in mine), max(word["end_s"] for word in mine)
        if max(abs(a - b) for a, b in zip(given, held, strict=True)) > ROUNDED_S:
            keys = ("start_s", "end_s")
            edits = tuple(
                set_key(one, f"spans.{number}.{key}", a, b) for key, a, b in zip(keys, given, held, strict=True)
            )
            evidence = f"its words are said from {held[0]:g} to {held[1]:g} s"
            yield of_recording(one, "span_time", f"spans[{number}]", list(given), list(held), evidence, edits)


def _labels(one: Recording) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that has times, and its path."""
    for part in PARTS:
        for number, label in enumerate(one.each(part)):
            yield f"{part}[{number}]", label
