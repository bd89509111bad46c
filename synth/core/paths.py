"""The data files that ship with synth: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from synth.core.errors import SynthError

_PACKAGE = Path(__file__).resolve().parent.parent
_WHEEL_DATA = _PACKAGE / "_data"
_ROOT = _WHEEL_DATA if _WHEEL_DATA.is_dir() else _PACKAGE.parent

SCENES = _ROOT / "scenes"
"""Folder of the shipped scenes."""

CONF = _ROOT / "conf"
"""Folder of the Hydra configuration."""


SUFFIXES = (".yaml", ".yml")
"""Of scene files."""


def expanded(path: str | Path) -> Path:
    """The path with `~` and `~user` as home folders, since no shell does it in `out=~/data`.

    SynthError where there is no such home folder.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise SynthError(str(path), "a ~ without a home folder", "the whole path is needed") from None


def shipped_scenes() -> dict[str, Path]:
    """Name -> file of every shipped scene."""
    return {path.stem: path for path in sorted(SCENES.glob("*.yaml"))}


def own_scenes() -> dict[str, Path]:
    """Path -> file of every scene in the folder `scenes/` of the working folder, where these are not the shipped ones.

    The path is what a command takes: `scene=scenes/mine.yaml`.
    """
    folder = Path("scenes")
    if not folder.is_dir() or folder.resolve() == SCENES:
        return {}
    return {str(path): path for path in sorted(folder.glob("*.y*ml")) if path.suffix in SUFFIXES and path.is_file()}
