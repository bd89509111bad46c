"""Recordings that are annotated: when somebody speaks, when known words are said, what stays, what is left open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.annotate.model import Model
from synth.annotate.speech.activity import speech_in
from synth.annotate.speech.found import FoundTurn, FoundWord, SpeechReading, joined
from synth.audio.signal import RATE_HZ
from synth.cli import main

pytest.importorskip("pocketsphinx", reason="the extra `audio` is not installed")
pytest.importorskip("espeakng_loader", reason="the extra `audio` is not installed")
soundfile = pytest.importorskip("soundfile", reason="the extra `audio` is not installed")

SAID, WRONG = "please call the office\nmonday morning", "an elephant never forgets the temperature of seven rivers"
EDGE_S, PAUSE_S = 0.5, 0.8
MODEL: dict[str, Any] = {"name": "m", "version": "0" * 64, "calibrated": False}


class Spoken:
    """A recording of two lines, and when they and their words begin."""

    def __init__(self) -> None:
        from synth.audio.speak.espeak import Espeak
        from synth.audio.speak.words import spoken_words

        voice, parts, self.starts_s, self.lines_s = Espeak(), [], list[float](), list[tuple[float, float]]()
        self.rate_hz = voice.rate_hz
        at = EDGE_S
        parts.append(np.zeros(round(EDGE_S * self.rate_hz)))
        for line in SAID.splitlines():
            sound = voice.speak(line, "en-us", rate_wpm=150, pitch=50, pitch_range=50, word_gap=0)
            words = spoken_words(line, sound.events, self.rate_hz, len(sound.pcm))
            heard = [word.heard for word in words if word.heard]
            self.starts_s += [at + one.start_s for one in heard]
            self.lines_s.append((at + heard[0].start_s, at + heard[-1].end_s))
            parts += [sound.pcm / 32768, np.zeros(round(PAUSE_S * self.rate_hz))]
            at += len(sound.pcm) / self.rate_hz + PAUSE_S
        noise = np.random.default_rng(0).standard_normal(sum(map(len, parts)))
        self.wave = 0.5 * np.concatenate(parts) + 0.001 * noise


@pytest.fixture(scope="module")
def spoken() -> Spoken:
    return Spoken()


@pytest.fixture(scope="module")
def out(spoken: Spoken, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Annotated: a mono recording with its text, another's text, and two channels with a text in a table."""
    data = tmp_path_factory.mktemp("calls")
    mono = spoken.wave
    soundfile.write(data / "a.wav", mono, spoken.rate_hz)
    (data / "a.txt").write_text(SAID, encoding="utf-8")
    soundfile.write(data / "b.wav", mono, spoken.rate_hz)
    (data / "b.txt").write_text(WRONG, encoding="utf-8")
    (data / "in").mkdir()
    soundfile.write(data / "in/c.flac", np.stack([0.0005 * np.ones(len(mono)), mono], axis=1), spoken.rate_hz)
    (data / "metadata.csv").write_text(f'file_name,transcription\nin/c.flac,"{SAID}"\n', encoding="utf-8")
    assert main(["annotate", f"data={data}", "with=speech", f"out={data}-out"]) == 0
    return data.with_name(f"{data.name}-out")


def lines_of(out: Path, name: str = "audio.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]


def test_the_words_of_a_known_text_are_found_where_they_are_said(out: Path, spoken: Spoken) -> None:
    record = lines_of(out)[0]
    assert [word["text"] for word in record["words"]] == SAID.split()
    assert [word["turn"] for word in record["words"]] == [0, 0, 0, 0, 1, 1]
    off = np.abs(np.array([word["start_s"] for word in record["words"]]) - spoken.starts_s)
    assert off.max() < 0.1
    assert [record["text"][turn["start"] : turn["end"]] for turn in record["turns"]] == SAID.splitlines()
    about = record["words"][0]["attributes"]
    assert (about["source"], about["model"].split()[0]) == ("annotator", "PocketSphinx")
    assert 0.5 <= about["score"] <= 1
    assert (record["original"], record["sample_rate_hz"], record["channels"]) == ("a.wav", spoken.rate_hz, 1)


def test_a_text_that_is_not_said_is_refused_and_the_speech_found_anyway(out: Path, spoken: Spoken) -> None:
    record = lines_of(out)[1]
    assert (record["words"], record["text"]) == ([], WRONG)
    assert [(turn["start"], turn["end"]) for turn in record["turns"]] == [(0, 0), (0, 0)]
    for turn, (start_s, end_s) in zip(record["turns"], spoken.lines_s, strict=True):
        assert abs(turn["start_s"] - start_s) < 0.1
        assert abs(turn["end_s"] - end_s) < 0.25
    assert record["speakers"] == [{"channel": 0, "name": "speech"}]
    (refused,) = [one for one in lines_of(out, "rejected.jsonl") if one["id"] == 1]
    assert (refused["detail"], refused["measured"]) == ("transcript", 0.0)


def test_a_line_stands_on_the_channel_on_which_it_is_heard(out: Path) -> None:
    record = lines_of(out)[2]
    assert record["original"] == "in/c.flac"
    assert [turn["channel"] for turn in record["turns"]] == [1, 1]
    assert [one["name"] for one in record["speakers"]] == ["speech2"]


def test_the_page_plays_them_and_says_whose_labels_they_are(out: Path) -> None:
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Nothing was verified" in page
    assert page.count("data:audio/wav") == 2
    assert "drafts were accepted" not in page
    assert "formant synthesiser" not in page


def test_exports_and_explain_take_the_set(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = out.with_name("turns.rttm")
    assert main(["export", str(out), "--to", "rttm", "--out", str(target)]) == 0
    assert len(target.read_text().splitlines()) == 6
    capsys.readouterr()
    assert main(["explain", str(out), "0", "3"]) == 0
    told = capsys.readouterr().out
    assert "label     3: word please" in told
    assert "source    the annotator PocketSphinx" in told
    assert "kept      draft" not in told


def test_what_a_person_changed_stays(out: Path) -> None:
    record = lines_of(out)[0]
    model = Model(**{**MODEL, "name": record["turns"][0]["attributes"]["model"]})
    turn = FoundTurn(0, 0.4, 2.0, 0.9, "", 0, 22)
    word = FoundWord(0, 6, 0.4, 0.8, 0.9, "")
    anew = joined(record, SpeechReading([turn], [word]), model, 0.5)
    assert (anew.kept_turns, anew.kept_words, anew.turns, anew.words) == ((), (), (turn,), (word,))
    record["words"][0]["end_s"] += 0.05
    changed = joined(record, SpeechReading([turn], [word]), model, 0.5)
    assert changed.kept_words == (record["words"][0],)  # beside a person's word no other is put
    assert changed.kept_turns == tuple(record["turns"])  # its turn stays, and with it the numbers of all
    assert (changed.turns, changed.words, changed.there) == ((), (), (turn, word))


def test_a_word_needs_a_turn_that_says_it() -> None:
    turns = [FoundTurn(0, 0, 1, 0.4, "", 0, 5), FoundTurn(0, 1, 2, 0.6, "", 6, 11)]
    words = [FoundWord(0, 5, 0, 1, 0.9, ""), FoundWord(6, 11, 1, 2, 0.9, ""), FoundWord(6, 11, 1, 2, 0.4, "")]
    result = joined({"turns": [], "words": []}, SpeechReading(turns, words), Model(**MODEL), 0.5)
    assert (result.turns, result.words) == ((turns[1],), (words[1],))
    assert result.abstained == (turns[0], words[0], words[2])


def test_noise_and_silence_are_no_speech() -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal(3 * RATE_HZ)
    assert sum(one.end_s - one.start_s for one in speech_in(noise) if one.votes >= 0.5) < 0.3
    assert list(speech_in(np.zeros(RATE_HZ))) == []
    assert list(speech_in(np.zeros(10))) == []


def test_what_is_no_recording_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["annotate", f"data={tmp_path / 'data'}", "with=speech", f"out={tmp_path / 'out'}"]
    (tmp_path / "data").mkdir()
    assert main(words) == 2
    assert "got 'no recording'; a folder with audio.jsonl, or with files .aif" in capsys.readouterr().err
    (tmp_path / "data/x.wav").write_text("no sound", encoding="utf-8")
    assert main(words) == 2
    assert "x.wav: got 'Format not recognised.'; a sound file that libsndfile reads" in capsys.readouterr().err
    (tmp_path / "data/metadata.csv").write_text("file_name,text\ny.wav,hello\n", encoding="utf-8")
    assert main(words) == 2
    assert "metadata.csv:2: file_name: got 'y.wav'; the name of a recording in the folder" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
