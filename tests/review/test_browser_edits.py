"""Splitting, merging, relabelling many and classes of whole texts, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from synth.quality.patch.apply import apply_patch
from synth.review.patch import patch_of
from tests.browser import await_value, browser, errors
from tests.quality.sets import changed, clean_pictures, text_line, write_lines
from tests.review.desk import opened
from tests.review.page import Serve, drag, near, press, served, started, turn

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

__all__ = ["browser", "served"]

pytestmark = pytest.mark.browser

ENTER, TAB = "\ue007", "\ue004"


def test_instances_are_split_by_a_line_and_merged(browser: WebDriver, served: Serve, tmp_path: Path) -> None:
    def one_box(record: dict[str, Any]) -> None:
        del record["annotations"][1]["segmentation"]

    data = changed(clean_pictures(tmp_path / "set", 2), one_box)
    started(browser, served(lambda: opened(data, None)))
    press(browser, "f", "k")
    drag(browser, [(10.5, 1), (10.5, 8), (10.5, 22)])  # the disc in focus, x 4 to 16, is cut upright
    press(browser, TAB, "k")  # the box beside it, x 22 to 34
    drag(browser, [(20, 11), (28, 11), (37, 11)])
    assert turn(browser, ENTER) == "2"
    session = opened(data, None)
    labels = {one["id"]: one for one in session.view(session.item(2))["shown"]["labels"]}
    assert list(labels) == ["b0", "b1", "b2", "n6", "n7"]
    halves = sorted((labels["b0"]["box"], labels["n6"]["box"]))
    near(halves[0], (4, 4, 10, 16), 1.1)
    near(halves[1], (10, 4, 16, 16), 1.1)
    near(labels["b1"]["box"], (22, 5, 34, 11))
    near(labels["n7"]["box"], (22, 11, 34, 17))

    press(browser, "f", TAB, TAB, TAB, "j")  # from the box in focus over b2 and n6 to n7: it goes into n6
    press(browser, "u")
    await_value(browser, "return document.querySelector('#buttons .yes') !== null", True)
    press(browser, TAB, TAB)  # n7, b0
    press(browser, TAB, TAB, TAB, "j")  # b1, b2, n6: it goes into b2
    assert turn(browser, ENTER) == "3"
    again = opened(data, None)
    labels = {one["id"]: one for one in again.view(again.item(3))["shown"]["labels"]}
    assert list(labels) == ["b0", "b1", "b2", "n7"]
    assert labels["b2"]["shape"] == "mask"
    near(labels["b2"]["box"], (9, 4, 21, 35) if labels["b2"]["box"][0] > 8 else (4, 4, 21, 35), 1.6)
    assert errors(browser) == []


def test_a_class_is_given_to_all_alike_after_a_preview(browser: WebDriver, served: Serve, tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set", 3)
    started(browser, served(lambda: opened(data, None)))
    press(browser, "2")
    words = "return document.querySelector('#alike').textContent"
    await_value(browser, words, "Give all 6 like this the class seedL")
    press(browser, "l")
    await_value(browser, "return document.querySelectorAll('dialog figure').length", 5)
    assert browser.execute_script("return document.querySelector('dialog figure b').textContent") == "cell → seed"
    browser.execute_script("[...document.querySelectorAll('dialog .row button')][0].click()")
    await_value(browser, "return document.querySelector('#counts').textContent", "6 of 9")
    session = opened(data, None)
    assert {one.verdict for one in session.ledger.everything()} == {"fix"}
    apply_patch(data, patch_of(session).path, tmp_path / "mended")
    record = json.loads((tmp_path / "mended/annotations.json").read_text())
    assert {one["category_id"] for one in record["annotations"]} == {2}
    assert {one.get("attributes", {}).get("reviewer") for one in record["annotations"]} == {"ann", None}
    press(browser, "u")
    await_value(browser, "return document.querySelector('#counts').textContent", "0 of 9")
    assert errors(browser) == []


def test_the_class_of_a_text_is_set_by_its_number_and_spans_are_split_and_merged(
    browser: WebDriver, served: Serve, tmp_path: Path
) -> None:
    parts: list[Any] = [("Ada King Low", "PERSON"), " came to ", ("Rome", "CITY")]
    lines = [text_line(at, parts, labels={"intent": ("ask", "tell")[at % 2]}) for at in range(4)]
    (tmp_path / "set").mkdir()
    data = write_lines(tmp_path / "set/texts.jsonl", lines)
    started(browser, served(lambda: opened(data, None)))
    assert browser.execute_script("return document.querySelector('.whole').textContent") == "intentask"
    press(browser, "k")  # the span in focus, at the blank nearest to its middle
    await_value(browser, "return document.querySelectorAll('.tag').length", 3)
    assert turn(browser, ENTER) == "2"
    press(browser, TAB, TAB, "j")  # from the town over the intent to the first span: it takes nothing of the intent
    press(browser, TAB, "j")  # the second span goes into the first
    await_value(browser, "return document.querySelectorAll('.tag').length", 2)
    press(browser, "u")
    assert turn(browser, "a") == "3"
    assert browser.execute_script("return document.querySelector('.whole .on').textContent") == "intentask"
    press(browser, "2")
    await_value(browser, "return document.querySelector('.whole').textContent", "intenttell")
    assert turn(browser, ENTER) == "4"
    session = opened(data, None)
    apply_patch(data, patch_of(session).path, tmp_path / "mended")
    first = json.loads((tmp_path / "mended/texts.jsonl").read_text().splitlines()[0])
    assert first["labels"] == {"intent": "tell"}
    assert [(one["label"], one["value"]) for one in first["spans"]] == [
        ("PERSON", "Ada King"), ("CITY", "Rome"), ("PERSON", "Low"),
    ]  # fmt: skip
    assert errors(browser) == []
