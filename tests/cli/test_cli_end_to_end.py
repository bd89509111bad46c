"""The commands with the real pipeline, on tiny scenes that `sketch` draws."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from synth.cli import main
from tests.runs import ctrl_c_heard

SCENE = """\
kind: image
canvas: {width: 64, height: 48}
variables: {time: {choice: {day: 0.5, night: 0.5}}}
prompt: "balls by {time}"
objects:
  ball: {count: 3, size: 10, shape: ellipse}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "mine.yaml").write_text(SCENE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def labels(folder: Path) -> dict[str, list[dict[str, object]]]:
    return json.loads((folder / "annotations.json").read_text(encoding="utf-8"))


def test_a_data_set_out_of_an_own_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "scene=./mine.yaml", "count=3"]) == 0
    out = here / "outputs/mine"
    assert len(labels(out)["images"]) == len(list((out / "images").glob("*.png"))) == 3
    assert (out / "report.html").is_file()
    assert "look at   outputs/mine/report.html" in capsys.readouterr().out


def test_a_preview_is_not_in_the_way_of_the_data_set(here: Path) -> None:
    assert main(["preview", "scene=./mine.yaml", "count=2"]) == 0
    assert main(["generate", "scene=./mine.yaml", "count=2"]) == 0


def test_another_seed_into_the_same_folder_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "scene=./mine.yaml", "count=2"]) == 0
    before = {path: path.read_bytes() for path in Path("outputs").rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main(["generate", "scene=./mine.yaml", "count=2", "seed=1"]) == 2
    assert capsys.readouterr().err.startswith("synth: outputs/mine: seed: got 1; this folder was made with 0")
    assert before == {path: path.read_bytes() for path in Path("outputs").rglob("*") if path.is_file()}


def test_a_run_that_falls_short_says_so_and_ends_with_3(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At night there is no layout: the crates do not fit."""
    crates = "{count: 30, size: 40, when: {time: night}, place: {max_overlap: 0.0, max_tries: 5}}"
    Path("mine.yaml").write_text(f"{SCENE}  crate: {crates}\nmax_redraws: 3\n", encoding="utf-8")
    assert main(["generate", "scene=./mine.yaml", "count=8", "seed=1"]) == 3
    told = capsys.readouterr()
    written = len(labels(here / "outputs/mine")["images"])
    assert 0 < written < 8
    assert f"written   {written} of 8 samples" in told.out
    assert f"synth: outputs/mine: {written} of 8 samples; all drafts of the others were refused" in told.err
    assert main(["generate", "scene=./mine.yaml", "count=8", "seed=1"]) == 3


def test_the_summary_says_what_became_of_a_quota(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.yaml").write_text(f"{SCENE}quotas: {{dark: {{share: 0.25, when: {{time: night}}}}}}\n", encoding="utf-8")
    assert main(["generate", "scene=./mine.yaml", "count=10"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"\nquotas +share +asked +planned +got +members\n +dark +0.25 +2.5 +2 +2 +\d, \d\n", told)


def test_a_home_folder_that_no_shell_wrote_out(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here / "home"))
    assert main(["generate", "scene=./mine.yaml", "count=1", "out=~/set"]) == 0
    assert main(["generate", "scene=./mine.yaml", "count=1", "-m", "seed=1,2", "out='~/sweep'"]) == 0
    assert sorted(path.name for path in (here / "home").iterdir()) == ["set", "sweep"]
    assert not list(here.glob("~*"))


def test_a_training_that_is_refused_leaves_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "pictures").mkdir()
    assert main(["train", "data=pictures", "out=pack"]) == 2
    assert capsys.readouterr().err.startswith("synth: pictures")
    assert sorted(path.name for path in here.iterdir()) == ["mine.yaml", "pictures"]


def test_a_scene_is_fitted_to_texts_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "mails.jsonl").write_text('{"text": "Where is my parcel?"}\n' * 6, encoding="utf-8")
    words = ["train", "fit=scene", "data=mails.jsonl", "out=mails.yaml", "k=3"]
    assert main(words) == 0
    assert "1 template; 100% of the texts" in capsys.readouterr().out
    assert sorted(path.name for path in (here / "mails").iterdir()) == ["sentences.yaml", "text.j2", "texts.yaml"]
    assert main(["preview", "scene=./mails.yaml", "count=1"]) == 0
    assert "Where is my parcel?" in capsys.readouterr().out
    assert main(words) == 2
    assert "got 'a file or folder that is there'; a name that is free" in capsys.readouterr().err


def test_a_sweep_makes_four_data_sets_and_compares_them(here: Path) -> None:
    words = ["generate", "-m", "scene=./mine.yaml", "count=2", "scene.objects.ball.count=1,4", "seed=1,2"]
    assert main(words) == 0
    root = here / "outputs/mine-sweep"
    numbers = {path.name: len(labels(path)["annotations"]) for path in root.iterdir() if path.is_dir()}
    name = "scene.objects.ball.count={},seed={}"
    assert numbers == {name.format(count, seed): 2 * count for count in (1, 4) for seed in (1, 2)}
    compared = json.loads((root / "sweep.json").read_text(encoding="utf-8"))["data_sets"]
    assert [row["folder"] for row in compared] == [name.format(count, seed) for count in (1, 4) for seed in (1, 2)]
    assert (root / "sweep.html").is_file()


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(here: Path) -> None:
    command = [sys.executable, "-m", "synth", "generate", "scene=./mine.yaml", "count=400", "out=o"]
    with ctrl_c_heard():
        process = subprocess.Popen(command, cwd=here, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    deadline = time.monotonic() + 60
    while not list((here / "o/images").glob("000003.png")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate(timeout=60)
    assert process.returncode == 130
    last = complained.splitlines()[-1]
    assert last.startswith("synth: stopped; ")
    assert last.endswith("of 400 samples are kept in o, the same command goes on")
    assert "Traceback" not in complained
    kept = int(last.split()[2])
    assert 3 <= kept < 400
    again = subprocess.run(command, cwd=here, capture_output=True, text=True, check=True)
    assert "already there" in again.stderr
    assert len(labels(here / "o")["images"]) == 400
