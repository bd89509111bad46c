"""`synth preview`: what a scene gives, without a model."""

from __future__ import annotations

from collections.abc import Sequence

from synth.cli.parse import SCENE_EXAMPLES, parse
from synth.cli.terminal import say

PREVIEWED = 12
"""Samples that are shown where nobody says how many."""

DESCRIPTION = """\
Draw plans of a scene, without a model, into outputs/<scene>-preview.png;
print the texts of a text scene."""


def preview(words: Sequence[str]) -> int:
    """Show the plans, texts or pages of a scene; the exit code."""
    options = parse("preview", DESCRIPTION, SCENE_EXAMPLES, _keys, words)
    options.overrides.insert(0, f"count={PREVIEWED}")
    from synth.cli.jobs import composed, run_config, run_leaves, scene_of
    from synth.run import preview as previewed

    for job in composed("config", options, run_leaves):
        scene = scene_of(job)
        for line in previewed(run_config(job, scene.kind, job.values["out"]), scene):
            say(line)
    return 0


def _keys() -> str:
    from synth.cli.key_help import run_keys

    return run_keys({"count": PREVIEWED})
