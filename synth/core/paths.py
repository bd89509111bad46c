"""The data files that ship with synth: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_WHEEL_DATA = _PACKAGE / "_data"
_ROOT = _WHEEL_DATA if _WHEEL_DATA.is_dir() else _PACKAGE.parent

SCENES = _ROOT / "scenes"
"""Folder of the shipped scenes."""

CONF = _ROOT / "conf"
"""Folder of the Hydra configuration."""


def typed_path(text: str) -> Path:
    """The path that a person typed: `~` is the home folder; as in a shell, `~name` of nobody stays as it is."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def shipped_scenes() -> dict[str, Path]:
    """Name -> file of every shipped scene."""
    return {path.stem: path for path in sorted(SCENES.glob("*.yaml"))}
