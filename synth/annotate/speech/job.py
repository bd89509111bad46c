"""Recordings, their labels and what an annotator adds to them, as a set that reads like ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32

from synth.annotate.card import card_text
from synth.annotate.counts import ABSTAINED, ADDED, KEPT, SCORE, THERE, abstention_lines
from synth.annotate.job import runs
from synth.annotate.model import Model, stated
from synth.annotate.speech.found import (
    FoundTurn,
    FoundWord,
    Joined,
    SpeechAnnotator,
    joined,
    said_turn,
    said_word,
)
from synth.annotate.speech.read import Recording, recordings, survey
from synth.annotate.speech.written import TRANSCRIPT, transcribed
from synth.audio.encode.batch import PART
from synth.audio.encode.flac import FOLDER, wave_of
from synth.audio.encode.line import DECIMALS
from synth.audio.read import SpeechSample
from synth.audio.recordings import at_our_rate, facts_of
from synth.audio.report.page import write_speech_report
from synth.audio.stated import AudioStated
from synth.audio.verify.align import LANGUAGE
from synth.core.canonical import json_value, readable
from synth.folder.batch import REJECTED, Batch, SampleFile
from synth.folder.data_folder import Finished, Layout
from synth.folder.sample_files import FilePlace
from synth.folder.staging import FinalFiles
from synth.folder.stated import checked
from synth.folder.totals import Totals

TURN, WORD = "turn", "word"

_PLACE = FilePlace(folder=FOLDER, own_name=re.compile(r"\d{6,}\.\w+"))

_FILES = {
    "audio/": "the recordings as they were",
    "audio.jsonl": "a line per recording: transcript, `turns` and `words` with times in s, and all that was there",
    "rejected.jsonl": "a line per label on which the annotator abstained, and per transcript that it could not follow",
    "manifest.json": "options, versions, hashes, counts",
    "report.html": "the recordings with their labels",
}


class SpeechJob:
    """A set of recordings and an annotator of them; see `Job`. DataError for data that cannot be read."""

    unit = "recordings"
    report = staticmethod(write_speech_report)

    def __init__(self, data: Path, annotator: SpeechAnnotator, threshold: float | None) -> None:
        self._data, self._annotator, self.model = data, annotator, annotator.model
        self.threshold = annotator.threshold if threshold is None else threshold
        seen = survey(data)
        self.count, self.digest = seen.recordings, seen.digest
        self.spec: Mapping[str, object] = {}
        self.left_out: Sequence[str] = (f"{seen.transcripts} of {seen.recordings} recordings have a transcript",)
        final = partial(_final_files, self.model, self.threshold)
        self.layout = Layout(parts=(PART,), place=_PLACE, final=final)

    def batches(self, places: Sequence[int]) -> Iterator[Batch]:
        """See `Job`; the recordings before and between are read past, not decoded."""
        found, at = recordings(self._data), 0
        for wanted in runs(places, 1):
            (recording,) = islice(found, wanted.start - at, wanted.stop - at)
            yield self._one(wanted.start, recording)
            at = wanted.stop

    def _one(self, place: int, recording: Recording) -> Batch:
        data, where = recording.data(), str(recording.path)
        sound = wave_of(data, where)
        head = recording.record or _head(place, recording, sound)
        wave = at_our_rate(sound, head["sample_rate_hz"])
        reading = self._annotator.read(wave, "" if _is_foreign(head) else recording.text)
        if reading.lines is None:
            result = joined(head, reading, self.model, self.threshold)
        else:
            head, result = transcribed(head, reading.lines, self.model, self.threshold)
        file = SampleFile(place, f"{head['id']:06d}{recording.path.suffix.lower()}", data)
        record = {**head, "file": f"{FOLDER}/{file.name}", "sha256": file.sha256, **_labels(head, result, self.model)}
        line = readable(json_value(record, DECIMALS))
        checked(AudioStated, record, where)
        SpeechSample(record, where, self._data).check()
        groups = _counted(result)
        doubtful = [(_class(one), one.score, _place(one)) for one in result.abstained]
        if reading.unheard and not result.kept_words:
            doubtful.append((TRANSCRIPT, 0.0, {"reason": reading.unheard}))
            groups[ABSTAINED][TRANSCRIPT] += 1
        abstained = groups[ABSTAINED].total()
        return Batch(
            first=place,
            number=1,
            parts={
                PART: [f"{line}\n".encode()],
                REJECTED: [abstention_lines(head["id"], doubtful, self.threshold)],
            },
            totals=Totals(written=1, rejected={SCORE: abstained} if abstained else {}, groups=groups),
            files=(file,),
        )


def _head(place: int, recording: Recording, sound: Float32[np.ndarray, "channels samples"]) -> dict[str, Any]:
    """The line of audio.jsonl of a recording that nobody has labelled."""
    rate_hz = facts_of(recording.path).rate_hz
    return {
        "id": place, "original": recording.name, "sample_rate_hz": rate_hz, "channels": len(sound),
        "duration_s": sound.shape[1] / rate_hz, "text": recording.text, "speakers": [], "turns": [], "words": [],
        "phonemes": [], "spans": [], "events": [], "acoustics": [], "checks": [],
    }  # fmt: skip


def _is_foreign(head: Mapping[str, Any]) -> bool:
    """Whether the line says that another language than the aligner's is spoken."""
    return bool(head.get("locale")) and not head["locale"].startswith(LANGUAGE)


def _labels(head: Mapping[str, Any], result: Joined, model: Model) -> dict[str, list[Mapping[str, Any]]]:
    """Speakers, turns and words: those that were there first, words with the number of their turn."""
    speakers: list[Mapping[str, Any]] = [*head["speakers"]]
    turns: list[Mapping[str, Any]] = [*result.kept_turns]
    for turn in result.turns:
        start_s, end_s = round(turn.start_s, DECIMALS), round(turn.end_s, DECIMALS)
        label = said_turn(turn.channel, start_s, end_s)
        turns.append({
            "speaker": _speaker(speakers, turn.channel, head["channels"]), "channel": turn.channel,
            "start": turn.start, "end": turn.end, "start_s": start_s, "end_s": end_s,
            "attributes": _said(model, turn, label),
        })  # fmt: skip
    words: list[Mapping[str, Any]] = [*result.kept_words]
    for word in result.words:
        start_s, end_s = round(word.start_s, DECIMALS), round(word.end_s, DECIMALS)
        number = next(at for at, turn in enumerate(turns) if turn["start"] <= word.start < turn["end"])
        label = said_word(word.start, word.end, start_s, end_s)
        words.append({
            "text": head["text"][word.start : word.end], "start": word.start, "end": word.end, "turn": number,
            "start_s": start_s, "end_s": end_s, "attributes": _said(model, word, label),
        })  # fmt: skip
    return {"speakers": speakers, "turns": turns, "words": words}


def _speaker(speakers: list[Mapping[str, Any]], channel: int, channels: int) -> int:
    """The number of a channel's speaker; where there is none, one is added that means: somebody speaks there."""
    known = (number for number, one in enumerate(speakers) if one.get("channel", 0) == channel)
    if (number := next(known, None)) is not None:
        return number
    speakers.append({"name": "speech" if channels == 1 else f"speech{channel + 1}", "channel": channel})
    return len(speakers) - 1


def _said(model: Model, found: FoundTurn | FoundWord, label: object) -> dict[str, Any]:
    return {**stated(model, found.reason, label), "score": round(found.score, DECIMALS)}


def _class(found: FoundTurn | FoundWord) -> str:
    return TURN if isinstance(found, FoundTurn) else WORD


def _place(found: FoundTurn | FoundWord) -> dict[str, object]:
    where = {"start_s": round(found.start_s, DECIMALS), "end_s": round(found.end_s, DECIMALS)}
    said = {"text": found.text} if isinstance(found, FoundTurn) and found.text else {}
    return {"start": found.start, "end": found.end, **where, **said, "reason": found.reason}


def _counted(result: Joined) -> dict[str, Counter[str]]:
    """Fate -> the classes of labels that had it."""
    return {
        ADDED: Counter([TURN] * len(result.turns) + [WORD] * len(result.words)),
        KEPT: Counter([TURN] * len(result.kept_turns) + [WORD] * len(result.kept_words)),
        ABSTAINED: Counter(map(_class, result.abstained)),
        THERE: Counter(map(_class, result.there)),
    }


def _final_files(model: Model, threshold: float, done: Finished) -> FinalFiles:
    labels = {f"{PART}.jsonl": done.parts[PART].pieces(), "rejected.jsonl": done.parts[REJECTED].pieces()}
    counts = {group: done.totals.group(group) for group in (ADDED, ABSTAINED, THERE, KEPT)}
    return FinalFiles(labels, counts, card_text(done.facts, model, threshold, done.totals, _FILES))
