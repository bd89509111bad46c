"""The first utterances of a data set as sound, with their labels in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from synth.audio.encode.flac import flac_name, flac_of
from synth.audio.encode.line import times_of
from synth.audio.options import AudioConfig
from synth.audio.records import VerifiedSpeech
from synth.audio.scene.schema import AudioScene
from synth.audio.signal import RATE_HZ
from synth.audio.studio import AudioStudio
from synth.folder.disk import one_line_errors, write_atomic
from synth.samples import make_outcomes

PREVIEWED = 1000
"""Size of the data set that a preview opens, at least: shares of rare cases need one."""


def preview_speech(config: AudioConfig, scene: AudioScene, ids: Sequence[int] | None = None) -> Iterator[str]:
    """The first `count` utterances of a data set of at least a thousand, or those of the samples `ids` of a data set of
    `count`: each is written into <out>-preview, and its words and labels are told with their times.
    """
    size = max(config.count, PREVIEWED) if ids is None else config.count
    studio = AudioStudio(replace(config, count=size), scene)
    folder = Path(f"{config.out}-preview")
    with one_line_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for outcome in make_outcomes(studio, range(config.count) if ids is None else ids):
            if outcome.verified is None:
                yield f"--- {outcome.sample_id}  given up: {outcome.rejections[-1].told}"
            else:
                path = folder / flac_name(outcome.sample_id)
                write_atomic(path, flac_of(outcome.verified.draft, ""))
                yield "\n".join(_told(outcome.verified, path))


def _told(sample: VerifiedSpeech, path: Path) -> Iterator[str]:
    plan, draft = sample.plan, sample.draft
    yield f"--- {plan.sample_id}  {plan.template}, {plan.locale}, {draft.wave.shape[1] / RATE_HZ:.1f} s, {path}"
    for turn in plan.turns:
        bounds = times_of(turn.start, turn.end, draft.words)
        name = plan.speakers[turn.speaker].name
        head = f"{bounds[0]:6.2f}  " if bounds else "        "
        yield head + (f"{name}: " if name else "") + plan.text[turn.start : turn.end]
    for span in plan.spans:
        bounds = times_of(span.start, span.end, draft.words)
        if bounds:
            yield f"        {bounds[0]:.2f} to {bounds[1]:.2f} s  {span.label}  {span.value}"
