"""The shipped scenes of posts, chats, forms, logs, tickets and calls: personal data in other texts than mails."""

from __future__ import annotations

import re
from functools import cache

import pytest

from synth.core.paths import SCENES
from synth.text.scene.load import load_text_scene

from .rendered import Rendered, rendered

SHIPPED = ("pii_chat", "pii_form", "pii_log", "pii_post", "pii_ticket", "pii_transcript")
LOCALES = {"en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ja_JP"}
COUNT = 700
FLAWS = ("{{", "}}", " ,", "  ", "\n\n\n", "..,", ",,", "。。")


@cache
def texts(name: str) -> list[Rendered]:
    return rendered(name, COUNT, 5)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_label_and_locale_comes_up(name: str) -> None:
    scene = load_text_scene(SCENES / f"{name}.yaml")
    assert {made.plan.locale for made in texts(name)} == LOCALES
    assert {span.label for made in texts(name) for span in made.spans} == set(scene.labels)


@pytest.mark.parametrize("name", SHIPPED)
def test_texts_differ_and_none_looks_broken(name: str) -> None:
    made = [one.text for one in texts(name)]
    assert len(set(made)) > 0.9 * COUNT
    for text in made:
        assert text == text.strip()
        assert not any(flaw in text for flaw in FLAWS), text
        assert not re.search(r"(?<!\w)[Aa] [aeio]\w+ (phone|lamp|oven)", text), text
