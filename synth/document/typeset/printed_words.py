"""Printed words by locale: captions such as "Total", out of a scene's words file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError
from synth.core.inside import inside
from synth.scene.read import read_yaml
from synth.scene.typed import quote_it


def printed_words(scene_folder: Path, file: str | None, locales: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Locale -> its words: those of its language, with those of the locale itself on top.

    SpecError for a locale that the file has no words for, and for an entry that is no mapping of names.
    """
    if file is None:
        return {}
    path = inside(scene_folder, file, "words", SpecError, "a file inside the scene's folder is needed")
    data = read_yaml(path, needed="a mapping of words by language is needed")
    for name, words in data.items():
        if not isinstance(words, Mapping):
            raise SpecError(f"{file}: {name}", words, "words by name: `name: text`")
        _refuse_lossy(words, f"{file}: {name}")
    found = {}
    for locale in locales:
        language = locale.split("_")[0]
        if locale not in data and language not in data:
            raise SpecError(file, sorted(data), f"words for '{language}' or '{locale}' are needed")
        found[locale] = {**data.get(language, {}), **data.get(locale, {})}
    return found


def _refuse_lossy(words: Any, where: str) -> None:
    """SpecError for an entry that would not be printed as it stands in the file."""
    if isinstance(words, Mapping):
        for name, inner in words.items():
            _refuse_lossy(inner, f"{where}.{name}")
    elif isinstance(words, list):
        for number, inner in enumerate(words):
            _refuse_lossy(inner, f"{where}.{number}")
    elif advice := quote_it(words):
        raise SpecError(where, words, advice)
