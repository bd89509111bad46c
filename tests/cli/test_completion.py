"""Completion by TAB: what follows a line, and bash itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from synth.cli import COMMANDS, main
from synth.cli.completion import SCRIPTS


def completed(line: str, shell: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["completion", shell, "--line", line]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("synth ge", ["generate "]),
        ("synth generate sc", ["scene="]),
        ("synth generate scene=nuc", ["scene=nuclei ", "scene=nuclei_rare "]),
        ("synth generate scene=street generator=ske", ["generator=sketch "]),
        ("synth preview scene=pii_email scene.locale=d", ["scene.locale=de_DE "]),
        ("synth generate engine.sh", ["engine.shards="]),
        ("synth generate engine=s", ["engine=slurm "]),
        ("synth generate overwrite=t", ["overwrite=true "]),
        ("synth generate pack=n", ["pack=nuclei "]),
        ("synth generate --c", ["--cfg "]),
        ("synth train budg", ["budget="]),
        ("synth compare syn", ["synthetic="]),
        ("synth export outputs/x --to yo", ["yolo ", "yolo-pose ", "yolo-segment ", "youtube-vis "]),
        ("synth export outputs/x --to fun", ["funsd "]),
        ("synth convert x --to fun", []),
        ("synth convert x --from vo", ["voc "]),
        ("synth convert x --sp", ["--split "]),
        ("synth completion z", ["zsh "]),
        ("synth generate out=da", []),
        ("synth nothing x", []),
    ],
)
def test_what_may_follow(line: str, found: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert completed(line, "zsh", capsys) == found


def test_all_commands_come_first_and_own_scenes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert completed("synth ", "fish", capsys) == [f"{command} " for command in COMMANDS]
    (tmp_path / "scenes").mkdir()
    (tmp_path / "scenes/mine.yaml").write_text("kind: text\n")
    monkeypatch.chdir(tmp_path)
    assert completed("synth generate scene=sce", "zsh", capsys) == ["scene=scenes/mine.yaml "]


def test_bash_is_given_what_it_replaces(capsys: pytest.CaptureFixture[str]) -> None:
    assert completed("synth generate scene=nuclei_", "bash", capsys) == ["nuclei_rare "]
    assert completed("synth generate sc", "bash", capsys) == ["scene="]


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_script_is_printed(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert capsys.readouterr().out == f"{SCRIPTS[shell]}\n"


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes(tmp_path: Path) -> None:
    command = tmp_path / "synth"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m synth "$@"\n')
    command.chmod(0o755)
    line = "synth generate scene=stre"
    script = f'{SCRIPTS["bash"]}\nCOMP_LINE="{line}" COMP_POINT={len(line)}\n_synth\nprintf "%s|" "${{COMPREPLY[@]}}"'
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env={**os.environ, "PATH": path})
    assert done.stdout == "street |street_drive |street_rare |"
