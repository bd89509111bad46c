"""The report in a real browser, opened from disk: no error, and every tool changes what is seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.browser import await_value, browser, click, errors, opened, seen

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

__all__ = ["browser"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "dark"), [(1300, False), (1300, True), (400, False), (400, True)])
def test_it_opens_from_disk_without_an_error(browser: WebDriver, dots: Path, width: int, dark: bool) -> None:
    opened(browser, dots / "report.html", width=width, dark=dark)
    assert browser.execute_script("return [...document.images].every((one) => one.naturalWidth === 96)")
    assert browser.execute_script("return document.documentElement.scrollWidth") == width
    background = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (sum(int(part) for part in background[4:-1].split(",")) < 150) == dark
    assert errors(browser) == []


@pytest.mark.parametrize(
    "selector",
    [
        "input[value=fill]",
        "input[value=off]",
        "input[name=boxes]",
        "input[name=amodal]",
        "input[name=scores]",
        "input[name=colour]",
        'input[data-category="1"]',
    ],
)
def test_every_tool_changes_the_pixels_and_back(browser: WebDriver, dots: Path, selector: str) -> None:
    opened(browser, dots / "report.html")
    before = seen(browser)
    click(browser, selector)
    after = seen(browser)
    assert (np.abs(after - before).max(axis=2) > 20).sum() > 20
    click(browser, "input[value=outline]" if "value" in selector else selector)
    assert np.array_equal(seen(browser), before)
    assert errors(browser) == []


def test_stretch_changes_a_dark_picture(browser: WebDriver, dots: Path) -> None:
    opened(browser, dots / "report.html", "#stretch=off&masks=off")
    script = "return getComputedStyle(document.querySelectorAll('.sheet img')[1]).filter"
    assert browser.execute_script(script) == "none"
    click(browser, "input[name=stretch]")
    assert browser.execute_script(script).startswith("brightness(")


def test_outlines_hug_the_pixel_edges(browser: WebDriver, dots: Path) -> None:
    """With filled masks and the picture hidden, exactly the labelled pixels are coloured."""
    opened(browser, dots / "report.html", "#masks=fill")
    browser.execute_script(
        "const frame = document.querySelector('.sheet .frame'); frame.querySelector('img').remove();"
        "frame.style.cssText += ';width:96px;height:96px;border-radius:0;background:#000';"
        "const style = document.createElement('style');"
        "style.textContent = 'svg .m { stroke: none !important; fill: #fff !important; fill-opacity: 1 !important }';"
        "document.head.append(style)"
    )
    from pycocotools.coco import COCO

    coco = COCO(str(dots / "annotations.json"))
    labelled = np.zeros((96, 96), bool)
    for annotation in coco.loadAnns(coco.getAnnIds(imgIds=[0])):
        labelled |= coco.annToMask(annotation).astype(bool)
    np.testing.assert_array_equal(seen(browser)[..., 0] > 127, labelled)


def test_the_fragment_keeps_the_tools(browser: WebDriver, dots: Path) -> None:
    opened(browser, dots / "report.html", "#masks=off&boxes=on")
    state = browser.execute_script("return {...document.documentElement.dataset}")
    assert (state["masks"], state["boxes"]) == ("off", "on")
    click(browser, "input[name=scores]")
    assert "scores=on" in browser.current_url


def test_the_keyboard_alone_is_enough(browser: WebDriver, dots: Path) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    opened(browser, dots / "report.html")

    def press(key: str) -> None:
        ActionChains(browser).send_keys(key).perform()

    press("m")
    await_value(browser, "return document.documentElement.dataset.masks", "fill")
    press("b")
    await_value(browser, "return document.documentElement.dataset.boxes", "on")
    browser.execute_script("document.querySelector('.sheet button').focus()")
    heading = "return document.querySelector('dialog[open] h2')?.firstChild.textContent.trim()"
    press(Keys.ENTER)
    await_value(browser, heading, "000000")
    press(Keys.ARROW_RIGHT)
    await_value(browser, heading, "000001")
    press(Keys.ESCAPE)
    await_value(browser, heading, None)
    await_value(browser, "return document.activeElement.dataset.place", "1")
    assert errors(browser) == []


def test_hovering_an_object_shows_its_row(browser: WebDriver, dots: Path) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By

    opened(browser, dots / "report.html", "#picture=0")
    rows = browser.execute_script("return document.querySelectorAll('dialog tbody tr').length")
    assert rows == browser.execute_script("return document.querySelectorAll('dialog .i').length") > 3
    ActionChains(browser).move_to_element(browser.find_element(By.CSS_SELECTOR, "dialog tbody tr")).perform()
    assert browser.execute_script("return document.querySelectorAll('dialog .i.on').length") == 1
    ActionChains(browser).move_to_element(browser.find_element(By.CSS_SELECTOR, "dialog .i .m")).perform()
    assert "IoU" in browser.execute_script("return document.querySelector('.tip:not([hidden])').textContent")
    assert errors(browser) == []


def test_hostile_names_run_nothing(browser: WebDriver, tmp_path: Path) -> None:
    from synth.image.report.page import write_report

    from .data_set import Recipe, make_data_set

    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    folder = make_data_set(tmp_path / "evil", Recipe(count=2, names=(evil,), title=evil, prompt=evil))
    opened(browser, write_report(folder, None), "#picture=0")
    assert "owned" not in browser.title.replace(evil, "")
    assert browser.execute_script("return document.querySelectorAll('dialog img, dialog script').length") == 1
    assert errors(browser) == []


def test_the_sweep_opens_too(browser: WebDriver, dots: Path, tmp_path: Path) -> None:
    from synth.data.sweep import compare_data_sets

    opened(browser, compare_data_sets([dots, dots], tmp_path), width=400)
    assert browser.execute_script("return document.documentElement.scrollWidth") == 400
    assert errors(browser) == []
