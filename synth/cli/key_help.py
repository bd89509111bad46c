"""What `--help` lists of a command's keys: key=default, help and what it takes, at most 100 columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from textwrap import wrap

from synth.cli.knobs import FILLED, Knob, flat, run_classes, yaml_of

WIDTH = 100
NARROWEST = 24
"""Columns of the keys, at least; a group with longer ones has wider ones."""


def run_keys(filled: Mapping[str, object]) -> str:
    """The keys of every kind of scene, those that only some take under a heading of their own; `filled`: the command's
    own defaults.
    """
    parts = []
    for title, (config, fields) in run_classes().items():
        own = ((key, knob) for key, knob in flat(config, {**FILLED, **filled}) if key.split(".")[0] in fields)
        parts.append(f"keys of {title}:\n{_table(own)}")
    return "\n\n".join(parts)


def class_keys(kind: type) -> str:
    """The keys of one class of options."""
    return f"keys:\n{_table(flat(kind, {}))}"


def _table(keys: Iterable[tuple[str, Knob]]) -> str:
    """Aligned within each group of keys."""
    lines: list[str] = []
    for _, group in groupby(keys, key=lambda entry: entry[0].rpartition(".")[0]):
        rows = [(f"{key}={yaml_of(knob.default)}", knob) for key, knob in group]
        column = max(NARROWEST, *(len(left) for left, _ in rows))
        for left, knob in rows:
            bounds = f" [{knob.bounds}]" if knob.bounds else ""
            first, *others = wrap(f"{_first_sentence(knob.help)}{bounds}", WIDTH - column - 4)
            lines += [f"  {left:<{column}}  {first}", *(" " * (column + 4) + other for other in others)]
    return "\n".join(lines)


def _first_sentence(text: str) -> str:
    return re.split(r"\.\s+(?=[A-Z`])", text)[0].rstrip(".")
