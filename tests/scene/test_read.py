"""YAML is read by libyaml; PyYAML's own parser is the oracle, and says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from synth.core.errors import SpecError
from synth.core.paths import CONF, SCENES
from synth.scene import read
from synth.scene.read import parse_yaml

FILES = sorted([*SCENES.rglob("*.yaml"), *CONF.rglob("*.yaml")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_parsers_read_what_ships_alike(path: Path) -> None:
    text = path.read_text("utf-8")
    fast, slow = yaml.load(text, read._Libyaml), yaml.load(text, read._Python)
    assert repr(fast) == repr(slow)
    assert _types(fast) == _types(slow)


def _types(value: object) -> object:
    """The types of all values, of which some remember how they were typed."""
    if isinstance(value, dict):
        return {key: _types(inner) for key, inner in value.items()}
    return [_types(inner) for inner in value] if isinstance(value, list) else type(value)


def test_what_is_well_formed_never_reaches_the_slow_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "_Python", None)
    assert parse_yaml("a: [1, 02, on]\nb: {c: ~}\n", "f") == {"a": [1, 2, "on"], "b": {"c": None}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1, 2", "f:1:9: got expected ',' or ']', but got '<stream end>'; plain YAML is needed"),
        ("a: 1\n  b: 2", "f:2:4: got mapping values are not allowed here; plain YAML is needed"),
        ("a: @b", "f:1:4: got found character '@' that cannot start any token; plain YAML is needed"),
    ],
)
def test_a_broken_file_is_described_by_the_more_exact_parser(text: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_yaml(text, "f")
    assert str(caught.value) == message
