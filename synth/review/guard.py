"""What stands before the review server: who may ask, from which page, how much. Nothing else answers a request first.

- The Host header must name the address that the server listens on: a foreign name that resolves to it is refused.
- Whatever is under `/api/` needs the token, in a header of its own. A foreign page can make a browser send neither
  that header nor JSON without asking first, which is refused: there are no cookies that it could ride on.
- `Origin` and `Sec-Fetch-Site`, where a browser sends them, must say that the page itself asks.
- A body is at most `LARGEST_BODY` bytes, whatever its stated length.
"""

from __future__ import annotations

from collections.abc import Collection
from hmac import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from synth.review.desk import RefusedError

LARGEST_BODY = 1 << 21
"""Bytes."""

TOKEN = "x-synth-token"

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Guard:
    """The server behind its checks. `hosts` are the values of Host that are its own, in small letters."""

    def __init__(self, app: ASGIApp, token: str, hosts: Collection[str]) -> None:
        self._app, self._token, self._hosts = app, token.encode(), frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        fault = self._fault(scope)
        if fault:
            await JSONResponse({"error": fault[1]}, fault[0])(scope, receive, guarded)
        else:
            await self._app(scope, _bounded(receive), guarded)

    def _fault(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the reason of a refusal; None for a request that may pass."""
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if host not in self._hosts:
            return 421, "a Host that is not this server's"
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host}":
            return 403, "a request from another origin"
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return 403, "a request from another site"
        if not scope["path"].startswith("/api/"):
            return None
        if not compare_digest(headers.get(TOKEN, "").encode(), self._token):
            return 401, "no token, or another one: open the address that `synth review` printed"
        if scope["method"] == "POST" and headers.get("content-type") != "application/json":
            return 415, "a body that is no application/json"
        return None


def _bounded(receive: Receive) -> Receive:
    """Receives at most LARGEST_BODY bytes of a body. RefusedError (413) for more."""
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise RefusedError(413, f"more than {LARGEST_BODY} bytes")
        return message

    return receive_bounded
