"""The shipped scene `receipt`: narrow rolls of any length, every layout in every language."""

from __future__ import annotations

import pytest

from synth.document.labels import Word

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


@pytest.mark.parametrize("layout", ["market", "bistro", "slip"])
def test_till_letters_are_all_of_one_width(press: Press, layout: str) -> None:
    shop = {"market": "supermarket", "bistro": "restaurant", "slip": "pharmacy"}[layout]
    spread = {}
    for typed in (True, False):
        labels = press.print(layout, "en_US", 3, shop=shop, items=9, payment="card", typed=typed).labels
        named = [field for field in labels.fields if field.key.endswith(".name")]
        words = [labels.words[word] for field in named for word in field.words]
        pitches = [_width(word) / len(word.text) for word in words if len(word.text) >= 4]
        spread[typed] = max(pitches) / min(pitches)
    assert spread[True] < 1.12 < spread[False]


def _width(word: Word) -> float:
    return float(word.outline.polygon[:, 0].max() - word.outline.polygon[:, 0].min())


def test_most_receipts_come_from_a_till(press: Press) -> None:
    typed = press.scene.variables["typed"]
    assert dict(zip(typed.values() or (), typed.weights, strict=True))[True] >= 0.8  # type: ignore[attr-defined]
