"""A headless Chromium for the tests of pages, and what they do with it."""

from __future__ import annotations

import base64
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    from selenium.webdriver.chrome.service import Service

    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed (Debian: apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    session = webdriver.Chrome(options=options, service=Service(driver, env={**os.environ, "SE_OFFLINE": "true"}))
    yield session
    session.quit()


def opened(browser: WebDriver, page: Path, fragment: str = "", width: int = 1300, dark: bool = False) -> WebDriver:
    """The page in a window of this width; a blank page in between makes a changed fragment a fresh start."""
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    metrics = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get("about:blank")
    browser.get(page.as_uri() + fragment)
    browser.execute_async_script(
        "const done = arguments[0]; Promise.all([...document.images].map((one) => one.decode())).then(() => done())"
    )
    return browser


def seen(browser: WebDriver) -> np.ndarray:
    """The pixels of the first picture of the contact sheet, labels included."""
    box = browser.execute_script(
        "const box = document.querySelector('.sheet .frame').getBoundingClientRect();"
        "return {x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height, scale: 1}"
    )
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": box, "captureBeyondViewport": True})
    with Image.open(io.BytesIO(base64.b64decode(shot["data"]))) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def errors(browser: WebDriver) -> list[dict[str, Any]]:
    return [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def click(browser: WebDriver, selector: str) -> None:
    browser.execute_script("document.querySelector(arguments[0]).click()", selector)


def await_value(browser: WebDriver, script: str, wanted: object) -> None:
    """Wait for what a key press brings about: the browser handles events in its own time."""
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(browser, 20, 0.05).until(lambda one: one.execute_script(script) == wanted, f"{script} == {wanted!r}")
