"""`synth preview`: what a scene gives, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from synth.cli.parse import SCENE_EXAMPLES, parse
from synth.cli.terminal import say

if TYPE_CHECKING:
    from synth.kinds import AnyScene
    from synth.options import RunConfig

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

    for job in composed("config", options, run_leaves()):
        scene = scene_of(job)
        _show(scene, run_config(job, scene.kind, job.values["out"]))
    return 0


def _keys() -> str:
    from synth.cli.key_help import run_keys

    return run_keys({"count": PREVIEWED})


def _show(scene: AnyScene, config: RunConfig) -> None:
    """Print texts, or draw a sheet of plans or of clean first pages; no kind loads what another needs."""
    if scene.kind == "text":
        from synth.text.run import preview_texts

        for text in preview_texts(config, scene):
            say(text)
        return
    if scene.kind == "document":
        from synth.document.preview import write_pages_preview

        sheet = write_pages_preview(scene, config)
    else:
        from synth.image.options.run import ImageConfig
        from synth.image.preview import write_preview

        assert isinstance(config, ImageConfig)
        sheet = write_preview(scene, config)
    say(f"look at   {sheet}")
