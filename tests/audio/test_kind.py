"""Sound from the command line and from Python: what is made, and what is refused in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import util
from pathlib import Path

import numpy as np
import pytest

import synth
from synth.audio.options import AudioConfig
from synth.audio.records import SpeechDraft, SpeechPlan
from synth.audio.scene.load import load_audio_scene
from synth.audio.studio import AudioStudio
from synth.cli import main
from synth.core.errors import DataError, SpecError, SynthError
from synth.core.paths import SCENES
from synth.data.samples import load
from tests.audio.conftest import CALL, SCENE, TEXT, place, studio_of


def test_labels_are_of_the_transcript_and_of_the_sound(calls: Path) -> None:
    one, other = load(calls)
    assert one.text.split("\n")[0] == "how can i help you today"
    assert [turn["channel"] for turn in one.turns] == [1, 0, 1]
    assert {speaker["name"]: speaker["sex"] for speaker in one.speakers} == {"agent": "male", "caller": "female"}
    (who, when) = one.spans
    assert (who["label"], who["value"], when["value"]) == ("PERSON", "anna miller", "monday morning")
    words = {word["text"]: word for word in one.words}
    assert (who["start_s"], who["end_s"]) == (words["anna"]["start_s"], words["miller"]["end_s"])
    assert one.attributes == {"topic": "card"}
    assert one.wave.shape == (2, round(16000 * one.duration_s))
    anna = slice(round(16000 * who["start_s"]), round(16000 * who["end_s"]))
    loud, soft = (np.sqrt(np.mean(np.square(one.wave[channel, anna]))) for channel in (0, 1))
    assert loud > 5 * soft, "the caller is on the first channel alone"
    assert one.words != other.words


def test_a_sample_says_what_became_of_each_channel(calls: Path) -> None:
    for sample in load(calls):
        for channel in sample.record["acoustics"]:
            assert (channel["noise"], channel["band"], channel["codec"]) == ("pink", "telephone", "mu_law")
            assert channel["snr_db"] == 25
            assert 0 < channel["clipped_share"] < 0.05
        (beep,) = sample.events
        assert 0 <= beep["start_s"] < beep["end_s"] <= sample.duration_s


def test_the_door_gives_the_same_utterance_as_the_command(calls: Path) -> None:
    scene = calls.parent / "call.yaml"
    (one,) = synth.generate(scene, count=1)
    assert one.record | {"sha256": ""} == load(calls)[0].record | {"sha256": ""}
    assert one.sound == load(calls)[0].sound
    assert '<audio controls src="data:audio/flac;base64,' in one._repr_html_()


def test_the_report_plays_the_sound_and_loads_nothing(calls: Path) -> None:
    page = (calls / "report.html").read_text(encoding="utf-8")
    assert page.count("<audio controls") == 2
    assert page.count('src="data:audio/flac;base64,') == 2
    assert "media-src data:;" in page
    assert "anna: 0" in page or "anna: 1" in page or "anna: 2" in page
    assert '<rect class="s k' in page
    assert "http" not in page.split("</header>")[1].split("Where it comes from")[0].replace("http-equiv", "")


def test_the_file_says_that_it_is_synthetic_unless_it_shall_not(calls: Path) -> None:
    from soundfile import SoundFile

    with SoundFile(str(calls / "audio/000000.flac")) as file:
        assert (file.samplerate, file.channels, file.subtype) == (16000, 2, "PCM_16")
        assert file.comment.startswith("synthetic; ")


def test_speakers_may_overlap_but_nobody_speaks_over_himself(tmp_path: Path) -> None:
    call = "agent: how can i help you\nagent: are you there\ncaller: yes\nagent: good\n"
    early = SCENE.replace("{uniform: [-0.1, 0.4]}", "-2")
    studio = studio_of(place(tmp_path, scene=early, call=call))
    plan = studio.plan(0)
    assert isinstance(plan, SpeechPlan)
    (draft,) = studio.draft([plan])
    assert isinstance(draft, SpeechDraft)
    bounds = [[word for word in draft.words if word.turn == turn] for turn in range(4)]
    assert bounds[1][0].start_s == pytest.approx(bounds[0][-1].end_s, abs=1e-3)
    assert bounds[3][0].start_s == pytest.approx(bounds[1][-1].end_s, abs=1e-3)
    assert bounds[2][0].start_s < bounds[1][-1].end_s


def test_preview_tells_why_there_is_no_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = place(tmp_path, call="nobody: hello\n")
    assert main(["preview", f"scene={scene}", "count=1", f"out={tmp_path / 'out'}"]) == 0
    told = "--- 0  given up: speakers: measured 0, limit 1 a line that begins with none of caller, agent"
    assert told in capsys.readouterr().out


def test_preview_writes_sound_and_tells_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = place(tmp_path)
    assert main(["preview", f"scene={scene}", "count=1", f"out={tmp_path / 'out'}"]) == 0
    told = capsys.readouterr().out
    assert "caller: i am anna miller" in told
    assert "PERSON  anna miller" in told
    assert (tmp_path / "out-preview/000000.flac").is_file()


def refused(folder: Path, scene: str = SCENE, call: str = CALL, text: str = TEXT) -> str:
    with pytest.raises(SpecError) as error:
        studio_of(place(folder, scene, call, text))
    return str(error.value).replace(str(folder), "")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("snr_db: 25", "snr_db: 70", "acoustics.snr_db: got 70.0; a number from -5 to 60"),
        ("noise: pink", "noise: pinc", "acoustics.noise: got 'pinc'; known: brown, hum, pink, speech, white"),
        ("band: telephone", "band: wide", "acoustics.codec: got 'a codec of 8 kHz'; band: telephone"),
        ("variant: f2", "variant: f9", "speakers.caller.voice.variant: got 'f9'"),
        ("channel: 1", "channel: 2", "speakers.agent.channel: got 2"),
        ("kind: beep", "kind: bark", "events.kind: got 'bark'"),
        ("said/text.yaml", "../text.yaml", "script.scene: got '../text.yaml'; a scene file of kind text inside"),
        ("said/text.yaml", "call.yaml", "call.yaml: kind: got 'audio'; text: its texts are spoken"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_scene_is_one_line(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert before in SCENE
    assert message in refused(tmp_path, scene=SCENE.replace(before, after))


def test_what_the_script_sets_is_checked_as_an_override(tmp_path: Path) -> None:
    scene = SCENE.replace("said/text.yaml}", "said/text.yaml, set: {variables: {topic: dog}}}")
    assert "variables.topic: got 'dog'" in refused(tmp_path, scene=scene)


@pytest.mark.parametrize(
    ("call", "text", "check"),
    [
        ("manager: hello\n", TEXT, "speakers"),
        ("agent: yes\n", TEXT.replace("en_US", "ja_JP"), "language"),
        ("agent: ?!\n", TEXT, "words"),
        ("agent: " + "yes " * 200, TEXT, "seconds"),
    ],
)
def test_what_cannot_be_said_is_a_rejection_with_a_number(
    tmp_path: Path, call: str, text: str, check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = SCENE + "max_seconds: 5\nmax_tries: 1\n"
    with pytest.raises(SynthError, match=rf"no utterance after 1 tries'; {check}: measured"):
        studio_of(place(tmp_path, scene, call, text)).probe()


def test_without_the_extra_there_is_one_line_that_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: Callable[[str], object] = util.find_spec
    monkeypatch.setattr("synth.audio.extra.find_spec", lambda name: None if name == "espeakng_loader" else found(name))
    assert main(["generate", "scene=spoken_digits", "count=1", f"out={tmp_path / 'out'}"]) == 2
    said = "synth: kind: got 'audio'; pip install \"synth[audio]\" (espeakng_loader is missing)\n"
    assert capsys.readouterr().err == said
    assert not (tmp_path / "out").exists()


def test_labels_that_do_not_fit_are_refused_when_a_folder_is_read(calls: Path, tmp_path: Path) -> None:
    record = json.loads((calls / "audio.jsonl").read_text(encoding="utf-8").splitlines()[0])
    (tmp_path / "manifest.json").write_bytes((calls / "manifest.json").read_bytes())
    for spoil, message in [
        (lambda one: one["words"][0].update(text="cow"), "words: got .*text.start:end. to be the text"),
        (lambda one: one["turns"][0].update(end_s=99.0), "turns: got .* start_s <= end_s"),
        (lambda one: one["turns"][0].update(speaker=7), "turns: got 7; one of 2 speakers"),
        (lambda one: one.update(file="../../etc/passwd"), "a picture inside"),
    ]:
        spoilt = json.loads(json.dumps(record))
        spoil(spoilt)
        (tmp_path / "audio.jsonl").write_text(json.dumps(spoilt) + "\n", encoding="utf-8")
        with pytest.raises(DataError, match=message):
            _ = load(tmp_path)[0].wave


@pytest.mark.parametrize("name", ["spoken_digits", "voice_command"])
def test_the_first_draft_of_a_shipped_scene_is_true(name: str) -> None:
    config = AudioConfig(scene=name, scene_folder=SCENES, out=Path("unused"), count=20, seed=5)
    studio = AudioStudio(config, load_audio_scene(SCENES / f"{name}.yaml"))
    assert studio.provenance().identity["voice"] == "eSpeak NG 1.52.0"
    (made,) = studio.probe().values()
    assert made.verified
    assert not made.rejections


@pytest.mark.parametrize("name", ["call_center", "dictation"])
def test_longer_shipped_scenes_are_planned(name: str) -> None:
    config = AudioConfig(scene=name, scene_folder=SCENES, out=Path("unused"), count=20, seed=5)
    studio = AudioStudio(config, load_audio_scene(SCENES / f"{name}.yaml"))
    plans = [studio.plan(number) for number in range(8)]
    assert all(isinstance(plan, SpeechPlan) and plan.spans for plan in plans)
