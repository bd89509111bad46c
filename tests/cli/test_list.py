"""`synth list` names everything that can be chosen, in time, whatever lies in scenes/."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from synth.cli import main
from synth.cli.export import FORMATS
from synth.core.paths import CONF, shipped_scenes
from synth.data.export import EXPORTS
from synth.image.formats.table import MODULES
from synth.image.packs.pack import shipped_packs
from synth.people import LOCALES


def listed(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["list"]) == 0
    return capsys.readouterr().out


def test_everything_that_can_be_chosen_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    text = listed(capsys)
    rows = [line.split() for line in text.splitlines() if line.startswith("  ")]
    presets = [path.stem for group in ("generator", "verify") for path in (CONF / group).glob("*.yaml")]
    named = {*shipped_scenes(), *shipped_packs(), *LOCALES, *(name for name in presets if name != "default")}
    assert named <= {row[0] for row in rows}
    assert all(len(row) > 1 for row in rows), "each says what it is"
    assert all(name in text for exports in EXPORTS for name in exports.formats)
    assert all(f"  {name} " in text and name in FORMATS for name in MODULES)
    assert re.search(r"^  nuclei +image +Cell nuclei under the microscope", text, re.MULTILINE)
    assert max(map(len, text.splitlines())) <= 110


def test_scenes_of_the_working_folder_are_listed_by_what_the_command_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenes").mkdir()
    mine = "# My own scene. More.\nkind: image\ncanvas: {width: 64, height: 64}\nobjects: {ball: {count: 2, size: 9}}\n"
    (tmp_path / "scenes" / "mine.yaml").write_text(mine, encoding="utf-8")
    (tmp_path / "scenes" / "red.yaml").write_text("# A \x1b[31mred\x07 one.\nkind: text\n", encoding="utf-8")
    (tmp_path / "scenes" / "noise.yml").write_bytes(b"\xff\x00" * 5000)
    (tmp_path / "scenes" / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "scenes" / "pipe.yaml")
    text = listed(capsys)
    assert [line.split() for line in text.splitlines() if line.startswith("  scenes/")] == [
        ["scenes/noise.yml", "?"],
        ["scenes/mine.yaml", "image", "My", "own", "scene"],
        ["scenes/red.yaml", "text", "A", "[31mred", "one"],
    ]
    assert main(["preview", "scene=scenes/mine.yaml", "count=1"]) == 0
    assert main(["preview", "scene=mine"]) == 2
    assert "scene: got 'mine'; the path of a file is needed: scene=scenes/mine.yaml" in capsys.readouterr().err


def test_the_answer_to_a_typo_names_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "scene=nuclie"]) == 2
    line = capsys.readouterr().err
    assert "(did you mean 'nuclei'?), or the path of a .yaml file; `synth list` says what each is" in line


def test_it_loads_no_library_of_a_kind() -> None:
    """What made it slow would be one of these."""
    heavy = ("torch", "diffusers", "hydra", "omegaconf", "cv2", "faker", "scipy", "typst", "pypdfium2", "rich")
    code = f"""
import sys
from synth.cli import main
from synth.cli.export import FORMATS
assert main(["list"]) == 0
print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr == "[]\n"
