"""A sweep's folders, named by what differs between its data sets, and the table that compares them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from synth.cli.hydra import Job
from synth.core.paths import expanded
from synth.core.progress import duration_text
from synth.core.summary import RunSummary

_UNSAFE = re.compile(r"[^\w.,=+-]+")
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One data set of a sweep: what sets it apart (`key=value`) and its outcome, or the error that stopped it."""

    swept: tuple[str, ...]
    outcome: RunSummary | str


def sweep_folder(jobs: Sequence[Job]) -> Path:
    """Where the data sets of a sweep go: `out` where all share it, else outputs/<scene>-sweep, else outputs/sweep."""
    outs = {job.values["out"] for job in jobs} - {None}
    if len(outs) == 1:
        return expanded(outs.pop())
    scenes = {job.source.name for job in jobs}
    return Path("outputs") / (f"{scenes.pop()}-sweep" if len(scenes) == 1 else "sweep")


def folder_name(swept: Sequence[str]) -> str:
    """`scene.objects.car.count=10,seed=1`, fit for a file system; a hash distinguishes names that had to be changed."""
    wanted = ",".join(swept)
    safe = _UNSAFE.sub("-", re.sub(r"[\[\]{}'\" ]", "", wanted))[:_LONGEST].lstrip(".")
    return safe if safe == wanted else f"{safe}-{sha256(wanted.encode()).hexdigest()[:8]}"


def compare(folder: Path, members: Sequence[Member]) -> str:
    """The data sets of a sweep as a text table that ends with where to look.

    The finished ones are also compared in sweep.html, sweep.csv and sweep.json in `folder`.
    """
    finished = [member.outcome.out for member in members if isinstance(member.outcome, RunSummary)]
    look_at = folder
    if finished:
        from synth.data.sweep import compare_data_sets  # loads the reports of every kind, and Jinja2

        compare_data_sets(finished, folder)
        look_at = folder / "sweep.html"
    return f"{_table(members)}\nlook at   {look_at}"


def _table(members: Sequence[Member]) -> str:
    keys = list(dict.fromkeys(word.split("=", 1)[0] for member in members for word in member.swept))
    lines = [[*keys, "written", "instances", "per sample", "refused", "yield", "time"]]
    for member in members:
        values = dict(word.split("=", 1) for word in member.swept)
        lines.append([*(values.get(key, "") for key in keys), *_cells(member.outcome)])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    return "\n".join("  ".join(line).rstrip() for line in padded)


def _cells(outcome: RunSummary | str) -> list[str]:
    if isinstance(outcome, str):
        return ["-", "-", "-", "-", "-", outcome]
    return [
        f"{outcome.written}/{outcome.count}",
        str(outcome.instances),
        f"{outcome.instances / max(outcome.written, 1):.1f}",
        str(sum(outcome.refused.values())),
        f"{outcome.yield_share:.0%}",
        duration_text(outcome.seconds),
    ]
