"""`synth preview`: what a scene gives, without a model."""

from __future__ import annotations

from collections.abc import Sequence

from synth.cli.parse import SCENE_EXAMPLES, parse
from synth.cli.terminal import say
from synth.options import DEFAULT_COUNT

PREVIEWED = 12
"""Samples that are shown where nobody says how many."""

QUOTA = "quota="

EXAMPLES = f"""{SCENE_EXAMPLES}
  {QUOTA}NAME                        the members of a quota, of the data set of count=24 samples
                                    that `synth generate` makes"""

DESCRIPTION = """\
Draw plans of a scene, without a model, into outputs/<scene>-preview.png;
print the texts of a text scene."""


def preview(words: Sequence[str]) -> int:
    """Show the plans, texts or pages of a scene; the exit code."""
    options = parse("preview", DESCRIPTION, EXAMPLES, _keys, words)
    quotas = [word for word in options.overrides if word.startswith(QUOTA)]
    options.overrides = [
        f"count={DEFAULT_COUNT if quotas else PREVIEWED}",
        *(word for word in options.overrides if word not in quotas),
    ]
    quota = quotas[-1].removeprefix(QUOTA) if quotas else None
    from synth.cli.jobs import composed, run_config, run_leaves, scene_of
    from synth.run import preview as previewed

    for job in composed("config", options, run_leaves):
        scene = scene_of(job)
        for line in previewed(run_config(job, scene.kind, job.values["out"]), scene, quota):
            say(line)
    return 0


def _keys() -> str:
    from synth.cli.key_help import run_keys

    return run_keys({"count": PREVIEWED})
