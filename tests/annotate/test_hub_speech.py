"""Recognisers of the hub as annotators of recordings, with tiny random weights, and what becomes of transcripts."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.annotate.hub.transcripts import divided
from synth.annotate.model import Model
from synth.annotate.speech.activity import Stretch
from synth.annotate.speech.found import FoundLine, FoundTurn, FoundWord
from synth.annotate.speech.written import BY_MODEL, TRANSCRIPT, transcribed
from synth.audio.signal import RATE_HZ
from synth.cli import main

MODEL = Model("hub:m", "0" * 64, calibrated=False)
BARE: dict[str, Any] = {"text": "", "turns": [], "words": []}


def line(text: str, start_s: float, score: float, channel: int = 0) -> FoundLine:
    """A line of one word a second."""
    places = [(text.index(word), number) for number, word in enumerate(text.split())]
    words = [
        FoundWord(at, at + len(word), start_s + number, start_s + number + 1, score, "")
        for word, (at, number) in zip(text.split(), places, strict=True)
    ]
    return FoundLine(FoundTurn(channel, start_s, start_s + len(words), score, "", text=text), words)


def test_lines_become_a_transcript_with_the_words_at_their_places() -> None:
    lines = [line("good day", 5, 0.9, 1), line("who is it", 0, 0.7), line("mumble", 8, 0.4)]
    record, labels = transcribed(BARE, lines, MODEL, 0.5)
    text = record["text"]
    assert text == "who is it\ngood day"
    assert [text[turn.start : turn.end] for turn in labels.turns] == ["who is it", "good day"]
    assert [text[word.start : word.end] for word in labels.words] == ["who", "is", "it", "good", "day"]
    assert [turn.text for turn in labels.abstained if isinstance(turn, FoundTurn)] == ["mumble"]
    told = record[BY_MODEL][TRANSCRIPT]
    assert (told["source"], told["model"], told["score"]) == ("annotator", "hub:m", 0.8)


def test_only_a_transcript_of_its_own_makes_room() -> None:
    record, _ = transcribed(BARE, [line("who is it", 0, 0.7)], MODEL, 0.5)
    anew, labels = transcribed(record, [line("here it is", 0, 0.9)], MODEL, 0.5)
    assert (anew["text"], len(labels.words)) == ("here it is", 3)
    nothing, labels = transcribed(record, [], MODEL, 0.5)
    assert (nothing["text"], BY_MODEL in nothing, labels.turns) == ("", False, ())
    corrected = {**record, "text": "who was it"}
    somebodys = {**BARE, "turns": [{"channel": 0, "start_s": 0.0, "end_s": 1.0, "start": 0, "end": 0, "speaker": 0}]}
    for theirs in (corrected, somebodys):
        kept, labels = transcribed(theirs, [line("here it is", 0, 0.9)], MODEL, 0.5)
        assert kept == theirs
        assert (labels.turns, labels.words, len(labels.there)) == ((), (), 1)
        assert transcribed(theirs, [], MODEL, 0.5)[0] == theirs


def test_long_speech_is_divided_where_it_is_softest() -> None:
    wave = np.ones(10 * RATE_HZ, np.float32)
    wave[int(3.2 * RATE_HZ) : int(3.21 * RATE_HZ)] = 0.1
    parts = list(divided(wave, Stretch(0.5, 9.0, 1.0), 4.0))
    assert parts[0] == (0.5, pytest.approx(3.2))
    assert parts[-1][1] == 9.0
    assert all(end == start for (_, end), (start, _) in pairwise(parts))
    assert all(0 < end - start <= 4 for start, end in parts)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two recordings of speech, one with somebody's transcript, and one of silence."""
    soundfile = pytest.importorskip("soundfile", reason="the extra `audio` is not installed")
    pytest.importorskip("espeakng_loader", reason="the extra `audio` is not installed")
    pytest.importorskip("pocketsphinx", reason="the extra `audio` is not installed")
    from synth.audio.speak.espeak import Espeak

    data, voice = tmp_path_factory.mktemp("calls"), Espeak()
    sound = voice.speak("please call the office", "en-us", rate_wpm=150, pitch=50, pitch_range=50, word_gap=0)
    wave = np.pad(sound.pcm / 32768, voice.rate_hz // 2)
    for name in ("a", "b"):
        soundfile.write(data / f"{name}.wav", wave, voice.rate_hz)
    (data / "b.txt").write_text("please call", encoding="utf-8")
    soundfile.write(data / "c.wav", np.zeros(voice.rate_hz), voice.rate_hz)
    return data


def lines_of(out: Path, name: str = "audio.jsonl") -> list[dict[str, Any]]:
    return [json.loads(one) for one in (out / name).read_text(encoding="utf-8").splitlines()]


def heard_part(calls: Path, turn: dict[str, Any]) -> tuple[float, NDArray[np.float32]]:
    """(where it begins in s, what the model is given) of the turn of the first recording."""
    from synth.annotate.hub.transcripts import MARGIN_S
    from synth.audio.encode.flac import wave_of
    from synth.audio.recordings import at_our_rate, facts_of

    path = calls / "a.wav"
    wave = at_our_rate(wave_of(path.read_bytes(), "a.wav"), facts_of(path).rate_hz)[0]
    first = turn["start_s"] - MARGIN_S
    return first, wave[round(first * RATE_HZ) : round((turn["end_s"] + MARGIN_S) * RATE_HZ)]


@pytest.mark.slow
def test_letters_of_frames_are_those_of_the_librarys_own_pipeline(calls: Path, tmp_path: Path) -> None:
    from transformers import AutoProcessor, Wav2Vec2ForCTC, pipeline

    from tests.tiny_hub import tiny

    folder = tiny("wav2vec2")
    assert main(["annotate", f"data={calls}", f"with=hub:{folder}", f"out={tmp_path / 'o'}", "threshold=0"]) == 0
    heard, known, silent = lines_of(tmp_path / "o")
    (turn,) = heard["turns"]
    first, part = heard_part(calls, turn)
    processor: Any = AutoProcessor.from_pretrained(folder)
    model = Wav2Vec2ForCTC.from_pretrained(folder)
    theirs: Any = pipeline(
        "automatic-speech-recognition", model=model, tokenizer=processor.tokenizer,
        feature_extractor=processor.feature_extractor,
    )(part, return_timestamps="word")  # fmt: skip
    assert heard["text"] == theirs["text"]
    assert [one["text"] for one in heard["words"]] == [one["text"] for one in theirs["chunks"]]
    for word, chunk in zip(heard["words"], theirs["chunks"], strict=True):
        inside = np.clip(np.array(chunk["timestamp"]) + first, turn["start_s"], turn["end_s"])
        assert np.allclose([word["start_s"], word["end_s"]], inside, atol=1e-3)
    about = heard[BY_MODEL][TRANSCRIPT]
    assert (about["source"], about["model"]) == ("annotator", "hub:wav2vec2")
    assert 0 < about["score"] < 1
    assert (known["text"], known["turns"], known["words"]) == ("please call", [], [])
    assert (silent["text"], silent["turns"], BY_MODEL in silent) == ("", [], False)


@pytest.mark.slow
def test_whisper_writes_what_its_own_code_writes_and_doubtful_lines_are_listed(calls: Path, tmp_path: Path) -> None:
    from transformers import WhisperForConditionalGeneration, WhisperProcessor

    from synth.annotate.hub.transcripts import MOST_TOKENS
    from tests.tiny_hub import tiny

    folder = tiny("whisper")
    assert main(["annotate", f"data={calls}", f"with=hub:{folder}", f"out={tmp_path / 'o'}", "threshold=0"]) == 0
    heard, *_ = lines_of(tmp_path / "o")
    processor: Any = WhisperProcessor.from_pretrained(folder)
    model = WhisperForConditionalGeneration.from_pretrained(folder)
    _, part = heard_part(calls, heard["turns"][0])
    features = processor(part, sampling_rate=RATE_HZ, return_tensors="pt").input_features
    said = processor.batch_decode(model.generate(features, max_new_tokens=MOST_TOKENS), skip_special_tokens=True)
    assert heard["text"].split("\n")[0].split() == said[0].split()
    assert heard["words"] == []
    assert [heard["text"][one["start"] : one["end"]] for one in heard["turns"]] == heard["text"].split("\n")
    assert main(["annotate", f"data={calls}", f"with=hub:{folder}", f"out={tmp_path / 'n'}", "threshold=1"]) == 0
    silent, *_ = lines_of(tmp_path / "n")
    assert (silent["text"], silent["turns"]) == ("", [])
    doubtful = [one for one in lines_of(tmp_path / "n", "rejected.jsonl") if one["id"] == 0]
    assert "\n".join(one["text"] for one in doubtful) == heard["text"]


@pytest.mark.slow
def test_what_does_not_fit_is_one_line(calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from shutil import copytree

    from tests.tiny_hub import tiny

    fast = copytree(tiny("whisper"), tmp_path / "fast")
    told = json.loads((fast / "processor_config.json").read_text())
    told["feature_extractor"]["sampling_rate"] = 8000
    (fast / "processor_config.json").write_text(json.dumps(told))
    cases = [
        (str(tiny("clip")), "got 'clip'; known: hubert, wav2vec2, wavlm, whisper"),
        (f"{fast}+{fast}", "one model for recordings, which is asked for no classes"),
        (str(fast), "got '8000 Hz'; a model that hears sound at 16000 Hz"),
        ("openai/whisper-tiny", "a folder with a model, or OWNER/NAME@COMMIT with all 40 digits"),
    ]
    for argument, message in cases:
        assert main(["annotate", f"data={calls}", f"with=hub:{argument}", f"out={tmp_path / 'o'}"]) == 2
        *_, last = capsys.readouterr().err.splitlines()
        assert message in last, argument
        assert not (tmp_path / "o").exists()


@pytest.mark.slow
def test_a_checkpoint_may_lack_what_only_training_uses(tmp_path: Path) -> None:
    from shutil import copytree

    from safetensors.torch import load_file, save_file

    from synth.annotate.hub.table import hub_recordings
    from synth.core.errors import SynthError
    from tests.tiny_hub import tiny

    folder = copytree(tiny("wav2vec2"), tmp_path / "m")
    weights = load_file(folder / "model.safetensors")
    del weights["wav2vec2.masked_spec_embed"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    assert hub_recordings(str(folder), ()).model.name == "hub:m"
    del weights["lm_head.weight"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(SynthError, match=r"1 lack, such as lm_head\.weight"):
        hub_recordings(str(folder), ())
