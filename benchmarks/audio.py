"""How fast sound is made, stage by stage, and how far words are from an independent aligner's times.

`python benchmarks/audio.py [scene] [count]`: seconds of sound for a second of one core, of the whole trip and of each
stage; the median, bias and 90th percentile of the difference between labelled and aligned starts, over all words.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from synth.audio.options import AudioConfig
from synth.audio.records import SpeechDraft, SpeechPlan, VerifiedSpeech
from synth.audio.scene.load import load_audio_scene
from synth.audio.signal import RATE_HZ
from synth.audio.studio import AudioStudio
from synth.audio.verify.align import LANGUAGE, Aligner
from synth.core.outcome import Outcome
from synth.core.paths import SCENES

SEED = 7


def main(words: list[str]) -> None:
    """Print the table of a scene."""
    scene, count = [*words, *["voice_command", "20"][len(words) :]]
    config = AudioConfig(scene=scene, scene_folder=SCENES, out=Path("unused"), count=int(count) + 1, seed=SEED)
    studio, aligner = AudioStudio(config, load_audio_scene(SCENES / f"{scene}.yaml")), Aligner()
    spent: dict[str, float] = defaultdict(float)
    errors: list[float] = []
    sound_s, lost, refused = 0.0, 0, 0
    for sample_id in range(int(count) + 1):
        if sample_id == 1:  # the first one reads models
            spent.clear()
        with counted(spent, "plan (texts)"):
            plan = studio.plan(sample_id)
        assert isinstance(plan, SpeechPlan), plan
        with counted(spent, "draft (speech, room, noise, line)"):
            (draft,) = studio.draft([plan])
        assert isinstance(draft, SpeechDraft), draft
        with counted(spent, "verify (levels, delay, aligner)"):
            verdict = studio.verify(plan, draft)
        if sample_id == 0:
            continue
        sound_s += draft.wave.shape[1] / RATE_HZ
        if isinstance(verdict, VerifiedSpeech):
            with counted(spent, "encode (FLAC, JSON)"):
                studio.encode([Outcome(sample_id, verdict)])
        else:
            refused += 1
        if plan.locale.startswith(LANGUAGE):
            found = aligner.aligned(plan, draft)
            errors, lost = errors + list(found.errors_s), lost + found.lost
    del studio
    of_the_voice = children_s()
    total = sum(spent.values()) + of_the_voice
    print(f"{scene}: {count} utterances, {sound_s:.0f} s of sound, {refused} drafts refused, times real time per core")
    for name, seconds in spent.items():
        print(f"  {name:36} {sound_s / seconds:7.0f} x")
    print(f"  {'eSpeak NG, its process and start':36} {sound_s / of_the_voice:7.0f} x")
    print(f"  {'all':36} {sound_s / total:7.0f} x")
    if errors:
        off = 1000 * np.array(errors)
        far = np.percentile(np.abs(off), 90)
        told = f"median {np.median(np.abs(off)):.1f} ms, bias {np.median(off):+.1f} ms, 90 % within {far:.0f} ms"
        print(f"  word starts against PocketSphinx: {told}; {len(off)} words, {lost} lost")


@contextmanager
def counted(spent: dict[str, float], name: str) -> Iterator[None]:
    """Adds the processor time of the block."""
    start = time.process_time()
    yield
    spent[name] += time.process_time() - start


def children_s() -> float:
    """Processor time of processes that were started and have ended, such as eSpeak NG's."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
