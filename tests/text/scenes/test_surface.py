"""The scene key `surface`, from the scene to the counts on the card."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.core.paths import SCENES
from synth.options import RunConfig
from synth.people.glance import GLANCES
from synth.samples import make_outcomes
from synth.scene.read import read_yaml
from synth.text.encode.batch import encode_texts
from synth.text.encode.totals import RECOGNISABLE
from synth.text.scene.load import load_text_scene
from synth.text.studio import TextStudio


def shares(surface: str, count: int = 60) -> dict[str, float]:
    """Label -> the share of its values that a batch counts as recognisable, of the labels that have a rule."""
    scene = load_text_scene({**read_yaml(SCENES / "pii_email.yaml"), "surface": surface}, "pii_email")
    config = RunConfig(scene="pii_email", scene_folder=SCENES, seed=3, count=count, out=Path("unused"))
    outcomes = list(make_outcomes(TextStudio(config, scene), range(count)))
    totals = encode_texts(outcomes, 3, scene.labels, near=False).totals
    seen, spans = totals.group(RECOGNISABLE), totals.group("spans")
    return {name: seen.get(name, 0) / many for name, many in spans.items() if name in GLANCES}


def test_a_scene_chooses_how_ordinary_its_values_look() -> None:
    reserved, ordinary = shares("reserved"), shares("ordinary")
    assert reserved["EMAIL"] == reserved["URL"] == 1
    assert 0.15 < ordinary["EMAIL"] < 0.45
    assert ordinary["PHONE"] < 0.7


@pytest.mark.parametrize(
    ("label", "value", "seen"),
    [
        ("EMAIL", "a.weiss@mail.example", True),
        ("EMAIL", "a.weiss@example.org", True),
        ("EMAIL", "a.weiss@ab--mail.org", True),
        ("EMAIL", "example.xy@mail.usa", False),
        ("URL", "https://www.example.net/~weiss", True),
        ("URL", "https://mail.qx/@example", False),
        ("PHONE", "(212) 555-0123 ext. 12", True),
        ("PHONE", "212 555 9123", False),
        ("PHONE", "+44 113 496 0123", True),
        ("IP_ADDRESS", "2001:DB8::1", True),
        ("IP_ADDRESS", "10.0.113.7", False),
        ("MAC_ADDRESS", "00-00-5E-00-53-AF", True),
        ("MAC_ADDRESS", "02-00-5E-00-53-AF", False),
        ("CREDIT_CARD", "4111-1111-1111-1111", True),
        ("CREDIT_CARD", "9901 0000 0000 0000", True),
        ("CREDIT_CARD", "4111 1111 1111 1112", False),
    ],
)
def test_what_is_seen_at_a_glance(label: str, value: str, seen: bool) -> None:
    assert GLANCES[label](value) == seen
