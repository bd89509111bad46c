"""A run goes on without a reader, and whatever its terminal can show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from synth.cli import main
from tests.cli.test_cli_end_to_end import SCENE, labels

RUN = f"{sys.executable} -m synth"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text(SCENE, encoding="utf-8")
    (tmp_path / "t.j2").write_text("Grüße, Łukasz ✓ {{ one_of(1, 2, 3) }}", encoding="utf-8")
    (tmp_path / "text.yaml").write_text("kind: text\ntemplates: {t: {file: t.j2}}\n", encoding="utf-8")
    return tmp_path


def shell(line: str, here: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", line], cwd=here, env={**os.environ, **environment}, capture_output=True, check=False
    )


@pytest.mark.parametrize("streams", [">&- 2>&- <&-", "2>/dev/full", "2> >(true)"])
def test_a_data_set_is_finished_without_a_reader(here: Path, streams: str) -> None:
    done = shell(f"{RUN} generate scene=./mine.yaml count=3 out=o {streams}", here)
    assert done.returncode == 0, done.stderr
    assert len(labels(here / "o")["images"]) == 3
    assert (here / "o/report.html").is_file()
    assert b"Traceback" not in done.stderr


def test_a_full_standard_output_is_one_line(here: Path) -> None:
    done = shell(f"{RUN} schema > /dev/full", here)
    assert (done.returncode, done.stderr) == (2, b"synth: output: No space left on device\n")


def test_a_reader_that_leaves_is_no_error(here: Path) -> None:
    done = shell(f"set -o pipefail; {RUN} preview scene=./text.yaml count=5000 | head -n 1", here)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1


def test_letters_that_a_terminal_lacks_are_written_as_escapes(here: Path) -> None:
    done = shell(f"{RUN} preview scene=./text.yaml count=1", here, PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert "Grüße, \\u0141ukasz \\u2713".encode("latin-1") in done.stdout


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("std::bad_alloc"),
        cv2.error("OpenCV(5.0.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 3206166 bytes"),
    ],
)
def test_memory_that_runs_out_is_one_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.chdir(here)
    monkeypatch.setattr("synth.run.run", fail)
    assert main(["generate", "scene=./mine.yaml"]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("synth: memory: got less than is needed; fewer workers")


def test_other_errors_of_libraries_are_not_taken_for_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.chdir(here)
    monkeypatch.setattr("synth.run.run", fail)
    with pytest.raises(RuntimeError, match="a defect"):
        main(["generate", "scene=./mine.yaml"])
