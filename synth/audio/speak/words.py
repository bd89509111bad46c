"""The words of a text, and when each of them and each of their phonemes is heard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from synth.audio.speak.espeak import Event
from synth.audio.speak.espeak_process import WORD

_TOKEN = re.compile(r"\S+")


class Phone(NamedTuple):
    """A phoneme in IPA, with its stress mark, from `start_s` to `end_s`."""

    ipa: str
    start_s: float
    end_s: float


class Heard(NamedTuple):
    """When a word is heard, in s, and its phonemes, where the synthesiser tells their times. `ipa`: how it is
    pronounced, for an aligner.
    """

    start_s: float
    end_s: float
    phones: tuple[Phone, ...]
    ipa: tuple[str, ...]


class SpokenWord(NamedTuple):
    """A word of the text, code points [start, end), and how it is heard; None where it was not spoken."""

    start: int
    end: int
    heard: Heard | None


def words_of(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of the words of a text: what stands between white space, without punctuation around it."""
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        while start < end and not is_spoken(text[start]):
            start += 1
        while start < end and not is_spoken(text[end - 1]):
            end -= 1
        if start < end:
            yield start, end


def is_spoken(character: str) -> bool:
    """Letters, marks, digits and signs such as % and £; no punctuation, but for the percent sign, which is some."""
    return unicodedata.category(character)[0] != "P" or character in "%&@#"


def spoken_words(text: str, events: Sequence[Event], rate_hz: int, samples: int) -> tuple[SpokenWord, ...]:
    """The words of a text with their phonemes, from the synthesiser's events.

    A phoneme belongs to the word that was begun last, and ends where the next one or a pause begins. A word begins at
    its own event where that comes after the beginning of the phoneme before: the closure of a stop is part of its word.
    """
    found: dict[tuple[int, int], list[Phone]] = {bounds: [] for bounds in words_of(text)}
    places = list(found)
    heard = list(_phonemes(places, events))
    ends = [start for _, start, _ in heard[1:]] + [samples]
    for (ipa, start, bounds), end in zip(heard, ends, strict=True):
        if bounds is not None and ipa and start < end:
            found[bounds].append(Phone(ipa, start / rate_hz, end / rate_hz))
    return tuple(SpokenWord(*bounds, _heard(phones)) for bounds, phones in found.items())


def _heard(phones: Sequence[Phone]) -> Heard | None:
    if not phones:
        return None
    return Heard(phones[0].start_s, phones[-1].end_s, tuple(phones), tuple(one.ipa for one in phones))


def _phonemes(
    places: Sequence[tuple[int, int]], events: Sequence[Event]
) -> Iterator[tuple[str, int, tuple[int, int] | None]]:
    """(IPA, first sample, word) of each phoneme and pause, the latter without IPA."""
    word: tuple[int, int] | None = None
    begun, before = 0, 0
    for event in events:
        if event.kind == WORD:
            begun, word = event.sample, _at(places, event.char, word)
            continue
        yield event.ipa.strip(), begun if before < begun < event.sample else event.sample, word
        begun, before = 0, event.sample


def _at(places: Sequence[tuple[int, int]], char: int, word: tuple[int, int] | None) -> tuple[int, int] | None:
    """The word in which an event's place lies; the next one where it lies before one, `word` behind all."""
    return next((bounds for bounds in places if char < bounds[1]), word)
