"""Outcomes of utterances as bytes for the disk: sound, and lines of JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from synth.audio.encode.flac import flac_name, flac_of
from synth.audio.encode.line import speech_line
from synth.audio.records import VerifiedSpeech
from synth.core.outcome import Outcome
from synth.folder.batch import Batch, BatchContent, SampleFile, batch_of

PART = "audio"
"""The lines that an utterance adds to its data set."""

GROUPS = ("labels", "spans", "templates", "locales", "voices", "quotas")


def encode_speech(outcomes: Sequence[Outcome[VerifiedSpeech]], seed: int, comment: str) -> Batch:
    """The batch of some outcomes; `comment` stands in every file. TypeError and ValueError as `batch_of`."""
    content = BatchContent(parts={PART: []}, groups={})
    groups: dict[str, Counter[str]] = {name: Counter() for name in GROUPS}
    for outcome in outcomes:
        sample, line = outcome.verified, b""
        if isinstance(sample, VerifiedSpeech):
            sample_id = sample.plan.sample_id
            file = SampleFile(sample_id, flac_name(sample_id), flac_of(sample.draft, comment))
            content.files.append(file)
            line = speech_line(sample, seed, file).encode() + b"\n"
            for name, found in _counted(sample):
                groups[name].update(found)
        content.parts[PART].append(line)
    content.groups = groups
    return batch_of(outcomes, VerifiedSpeech, content)


def _counted(sample: VerifiedSpeech) -> Iterable[tuple[str, Iterable[str]]]:
    plan, draft = sample.plan, sample.draft
    phonemes = sum(len(word.phones) for word in draft.words)
    yield "labels", Counter(words=len(draft.words), phonemes=phonemes, turns=len(plan.turns), events=len(draft.events))
    yield "spans", [span.label for span in plan.spans]
    yield "templates", [plan.template]
    yield "locales", [plan.locale]
    yield "voices", [speaker.voice for speaker in plan.speakers]
    yield "quotas", plan.quotas
