"""Asks an OpenAI-compatible server, and validates everything that it sends back."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from synth.core.errors import SynthError, Unquoted
from synth.text.rewrite.ask import Ask, Failure
from synth.text.scene.rewrite import Rewrite

LARGEST_ANSWER = 1 << 20
"""Bytes of an HTTP body that are read before it is refused."""
TOO_MANY_REQUESTS = 429


PATIENCE = 20
"""Requests in a row that a server may leave without an answer before the run is stopped."""
_UNANSWERED = ("rewrite_timeout", "rewrite_connection", "rewrite_rate_limit", "rewrite_server")


class _NoRedirect(HTTPRedirectHandler):
    """Does not follow redirects, so text and key go to the named server only; a redirect is an HTTP status."""

    def redirect_request(  # urllib's own signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> None:
        return None


def endpoint_model(spec: Rewrite, environment: Mapping[str, str] = os.environ) -> Ask:
    """A function that asks `spec.endpoint`. SynthError where the key's variable is not set, where the server refuses
    for good (HTTP 3xx, 401, 403, 404 ...), or where `PATIENCE` requests in a row get no answer.
    """
    request_once, unanswered = _single_request(spec, environment), 0

    def ask(instructions: str, text: str, seed: int) -> str | Failure:
        nonlocal unanswered
        answer = request_once(instructions, text, seed)
        lost = isinstance(answer, Failure) and answer.check in _UNANSWERED and not answer.final
        unanswered = unanswered + 1 if lost else 0
        if isinstance(answer, Failure) and unanswered >= PATIENCE:
            got = f"no answer {unanswered} times in a row, at last: {answer.detail}"
            raise SynthError(
                "rewrite.endpoint", Unquoted(got), "a server that answers is needed; then go on with the same command"
            )
        return answer

    return ask


def _single_request(spec: Rewrite, environment: Mapping[str, str]) -> Ask:
    """A function that sends one request; it does not count unanswered ones."""
    url = f"{spec.endpoint}/chat/completions"
    opener, key = _opener(url), _key(spec, environment)
    headers = {"Content-Type": "application/json", "User-Agent": "synth"}
    if key:
        headers["Authorization"] = f"Bearer {key}"

    def ask(instructions: str, text: str, seed: int) -> str | Failure:
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": text}]
        body = {"model": spec.model, "messages": messages, "temperature": spec.temperature, "seed": seed}
        request = Request(url, json.dumps(body).encode(), headers, method="POST")
        try:
            got = _body(opener, request, spec.timeout_s)
        except HTTPError as error:
            with error:
                return _status(error.code, error.headers.get("Retry-After"))
        except TimeoutError:
            return Failure("rewrite_timeout", f"no answer within {spec.timeout_s:g} s")
        except (URLError, http.client.HTTPException, ConnectionError) as error:
            return _broken(error, spec.timeout_s)
        answer = _answer(got) if isinstance(got, bytes) else got
        if key and isinstance(answer, str) and key in answer:
            return Failure("rewrite_answer", "the answer holds the key")
        return answer

    return ask


def _opener(url: str) -> OpenerDirector:
    loopback = urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    return build_opener(_NoRedirect, *([ProxyHandler({})] if loopback else []))


def _key(spec: Rewrite, environment: Mapping[str, str]) -> str:
    if spec.key_env is None:
        return ""
    key = environment.get(spec.key_env, "")
    if not key or not all(32 < ord(character) < 127 for character in key):
        raise SynthError("rewrite.key_env", spec.key_env, "an environment variable that holds a key is needed")
    return key


def _body(opener: OpenerDirector, request: Request, timeout_s: float) -> bytes | Failure:
    """The body. TimeoutError after `timeout_s`, even where single bytes still arrive."""
    deadline = time.monotonic() + timeout_s
    pieces, size = [], 0
    with opener.open(request, timeout=timeout_s) as response:
        while piece := response.read1(1 << 16):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_ANSWER:
                return Failure("rewrite_answer", f"more than {LARGEST_ANSWER} bytes")
            if time.monotonic() > deadline:
                raise TimeoutError
    return b"".join(pieces)


def _broken(error: Exception, timeout_s: float) -> Failure:
    if isinstance(error, URLError) and isinstance(error.reason, TimeoutError):
        return Failure("rewrite_timeout", f"no connection within {timeout_s:g} s")
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    return Failure("rewrite_connection", type(cause).__name__, wait_s=1.0)


def _status(code: int, retry_after: str | None) -> Failure:
    """A server's refusal as a failure. Its body is not read: servers repeat keys there."""
    if code == TOO_MANY_REQUESTS:
        return Failure("rewrite_rate_limit", f"HTTP {code}", wait_s=_seconds(retry_after))
    if code >= 500:
        return Failure("rewrite_server", f"HTTP {code}", wait_s=_seconds(retry_after))
    if code in (400, 413, 422):  # something about this one text
        return Failure("rewrite_server", f"HTTP {code}", final=True)
    allowed_by_code = {401: "a valid key is needed", 403: "a key with the right to ask is needed"}
    redirected = "redirects are not followed: the server's own address is needed"
    allowed = redirected if 300 <= code < 400 else allowed_by_code.get(code, "an OpenAI-compatible server is needed")
    raise SynthError("rewrite.endpoint", f"HTTP {code}", allowed) from None


def _seconds(retry_after: str | None) -> float:
    """The wait of a Retry-After header in seconds (a number or a date: RFC 9110, 10.2.3); 1 where it is unreadable."""
    value = (retry_after or "").strip()
    if value.isdecimal() and len(value) < 10:
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return 1.0
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _answer(body: bytes) -> str | Failure:
    try:
        reply: Any = json.loads(body)
    except (ValueError, RecursionError):
        return Failure("rewrite_answer", "a body that is no JSON")
    choices = reply.get("choices") if isinstance(reply, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    return content if isinstance(content, str) else Failure("rewrite_answer", "no choices[0].message.content")
