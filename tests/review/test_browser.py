"""The page in a real browser: keyboard alone, the mouse, marked characters, hostile names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from synth.review.patch import patch_of
from tests.browser import await_value, browser, errors
from tests.quality.sets import changed, clean_pictures
from tests.review.desk import opened, spoiled_pictures, texts
from tests.review.page import ITEM, Serve, drag, near, press, served, started, turn

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

__all__ = ["browser", "served"]

pytestmark = pytest.mark.browser


def answers(folder: Path) -> list[tuple[str, int, str]]:
    lines = [json.loads(line) for line in (folder / "audit.jsonl").read_text().splitlines()[1:]]
    return [(one["act"], one["item"], one.get("verdict", "")) for one in lines]


STOPWATCH = """
window.painted = []; window.answered = [];
let pressed = 0;
document.addEventListener("keydown", () => { pressed = performance.now(); }, true);
new MutationObserver(() => requestAnimationFrame(() => painted.push(performance.now() - pressed)))
  .observe(document.body, { attributes: true, attributeFilter: ["data-item"] });
const ask = window.fetch;
window.fetch = async (...given) => {
  const [since, found] = [pressed, await ask(...given)];
  if (String(given[0]).endsWith("/decision")) answered.push(performance.now() - since);
  return found;
};
"""
"""Milliseconds from a key to the frame that shows the next item, and to the server's answer."""


LATE = """
window.answered = 0;
const ask = window.fetch;
window.fetch = async (...given) => {
  if (String(given[0]).endsWith("/decision")) await new Promise((done) => setTimeout(done, 3000));
  const found = await ask(...given);
  if (String(given[0]).endsWith("/decision")) answered += 1;
  return found;
};
"""


@pytest.mark.slow
def test_the_next_item_does_not_wait_for_the_answer(browser: WebDriver, served: Serve, tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path, 4)
    started(browser, served(lambda: opened(data, check)))
    browser.execute_script(LATE)
    press(browser, "r")
    await_value(browser, ITEM, "2")
    assert browser.execute_script("return answered") == 0


@pytest.mark.slow
def test_the_keyboard_alone_through_a_hundred_findings_and_fifty_back(
    browser: WebDriver, served: Serve, tmp_path: Path
) -> None:
    data, check = spoiled_pictures(tmp_path, 50)
    started(browser, served(lambda: opened(data, check)))
    assert browser.execute_script("return location.search") == ""
    browser.execute_script(STOPWATCH)
    keys = ["a", "r", "s", "x", "\ue007"]
    assert [turn(browser, keys[at % 5]) for at in range(100)] == [*map(str, range(2, 101)), ""]
    painted, answered = browser.execute_script("return [painted, answered]")
    assert len(painted) == len(answered) == 100
    for name, times in (("painted", painted), ("answered", answered)):
        middle, most = np.percentile(times, [50, 95])
        print(f"next item {name}: median {middle:.0f} ms, p95 {most:.0f} ms; load {os.getloadavg()[0]:.1f}")  # noqa: T201 - read with -s
    assert [turn(browser, "u") for _ in range(50)] == [str(number) for number in range(100, 50, -1)]
    assert turn(browser, "y") == "52"
    verdicts = ["accept", "reject", "skip", "reject", "accept"]
    decided = [("decide", at + 1, verdicts[at % 5]) for at in range(100)]
    undone = [("undo", number, "") for number in range(100, 50, -1)]
    assert answers(tmp_path / "review") == [*decided, *undone, ("redo", 51, "")]
    assert errors(browser) == []


def test_boxes_polygons_and_masks_are_drawn_with_the_mouse(browser: WebDriver, served: Serve, tmp_path: Path) -> None:
    def boxes_alone(record: dict[str, Any]) -> None:
        for one in record["annotations"]:
            del one["segmentation"]

    data = changed(clean_pictures(tmp_path / "set", 2), boxes_alone)
    started(browser, served(lambda: opened(data, None)))
    press(browser, "f", "2")  # the whole picture; the label in focus gets the second class
    drag(browser, [(10, 10), (12, 10), (14, 13)])  # it is moved by (4, 3)
    drag(browser, [(20, 13), (22, 13), (23, 13)])  # its right side is pulled 3 px out
    press(browser, "b")
    drag(browser, [(25, 25), (30, 30), (35, 37)])
    press(browser, "p")
    for corner in ((2, 24), (8, 24), (8, 30), (2, 30)):
        drag(browser, [corner])
    press(browser, "\ue007")
    press(browser, "\ue00c", "\ue00c", "m")  # nothing is selected: the brush makes a new label
    drag(browser, [(32, 4), (33, 4), (36, 4)])
    assert turn(browser, "\ue007") == "2"
    session = opened(data, None)
    labels = {one["id"]: one for one in session.view(session.item(2))["shown"]["labels"]}
    assert list(labels) == ["b0", "b1", "b2", "n6", "n7", "n8"]
    assert labels["b0"]["category"] == "seed"
    near(labels["b0"]["box"], (8, 7, 23, 19))
    near(labels["n6"]["box"], (25, 25, 35, 37))
    near(labels["n7"]["rings"][0], (2, 24, 8, 24, 8, 30, 2, 30))
    assert labels["n8"]["shape"] == "mask"
    near(labels["n8"]["box"], (28, 0, 40, 8), 1.1)
    assert errors(browser) == []


def test_marked_characters_become_a_span_by_the_number_of_its_class(
    browser: WebDriver, served: Serve, tmp_path: Path
) -> None:
    data = texts(tmp_path / "set")
    started(browser, served(lambda: opened(data, None)))
    mark = (
        "const piece = [...document.querySelectorAll('[data-start]')].find((one) => one.textContent.includes('came'));"
        "const at = piece.textContent.indexOf('came');"
        "getSelection().setBaseAndExtent(piece.firstChild, at - 1, piece.firstChild, at + 4)"
    )
    press(browser, "2")  # the span in focus
    await_value(browser, "return document.querySelector('.tag').textContent", "CITY")
    browser.execute_script(mark)
    press(browser, "1")
    await_value(browser, "return document.querySelectorAll('.tag').length", 3)
    assert turn(browser, "\ue007") == "2"
    session = opened(data, None)
    spans = session.view(session.item(2))["shown"]["labels"]
    assert [(one["category"], one["start"], one["end"]) for one in spans] == [
        ("CITY", 2, 9), ("CITY", 18, 22), ("PERSON", 10, 14),
    ]  # fmt: skip
    assert errors(browser) == []


def test_a_hostile_name_is_shown_and_does_nothing(browser: WebDriver, served: Serve, tmp_path: Path) -> None:
    hostile = "<img src=x onerror=document.body.dataset.hit=1>"

    def rename(record: dict[str, Any]) -> None:
        record["categories"][0]["name"] = hostile
        record["images"][0]["file_name"] = "0.png"

    data = changed(clean_pictures(tmp_path / "set", 1), rename)
    folder = tmp_path / "review"
    folder.mkdir()
    (folder / "guidelines.md").write_text(f"## {hostile}\n\n<script>document.body.dataset.hit=2</script>\n")
    started(browser, served(lambda: opened(data, None)))
    assert browser.execute_script("return document.querySelector('#classes').textContent").startswith(hostile)
    assert "<script>" in browser.execute_script("return document.querySelector('#guidelines').textContent")
    press(browser, "l")
    await_value(browser, "return document.querySelector('dialog').open", True)
    assert browser.execute_script("return [document.body.dataset.hit, document.images.length]") == [None, 0]
    assert errors(browser) == []


def test_another_window_is_told_how_the_item_stands(browser: WebDriver, served: Serve, tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    started(browser, served(lambda: opened(data, check)))
    other = opened(data, check)
    other.decide(1, "accept", 0)
    press(browser, "r")
    await_value(browser, "return document.querySelector('#told').textContent.includes('decided on elsewhere')", True)
    assert browser.execute_script("return document.querySelector('#again').textContent").startswith(
        "You decided before"
    )
    assert turn(browser, "r") == "2"
    again = opened(data, check)
    assert [one.verdict for one in again.ledger.everything()] == ["reject"]
    assert patch_of(again).lines == 0
