"""What a person types (`scene=./mine.yaml scene.objects.car.count=3`) into what Hydra understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError, SynthError, suggest
from synth.core.paths import CONF, SUFFIXES, expanded, own_scenes, shipped_scenes
from synth.options import DEFAULT_SCENE
from synth.scene.ranges import TAGS
from synth.scene.read import read_yaml

COMMAND_LINE = "command line"
NAMED_SECTIONS = ("variables", "objects", "quotas")
IGNORED = frozenset({"run.dir", "sweep.dir", "sweep.subdir", "output_subdir", "job.chdir", "runtime.output_dir"})
"""Settings of Hydra's own about folders, which have no effect here."""
_OVERRIDE = re.compile(r"(?P<mark>\+\+|\+|~)?(?P<key>[^=\s]+?)(?P<value>=.*)?", re.DOTALL)
_LIST = re.compile(r"(^|,)\s*\[")
_BEYOND_PLAIN = re.compile(r"['\"\\{}()]")
_SEPARATORS = re.compile(r"([\[\],])")
_NEEDS_QUOTES = re.compile(r"[^\w /+.$%*@?|:-]|[^\x00-\x7f]")
_RANGE = re.compile(rf"(^|,)\s*\{{\s*['\"]?({'|'.join(TAGS)})['\"]?\s*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneFile:
    """A scene that may be chosen: `option` is its name within Hydra's group, `name` what people call it."""

    option: str
    name: str
    path: Path
    mapping: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorFile:
    """A file of one's own in the place of one of conf/generator/; its mapping extends the shipped file `extends`."""

    name: str
    extends: str
    mapping: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The words as typed, as Hydra wants them, and the scenes and the files of generators that they choose from, by
    Hydra's option name.
    """

    typed: tuple[str, ...]
    overrides: tuple[str, ...]
    scenes: Mapping[str, SceneFile]
    generators: Mapping[str, GeneratorFile]


def read_request(words: Sequence[str]) -> Request:
    """Check the form of the overrides, read the scene files they name, and make scene overrides replace ranges whole.

    Raises SynthError for a word that is no override and for a scene that does not exist or is no plain YAML.
    """
    scenes = {DEFAULT_SCENE: _read_scene(DEFAULT_SCENE, DEFAULT_SCENE, shipped_scenes()[DEFAULT_SCENE])}
    generators: dict[str, GeneratorFile] = {}
    overrides: list[str] = []
    for word in words:
        match = _OVERRIDE.fullmatch(word)
        if match is None or (match["value"] is None and match["mark"] != "~"):
            raise SynthError(COMMAND_LINE, word, "an override has the form key=value")
        if match["key"].removeprefix("hydra.") in IGNORED:
            raise SynthError(COMMAND_LINE, word, "out=FOLDER says where a data set or a sweep goes")
        if match["key"] == "scene" and not match["mark"]:
            overrides.append("scene=" + ",".join(_choose(name, scenes) for name in _names(match["value"][1:])))
        elif match["key"] == "generator" and not match["mark"]:
            overrides.append("generator=" + ",".join(_draws(name, generators) for name in _names(match["value"][1:])))
        elif match["key"].startswith(("scene.", "generator.controls.")) and match["mark"] != "~":
            overrides += _replace_leaf(match["key"], match["value"])
        elif (match["value"] or "").startswith("=~"):  # a home folder; Hydra's grammar has no such character
            overrides.append(f'{match["mark"] or ""}{match["key"]}="{match["value"][1:]}"')
        else:
            overrides.append(word)
    return Request(typed=tuple(words), overrides=tuple(overrides), scenes=scenes, generators=generators)


def refuse_code(value: Any, where: str, path: str = "") -> None:
    """Raise SpecError where plain values hold an interpolation: they are data and are never evaluated."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            refuse_code(str(key), where, path)
            refuse_code(inner, where, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            refuse_code(inner, where, f"{path}.{index}")
    elif isinstance(value, str) and "${" in value:
        place = f"{where}: {path}" if path else where
        raise SpecError(place, value, "${...} is never evaluated; a prompt names a variable as {name}")


def refuse_new_names(scene: Mapping[str, Any], source: SceneFile, typed: Sequence[str]) -> None:
    """Raise SpecError where an override without `+` named an object, variable or quota that the scene does not have."""
    for section in NAMED_SECTIONS:
        there, composed = source.mapping.get(section) or {}, scene.get(section) or {}
        if isinstance(there, Mapping) and isinstance(composed, Mapping):
            for name in composed.keys() - there.keys():
                if any(word.startswith(f"scene.{section}.{name}") for word in typed):
                    allowed = f"{suggest(str(name), map(str, there))}; +scene.{section}.{name} adds one"
                    raise SpecError(f"{COMMAND_LINE}: scene.{section}", name, allowed)


def _names(text: str) -> list[str]:
    """The scenes of `scene=a,./b.yaml`; a file whose name holds a comma counts as one."""
    plain = text.strip("'\"")
    return [plain] if Path(plain).is_file() else [name.strip().strip("'\"") for name in text.split(",")]


def _is_path(name: str) -> bool:
    return "/" in name or Path(name).suffix in SUFFIXES


def _draws(name: str, generators: dict[str, GeneratorFile]) -> str:
    """The option of a generator: a shipped file's name as it is, one's own file under a name of its own."""
    if not _is_path(name):
        return name
    path = expanded(name)
    mapping = dict(read_yaml(path))
    refuse_code(mapping, str(path))
    shipped = sorted(file.stem for file in (CONF / "generator").glob("*.yaml"))
    extended = mapping.pop("defaults", ["default"])
    if not (isinstance(extended, list) and len(extended) == 1 and extended[0] in shipped):
        raise SpecError(f"{path}: defaults", extended, f"one shipped file in brackets, of {', '.join(shipped)}")
    option = f"file{len(generators)}"
    generators[option] = GeneratorFile(name=path.stem, extends=extended[0], mapping=mapping)
    return option


def _choose(name: str, scenes: dict[str, SceneFile]) -> str:
    """Add the scene of that name or path to `scenes` and return its option."""
    shipped = shipped_scenes()
    path = expanded(name)
    if name in shipped:
        scenes[name] = _read_scene(name, name, shipped[name])
        return name
    if not _is_path(name):
        raise SpecError("scene", name, _other_scenes(name, shipped))
    option = f"file{len(scenes)}"
    scenes[option] = _read_scene(option, path.stem, path)
    return option


def _other_scenes(name: str, shipped: Mapping[str, Path]) -> str:
    """What is allowed in the place of a scene's name that there is none of: a file of that name comes first."""
    for path in (*own_scenes().values(), *(Path(f"{name}{suffix}") for suffix in SUFFIXES)):
        if path.stem == name and path.is_file():
            return f"the path of a file is needed: scene={path if path.parent.name else f'./{path}'}"
    return f"{suggest(name, shipped)}, or the path of a .yaml file; `synth list` says what each is"


def _read_scene(option: str, name: str, path: Path) -> SceneFile:
    mapping = read_yaml(path)
    refuse_code(mapping, str(path))
    if "defaults" in mapping:
        raise SpecError(f"{path}: defaults", mapping["defaults"], "a scene is data and has no defaults list")
    return SceneFile(option=option, name=name, path=path, mapping=mapping)


def _replace_leaf(key: str, value: str) -> list[str]:
    """Any leaf may be set or added (the scene's own checks know its keys); a new range or list replaces the old one.

    Hydra merges mappings, so that {poisson: 9} over {fitted: true} would keep both tags; hence the reset in front.
    """
    is_choice = key.rpartition(".")[2] in TAGS and value[1:].lstrip().startswith("{")
    if is_choice or _RANGE.search(value[1:]) or _LIST.search(value[1:]):
        return [f"++{key}=null", f"+{key}={_quoted(value[1:])}"]
    return [f"++{key}={_quoted(value[1:])}"]


def _quoted(value: str) -> str:
    """The value with quotes around what Hydra reads only in quotes, such as `#c0ffee` and `Zürich`, unless it has any.

    `{` is left alone: `${...}` is to be found and refused, not hidden.
    """
    if _BEYOND_PLAIN.search(value):
        return value
    return "".join(_quoted_word(part) for part in _SEPARATORS.split(value))


def _quoted_word(word: str) -> str:
    plain = word.strip()
    return f'"{plain}"' if plain not in ",[]" and _NEEDS_QUOTES.search(plain) else word
