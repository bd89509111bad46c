"""Checks of sets of sound: silent on clean ones, and each finds what it is for when that is done to a recording."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.cli import main
from synth.quality.check import check_data_sets
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text

soundfile = pytest.importorskip("soundfile", reason="the extra `audio` is not installed")

RATE_HZ, LAST_S = 8000, 5.0
TEXT = "one two three\nfour five six"
Record = dict[str, Any]


def recording(folder: Path, number: int) -> Record:
    """Two speakers, a channel each, who say three words each: tones in soft noise; then a beep."""
    wave = 0.001 * np.random.default_rng(number).standard_normal((2, int(LAST_S * RATE_HZ)))
    words, turns = list[Record](), list[Record]()
    for turn, line in enumerate(TEXT.split("\n")):
        first, begins = TEXT.index(line), 0.5 + 1.5 * turn
        for place, word in enumerate(line.split()):
            start, start_s = TEXT.index(word), begins + 0.3 * place
            words.append({"text": word, "start": start, "end": start + len(word), "turn": turn,
                          "start_s": round(start_s, 3), "end_s": round(start_s + 0.3, 3)})  # fmt: skip
        turns.append({"speaker": turn, "channel": turn, "start": first, "end": first + len(line),
                      "start_s": begins, "end_s": words[-1]["end_s"]})  # fmt: skip
        tone(wave[turn], begins, words[-1]["end_s"])
    tone(wave[0], 4.0, 4.2)
    soundfile.write(folder / f"audio/{number:06d}.flac", wave.T, RATE_HZ)
    span = {"start": 4, "end": 13, "label": "DIGIT", "value": "two three", "entity_id": 0, "start_s": 0.8, "end_s": 1.4}
    return {
        "id": number, "file": f"audio/{number:06d}.flac", "sample_rate_hz": RATE_HZ, "channels": 2, "text": TEXT,
        "duration_s": LAST_S, "speakers": [{"name": "a"}, {"name": "b"}], "turns": turns, "words": words,
        "phonemes": [], "spans": [span], "events": [{"kind": "beep", "channel": 0, "start_s": 4.0, "end_s": 4.2}],
    }  # fmt: skip


def tone(wave: Any, start_s: float, end_s: float) -> None:
    """A tone of 300 Hz between two times."""
    first, last = round(start_s * RATE_HZ), round(end_s * RATE_HZ)
    wave[first:last] += 0.2 * np.sin(2 * np.pi * 300 * np.arange(last - first) / RATE_HZ)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    (folder / "audio").mkdir(parents=True)
    write(folder, [recording(folder, number) for number in range(3)])
    return folder


def write(folder: Path, records: list[Record]) -> None:
    (folder / "audio.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))


def changed(folder: Path, change: Callable[[Record], object]) -> Path:
    records = [json.loads(line) for line in (folder / "audio.jsonl").read_text().splitlines()]
    change(records[1])
    write(folder, records)
    return folder


def found(folder: Path) -> list[tuple[str, str]]:
    return [(one.check, one.where.removeprefix("audio.jsonl:2: ")) for one in check_data_sets([folder]).findings]


def test_nothing_is_found_on_clean_recordings(data: Path) -> None:
    assert found(data) == []


def put(path: str, value: object) -> Callable[[Record], object]:
    """Sets the key at a path, `words.3.text`."""

    def change(record: Record) -> None:
        *way, last = path.split(".")
        one: Any = record
        for step in way:
            one = one[int(step) if step.isdigit() else step]
        one[last] = value

    return change


def late(record: Record) -> None:
    """The last word in the silence behind it, with the turn that holds it."""
    record["words"][5].update(start_s=3.5, end_s=3.8)
    record["turns"][1]["end_s"] = 3.8


SABOTAGE: dict[str, tuple[Callable[[Record], object], list[tuple[str, str]]]] = {
    "file": (put("file", "audio/other.flac"), [("missing_file", "file")]),
    "rate": (put("sample_rate_hz", 16000), [("sound_mismatch", "sample_rate_hz")]),
    "duration": (put("duration_s", 5.5), [("sound_mismatch", "duration_s")]),
    "end": (put("events.0.end_s", 5.2), [("outside_sound", "events[0]")]),
    "channel": (put("events.0.channel", 2), [("outside_sound", "events[0]"), ("unlabelled_sound", "4 s")]),
    "speaker": (put("turns.1.speaker", 2), [("dangling_turn", "turns[1]")]),
    "word": (put("words.4.text", "fife"), [("word_text", "words[4]")]),
    "gone": (lambda one: one["words"].pop(4), [("unlabelled_word", "words")]),
    "late": (put("words.5.end_s", 2.95), [("word_outside_turn", "words[5]")]),
    "turn": (put("words.5.turn", 0), [("word_outside_turn", "words[5]"), ("silent_word", "words[5]")]),
    "silence": (late, [("silent_word", "words[5]")]),
    "overlap": (put("words.1.start_s", 0.7), [("overlapping_words", "words[1]"), ("span_time", "spans[0]")]),
    "one speaker": (put("turns.1.start", 12), [("crossing_turns", "turns[1]")]),
    "span": (put("spans.0.value", "two"), [("span_value", "spans[0]")]),
    "span's end": (put("spans.0.end", 99), [("span_outside", "spans[0]")]),
    "span's time": (put("spans.0.end_s", 1.5), [("span_time", "spans[0]")]),
    "no beep": (lambda one: one["events"].clear(), [("unlabelled_sound", "4 s")]),
}


@pytest.mark.parametrize("name", SABOTAGE)
def test_each_check_finds_its_fault(data: Path, name: str) -> None:
    change, expected = SABOTAGE[name]
    assert found(changed(data, change)) == expected


def test_a_file_that_is_no_sound_is_found(data: Path) -> None:
    (data / "audio/000001.flac").write_bytes(b"no sound")
    assert found(data) == [("unreadable_file", "file")]
    whole = (data / "audio/000002.flac").read_bytes()
    (data / "audio/000001.flac").write_bytes(whole[: len(whole) // 2])
    assert found(data) == [("unreadable_file", "file")]


def test_what_is_suggested_can_be_applied(data: Path) -> None:
    def change(record: Record) -> None:
        put("spans.0.end_s", 1.5)(record)
        put("duration_s", 5.5)(record)

    checked = check_data_sets([changed(data, change)])
    patch = data.with_name("patch.jsonl")
    patch.write_text(patch_text(checked.findings))
    apply_patch(data, patch)
    assert found(data) == []


def test_a_set_without_a_recording_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(data, [])
    assert main(["check", str(data)]) == 2
    assert "audio.jsonl: got no recording; a line a recording" in capsys.readouterr().err
