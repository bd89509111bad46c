"""Texts as they are, but written in batches of 25 instead of 1,000: small data sets have several tasks."""

from __future__ import annotations

from dataclasses import replace

from synth.kinds import Share, kind_in
from synth.options import RunConfig
from synth.text.scene.schema import TextScene
from synth.text.studio import TextStudio

SHIPPED = "synth.text.kind"


class ShortTasks(TextStudio):
    batch = task = 25


def _open(config: RunConfig, scene: TextScene, share: Share) -> TextStudio:
    return ShortTasks(config, scene)


KIND = replace(kind_in(SHIPPED), open=_open)
