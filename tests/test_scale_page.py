"""`docs/scale.md`: the commands that it prints are run, of few samples in few shards."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from synth.cli import main
from tests.golden.room import hashes_of

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
SHARDS = 2


def commands() -> list[str]:
    """Every line that begins with `synth`, with a count of 20, of few shards where they are many."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("synth ")]
    small = (re.sub(r" count=\d+", " count=20", line) for line in lines)
    return [line.replace("shard.count=16", f"shard.count={SHARDS}").replace("workers=4", "workers=1") for line in small]


def run(line: str) -> None:
    words = [
        found
        for word in shlex.split(line)[1:]
        for found in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
    ]
    assert main(words) == 0, line


def test_the_commands_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = commands()
    assert [line.split()[1] for line in found] == ["generate", "generate", "merge", "generate", "merge"]
    for line in found:
        for task in range(SHARDS if "$SLURM_ARRAY_TASK_ID" in line else 1):
            run(line.replace("$SLURM_ARRAY_TASK_ID", str(task)))
    assert hashes_of(tmp_path / "data/pii_email") == hashes_of(tmp_path / "outputs/pii_email")
