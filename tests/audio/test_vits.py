"""Neural voices, with tiny random weights: nobody understands them, but their times and their faults are real."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.audio.records import SpeakerPlan
from synth.audio.scene.schema import Voice
from synth.audio.signal import RATE_HZ
from synth.audio.speak.espeak import SpeechFaultError
from synth.audio.speak.vits import OWN_WPM, VitsVoice, vits_voice
from synth.audio.speak.voice import opened_voice
from synth.cli import main
from synth.core.errors import SynthError
from synth.core.seeds import rng_for
from tests.audio.conftest import place

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

GERMAN = {
    "scene": "kind: audio\nscript: {scene: said/text.yaml}\nspeakers:\n  caller: {}\n  agent: {channel: 1}\n",
    "text": "kind: text\nlocale: de_DE\npeople: [caller]\nlabels: [WER]\ntemplates: {call: {file: call.j2}}\n",
    "call": 'agent: wie kann ich helfen\ncaller: hier ist {{ "anna weber"|label("WER") }} aus ulm\n',
}


def saved(folder: Path, language: str = "", speakers: int = 3, **tokenizer: Any) -> Path:
    """A model of VITS, saved as its users save one."""
    torch.manual_seed(5)
    config = transformers.VitsConfig(
        vocab_size=30, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, ffn_dim=16, flow_size=16,
        upsample_initial_channel=16, upsample_rates=[8, 8, 4], upsample_kernel_sizes=[16, 16, 8],
        resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1]], num_speakers=speakers, speaker_embedding_size=4,
        sampling_rate=16000, duration_predictor_num_flows=2, duration_predictor_filter_channels=16,
        prior_encoder_num_flows=1, prior_encoder_num_wavenet_layers=1, posterior_encoder_num_wavenet_layers=1,
        wavenet_dilation_rate=1, depth_separable_num_layers=1, depth_separable_channels=2,
    )  # fmt: skip
    model = transformers.VitsModel(config)
    model.duration_predictor.flows[0].translate.data.fill_(1.5)  # letters of some frames
    folder.mkdir(parents=True)
    model.save_pretrained(folder)
    letters = {letter: number for number, letter in enumerate("|abcdefghijklmnopqrstuvwxyz '-")}
    (folder / "vocab.json").write_text(json.dumps(letters), encoding="utf-8")
    own = {"language": language, "add_blank": True, "normalize": True, "phonemize": False, "is_uroman": False}
    tokenizer = {**own, "pad_token": "|", "unk_token": "|", "tokenizer_class": "VitsTokenizer", **tokenizer}
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("voices") / "tiny")


@pytest.fixture(scope="module")
def voice(folder: Path) -> VitsVoice:
    return vits_voice("voice", str(folder))


def speaker(number: int = 0, rate_wpm: int = OWN_WPM) -> SpeakerPlan:
    return SpeakerPlan("", 0, f"hub:tiny#{number}", "", rate_wpm, 50, 50, 0)


def test_letters_are_those_of_its_own_tokenizer(voice: VitsVoice) -> None:
    for text in ("Good morning", "It's 5 o'clock -- isn't it?", "naïve, ‘quoted’ - done"):
        assert list(voice.letters(text).ids) == voice._tokenizer(text.strip()).input_ids


def test_words_follow_each_other_and_hold_all_of_the_sound_but_the_pauses(voice: VitsVoice) -> None:
    text = "Good morning, it's nine"
    wave, words = voice.spoken(text, speaker(), 1)
    assert [text[one.start : one.end] for one in words] == ["Good", "morning", "it's", "nine"]
    times = [(one.heard.start_s, one.heard.end_s) for one in words if one.heard]
    assert len(times) == 4
    assert all(start < end for start, end in times)
    assert all(end <= start for (_, end), (start, _) in pairwise(times))
    assert times[-1][1] * RATE_HZ <= len(wave)
    assert not wave[round((times[-1][1] + 0.011) * RATE_HZ) :].any()
    assert wave[round(times[0][0] * RATE_HZ) : round(times[0][1] * RATE_HZ)].any()


def test_the_sound_is_as_long_as_the_durations_say(voice: VitsVoice) -> None:
    sound, frames = voice._sound(voice.letters("how long is it").ids, speaker(), 3)
    assert len(sound) == sum(frames) * 256


def test_what_has_no_letter_is_not_said(voice: VitsVoice) -> None:
    _, words = voice.spoken("room 12 of Zoë", speaker(), 1)
    assert [one.heard is not None for one in words] == [True, False, True, False]
    with pytest.raises(SpeechFaultError, match="no letter"):
        voice.spoken("12", speaker(), 1)
    with pytest.raises(SpeechFaultError, match="tokens"):
        voice.spoken("a" * 2000, speaker(), 1)


def test_seed_speaker_and_speed_decide_the_sound(voice: VitsVoice) -> None:
    def wave(seed: int = 1, **asked: int) -> np.ndarray:
        return voice.spoken("good morning to you all", speaker(**asked), seed).wave

    state = torch.random.get_rng_state()
    assert np.array_equal(wave(), wave())
    assert torch.equal(state, torch.random.get_rng_state())
    assert not np.array_equal(wave()[:500], wave(2)[:500])
    assert not np.array_equal(wave()[:500], wave(number=1)[:500])
    assert len(wave(rate_wpm=80)) > 1.3 * len(wave())


def test_speakers_of_a_sample_differ_while_there_are_others(voice: VitsVoice) -> None:
    rng, taken = rng_for(0, 0, "voices"), set[str]()
    for _ in range(3):
        taken.add(voice.cast(Voice(), "en_US", taken, rng).voice)
    assert taken == {"hub:tiny#0", "hub:tiny#1", "hub:tiny#2"}
    assert voice.cast(Voice(), "en_US", taken, rng).voice in taken


def test_a_voice_of_another_language_does_not_speak_it(tmp_path: Path) -> None:
    voice = vits_voice("voice", str(saved(tmp_path / "mms", "deu", 1)))
    assert voice.lacking("de_DE") == ""
    assert voice.lacking("fr_FR") == "hub:mms speaks deu, not fra (fr_FR)"


@pytest.mark.parametrize("need", ["phonemize", "is_uroman"])
def test_voices_that_need_other_programs_are_refused(tmp_path: Path, need: str) -> None:
    folder = saved(tmp_path / "other", "", 3, **{need: True})
    with pytest.raises(SynthError, match=rf"^voice: got 'other, whose tokenizer has `{need}`'; a voice that reads"):
        vits_voice("voice", str(folder))


def test_what_is_no_voice_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SynthError, match=r"^voice: got 'festival'; espeak, hub:FOLDER or hub:OWNER/NAME@COMMIT$"):
        opened_voice("festival")
    with pytest.raises(SynthError, match="all 40 digits"):
        opened_voice("hub:facebook/mms-tts-eng")
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(SynthError, match="vits"):
        opened_voice(f"hub:{tmp_path}")


def test_a_data_set_is_spoken_by_it_and_says_so(folder: Path, tmp_path: Path) -> None:
    file = place(tmp_path / "scene", **GERMAN)
    words = ["generate", f"scene={file}", "count=2", f"out={tmp_path / 'made'}", f"voice=hub:{folder}"]
    assert main(words) == 0
    lines = [json.loads(line) for line in (tmp_path / "made/audio.jsonl").read_text().splitlines()]
    assert [len(line["words"]) for line in lines] == [10, 10]
    assert all(line["phonemes"] == [] for line in lines)
    assert {one["sex"] for line in lines for one in line["speakers"]} == {""}
    assert all(len({one["voice"] for one in line["speakers"]}) == 2 for line in lines)
    manifest = json.loads((tmp_path / "made/manifest.json").read_text())
    assert "voice/tiny" in json.dumps(manifest)
    assert "hub:tiny, a neural voice (VITS)" in (tmp_path / "made/README.md").read_text()
    assert main([*words[:-1], "voice=espeak"]) == 2  # another voice is another data set
    assert main([*words[:-2], f"out={tmp_path / 'again'}", words[-1]]) == 0
    assert (tmp_path / "again/audio.jsonl").read_bytes() == (tmp_path / "made/audio.jsonl").read_bytes()


def test_english_that_nobody_understands_is_refused_by_the_aligner(folder: Path, tmp_path: Path) -> None:
    file = place(tmp_path / "scene")
    assert main(["generate", f"scene={file}", "count=1", f"out={tmp_path / 'made'}", f"voice=hub:{folder}"]) == 2
    assert not (tmp_path / "made/audio.jsonl").exists()
