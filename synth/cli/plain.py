"""Command lines that only name a scene and set whole keys to plain values: composed without Hydra, to the same bytes.

Most are of this sort, and importing Hydra takes as long as a text. What else a command line or conf/ may hold (groups,
lists, quotes, keys with dots, sweeps) is left to Hydra.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from synth.cli.overrides import Request, SceneFile
from synth.core.paths import CONF
from synth.options import DEFAULT_SCENE
from synth.scene.read import read_yaml
from synth.scene.typed import without_typing

Plain = tuple[dict[str, Any], SceneFile]
"""Values by key, in the order of conf/, the scene's among them; and the scene's file."""

_KEY = re.compile(r"[a-z_]+", re.ASCII)
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_TEXT = re.compile(r"[A-Za-z_/.][A-Za-z0-9_/.-]*", re.ASCII)
_CONSTANTS = {"true": True, "false": False, "null": None}
_OTHER_WORDS = {*_CONSTANTS, "nan", "inf"}
"""What Hydra reads as no text, in any case."""
_TRUTH_VALUES = frozenset(
    form
    for word in ("y", "yes", "n", "no", "true", "false", "on", "off")
    for form in (word, word.title(), word.upper())
)
"""Texts that YAML 1.1 takes for true or false."""


def plain_values(name: str, request: Request) -> Plain | None:
    """What conf/<name>.yaml and the request's overrides come to; None where that takes Hydra."""
    config = read_yaml(CONF / f"{name}.yaml")
    given = _given(request)
    if given is None:
        return None
    option = str(given.pop("scene", DEFAULT_SCENE))
    values: dict[str, Any] = {}
    for entry in config.pop("defaults", []):
        found = _chosen(entry, request, option)
        if found is None:
            return None
        values |= found
    config.pop("hydra", None)
    if given.keys() - config.keys() or values.keys() & config.keys():
        return None
    values |= config | given
    return (without_typing(values), request.scenes[option]) if _is_plain(values) else None


def yaml_text(values: Mapping[str, Any] | list[str]) -> str:
    """As Hydra writes it into `.hydra`."""
    return yaml.dump(values, Dumper=_Dumper, default_flow_style=False, allow_unicode=True, sort_keys=False)


def _given(request: Request) -> dict[str, Any] | None:
    """Key -> value of the overrides, each given once; None where one is not plain."""
    given: dict[str, Any] = {}
    for word in request.overrides:
        key, equals, text = word.partition("=")
        known = text in _CONSTANTS or _WHOLE.fullmatch(text)
        if not equals or not _KEY.fullmatch(key) or key in given:
            return None
        if not known and (text.lower() in _OTHER_WORDS or not _TEXT.fullmatch(text)):
            return None
        given[key] = _CONSTANTS[text] if text in _CONSTANTS else int(text) if known else text
    return given


def _chosen(entry: object, request: Request, scene: str) -> dict[str, Any] | None:
    """What an entry of the defaults list adds; None where it is of no plain form."""
    if entry == "_self_":
        return {}
    if not isinstance(entry, dict) or len(entry) != 1:
        return None
    ((group, option),) = entry.items()
    if group == "scene":
        return {"scene": request.scenes[scene].mapping} if scene in request.scenes else None
    if isinstance(group, str) and group.startswith("override hydra/"):
        return {}
    path = CONF / str(group) / f"{option}.yaml"
    if not (isinstance(group, str) and _KEY.fullmatch(group) and path.is_file()):
        return None
    if "@package" in path.read_text(encoding="utf-8"):
        return None
    content = read_yaml(path)
    return None if "defaults" in content else {group: content}


def _is_plain(value: object) -> bool:
    """Whether Hydra keeps a value as it is: no interpolation, nothing missing."""
    if isinstance(value, Mapping):
        return all(key is not None and _is_plain(key) and _is_plain(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return not isinstance(value, str) or ("${" not in value and value != "???")


class _Dumper(yaml.Dumper):
    """Quotes what would be read back as a number or a truth value."""


def _represent_text(dumper: yaml.Dumper, text: str) -> yaml.ScalarNode:
    style = "'" if text in _TRUTH_VALUES or _is_number(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


_Dumper.add_representer(str, _represent_text)
