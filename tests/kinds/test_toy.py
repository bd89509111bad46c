"""A kind is cheap: the one that lives here is short, and nothing in synth/ knows of it."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from synth.cli import main
from synth.cli.json_schema import scene_json_schema
from synth.cli.terminal import EXIT_INCOMPLETE
from tests.golden.room import ENVIRONMENT, hashes_of
from tests.kinds.conftest import Undisturbed
from tests.kinds.folders import lines_of
from tests.kinds.subjects import place

HERE = Path(__file__).parent
MOST_LINES = 100


def test_the_toy_kind_is_short_and_nothing_in_synth_names_it() -> None:
    assert len((HERE / "tone.py").read_text(encoding="utf-8").splitlines()) < MOST_LINES
    for file in (HERE.parents[1] / "synth").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "tests." not in text, file
        assert '"tone"' not in text or "image" in file.parts or "text" in file.parts, file


def test_the_command_makes_the_bytes_of_the_call(
    whole: Undisturbed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(whole.placed.words(tmp_path / "out")) == (0 if whole.summary.complete else EXIT_INCOMPLETE)
    assert hashes_of(tmp_path / "out") == whole.hashes
    assert f"written   {whole.summary.written} of {whole.summary.count} samples" in capsys.readouterr().out


def test_the_toy_kind_through_the_shell(tmp_path: Path) -> None:
    placed = place("tone", tmp_path / "scene")
    placed.make(tmp_path / "here")
    words = placed.words(tmp_path / "there")
    command = [sys.executable, "-m", "tests.kinds.launch", *words]
    assert subprocess.run(command, env=ENVIRONMENT, cwd=tmp_path, check=False).returncode == EXIT_INCOMPLETE
    assert hashes_of(tmp_path / "there") == hashes_of(tmp_path / "here")


def test_its_label_is_what_is_heard(tmp_path: Path) -> None:
    """The pitch is counted by zero crossings, which the kind itself does not do."""
    place("tone", tmp_path / "scene").make(tmp_path / "out", {"seconds": 1.0})
    records = lines_of(tmp_path / "out" / "tone.jsonl")
    assert records
    for record in records:
        with wave.open(str(tmp_path / "out" / "audio" / f"{record['sample_id']:06d}.wav")) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            seconds = file.getnframes() / file.getframerate()
        crossings = np.count_nonzero(np.diff(np.signbit(sound)))
        assert crossings / 2 / seconds == pytest.approx(record["pitch_hz"], abs=1.5)


def test_a_kind_without_a_preview_of_its_own_shows_its_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    placed = place("tone", tmp_path / "scene")
    assert main(["preview", f"scene={placed.file}", "count=3", "scene.detuned_share=0.0"]) == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["sample_id"] for record in shown] == [0, 1, 2]


def test_the_schema_of_scenes_holds_every_kind_that_is_registered() -> None:
    assert "ToneScene" in scene_json_schema()["$defs"]
