"""`with=speech`: when somebody speaks, and where a transcript is known, when each of its words is said."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version

import numpy as np
from jaxtyping import Float32

from synth.annotate.model import Model
from synth.annotate.speech import activity, words
from synth.annotate.speech.activity import Stretch, speech_in
from synth.annotate.speech.found import FoundTurn, SpeechAnnotator, SpeechReading
from synth.annotate.speech.words import Line, Transcripts
from synth.audio.extra import require
from synth.audio.signal import RATE_HZ, power

THRESHOLD = 0.5
"""A line of a transcript that scores less does not hide the speech at its place."""

_SETTINGS = (
    activity.STRICT, activity.QUIETEST, activity.LOUDEST, activity.RISE, activity.LEAST_RISE_DB, activity.BELOW_DB,
    activity.SILENT_DBFS, activity.PAUSE_S, activity.LEAST_S, words.VOICE, words.PACE, words.LONGEST_S, words.MIDDLE,
    words.WIDE,
)  # fmt: skip


def speech_annotator() -> SpeechAnnotator:
    """Hears English words and the speech of any language. SynthError without the extra `audio`."""
    require()
    transcripts = Transcripts()
    release = version("pocketsphinx")
    settings = f"{release} {transcripts.voice} {_SETTINGS}"
    model = Model(f"PocketSphinx {release}", sha256(settings.encode()).hexdigest(), calibrated=False)

    def read(wave: Float32[np.ndarray, "channels samples"], transcript: str) -> SpeechReading:
        stretches = [list(speech_in(channel)) for channel in wave]
        heard = transcripts.lines(np.asarray(wave.mean(axis=0), np.float64), transcript) if transcript else []
        unheard, lines = (heard, []) if isinstance(heard, str) else ("", heard)
        own = [_turn(line, wave) for line in lines]
        others = [one for number, found in enumerate(stretches) for one in _free(found, number, own)]
        return SpeechReading([*own, *others], [word for line in lines for word in line.words], unheard)

    return SpeechAnnotator(model=model, read=read)


def _turn(line: Line, wave: Float32[np.ndarray, "channels samples"]) -> FoundTurn:
    """A line of the transcript, from its first word to its last one, on the channel where it is loudest."""
    first, last = line.words[0].start_s, line.words[-1].end_s
    part = wave[:, round(first * RATE_HZ) : round(last * RATE_HZ)]
    channel = int(np.argmax([power(np.asarray(one, np.float64)) for one in part]))
    score = float(np.mean([word.score for word in line.words]))
    return FoundTurn(channel, first, last, score, "mean over its words", line.start, line.end)


def _free(stretches: list[Stretch], channel: int, own: list[FoundTurn]) -> Iterator[FoundTurn]:
    """Speech of which no line of a transcript says what it is."""
    for one in stretches:
        said = (turn for turn in own if turn.score >= THRESHOLD and turn.channel == channel)
        if not any(turn.start_s < one.end_s and one.start_s < turn.end_s for turn in said):
            yield FoundTurn(channel, one.start_s, one.end_s, one.votes, f"WebRTC VAD: {one.votes:.0%} of votes")
