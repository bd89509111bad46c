"""A pack relative to its scene file is found by every command, in every process, from any working folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from synth.cli import main
from synth.image.packs.pack import Pack
from tests.tiny_pack import TINY_SCENE

QUICK = ["device=cpu", "sampler.steps=2", "verify.min_iou=0", "verify.max_missed_share=1", "verify.min_cover=0"]
LENIENT = ["verify.max_extra_px=100000", "verify.max_offset_px=1000", "out=out"]


@pytest.fixture
def scene_file(tiny_pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scene beside its pack, in another folder than the one that is worked in."""
    shutil.copytree(tiny_pack.folder, tmp_path / "scenes/mypack")
    path = tmp_path / "scenes/cells.yaml"
    path.write_text(yaml.safe_dump({**TINY_SCENE, "pack": "./mypack"}), encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return path


def pictures(folder: Path) -> dict[str, bytes]:
    assert len(json.loads((folder / "annotations.json").read_text(encoding="utf-8"))["images"]) == 8
    return {path.name: path.read_bytes() for path in (folder / "images").iterdir()}


def test_preview_and_generate_take_the_same_pack(scene_file: Path) -> None:
    assert main(["preview", f"scene={scene_file}", "count=2", "out=out"]) == 0
    assert Path("out-preview.png").is_file()
    for workers in (1, 2):  # with more than six samples to plan, plans come from a process of their own
        assert main(["generate", f"scene={scene_file}", "count=8", f"workers={workers}", *QUICK, *LENIENT]) == 0
        Path("out").rename(f"out{workers}")
    assert pictures(Path("out1")) == pictures(Path("out2"))


@pytest.mark.parametrize("command", ["preview", "generate"])
def test_pack_on_the_command_line_is_sought_beside_the_scene_then_here(command: str, scene_file: Path) -> None:
    scene_file.write_text(yaml.safe_dump({**TINY_SCENE, "pack": "./of-its-own"}), encoding="utf-8")
    given = [*QUICK, *LENIENT, f"scene={scene_file}", "count=1"]
    assert main([command, *given, "pack=mypack"]) == 0
    shutil.rmtree("out", ignore_errors=True)
    shutil.move(scene_file.parent / "mypack", "herepack")
    assert main([command, *given, "pack=herepack"]) == 0


@pytest.mark.parametrize("command", ["preview", "generate"])
def test_a_pack_that_is_nowhere_is_named(command: str, scene_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, f"scene={scene_file}", "pack=./nonepack", "out=out"]) == 2
    assert "pack: got './nonepack'; a folder with pack.yaml, or a shipped pack" in capsys.readouterr().err
    assert not Path("out").exists()
