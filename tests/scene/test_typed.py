"""Numbers that a text would print otherwise than they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth import cli
from synth.core.errors import SpecError
from synth.document.scene.load import load_document_scene
from synth.scene.read import parse_yaml
from synth.scene.typed import with_typing, without_typing

SCENE = "kind: document\ntemplates: {a: {file: a.typ}}"
TYPED = ["02139", "1.50", "1e3", "5E1", "+5", "-0", ".5", "5.", "3.141592653589793238", "007"]


@pytest.mark.parametrize("written", TYPED)
def test_a_number_that_would_not_be_printed_as_typed_is_no_text(written: str) -> None:
    for spread in (f"{{choice: [{written}, x]}}", f"{{choice: {{{written}: 1, x: 2}}}}", written):
        found = parse_yaml(f"variables: {{a: {spread}}}", "f")
        with pytest.raises(SpecError, match=rf"got {re.escape(written)}; .*needs quotes: '{re.escape(written)}'"):
            load_document_scene({**parse_yaml(SCENE, "f"), **found}, "f")
    quoted = parse_yaml(f"variables: {{a: {{choice: ['{written}', x]}}}}", "f")
    assert load_document_scene({**parse_yaml(SCENE, "f"), **quoted}).variables["a"].values() == (written, "x")
    numbers = parse_yaml(f"fields: {{a: {{number: {{choice: [{written}, 77]}}}}}}", "f")
    field: Any = load_document_scene({**parse_yaml(SCENE, "f"), **numbers}).fields["a"]
    assert field.number.choice == (float(written), 77)


KEYS = st.sampled_from(["a", "b", "1.50", "007"])
TREES = st.recursive(
    st.sampled_from([*TYPED, "7", "x", "1.5"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(TREES)
def test_how_numbers_were_typed_survives_plain_numbers(tree: object) -> None:
    typed = parse_yaml(f"a: {tree}".replace("'", ""), "f")
    plain = without_typing(typed)
    assert plain == typed
    assert "Typed" not in repr(list(_types(plain)))
    assert repr(with_typing(plain, typed)) == repr(typed) == repr(deepcopy(typed))


def _types(value: Any) -> Iterator[type]:
    yield type(value)
    for inner in [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _types(inner)


def test_a_changed_leaf_is_no_longer_as_typed() -> None:
    typed = parse_yaml("a: {b: 1.50, c: [1.50, 007]}", "f")
    changed = with_typing({"a": {"b": 1.25, "c": [1.5, 8]}}, typed)
    assert repr(changed) == "{'a': {'b': 1.25, 'c': [1.50, 8]}}"


@pytest.mark.parametrize("written", ["null", "~", "Null"])
def test_nothing_is_no_text(written: str) -> None:
    with pytest.raises(SpecError, match=r"variables\.a\.choice\.1: got None; a text is needed; quote it"):
        load_document_scene(parse_yaml(f"{SCENE}\nvariables: {{a: {{choice: [x, {written}]}}}}", "f"))


@pytest.mark.parametrize("written", ["NO", "no", "on", "Yes", "0x1F", "12:30", "2025-01-01", "1_000"])
def test_what_yaml_1_2_has_as_text_stays_text(written: str) -> None:
    scene = load_document_scene(parse_yaml(f"{SCENE}\nvariables: {{a: {{choice: [{written}, x]}}}}", "f"))
    assert scene.variables["a"].values() == (written, "x")


def test_a_scene_on_the_command_line_is_read_as_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Hydra takes plain numbers only."""
    (tmp_path / "t.j2").write_text("{{ digits(3) }}")
    path = tmp_path / "s.yaml"
    path.write_text("kind: text\nlabels: [A]\ntemplates: {a: {file: t.j2}}\nvariables: {zip: {choice: [02139, 10001]}}")
    assert cli.main(["generate", f"scene={path}", f"out={tmp_path / 'out'}"]) == 2
    assert "variables.zip.choice.0: got 02139; a text as it is typed needs quotes: '02139'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
