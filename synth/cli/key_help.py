"""What `--help` lists of a command's keys: key=default, help and what it takes, at most 100 columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from textwrap import wrap

from synth.cli.knobs import FILLED, Knob, flat, run_classes, yaml_of
from synth.cli.scene_keys import scene_keys

WIDTH = 100
KINDS_PAGES = {
    "image": "scenes.md", "document": "documents.md", "text": "texts.md", "audio": "audio.md", "packet": "packets.md",
    "video": "video.md",
}  # fmt: skip
"""Kind -> the page of docs/ that says more of the keys of its scenes."""
NARROWEST = 24
"""Columns of the keys, at least; a group with longer ones has wider ones."""


def run_keys(filled: Mapping[str, object]) -> str:
    """The keys of every kind of scene, those that only some take under a heading of their own, then those of the scenes
    themselves; `filled`: the command's own defaults.
    """
    parts = []
    for title, (config, fields) in run_classes().items():
        own = ((key, knob) for key, knob in flat(config, {**FILLED, **filled}) if key.split(".")[0] in fields)
        parts.append(f"keys of {title}:\n{_table(own)}")
    for kind, page in KINDS_PAGES.items():
        parts.append(f"keys of a scene of kind {kind} (docs/{page}):\n{_rows(scene_keys(kind))}")
    return "\n\n".join(parts)


def class_keys(kind: type) -> str:
    """The keys of one class of options."""
    return f"keys:\n{_table(flat(kind, {}))}"


def _table(keys: Iterable[tuple[str, Knob]]) -> str:
    """Aligned within each group of keys."""
    return _rows((key, knob.default, f"{_first_sentence(knob.help)}{_bracketed(knob.bounds)}") for key, knob in keys)


def _rows(keys: Iterable[tuple[str, object, str]]) -> str:
    """Key, default and help of each key, aligned within each group."""
    lines: list[str] = []
    for _, group in groupby(keys, key=lambda entry: entry[0].rpartition(".")[0]):
        rows = [(f"{key}={yaml_of(default)}", text) for key, default, text in group]
        column = max(NARROWEST, *(len(left) for left, _ in rows))
        for left, text in rows:
            first, *others = wrap(text, WIDTH - column - 4)
            lines += [f"  {left:<{column}}  {first}", *(" " * (column + 4) + other for other in others)]
    return "\n".join(lines)


def _bracketed(bounds: str) -> str:
    return f" [{bounds}]" if bounds else ""


def _first_sentence(text: str) -> str:
    return re.split(r"\.\s+(?=[A-Z`])", text)[0].rstrip(".")
