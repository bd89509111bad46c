"""Which pack a run takes."""

from __future__ import annotations

from pathlib import Path

from synth.image.options.run import ImageConfig
from synth.image.packs.pack import find_pack
from synth.image.scene.schema import Scene


def pack_folder(config: ImageConfig, scene: Scene) -> Path | None:
    """Folder of the pack that the options name, or else the scene; None where neither does.

    A relative path starts from the scene file's folder, or else from the working folder; PackError where none is there.
    """
    name = config.pack or scene.pack
    return find_pack(name, config.scene_folder) if name else None
