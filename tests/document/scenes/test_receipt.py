"""The shipped scene `receipt`: narrow rolls of any length, every layout in every language."""

from __future__ import annotations

import pytest

from .printed import LOCALES, Press

SHOP_OF = {"till": "supermarket", "market": "pharmacy", "bistro": "restaurant", "check": "restaurant", "slip": "taxi"}
NEEDED = {"company", "address", "date", "time", "total"}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("receipt")


def test_the_scene_knows_the_layouts(press: Press) -> None:
    assert set(press.scene.templates) == set(SHOP_OF)


@pytest.mark.parametrize(("number", "layout"), list(enumerate(SHOP_OF)))
def test_a_layout_shows_what_a_receipt_must(press: Press, number: int, layout: str) -> None:
    paper = press.print(layout, "en_GB", number, shop=SHOP_OF[layout], items=4, payment="cash", roll_mm=80)
    assert paper.keys >= NEEDED | {"cash", "change"}
    assert paper.keys & {"tax", "taxes.0.amount"}
    assert {f"items.{row}.{part}" for row in range(4) for part in ("name", "amount")} <= paper.keys
    assert not {"card", "card_number"} & paper.keys
    (page,) = paper.labels.pages
    assert abs(page.width - 80 / 25.4 * press.scene.dpi) < 2
    assert page.height > page.width


@pytest.mark.parametrize(("number", "locale"), list(enumerate(LOCALES)))
def test_every_language_prints(press: Press, number: int, locale: str) -> None:
    layout = list(SHOP_OF)[number % 5]
    paper = press.print(layout, locale, number, shop=SHOP_OF[layout], items=6, payment="card", roll_mm=58)
    assert paper.keys >= NEEDED | {"card", "card_number"}
    said = {word.text for word in paper.labels.words}
    assert locale.startswith("en") or not said & {"Qty", "Cashier", "Register"}


def test_more_goods_need_a_longer_roll(press: Press) -> None:
    short, long = (press.print("till", "de_DE", 2, shop="supermarket", items=count) for count in (2, 30))
    assert len(long.labels.pages) == 1
    assert long.labels.pages[0].height > short.labels.pages[0].height + 500


def test_a_tip_is_written_by_hand(press: Press) -> None:
    paper = press.print("check", "en_US", 1, shop="restaurant", items=3, payment="card", handwritten_tip=True)
    for key in ("tip", "total_with_tip"):
        field = next(one for one in paper.labels.fields if one.key == key)
        assert all(paper.labels.words[word].handwritten for word in field.words)
    asked = {paper.labels.fields[link.field].key for link in paper.labels.links}
    assert {"tip", "total_with_tip", "total"} <= asked
