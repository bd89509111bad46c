"""Every export says of a data set what the data set says: read back by strict readers of our own."""

from __future__ import annotations

import csv
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from synth.audio.formats.table import AUDIO_FORMATS
from synth.audio.read import SpeechSample, open_speech
from synth.core.errors import DataError
from synth.data.export import export_data_set
from synth.data.split.gather import Split
from synth.data.split.shares import parse_shares
from tests.audio.conftest import made


@pytest.fixture(scope="module")
def samples(calls: Path) -> list[SpeechSample]:
    return list(open_speech(calls).checked())


@pytest.fixture(params=[])
def exported(calls: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return export_data_set(calls, request.param, tmp_path / "out")


def of(name: str) -> Any:
    assert name in AUDIO_FORMATS
    return pytest.mark.parametrize("exported", [name], indirect=True, ids=[name])


@of("nemo")
def test_nemo_has_a_line_for_each_turn_and_its_sound(exported: Path, samples: list[SpeechSample]) -> None:
    lines = [json.loads(line) for line in (exported / "manifest.json").read_text(encoding="utf-8").splitlines()]
    turns = [(sample, turn) for sample in samples for turn in sample.turns]
    assert len(lines) == len(turns) == 6
    for line, (sample, turn) in zip(lines, turns, strict=True):
        assert (exported / line["audio_filepath"]).read_bytes() == sample.path.read_bytes()
        assert line["text"] == sample.text[turn["start"] : turn["end"]]
        assert line["offset"] + line["duration"] == pytest.approx(turn["end_s"], abs=1e-3)


@of("common_voice")
def test_common_voice_has_a_row_for_each_clip(exported: Path, samples: list[SpeechSample]) -> None:
    with (exported / "validated.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["sentence"] for row in rows] == [sample.text.replace("\n", " ") for sample in samples]
    assert all((exported / "clips" / row["path"]).is_file() for row in rows)
    assert {row["locale"] for row in rows} == {"en"}
    assert {row["gender"] for row in rows} == {""}, "a man and a woman speak"


@of("rttm")
def test_rttm_says_who_speaks_when(exported: Path, samples: list[SpeechSample]) -> None:
    rows = [line.split(" ") for line in exported.read_text(encoding="utf-8").splitlines()]
    assert all(len(row) == 10 and row[0] == "SPEAKER" for row in rows)
    wanted = sorted(
        (f"{sample.id:06d}", turn["start_s"], turn["end_s"], sample.speaker_of(turn), turn["channel"])
        for sample in samples
        for turn in sample.turns
    )
    for row, (name, start, end, speaker, channel) in zip(
        sorted(rows, key=lambda row: (row[1], float(row[3]))), wanted, strict=True
    ):
        assert (row[1], row[7], int(row[2])) == (name, speaker, channel + 1)
        assert (float(row[3]), float(row[3]) + float(row[4])) == pytest.approx((start, end), abs=2e-3)


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.replace(",", ".").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


@of("vtt")
def test_webvtt_has_a_cue_for_each_turn(exported: Path, samples: list[SpeechSample]) -> None:
    for sample in samples:
        head, *cues = (exported / f"{sample.id:06d}.vtt").read_text(encoding="utf-8").split("\n\n")
        assert head == "WEBVTT"
        found = [re.fullmatch(r"(\S+) --> (\S+)\n<v (\w+)>(.+)", cue.rstrip("\n")) for cue in cues]
        turns = sorted(sample.turns, key=lambda turn: turn["start_s"])
        for cue, turn in zip(found, turns, strict=True):
            assert cue
            assert (seconds(cue[1]), seconds(cue[2])) == pytest.approx((turn["start_s"], turn["end_s"]), abs=1e-3)
            assert (cue[3], cue[4]) == (sample.speaker_of(turn), sample.text_of(turn))


@of("srt")
def test_srt_has_a_cue_for_each_turn(exported: Path, samples: list[SpeechSample]) -> None:
    for sample in samples:
        cues = (exported / f"{sample.id:06d}.srt").read_text(encoding="utf-8").strip().split("\n\n")
        turns = sorted(sample.turns, key=lambda turn: turn["start_s"])
        for number, (cue, turn) in enumerate(zip(cues, turns, strict=True), 1):
            count, clock, text = cue.split("\n")
            assert (int(count), text) == (number, f"{sample.speaker_of(turn)}: {sample.text_of(turn)}")
            start, end = map(seconds, clock.split(" --> "))
            assert (start, end) == pytest.approx((turn["start_s"], turn["end_s"]), abs=1e-3)


def tiers_of(text: str) -> dict[str, list[tuple[float, float, str]]]:
    """A strict reader of long TextGrids: every tier covers the file without gap or overlap."""
    end = float(text.split("xmax = ")[1].split("\n")[0])
    tiers = {}
    for block in text.split("    item [")[1:]:
        name = re.search(r'name = "(.*)"\n', block)
        assert name
        size = int(re.findall(r"intervals: size = (\d+)", block)[0])
        found = re.findall(r'xmin = ([\d.]+)\n +xmax = ([\d.]+)\n +text = "((?:[^"]|"")*)"\n', block)
        assert len(found) == size
        rows = [(float(start), float(stop), label.replace('""', '"')) for start, stop, label in found]
        assert rows[0][0] == 0
        assert rows[-1][1] == end
        assert all(one[1] == other[0] for one, other in pairwise(rows))
        tiers[name[1]] = rows
    assert len(tiers) == int(text.split("size = ")[1].split("\n")[0])
    return tiers


@of("textgrid")
def test_textgrids_have_the_words_phones_and_spans_of_each_speaker(exported: Path, samples: list[SpeechSample]) -> None:
    for sample in samples:
        tiers = tiers_of((exported / f"{sample.id:06d}.TextGrid").read_text(encoding="utf-8"))
        assert {name for name in tiers if name.endswith("words")} == {"agent - words", "caller - words"}
        words = [row for name in tiers if name.endswith("words") for row in tiers[name] if row[2]]
        stated = [(word["start_s"], word["end_s"], word["text"]) for word in sample.words]
        assert sorted(word[2] for word in words) == sorted(word[2] for word in stated)
        by_time = sorted(words)
        assert [word[0] for word in by_time] == pytest.approx(sorted(word[0] for word in stated), abs=1e-3)
        spans = [row[2] for name in tiers if name.endswith("spans") for row in tiers[name] if row[2]]
        assert sorted(spans) == sorted(span["label"] for span in sample.spans)
        phones = [row[2] for name in tiers if name.endswith("phones") for row in tiers[name] if row[2]]
        assert len(phones) == len(sample.phonemes)
        assert [row[2] for row in tiers["events"] if row[2]] == ["beep"]


@of("audiofolder")
def test_audiofolder_has_a_line_of_metadata_for_each_file(exported: Path, samples: list[SpeechSample]) -> None:
    """By its rules: `file_name` is a path in the folder, every line has the same keys (`datasets` wants torchcodec)."""
    lines = [json.loads(line) for line in (exported / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {path.name for path in exported.iterdir()} == {"metadata.jsonl", *(line["file_name"] for line in lines)}
    assert len({tuple(line) for line in lines}) == 1
    for line, sample in zip(lines, samples, strict=True):
        assert (exported / line["file_name"]).read_bytes() == sample.path.read_bytes()
        assert line["transcription"] == sample.line
        assert [word["text"] for word in line["words"]] == sample.line.split()
        assert [span["value"] for span in line["spans"]] == ["anna miller", "monday morning"]


def test_a_split_keeps_equal_transcripts_together(calls: Path, tmp_path: Path) -> None:
    shares = parse_shares("0.5,0.5")
    with pytest.raises(DataError, match="equal transcripts"):
        export_data_set(calls, "rttm", tmp_path / "parts", split=Split(shares=shares))


def test_pictures_formats_take_no_sound(calls: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a data set of utterances"):
        export_data_set(calls, "coco", tmp_path / "coco")


def test_a_missing_sound_file_is_named(tmp_path: Path) -> None:
    folder = made(tmp_path, count=1)
    (folder / "audio" / "000000.flac").unlink()
    with pytest.raises(DataError, match=r"audio.jsonl:1: got 'audio/000000.flac'"):
        export_data_set(folder, "nemo", tmp_path / "nemo")
    assert not (tmp_path / "nemo").exists()
