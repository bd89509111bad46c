"""The review page in a browser: a server for it, keys, and the mouse on its picture."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from synth.review.serve import bound, names_of
from synth.review.server import review_app
from synth.review.session import Session
from tests.browser import await_value
from tests.review.desk import TOKEN

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

Serve = Callable[[Callable[[], Session]], str]


@pytest.fixture
def served() -> Iterator[Serve]:
    """Serves a session, opened in the server's own thread, until the test ends; gives the page's address."""
    import uvicorn

    running = list[tuple[uvicorn.Server, threading.Thread]]()

    def start(open_session: Callable[[], Session]) -> str:
        listening = bound("127.0.0.1", 0)
        host, port = listening.getsockname()

        def run() -> None:
            app = review_app(open_session(), TOKEN, names_of(host, port))
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
            running.append((server, threading.current_thread()))
            server.run(sockets=[listening])

        threading.Thread(target=run, daemon=True).start()
        return f"http://{host}:{port}/?token={TOKEN}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(10)


ITEM = "return document.body.dataset.item"
IDLE = "return document.body.ariaBusy === 'false'"


def press(browser: WebDriver, *keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser).send_keys(*keys).perform()


def turn(browser: WebDriver, key: str) -> str:
    """Press a key that brings another item, and wait for the answer; the item's number, empty for none."""
    from selenium.webdriver.support.wait import WebDriverWait

    before = browser.execute_script(ITEM)
    press(browser, key)
    WebDriverWait(browser, 20, 0.01).until(lambda one: one.execute_script(ITEM) != before and one.execute_script(IDLE))
    return browser.execute_script(ITEM)


def started(browser: WebDriver, address: str, first: str = "1") -> None:
    browser.get("about:blank")
    browser.get(address)
    await_value(browser, ITEM, first)


def drag(browser: WebDriver, points: list[tuple[float, float]]) -> None:
    """Press at the first place of the picture, in its px, and let go at the last."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.actions.action_builder import ActionBuilder

    frame = browser.execute_script(
        "const box = document.querySelector('canvas').getBoundingClientRect();"
        "return [box.x, box.y, box.width, box.height]"
    )
    scale = min(frame[2] / 40, frame[3] / 40) * 0.96
    left, top = frame[0] + (frame[2] - 40 * scale) / 2, frame[1] + (frame[3] - 40 * scale) / 2
    places = [(round(left + x * scale), round(top + y * scale)) for x, y in points]
    actions = ActionBuilder(browser)
    actions.pointer_action.move_to_location(*places[0]).pointer_down()
    for place in places[1:]:
        actions.pointer_action.move_to_location(*place)
    actions.pointer_action.pointer_up()
    actions.perform()
    ActionChains(browser).reset_actions()


def near(found: Any, wanted: tuple[float, ...], most: float = 0.2) -> None:
    assert max(abs(one - other) for one, other in zip(found, wanted, strict=True)) <= most, found
