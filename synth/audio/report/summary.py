"""What a whole data set of sound amounts to, read line by line, and a few of its utterances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from synth.audio.read import SpeechDataSet, SpeechSample, open_speech
from synth.folder.finished import spread_choice
from synth.report.tally import Edges, Measure, Tally
from synth.report.verdicts import Verdicts


def _steps(low: float, high: float, step: float) -> Edges:
    return np.arange(low, high + step, step)


MEASURES = (
    Measure(name="seconds", title="Length", unit="s", log=False, fine_edges=partial(_steps, 0, 600, 0.1)),
    Measure(name="word_ms", title="Length of a word", unit="ms", log=False, fine_edges=partial(_steps, 0, 3000, 10)),
    Measure(name="snr_db", title="Signal to noise", unit="dB", log=False, fine_edges=partial(_steps, -10, 60, 0.5)),
    Measure(name="rt60_s", title="RT60 of rooms", unit="s", log=False, fine_edges=partial(_steps, 0, 3, 0.02)),
    Measure(
        name="word_starts",
        title="Word starts against the aligner, median of an utterance",
        unit="ms",
        log=False,
        fine_edges=partial(_steps, 0, 200, 2),
    ),
)


@dataclass(slots=True, kw_only=True)
class SpeechSummary:
    """Counts of a data set of sound, and the few utterances that were asked for."""

    data_set: SpeechDataSet
    kept: list[SpeechSample] = field(default_factory=list)
    utterances: int = 0
    words: int = 0
    phonemes: int = 0
    seconds: float = 0.0
    spans: Counter[str] = field(default_factory=Counter)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    measures: dict[str, Tally] = field(default_factory=lambda: {one.name: Tally(one) for one in MEASURES})
    verdicts: Verdicts = field(default_factory=Verdicts)

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.data_set.manifest

    @property
    def scene(self) -> Mapping[str, Any]:
        return self.manifest["spec"]

    def add(self, sample: SpeechSample) -> None:
        """Count one utterance."""
        self.utterances += 1
        self.words += len(sample.words)
        self.phonemes += len(sample.phonemes)
        self.seconds += sample.duration_s
        self.spans.update(span["label"] for span in sample.spans)
        counted = {
            "locale": [sample.locale] if sample.locale else [],
            "voice": [speaker["voice"] for speaker in sample.speakers if speaker.get("voice")],
            "events": [event["kind"] for event in sample.events],
        }
        for channel in sample.record["acoustics"]:
            for name in ("noise", "band", "codec"):
                counted.setdefault(name, []).append(channel[name])
        for name, values in counted.items():
            self.counts.setdefault(name, Counter()).update(values)
        self._measure(sample)

    def _measure(self, sample: SpeechSample) -> None:
        found: dict[str, list[float]] = {
            "seconds": [sample.duration_s],
            "word_ms": [1000 * (word["end_s"] - word["start_s"]) for word in sample.words],
            "snr_db": [one["snr_db"] for one in sample.record["acoustics"] if one["snr_db"] is not None],
            "rt60_s": [one["rt60_s"] for one in sample.record["acoustics"] if one["rt60_s"]],
            "word_starts": [1000 * one["measured"] for one in sample.record["checks"] if one["check"] == "word_starts"],
        }
        for name, values in found.items():
            if values:
                self.measures[name].add(values)


def summarise_speech(folder: Path, keep: int) -> SpeechSummary:
    """All of a finished data set of sound; at most `keep` utterances, evenly spread, are kept.

    DataError where the folder is not such a data set.
    """
    data_set = open_speech(folder)
    summary = SpeechSummary(data_set=data_set)
    shown = set(spread_choice(data_set.finished.count(), keep))
    for place, sample in enumerate(data_set):
        summary.add(sample)
        if place in shown:
            summary.kept.append(sample)
    summary.verdicts.written = summary.utterances
    summary.verdicts.count_refused(data_set.finished.rejections())
    return summary
