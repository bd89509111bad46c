"""Sabotage: whatever is done to a scene file, the answer is a scene or one SpecError line, never a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.core.paths import SCENES
from synth.image.scene.load import load_scene
from synth.scene.load import scene_mapping
from synth.scene.read import parse_yaml, read_yaml

from .strategies import JUNK

FILES = sorted(SCENES.glob("*.yaml"))
CHARACTERS = st.sampled_from(list("{}[]:,-#&*!|>'\"%@`\n\t 0a~\x00é")) | st.characters(exclude_categories=["Cs"])


def outcome(mapping: Any) -> str:
    """The message, or nothing where the scene still loads and survives its own dump."""
    try:
        scene = load_scene(mapping, "scene.yaml")
    except SpecError as error:
        return str(error)
    assert load_scene(scene_mapping(scene)) == scene
    return ""


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a nested mapping."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(found for key, child in children for found in paths(child, (*path, key)))]


def mutate(node: Any, path: tuple[Any, ...], how: str, junk: Any) -> None:
    """Replace, delete, rename or add at one place."""
    for key in path[:-1]:
        node = node[key]
    if how == "delete":
        del node[path[-1]]
    elif how == "rename" and isinstance(node, dict):
        node[f"{path[-1]}s"] = node.pop(path[-1])
    elif how == "add" and isinstance(node, dict):
        node["extra" if isinstance(junk, dict | list) else junk] = junk
    else:
        node[path[-1]] = junk


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_mutated_mappings_give_a_scene_or_one_line(data: st.DataObject) -> None:
    mapping = read_yaml(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(mapping)[1:]))
        how = data.draw(st.sampled_from(["replace", "delete", "rename", "add"]))
        mutate(mapping, path, how, data.draw(JUNK))
        if len(paths(mapping)) < 2:
            break
    message = outcome(mapping)
    assert message.count("\n") == 0
    assert not message or message.startswith("scene.yaml")
    assert "; " in message or not message
    assert message.isprintable()
    assert len(message) < 700


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_mutated_texts_give_a_scene_or_one_line(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(FILES)).read_text("utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        cut = data.draw(st.sampled_from([0, 0, 1, 5, 40]))
        text = text[:at] + data.draw(st.text(CHARACTERS, max_size=3)) + text[at + cut :]
    try:
        mapping = parse_yaml(text, "scene.yaml")
    except SpecError as error:
        message = str(error)
    else:
        message = outcome(mapping)
    assert message.count("\n") == 0
    assert not message or message.startswith("scene.yaml")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_torn_file_gives_a_scene_or_one_line(path: Path) -> None:
    text = path.read_text("utf-8")
    for end in range(0, len(text), 97):
        try:
            message = outcome(parse_yaml(text[:end], "scene.yaml"))
        except SpecError as error:
            message = str(error)
        assert message.count("\n") == 0
