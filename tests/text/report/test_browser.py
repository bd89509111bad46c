"""The report of texts in a real browser: no error, no sideways scrolling, and its switches work without a script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from synth.text.report.page import write_text_report
from tests.browser import browser, click, errors, opened

from .text_data_set import make_text_data_set, records

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

__all__ = ["browser"]

pytestmark = pytest.mark.browser

LABEL = "return getComputedStyle(document.querySelector('mark.k1'), '::after').content"
COLOUR = "return getComputedStyle(document.querySelector('mark.k1')).backgroundColor"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_text_report(make_text_data_set(tmp_path_factory.mktemp("texts") / "letters", records(12)))


@pytest.mark.parametrize(("width", "dark"), [(1300, False), (400, True)])
def test_it_opens_without_an_error(browser: WebDriver, page: Path, width: int, dark: bool) -> None:
    opened(browser, page, width=width, dark=dark)
    assert browser.execute_script("return document.documentElement.scrollWidth") == width
    assert errors(browser) == []


def test_the_browser_sees_the_texts_as_they_are(browser: WebDriver, page: Path) -> None:
    opened(browser, page)
    seen = browser.execute_script("return [...document.querySelectorAll('.text')].map((one) => one.textContent)")
    assert seen == [record["text"] for record in records(12)]


def test_labels_can_be_switched_off(browser: WebDriver, page: Path) -> None:
    opened(browser, page)
    coloured = browser.execute_script(COLOUR)
    click(browser, "#names")
    assert (
        browser.execute_script("return getComputedStyle(document.querySelector('mark'), '::after').display") == "none"
    )
    assert browser.execute_script(COLOUR) == coloured
    click(browser, "#names")
    assert browser.execute_script(LABEL) != "none"
    click(browser, "#l1")
    assert browser.execute_script(LABEL) == "none"
    assert browser.execute_script(COLOUR) == "rgba(0, 0, 0, 0)" != coloured
    assert errors(browser) == []
