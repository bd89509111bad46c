"""What a person types (`scene=./mine.yaml scene.objects.car.count=3`) into what Hydra understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.errors import SpecError, SynthError, suggest
from synth.paths import shipped_scenes
from synth.spec.ranges import TAGS

COMMAND_LINE = "command line"
_OVERRIDE = re.compile(r"(?P<mark>\+\+|\+|~)?(?P<key>[^=\s]+?)(?P<value>=.*)?", re.DOTALL)
_RANGE = re.compile(rf"(^|,)\s*\{{\s*['\"]?({'|'.join(TAGS)})['\"]?\s*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneFile:
    """A scene that the command line named: `option` is its name within Hydra's group, `name` what people call it."""

    option: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The overrides as Hydra wants them, and the scenes that they may choose from, by Hydra's option name."""

    overrides: tuple[str, ...]
    scenes: Mapping[str, SceneFile]


def read_request(words: Sequence[str]) -> Request:
    """Check the form of the overrides, find the scene files they name, and make scene overrides replace ranges whole.

    Raises SynthError for a word that is no override and for a scene that does not exist.
    """
    scenes = {name: SceneFile(option=name, name=name, path=path) for name, path in shipped_scenes().items()}
    overrides: list[str] = []
    for word in words:
        match = _OVERRIDE.fullmatch(word)
        if match is None or (match["value"] is None and match["mark"] != "~"):
            raise SynthError(COMMAND_LINE, word, "an override has the form key=value")
        if match["key"] == "scene" and not match["mark"]:
            overrides.append("scene=" + ",".join(_choose(name, scenes) for name in _names(match["value"][1:])))
        elif match["key"].startswith("scene.") and match["mark"] != "~":
            overrides += _replace_leaf(match["key"], match["value"])
        else:
            overrides.append(word)
    return Request(overrides=tuple(overrides), scenes=scenes)


def refuse_code(value: Any, where: str, path: str = "") -> None:
    """Raise SpecError where a scene holds an OmegaConf interpolation: scenes are data and are never evaluated."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            refuse_code(str(key), where, path)
            refuse_code(inner, where, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            refuse_code(inner, where, f"{path}.{index}")
    elif isinstance(value, str) and "${" in value:
        raise SpecError(f"{where}: {path}" if path else where, value, "a scene is data: write {name}, never ${name}")


def _names(text: str) -> list[str]:
    """The scenes of `scene=a,./b.yaml`; a file whose name holds a comma counts as one."""
    plain = text.strip("'\"")
    return [plain] if Path(plain).is_file() else [name.strip().strip("'\"") for name in text.split(",")]


def _choose(name: str, scenes: dict[str, SceneFile]) -> str:
    if name in scenes:
        return name
    path = Path(name).expanduser()
    if "/" not in name and path.suffix not in (".yaml", ".yml"):
        raise SpecError("scene", name, suggest(name, scenes) + ", or the path of a .yaml file")
    if not path.is_file():
        raise SpecError("scene", name, "the path of an existing scene file")
    option = f"file{len(scenes)}"
    scenes[option] = SceneFile(option=option, name=path.stem, path=path)
    return option


def _replace_leaf(key: str, value: str) -> list[str]:
    """Any leaf may be set or added (the scene's own checks know its keys); a new range takes the place of the old one.

    Hydra merges mappings, so that {poisson: 9} over {fitted: true} would keep both tags; hence the reset in front.
    """
    if _RANGE.search(value[1:]) or (key.rpartition(".")[2] in TAGS and value[1:].lstrip().startswith("{")):
        return [f"++{key}=null", f"+{key}{value}"]
    return [f"++{key}{value}"]
