"""One call on two channels and one sentence in a room, made once; read them only."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.audio.options import AudioConfig
from synth.audio.records import SpeechDraft, SpeechPlan
from synth.audio.scene.load import load_audio_scene
from synth.audio.studio import AudioStudio
from synth.core.progress import Counter
from synth.run import run

TEXT = """\
kind: text
locale: en_US
people: [caller]
labels: [PERSON, DATE]
templates: {call: {file: call.j2}}
variables: {topic: {choice: [card]}}
attributes: {topic: topic}
"""

CALL = """\
agent: how can i help you today
caller: i am {{ "anna miller"|label("PERSON") }} and the colour of the new card is wrong
agent: it will come on {{ "monday morning"|label("DATE") }}
"""

SCENE = """\
kind: audio
script: {scene: said/text.yaml}
speakers:
  caller: {channel: 0, voice: {variant: f2}}
  agent: {channel: 1, voice: {variant: m3}}
pauses: {edge_s: 0.3, turn_s: {uniform: [-0.1, 0.4]}}
acoustics: {band: telephone, codec: mu_law, noise: pink, snr_db: 25, clipped_share: 0.01}
events: {kind: beep, count: 1}
"""


def place(folder: Path, scene: str = SCENE, call: str = CALL, text: str = TEXT) -> Path:
    """The scene's file, with its text beside it."""
    (folder / "said").mkdir(parents=True)
    for name, content in {"call.yaml": scene, "said/text.yaml": text, "said/call.j2": call}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "call.yaml"


def studio_of(file: Path, count: int = 2) -> AudioStudio:
    """The open studio of a scene's file."""
    config = AudioConfig(scene=file.stem, scene_folder=file.parent, out=file.parent / "out", count=count)
    return AudioStudio(config, load_audio_scene(file))


def made(folder: Path, count: int = 2, **parts: str) -> Path:
    """A finished data set of the call in `folder`."""
    file = place(folder, **parts)
    config = AudioConfig(scene="call", scene_folder=folder, out=folder / "out", count=count)
    run(config, load_audio_scene(file), Counter())
    return folder / "out"


@pytest.fixture(scope="package")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished data set of two calls."""
    return made(tmp_path_factory.mktemp("calls"))


@pytest.fixture(scope="package")
def studio(tmp_path_factory: pytest.TempPathFactory) -> AudioStudio:
    """The studio that makes them."""
    return studio_of(place(tmp_path_factory.mktemp("studio")))


@pytest.fixture(scope="package")
def drafted(studio: AudioStudio) -> tuple[SpeechPlan, SpeechDraft]:
    """The plan of the first call and its draft."""
    plan = studio.plan(0)
    assert isinstance(plan, SpeechPlan)
    (draft,) = studio.draft([plan])
    assert isinstance(draft, SpeechDraft)
    return plan, draft
