"""What a scene may say about degradation, and what the messages are when it says something else."""

from __future__ import annotations

from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.document.scene.degrade import EFFECTS, PROFILES
from synth.document.scene.load import load_document_scene

_SCENE: dict[str, Any] = {"kind": "document", "templates": {"a": {"file": "a.typ"}}}

_MISTAKES: list[tuple[dict[str, Any], str]] = [
    (
        {"profile": "scna"},
        "scene: degrade.profile: got 'scna'; known: clean, fax, photo, scan (did you mean 'scan'?)",
    ),
    (
        {"profile": {"choice": ["scan", "foto"]}},
        "scene: degrade.profile: got 'foto'; known: clean, fax, photo, scan (did you mean 'photo'?)",
    ),
    (
        {"profile": {"uniform": [0, 1]}},
        "scene: degrade.profile: got 0.0; a profile or a choice of them; known: clean, fax, photo, scan",
    ),
    ({"severity": 1.2}, "scene: degrade.severity: got 1.2; a severity from 0 to 1 is needed"),
    ({"severity": {"uniform": [-0.1, 1]}}, "scene: degrade.severity: got -0.1; a severity from 0 to 1 is needed"),
    (
        {"severity": {"normal": [0.5, 0.2], "max": 1}},
        (
            "scene: degrade.severity: got {'max': 1.0, 'normal': (0.5, 0.2)}; "
            "draws could leave 0 to 1: give `min` and `max` too"
        ),
    ),
    ({"effects": {"blur": 3}}, "scene: degrade.effects.blur: got 3.0; a severity from 0 to 1 is needed"),
    (
        {"effects": {"blur": 0.3}},
        (
            "scene: degrade.effects: got ['blur']; "
            "a `profile` too, with `severity: 0` for these effects alone; without one pages stay clean"
        ),
    ),
]


@pytest.mark.parametrize(("degrade", "message"), _MISTAKES)
def test_mistakes_are_named(degrade: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        load_document_scene({**_SCENE, "degrade": degrade})
    assert str(caught.value) == message


def test_an_unknown_effect_is_answered_with_the_nearest() -> None:
    with pytest.raises(SpecError, match=r"degrade\.effects\.bluur: got 'bluur'; known: .*\(did you mean 'blur'\?\)"):
        load_document_scene({**_SCENE, "degrade": {"effects": {"bluur": 0.3}}})


def test_every_profile_and_effect_is_accepted() -> None:
    effects = dict.fromkeys(EFFECTS, 1.0)
    severity = {"normal": [0.5, 0.2], "min": 0, "max": 1}
    scene = load_document_scene(
        {**_SCENE, "degrade": {"profile": {"choice": list(PROFILES)}, "severity": severity, "effects": effects}}
    )
    assert set(scene.degrade.effects) == set(EFFECTS)
