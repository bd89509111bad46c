"""One request: it ends by its deadline, goes to one server, and reads no more than it may."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.errors import SynthError
from synth.text.rewrite.post import LARGEST_ANSWER, NoReplyError, Reply, make_post
from tests.text.rewrite.stub_server import Step, drips, drips_header, hangs, hangs_up, send, sends, stub_server

SECRET = "sk-very-secret-0123456789"


def posted(url: str, seconds: float = 5.0) -> Reply:
    return make_post(f"{url}/chat", {"Authorization": f"Bearer {SECRET}"})(b"{}", seconds)


def raw(head: bytes) -> Step:
    """Sends these bytes in the place of an answer, and hangs up."""

    def step(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.wfile.write(head)
        handler.close_connection = True

    return step


def echo(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    """No HTTP, but what the client sent."""
    handler.wfile.write(f"HTTP/1.1 {handler.headers['Authorization']}\r\n\r\n".encode())
    handler.close_connection = True


def chunks(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    """Goes on and on, a chunk at a time."""
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    try:
        for _number in range(10 * LARGEST_ANSWER >> 16):
            handler.wfile.write(b"10000\r\n" + b" " * (1 << 16) + b"\r\n")
    except OSError:  # the client has hung up, as it should
        handler.close_connection = True


def test_a_reply_is_status_and_body_and_errors_have_no_body() -> None:
    with stub_server(sends(200, b"hello"), sends(503, b"secret", Retry_After="7")) as stub:
        assert posted(stub.url) == Reply(200, None, b"hello")
        assert posted(stub.url) == Reply(503, "7", b"")


@pytest.mark.parametrize("step", [hangs(1.0), drips(3.0), drips_header(3.0)], ids=["hangs", "body", "header"])
def test_the_deadline_is_for_the_whole_answer(step: Step) -> None:
    with stub_server(step) as stub:
        before, started = threading.active_count(), time.monotonic()
        with pytest.raises(TimeoutError):
            posted(stub.url, 0.2)
        assert time.monotonic() - started < 2.0
        while threading.active_count() > before:  # the late request ends, since its connection was closed
            assert time.monotonic() - started < 5.0
            time.sleep(0.01)


def test_the_deadline_is_for_the_handshake_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TimeoutError):
        posted(f"https://127.0.0.1:{silent.getsockname()[1]}", 0.2)


def test_the_deadline_is_for_the_name_server_too(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gate.wait(5.0))
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        posted("http://slow.example", 0.2)
    assert time.monotonic() - started < 2.0
    gate.set()


@pytest.mark.parametrize("step", [sends(200, b" " * 2 * LARGEST_ANSWER), chunks], ids=["length", "chunks"])
def test_no_more_of_a_body_is_read_than_shows_that_it_is_too_long(step: Step) -> None:
    with stub_server(step) as stub:
        assert LARGEST_ANSWER < len(posted(stub.url).body) <= LARGEST_ANSWER + (1 << 16)


@pytest.mark.parametrize(
    ("code", "location"),
    [
        *((code, "{}/chat") for code in (301, 302, 303, 307, 308)),
        *((307, odd) for odd in ("http://[::1", "//a..b/", "http://xn--.-/", "/again", "")),
    ],
)
def test_a_redirect_is_an_answer_and_is_not_followed(code: int, location: str) -> None:
    with (
        stub_server(sends(200, b"")) as elsewhere,
        stub_server(sends(code, b"", Location=location.format(elsewhere.url))) as stub,
    ):
        assert posted(stub.url) == Reply(code, None, b"")
        assert len(stub.requests) == 1
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (hangs_up, "RemoteProtocolError"),
        (echo, "RemoteProtocolError"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), "RemoteProtocolError"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\nabc"), "RemoteProtocolError"),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "RemoteProtocolError"),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 200_000), "RemoteProtocolError"),
        (raw(b"HTTP/9.9 OK\r\n\r\n"), "RemoteProtocolError"),
        (raw(b"\x16\x03\x01\xff\xfe"), "RemoteProtocolError"),
    ],
)
def test_what_is_no_http_is_named_without_a_word_of_the_servers(step: Step, reason: str) -> None:
    with stub_server(step) as stub, pytest.raises(NoReplyError) as error:
        posted(stub.url)
    assert str(error.value) == reason
    assert error.value.__cause__ is None


def test_nobody_at_the_address() -> None:
    with stub_server(hangs_up) as stub:
        pass
    with pytest.raises(NoReplyError, match=r"^\[Errno \d+\] Connection refused$"):
        posted(stub.url)


def test_a_server_that_speaks_no_tls() -> None:
    with stub_server(hangs_up) as stub, pytest.raises(NoReplyError, match="SSL"):
        posted(stub.url.replace("http:", "https:"))


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_server_on_this_machine_is_asked_without_a_proxy_and_others_through_it(
    proxied: pytest.MonkeyPatch,
) -> None:
    with stub_server(sends(200, b"proxy")) as proxy, stub_server(sends(200, b"server")) as stub:
        proxied.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
        assert posted(stub.url).body == b"server"
        assert posted("http://far.example").body == b"proxy"


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "gopher://h", "http://[::1", "http://a b:c"])
def test_a_proxy_that_cannot_be_used_is_one_line(proxied: pytest.MonkeyPatch, proxy: str) -> None:
    proxied.setenv("HTTP_PROXY", proxy)
    with pytest.raises(SynthError, match="HTTPS_PROXY and the like must be usable") as error:
        make_post("http://far.example", {})
    assert "\n" not in str(error.value)


def test_certificates_that_cannot_be_read_are_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(SynthError, match=r"from the environment; SSL_CERT_FILE"):
        make_post("https://far.example", {})


def test_odd_headers_of_an_answer_do_no_harm() -> None:
    def odd(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        send(handler, 429, b"", Retry_After="\xff\xe9", Content_Encoding="gzip", Set_Cookie="a=b; c", Location="::")

    with stub_server(odd) as stub:
        assert posted(stub.url).status == 429


NAMES = st.sampled_from(
    ["Location", "Set-Cookie", "Content-Length", "Transfer-Encoding", "Content-Encoding", "Retry-After", "Upgrade", "X"]
)
VALUES = st.one_of(
    st.sampled_from(
        ["http://xn--.-/", "http://[::1", "//a..b", "chunked", "gzip", "-1", "0", "a=b; Domain=xn--.-; Max-Age=9"]
    ),
    st.text(st.characters(max_codepoint=255), max_size=12),
)
STATUSES = st.sampled_from(["200", "204", "301", "308", "401", "429", "503", "101", "999", "099", "two", ""])


@pytest.fixture(scope="module")
def says() -> Iterator[Callable[[bytes], Reply]]:
    """Asks a server that answers with these bytes."""
    answer = b""

    def step(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        raw(answer)(handler, {})

    with stub_server(step) as stub:
        post = make_post(stub.url, {})

        def ask(bytes_: bytes) -> Reply:
            nonlocal answer
            answer = bytes_
            return post(b"{}", 5.0)

        yield ask


@settings(max_examples=80, deadline=None)
@given(status=STATUSES, headers=st.dictionaries(NAMES, VALUES, max_size=3), body=st.binary(max_size=12))
def test_whatever_a_server_sends_is_a_reply_or_none(
    says: Callable[[bytes], Reply], status: str, headers: dict[str, str], body: bytes
) -> None:
    lines = [f"HTTP/1.1 {status} x", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    with suppress(NoReplyError):
        assert says("\r\n".join(lines).encode("latin-1") + body).status >= 200


def test_a_compressed_body_stays_as_it_is_so_that_it_cannot_grow() -> None:
    with stub_server(sends(200, b"\x1f\x8b", Content_Encoding="gzip")) as stub:
        assert posted(stub.url).body == b"\x1f\x8b"
        assert stub.headers[0]["Accept-Encoding"] == "identity"
