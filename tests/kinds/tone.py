"""A kind of data that lives in the tests: sine waves, each labelled with its pitch, which is measured again."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from synth.core.canonical import canonical
from synth.core.outcome import Outcome, Rejection
from synth.core.seeds import rng_for
from synth.folder.batch import Batch, BatchContent, SampleFile, batch_of
from synth.folder.records import Records, records_layout
from synth.folder.sample_files import FilePlace
from synth.kinds import Kind, Provenance, Share
from synth.options import RunConfig
from synth.scene.model import Number, SceneModel

RATE_HZ, LIMIT_HZ, DETUNED_HZ = 8000, 12.0, 40.0


class ToneScene(SceneModel):
    kind: Literal["tone"]
    pitch_hz: tuple[Number, Number] = (200.0, 900.0)
    seconds: Number = 0.1
    detuned_share: Number = 0.4


class TonePlan(NamedTuple):
    sample_id: int
    pitch_hz: float
    attempt: int = 0


class Tone(NamedTuple):
    plan: TonePlan
    wave: NDArray[np.int16]


class ToneStudio:
    batch, task, overlaps, lanes = 2, 4, False, 1

    def __init__(self, config: RunConfig, scene: ToneScene, share: Share) -> None:
        self._config, self._scene = config, scene

    def plan(self, sample_id: int) -> TonePlan:
        rng = rng_for(self._config.seed, sample_id, "plan")
        return TonePlan(sample_id, float(rng.uniform(*self._scene.pitch_hz)))

    def replan(self, plan: TonePlan, refused: Rejection) -> TonePlan | None:
        return plan._replace(attempt=plan.attempt + 1) if plan.attempt == 0 else None

    def draft(self, plans: Sequence[TonePlan]) -> list[NDArray[np.int16]]:
        return [
            self._played(plan, rng_for(self._config.seed, plan.sample_id, f"play/{plan.attempt}")) for plan in plans
        ]

    def _played(self, plan: TonePlan, rng: np.random.Generator) -> NDArray[np.int16]:
        played_hz = plan.pitch_hz + DETUNED_HZ * (rng.random() < self._scene.detuned_share)
        at_s = np.arange(round(self._scene.seconds * RATE_HZ)) / RATE_HZ
        return np.round(20000 * np.sin(2 * np.pi * played_hz * at_s)).astype("<i2")

    def verify(self, plan: TonePlan, draft: NDArray[np.int16]) -> Tone | Rejection:
        off_hz = abs(float(np.abs(np.fft.rfft(draft)).argmax()) * RATE_HZ / len(draft) - plan.pitch_hz)
        if off_hz <= LIMIT_HZ:
            return Tone(plan, draft)
        return Rejection(sample_id=plan.sample_id, check="pitch", measured=off_hz, limit=LIMIT_HZ, attempt=plan.attempt)

    def encode(self, outcomes: Sequence[Outcome[Tone]]) -> Batch:
        tones = [outcome.verified for outcome in outcomes]
        lines = [f"{canonical(tone.plan._asdict())}\n".encode() if tone else b"" for tone in tones]
        files = [
            SampleFile(tone.plan.sample_id, f"{tone.plan.sample_id:06d}.wav", _wav(tone)) for tone in tones if tone
        ]
        return batch_of(outcomes, Tone, BatchContent(parts={"tone": lines}, groups={}, files=files))

    def probe(self) -> Mapping[int, Outcome[Tone]]:
        return {}

    def provenance(self) -> Provenance:
        return Provenance(description=f"{self._config.count} tones", packages=["numpy"])


def _wav(tone: Tone) -> bytes:
    with wave.open(target := io.BytesIO(), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(tone.wave.tobytes())
    return target.getvalue()


KEYS = {"sample_id": ("sc:Integer", "which tone"), "pitch_hz": ("sc:Float", "its pitch in Hz")}
PLACE = FilePlace("audio", re.compile(r"\d{6}\.wav"))
LAYOUT = records_layout(Records(part="tone", keys=KEYS, place=PLACE, media_type="audio/wav"))
KIND = Kind(scene=lambda: ToneScene, unit="tones", open=ToneStudio, layout=lambda scene: LAYOUT)
