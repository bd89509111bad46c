"""The shipped scene `id_card`: every layout prints and verifies, and shows what a card must."""

from __future__ import annotations

import pytest

from .printed import LOCALES, Press

LAYOUTS = {"left": "identity", "right": "residence", "booklet": "passport", "badge": "staff", "copy": "identity"}
NEEDED = {"surname", "given_names", "expiry_date"}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("id_card")


def test_the_scene_knows_the_layouts(press: Press) -> None:
    assert set(press.scene.templates) == set(LAYOUTS)


@pytest.mark.parametrize(("number", "layout"), list(enumerate(LAYOUTS)))
def test_a_layout_shows_what_a_card_must(press: Press, number: int, layout: str) -> None:
    card = LAYOUTS[layout]
    paper = press.print(layout, LOCALES[number], number, card=card, sides="both", specimen=layout == "left")
    assert paper.keys >= NEEDED
    kinds = [graphic.kind for graphic in paper.labels.graphics]
    assert kinds.count("portrait") == 1
    assert layout == "copy" or ("stamp" in kinds) == (layout == "left")
    assert "decoration" in kinds
    asked = {paper.labels.fields[link.field].key for link in paper.labels.links}
    assert "expiry_date" in asked
    lines = [paper.texts(f"mrz.{at}") for at in range(3)]
    assert [bool(line) for line in lines] == [card != "staff", card != "staff", card in ("identity", "residence")]
    assert len(paper.labels.pages) == (2 if layout in ("left", "right") else 1)


@pytest.mark.parametrize(("number", "locale"), [(7, "ar"), (8, "ja_JP"), (9, "hi_IN")])
def test_other_scripts_print_both_spellings(press: Press, number: int, locale: str) -> None:
    paper = press.print("left", locale, number, card="identity", sides="both", specimen=True)
    assert paper.keys >= NEEDED | {"mrz.0", "mrz.1", "mrz.2"}
    said = " ".join(word.text for word in paper.labels.words)
    assert "SPECIMEN" not in said
    (line,) = paper.texts("mrz.2")
    assert len(line) == 30
