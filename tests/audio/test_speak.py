"""Words and phonemes have the times of the sound, and a text sounds alike whatever was said before."""

from __future__ import annotations

import os

import numpy as np
import pytest

from synth.audio.plan.turns import said
from synth.audio.speak.espeak import Espeak, Event, SpeechFaultError
from synth.audio.speak.espeak_process import PHONEME, WORD
from synth.audio.speak.words import spoken_words, words_of
from synth.core.labels import Span

PLAIN = {"rate_wpm": 170, "pitch": 50, "pitch_range": 50, "word_gap": 0}


@pytest.fixture(scope="module")
def voice() -> Espeak:
    return Espeak()


def test_a_text_sounds_alike_whatever_was_said_before(voice: Espeak) -> None:
    first = voice.speak("good morning", "en-us+f2", **PLAIN)
    voice.speak("something else", "de+m1", **PLAIN)
    again = voice.speak("good morning", "en-us+f2", **PLAIN)
    assert np.array_equal(first.pcm, again.pcm)
    assert first.events == again.events
    assert not np.array_equal(first.pcm[:4000], voice.speak("good morning", "en-us+m1", **PLAIN).pcm[:4000])


def test_what_the_dictionary_has_as_one_word_is_said_in_two(voice: Espeak) -> None:
    text = "the end of the road for the man"
    words = spoken_words(text, voice.speak(text, "en-us", **PLAIN).events, voice.rate_hz, 10**6)
    assert [text[word.start : word.end] for word in words] == text.split()
    starts = [word.heard.start_s for word in words if word.heard]
    assert len(starts) == len(words)
    assert starts == sorted(set(starts))


def test_an_unknown_voice_is_a_fault_and_the_next_text_is_spoken(voice: Espeak) -> None:
    with pytest.raises(SpeechFaultError, match="no voice xx"):
        voice.speak("yes", "xx", **PLAIN)
    assert len(voice.speak("yes", "en-us", **PLAIN).pcm) > 1000


def test_the_process_ends_with_its_owner() -> None:
    one = Espeak()
    number = one._process.pid
    del one
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_punctuation_belongs_to_no_word() -> None:
    text = "“Well, it's 5% — I'd say …” (no!)"
    assert [text[start:end] for start, end in words_of(text)] == ["Well", "it's", "5%", "I'd", "say", "no"]


def test_a_word_begins_with_its_event_and_ends_where_the_next_begins() -> None:
    """A stop's closure lies before its phoneme's event; a pause ends a word; a late word event of a glide is none."""
    events = [
        Event(WORD, 0, 100, ""),
        Event(PHONEME, 0, 150, "k"),
        Event(PHONEME, 0, 200, "a"),
        Event(WORD, 4, 300, ""),
        Event(PHONEME, 4, 340, "t"),
        Event(PHONEME, 4, 380, "l"),
        Event(WORD, 8, 380, ""),
        Event(PHONEME, 8, 420, "o"),
        Event(PHONEME, 8, 500, ""),
    ]
    words = spoken_words("kaa tll o", events, 1000, 600)
    heard = [word.heard for word in words if word.heard]
    assert [(one.start_s, one.end_s) for one in heard] == [(0.1, 0.3), (0.3, 0.42), (0.42, 0.5)]
    assert [[phone.ipa for phone in one.phones] for one in heard] == [["k", "a"], ["t", "l"], ["o"]]


def test_labels_move_with_their_characters_and_names_of_speakers_are_not_said() -> None:
    text = "Agent: hello\n\n caller:  it is Ann, \nof Rome"
    spans = (Span(24, 42, "WHO", text[24:42], 1), Span(0, 5, "ROLE", "Agent", 2), Span(30, 33, "NAME", text[30:33], 3))
    found = said(text, spans, {"agent": 1, "caller": 2})
    assert found is None, "the last line is nobody's"
    found = said(text[: text.index("\nof")], spans[1:], {"agent": 1, "caller": 2})
    assert found is not None
    assert found.text == "hello\nit is Ann,"
    assert [found.text[start:end] for _, start, end in found.turns] == ["hello", "it is Ann,"]
    assert [name for name, _, _ in found.turns] == ["agent", "caller"]
    assert [(span.label, span.value, found.text[span.start : span.end]) for span in found.spans] == [
        ("NAME", "Ann", "Ann")
    ]
