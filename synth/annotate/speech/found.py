"""What an annotator hears in a recording, and how it joins the labels that are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float32

from synth.annotate.model import Model, is_of_model


class FoundTurn(NamedTuple):
    """Speech on a channel from `start_s` to `end_s`; code points [start, end) of the transcript, none where it is not
    known what is said; `text` is what is said where the annotator wrote it. `score` 0 to 1."""

    channel: int
    start_s: float
    end_s: float
    score: float
    reason: str
    start: int = 0
    end: int = 0
    text: str = ""


class FoundWord(NamedTuple):
    """A word of the transcript, code points [start, end), with its time in s."""

    start: int
    end: int
    start_s: float
    end_s: float
    score: float
    reason: str


class FoundLine(NamedTuple):
    """A turn and what is said in it, with the times of its words where they are known: code points of its own text."""

    turn: FoundTurn
    words: Sequence[FoundWord] = ()


class SpeechReading(NamedTuple):
    """What is heard; turns that say words of the transcript come first. `unheard` says why a transcript could not be
    followed, empty where it was or where there is none. `lines` are those of an annotator that writes transcripts, None
    of one that does not."""

    turns: Sequence[FoundTurn] = ()
    words: Sequence[FoundWord] = ()
    unheard: str = ""
    lines: Sequence[FoundLine] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechAnnotator:
    """A model that hears recordings at 16 kHz, with their transcripts (empty: none); `threshold` is where it abstains
    below."""

    model: Model
    threshold: float = 0.5
    read: Callable[[Float32[np.ndarray, "channels samples"], str], SpeechReading]


class Joined(NamedTuple):
    """The turns and words that stay, and those that are new, too doubtful, or fall on what stays."""

    kept_turns: tuple[Mapping[str, Any], ...]
    kept_words: tuple[Mapping[str, Any], ...]
    turns: tuple[FoundTurn, ...]
    words: tuple[FoundWord, ...]
    abstained: tuple[FoundTurn | FoundWord, ...]
    there: tuple[FoundTurn | FoundWord, ...]


def said_turn(channel: int, start_s: float, end_s: float) -> list[object]:
    """What a turn says, as JSON."""
    return [channel, start_s, end_s]


def said_word(start: int, end: int, start_s: float, end_s: float) -> list[object]:
    """What a word says, as JSON."""
    return [start, end, start_s, end_s]


def joined(record: Mapping[str, Any], reading: SpeechReading, model: Model, threshold: float) -> Joined:
    """What becomes of a recording's turns and words. Only labels of the same model make room for its new ones, and
    turns not while somebody's words belong to them; a word needs a turn that says it.
    """
    kept_words = tuple(one for one in record["words"] if not _is_my_word(one, model))
    kept = tuple(one for one in record["turns"] if kept_words or not _is_my_turn(one, model))
    turns, words = list[FoundTurn](), list[FoundWord]()
    abstained, there = list[FoundTurn | FoundWord](), list[FoundTurn | FoundWord]()
    for turn in reading.turns:
        if any(_overlap(turn, other["channel"], other["start_s"], other["end_s"]) for other in kept):
            there.append(turn)
        elif turn.score < threshold:
            abstained.append(turn)
        elif not any(_overlap(turn, other.channel, other.start_s, other.end_s) for other in turns):
            turns.append(turn)
    places = [*((one["start"], one["end"]) for one in kept), *((one.start, one.end) for one in turns)]
    for word in reading.words:
        if kept_words:
            there.append(word)
        elif word.score < threshold or not any(start <= word.start < end for start, end in places):
            abstained.append(word)
        else:
            words.append(word)
    return Joined(kept, kept_words, tuple(turns), tuple(words), tuple(abstained), tuple(there))


def _overlap(turn: FoundTurn, channel: int, start_s: float, end_s: float) -> bool:
    return turn.channel == channel and turn.start_s < end_s and start_s < turn.end_s


def _is_my_turn(one: Mapping[str, Any], model: Model) -> bool:
    label = said_turn(one["channel"], one["start_s"], one["end_s"])
    return is_of_model(one.get("attributes", {}), model, label)


def _is_my_word(one: Mapping[str, Any], model: Model) -> bool:
    label = said_word(one["start"], one["end"], one["start_s"], one["end_s"])
    return is_of_model(one.get("attributes", {}), model, label)
