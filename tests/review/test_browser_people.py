"""Several people, and several windows of one of them, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sklearn.metrics import cohen_kappa_score

from synth.review.figures import figures_of
from synth.review.patch import patch_of
from tests.browser import await_value, browser, errors
from tests.quality.sets import clean_pictures
from tests.review.desk import opened, spoiled_pictures
from tests.review.page import IDLE, ITEM, Serve, press, served, started, turn

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

__all__ = ["browser", "served"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REFUSED = "document.querySelector('#told').textContent.includes('decided on elsewhere')"

VERDICTS = {"a": "accept", "r": "reject"}


def test_two_annotators_and_an_adjudicator_with_the_kappa_of_scikit_learn(
    browser: WebDriver, served: Serve, tmp_path: Path
) -> None:
    data, check = spoiled_pictures(tmp_path, 6)
    keys = {"ann": "arraaraaarra", "bob": "aaraarrarraa"}
    for who, pressed in keys.items():
        started(browser, served(lambda who=who: opened(data, check, who)))
        for key in pressed:
            turn(browser, key)
        assert browser.execute_script(ITEM) == ""
    session = opened(data, check, "ann")
    [pair] = figures_of(session).pairs
    first, second = ([VERDICTS[key] for key in pressed] for pressed in keys.values())
    assert pair.kappa is not None
    assert pair.kappa.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    differing = [at for at in range(12) if first[at] != second[at]]
    assert patch_of(session).unsettled == len(differing)

    started(browser, served(lambda: opened(data, check, "eve", adjudicates=True)), str(differing[0] + 1))
    for _ in differing:
        assert browser.execute_script("return document.querySelectorAll('.answer').length") == 2
        turn(browser, "]")  # bob's answer
    assert browser.execute_script(ITEM) == ""
    judged = opened(data, check, "eve", adjudicates=True)
    assert patch_of(judged).unsettled == 0
    assert [one.verdict for one in judged.ledger.all_settled() if one.adjudicates] == [second[at] for at in differing]
    assert errors(browser) == []


def test_two_windows_on_one_review_lose_no_decision(browser: WebDriver, served: Serve, tmp_path: Path) -> None:
    """Both show the same item; whoever answers second is shown how it stands, and what they answer then counts."""
    data = clean_pictures(tmp_path / "set", 4)
    address = served(lambda: opened(data, None))
    started(browser, address)
    windows = [browser.current_window_handle]
    browser.switch_to.new_window("window")
    started(browser, address)
    windows.append(browser.current_window_handle)
    said, refused = list[tuple[str, int]](), 0
    for at in range(8):
        browser.switch_to.window(windows[at % 2])
        number = int(browser.execute_script(ITEM))
        key = "ar"[at % 2]
        press(browser, key)
        await_value(browser, f"return document.body.dataset.item !== '{number}' || {REFUSED}", True)
        await_value(browser, IDLE, True)
        if browser.execute_script(f"return {REFUSED}"):
            refused += 1
            assert browser.execute_script(ITEM) == str(number)
            turn(browser, key)
        said.append((VERDICTS[key], number))
    lines = [json.loads(line) for line in (tmp_path / "review/audit.jsonl").read_text().splitlines()[1:]]
    assert [(line["verdict"], line["item"]) for line in lines] == said
    assert refused >= 4
    browser.close()
    browser.switch_to.window(windows[0])
