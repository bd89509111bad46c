"""`docs/scale.md`: the commands that it prints are run, of few samples in few shards."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from synth.cli import main
from synth.cli.jobs import composed, run_config, run_leaves, scene_of
from synth.folder.remote import is_address
from tests.golden.room import hashes_of

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
SHARDS = 2
ELSEWHERE = re.compile(r" engine=| out=s3:")
"""In commands for machines that the tests do not have."""


def commands(*, elsewhere: bool = False) -> list[str]:
    """Every line that begins with `synth`, for this machine or others: a count of 20, few shards instead of many."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("synth ")]
    lines = [line for line in lines if bool(ELSEWHERE.search(line)) == elsewhere]
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


@pytest.mark.parametrize("line", commands(elsewhere=True))
def test_the_commands_for_clusters_and_buckets_are_understood(line: str) -> None:
    given = argparse.Namespace(overrides=shlex.split(line)[2:], multirun=False, cfg=None)
    (job,) = composed("config", given, run_leaves)
    config = run_config(job, scene_of(job).kind, "out")
    assert config.engine.kind in ("ray", "slurm") or is_address(job.values["out"])
