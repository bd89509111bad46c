"""A local OpenAI-compatible server that answers, or misbehaves, by a script of steps."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


class Stub:
    """The server's address and the requests it received; step k answers request k, the last step all further ones."""

    def __init__(self, url: str, requests: list[dict[str, Any]], headers: list[dict[str, str]]) -> None:
        self.url, self.requests, self.headers = url, requests, headers


@contextmanager
def stub_server(*steps: Step) -> Iterator[Stub]:
    requests: list[dict[str, Any]] = []
    headers: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            requests.append(body | {"path": self.path})
            headers.append(dict(self.headers))
            steps[min(len(requests), len(steps)) - 1](self, body)

        def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Stub(f"http://127.0.0.1:{server.server_port}/v1", requests, headers)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def answers(change: Callable[[str], str]) -> Step:
    """Answers with the user's text, changed."""

    def step(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        content = change(body["messages"][1]["content"])
        send(handler, 200, json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())

    return step


def sends(status: int, body: bytes, **headers: str) -> Step:
    return lambda handler, _: send(handler, status, body, **headers)


def hangs(seconds: float) -> Step:
    return lambda _handler, _body: time.sleep(seconds)


def drips(seconds: float) -> Step:
    """Sends a byte now and then, so that no single read ever times out."""

    def step(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        drip(handler, b" ", seconds)

    return step


def drips_header(seconds: float) -> Step:
    """As `drips`, before the head of the answer is complete."""

    def step(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        drip(handler, b"x", seconds)

    return step


def drip(handler: BaseHTTPRequestHandler, piece: bytes, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            handler.wfile.write(piece)
        except OSError:  # the client has hung up, as it should
            return
        time.sleep(0.02)


def hangs_up(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    handler.close_connection = True
