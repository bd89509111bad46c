"""The report of documents in a real browser: no error, layers can be shown, list and page point at each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from synth.document.report.overlay import LAYERS
from synth.document.report.page import write_document_report
from tests.browser import await_value, browser, click, errors, opened

from .document_data_set import make_document_data_set

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

__all__ = ["browser"]

pytestmark = pytest.mark.browser

VISIBLE = "return getComputedStyle(document.querySelector('dialog .overlay .{}')).display !== 'none'"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_document_report(make_document_data_set(tmp_path_factory.mktemp("documents") / "invoice"))


@pytest.mark.parametrize(("width", "dark"), [(1300, False), (400, True)])
def test_it_opens_without_an_error(browser: WebDriver, page: Path, width: int, dark: bool) -> None:
    opened(browser, page, width=width, dark=dark)
    assert browser.execute_script("return document.documentElement.scrollWidth") == width
    assert browser.execute_script("return [...document.images].every((one) => one.naturalWidth === 320)")
    assert errors(browser) == []


def test_every_layer_is_shown_and_hidden(browser: WebDriver, page: Path) -> None:
    opened(browser, page, "#page=000000-1&layers=words")
    for layer, _ in LAYERS:
        before = browser.execute_script(VISIBLE.format(layer))
        assert before == (layer == "words")
        click(browser, f"dialog [data-layer={layer}]")
        assert browser.execute_script(VISIBLE.format(layer)) != before
    assert "layers=regions,tables,lines,fields,links,order,checkboxes,graphics" in browser.current_url
    assert errors(browser) == []


def test_the_sheet_shows_labels_when_asked(browser: WebDriver, page: Path) -> None:
    opened(browser, page)
    script = "return getComputedStyle(document.querySelector('.sheet .overlay')).display"
    assert browser.execute_script(script) == "none"
    click(browser, "[data-layer=labels]")
    assert browser.execute_script(script) != "none"


def test_a_row_and_its_field_point_at_each_other(browser: WebDriver, page: Path) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By

    opened(browser, page, "#page=000000-1&layers=words,fields")
    ActionChains(browser).move_to_element(browser.find_element(By.CSS_SELECTOR, "dialog tr[data-f='2']")).perform()
    assert browser.execute_script("return document.querySelectorAll('dialog g.on polygon').length") == 3
    ActionChains(browser).move_to_element(browser.find_element(By.CSS_SELECTOR, "dialog g[data-f='1']")).perform()
    assert (
        browser.execute_script("return document.querySelector('dialog tr.on').cells[2].firstChild.data") == "2024-05-03"
    )
    assert "date: 2024-05-03" in browser.execute_script(
        "return document.querySelector('.tip:not([hidden])').textContent"
    )
    assert errors(browser) == []


def test_the_keyboard_turns_pages_and_layers(browser: WebDriver, page: Path) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    opened(browser, page)
    browser.execute_script("document.querySelector('.sheet button').focus()")
    heading = "return document.querySelector('dialog[open] h2')?.textContent"
    for key, wanted in ((Keys.ENTER, "000000-1"), (Keys.ARROW_RIGHT, "000000-2"), (Keys.ESCAPE, None)):
        ActionChains(browser).send_keys(key).perform()
        await_value(browser, heading, wanted)
    await_value(browser, "return document.activeElement.dataset.place", "1")
    click(browser, ".sheet button")
    ActionChains(browser).send_keys("1").perform()
    await_value(browser, VISIBLE.format("regions"), True)
    assert errors(browser) == []
