"""Makes the utterances of one data set: plan, speak, put into a room and over a line, verify, encode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version

from synth.audio.acoustics.draft import draft_speech
from synth.audio.encode.batch import encode_speech
from synth.audio.extra import require
from synth.audio.options import AudioConfig
from synth.audio.plan.make import make_speech_plan
from synth.audio.plan.script import Texts
from synth.audio.records import SpeechDraft, SpeechPlan, VerifiedSpeech
from synth.audio.scene.schema import AudioScene
from synth.audio.speak.voice import opened_voice
from synth.audio.verify.align import Aligner
from synth.audio.verify.verify import verify_speech
from synth.core.digital_source import DigitalSource
from synth.core.outcome import Outcome, Rejection
from synth.core.seeds import scene_seed
from synth.folder.batch import Batch
from synth.kinds import Provenance
from synth.samples import probe_of
from synth.scene.given import Given

ENGINES = ("soundfile", "pocketsphinx")
"""Packages that the bytes depend on besides the voice: the codecs, and the aligner that refuses drafts."""

PACKAGES = ("faker", "jinja2", "numpy", "pydantic")


class AudioStudio:
    """The stages of an utterance. SynthError without the extra `audio`, SpecError where scene or script are wrong."""

    batch = 4
    task = 8
    overlaps = False
    lanes = 1

    def __init__(self, config: AudioConfig, scene: AudioScene) -> None:
        require()
        self._config, self._scene, self._seed = config, scene, scene_seed(config.seed, config.scene)
        self._texts = Texts(scene.script, config)
        self._voice, self._aligner = opened_voice(config.voice), Aligner()

    def plan(self, sample_id: int, given: Given | None = None) -> SpeechPlan | Rejection:
        """Text, voices and acoustics of the sample's first attempt; `given`: what its text agrees on with others.

        SpecError for a person or a variable that is given and that the text's scene does not have.
        """
        written = self._texts.first(sample_id, given)
        if isinstance(written, Rejection):
            return written
        return make_speech_plan(self._scene, written, self._seed, 0, self._voice)

    def replan(self, plan: SpeechPlan, refused: Rejection) -> SpeechPlan | None:
        """Another text for the same factors, other voices and acoustics, for at most the scene's `max_tries`."""
        attempt = plan.attempt + 1
        if refused.final or attempt >= self._scene.max_tries:
            return None
        other = self._texts.other(plan.written, refused)
        written = plan.written if other is None or isinstance(other, Rejection) else other
        made = make_speech_plan(self._scene, written, self._seed, attempt, self._voice)
        return None if isinstance(made, Rejection) else made

    def draft(self, plans: Sequence[SpeechPlan]) -> list[SpeechDraft | Rejection]:
        """The sound of each plan."""
        return [draft_speech(self._scene, plan, self._voice, self._seed) for plan in plans]

    def verify(self, plan: SpeechPlan, draft: SpeechDraft) -> VerifiedSpeech | Rejection:
        """The sound with its labels checked against it."""
        return verify_speech(plan, draft, self._aligner)

    def encode(self, outcomes: Sequence[Outcome[VerifiedSpeech]]) -> Batch:
        """Sound as FLAC, labels as lines of JSON."""
        comment = f"synthetic; {DigitalSource.ALGORITHMIC.address}" if self._config.provenance else ""
        return encode_speech(outcomes, self._config.seed, comment)

    def probe(self) -> Mapping[int, Outcome[VerifiedSpeech]]:
        """The first utterance of the data set: a scene that cannot be met fails before anything is written."""
        return probe_of(self, [0], "utterance")

    def provenance(self) -> Provenance:
        """Scene, texts, voice, codecs and aligner."""
        config, voice = self._config, self._voice
        engines = (*voice.packages, *ENGINES)
        return Provenance(
            identity={
                "texts": self._texts.identity(),
                "voice": voice.title,
                "engines": {name: version(name) for name in engines},
                "provenance": config.provenance,
            }
            | ({"models": dict(voice.hashes)} if voice.hashes else {}),
            description=f"{config.count} utterances of the scene '{config.scene}', spoken by {voice.about}",
            packages=(*PACKAGES, *engines),
            hashes={**self._texts.hashes(), **voice.hashes},
        )
