"""A scene of each kind that is made in a second or two, with the words that say so on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from synth.cli import main


class World(NamedTuple):
    scene: str
    number: int
    overrides: tuple[str, ...]
    lines: str
    """The file that has a line for each sample."""

    def words(self, out: Path, seed: int = 3) -> list[str]:
        """Of `synth`."""
        settings = [f"scene={self.scene}", f"count={self.number}", f"seed={seed}", f"out={out}"]
        return ["generate", *settings, *self.overrides]

    def settings(self, seed: int = 3) -> dict[str, Any]:
        """Of `synth.generate`."""
        return {"scene": self.scene, "count": self.number, "seed": seed, "overrides": self.overrides}


WORLDS: Mapping[str, World] = {
    "image": World("street", 3, ("scene.canvas={width: 160, height: 96}",), "samples.jsonl"),
    "document": World("letter", 2, ("scene.dpi=72", "scene.degrade.profile=clean"), "documents.jsonl"),
    "text": World("pii_email", 30, ("scene.locale=en_US",), "text.jsonl"),
}


def generated(world: World, out: Path, seed: int = 3) -> Path:
    """A finished folder, made by the command."""
    assert main(world.words(out, seed)) == 0
    return out
