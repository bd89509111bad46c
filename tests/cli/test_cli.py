"""The command line around the pipeline: commands, folders, sweeps, Ctrl-C. A stub stands in for the pipeline."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from synth.cli import main
from synth.core.progress import Progress
from synth.core.summary import RunSummary
from synth.image.options.run import ImageConfig
from synth.image.scene.schema import Scene

SCENE = """\
kind: image
canvas: {width: 64, height: 48}
variables: {time: {choice: {day: 0.5, night: 0.5}}}
prompt: "balls by {time}"
objects:
  ball: {count: {poisson: 3, min: 1}, size: 10, shape: ellipse}
"""
HEAVY = ("torch", "diffusers", "hydra", "omegaconf", "numpy", "rich", "cv2", "yaml")

Calls = list[tuple[ImageConfig, Scene]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with one scene file, away from the checkout."""
    (tmp_path / "mine.yaml").write_text(SCENE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def stub_pipeline(monkeypatch: pytest.MonkeyPatch, work: Callable[[ImageConfig, Progress], int]) -> Calls:
    """Replace synth.run.run; `work` returns the number of samples written."""
    calls: Calls = []

    def run(config: ImageConfig, scene: Scene, progress: Progress) -> RunSummary:
        calls.append((config, scene))
        config.out.mkdir(parents=True)
        progress.begin(total=config.count)
        written = work(config, progress)
        return RunSummary(
            out=config.out, count=config.count, written=written, instances=9, drafts=30, refused={"iou": 6}, seconds=1.5
        )

    monkeypatch.setattr("synth.run.run", run)
    return calls


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What a pipeline that always succeeds was called with."""
    return stub_pipeline(monkeypatch, lambda config, progress: config.count)


@pytest.mark.parametrize("words", [["--help"], ["generate", "--help"], ["train", "--help"], ["schema", "--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    """What lists keys reads them off the classes, so it alone loads pydantic, and those of scenes YAML's reader."""
    allowed = {"generate": {"pydantic", "yaml"}, "train": {"pydantic"}}.get(words[0], set())
    code = f"""
import sys
from synth.cli import main
try:
    code = main({words})
except SystemExit as stop:
    code = stop.code
heavy = [name for name in {[name for name in (*HEAVY, "pydantic") if name not in allowed]} if name in sys.modules]
assert code == 0 and not heavy, (code, heavy)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "synth" in done.stdout


def test_generate_passes_typed_options_and_the_scene_on(here: Path, calls: Calls) -> None:
    assert main(["generate", "scene=./mine.yaml", "count=5", "seed=7", "verify=strict", "verify.max_tries=2"]) == 0
    config, scene = calls[0]
    assert (config.scene, config.count, config.seed, config.out) == ("mine", 5, 7, Path("outputs/mine"))
    assert (config.verify.min_iou, config.verify.max_tries) == (0.6, 2)
    assert list(scene.objects) == ["ball"]


def test_the_summary_says_what_came_of_it(here: Path, calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    main(["generate", "scene=./mine.yaml"])
    assert capsys.readouterr().out.splitlines() == [
        "written   24 of 24 samples with 9 instances",
        "refused   6 drafts: 6 iou",
        "yield     80%",
        "time      1.5 s",
        "look at   outputs/mine",
    ]


def test_only_the_data_set_folder_is_written(here: Path, calls: Calls) -> None:
    main(["generate", "scene=./mine.yaml", "out=o", "scene.objects.ball.count=4"])
    assert sorted(p.relative_to(here).as_posix() for p in here.rglob("*") if p.is_file()) == [
        "mine.yaml",
        "o/.hydra/config.yaml",
        "o/.hydra/overrides.yaml",
    ]
    kept = yaml.safe_load((here / "o/.hydra/config.yaml").read_text())
    assert kept["scene"]["objects"]["ball"]["count"] == 4
    assert yaml.safe_load((here / "o/.hydra/overrides.yaml").read_text()) == [
        "scene=./mine.yaml",
        "out=o",
        "scene.objects.ball.count=4",
    ]


@pytest.mark.parametrize(
    ("override", "count"),
    [
        ("scene.objects.ball.count=4", 4),
        ("scene.objects.ball.count={uniform: [1, 2]}", {"uniform": [1, 2]}),
        ("scene.objects.ball.count.poisson=9", {"poisson": 9, "min": 1}),
        ("+scene.objects.ball.count.max=9", {"poisson": 3, "min": 1, "max": 9}),
        ("scene.objects.ball.count={poisson: 9}", {"poisson": 9}),
    ],
)
def test_an_override_sets_a_leaf_and_replaces_a_range_whole(
    here: Path, calls: Calls, override: str, count: object
) -> None:
    assert main(["generate", "scene=./mine.yaml", override]) == 0
    kept = yaml.safe_load(Path("outputs/mine/.hydra/config.yaml").read_text())
    assert kept["scene"]["objects"]["ball"]["count"] == count


def test_a_leaf_that_the_file_leaves_out_can_be_set(here: Path, calls: Calls) -> None:
    assert main(["generate", "scene=./mine.yaml", "scene.objects.ball.place.max_overlap=0.5"]) == 0
    assert calls[0][1].objects["ball"].place.max_overlap == 0.5


def test_a_choice_is_replaced_not_merged(here: Path, calls: Calls) -> None:
    main(["generate", "scene=./mine.yaml", "scene.variables.time.choice={night: 2.0}"])
    kept = yaml.safe_load(Path("outputs/mine/.hydra/config.yaml").read_text())
    assert kept["scene"]["variables"]["time"] == {"choice": {"night": 2.0}}


def test_a_sweep_writes_a_data_set_for_each_combination(
    here: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    compared: list[list[Path]] = []
    monkeypatch.setattr("synth.data.sweep.compare_data_sets", lambda folders, out: compared.append(folders))
    words = ["generate", "-m", "scene=./mine.yaml", "scene.objects.ball.count=10,40", "seed=1,2"]
    assert main(words) == 0
    root = Path("outputs/mine-sweep")
    names = [f"scene.objects.ball.count={count},seed={seed}" for count in (10, 40) for seed in (1, 2)]
    assert [config.out for config, _ in calls] == [root / name for name in names]
    assert compared == [[root / name for name in names]]
    assert [config.seed for config, _ in calls] == [1, 2, 1, 2]
    table = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith(("scene.", "10", "40"))]
    assert " ".join(table[0]) == "scene.objects.ball.count seed written instances per sample refused yield time"
    assert [row[:3] for row in table[1:]] == [[c, s, "24/24"] for c in ("10", "40") for s in ("1", "2")]


def test_a_sweep_over_own_files_and_shipped_scenes(here: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.data.sweep.compare_data_sets", lambda folders, out: None)
    assert main(["generate", "-m", "scene=./mine.yaml,street", "out=s"]) == 0
    assert [config.scene for config, _ in calls] == ["mine", "street"]
    assert [config.out for config, _ in calls] == [Path("s/scene=mine"), Path("s/scene=street")]


def test_bad_input_in_a_sweep_stops_it_before_anything_is_written(here: Path, calls: Calls) -> None:
    assert main(["generate", "-m", "scene=./mine.yaml", "scene.objects.ball.size=10,wide"]) == 2
    assert not calls
    assert not Path("outputs").exists()


def test_an_incomplete_folder_is_exit_code_3(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub_pipeline(monkeypatch, lambda config, progress: config.count - 1)
    assert main(["generate", "scene=./mine.yaml"]) == 3


def test_ctrl_c_says_what_is_kept(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(config: ImageConfig, progress: Progress) -> int:
        progress.advance(6)
        raise KeyboardInterrupt

    stub_pipeline(monkeypatch, work)
    assert main(["generate", "scene=./mine.yaml"]) == 130
    line = capsys.readouterr().err.splitlines()[-1]
    assert line == "synth: stopped; 6 of 24 samples are kept in outputs/mine, the same command goes on"


def test_cfg_prints_the_composed_configuration_and_runs_nothing(
    here: Path, calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", "scene=./mine.yaml", "count=3", "--cfg", "job"]) == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert shown["count"] == 3
    assert shown["scene"]["prompt"] == "balls by {time}"
    assert not calls


def test_schema_is_a_json_schema_that_names_the_scene_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    pictures, texts = (printed["$defs"][name]["properties"] for name in ("Scene", "TextScene"))
    assert {"kind", "objects", "quotas"} <= set(pictures)
    assert {"kind", "templates", "labels"} <= set(texts)
    assert main(["schema", str(tmp_path / "scene.schema.json")]) == 0
    assert json.loads((tmp_path / "scene.schema.json").read_text()) == printed


def test_module_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    version = capsys.readouterr().out
    done = subprocess.run([sys.executable, "-m", "synth", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == version
