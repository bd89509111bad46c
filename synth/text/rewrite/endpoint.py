"""Asks an OpenAI-compatible server, and validates everything that it sends back."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from synth.core.errors import SynthError
from synth.scene.read import Unquoted
from synth.text.options import KEY_VARIABLE, RewriteOptions
from synth.text.rewrite.address import is_local
from synth.text.rewrite.ask import Ask, Failure
from synth.text.rewrite.post import LARGEST_ANSWER, NoReplyError, Reply, make_post
from synth.text.rewrite.retry_after import retry_after_s

PATIENCE = 20
"""Requests in a row that a server which has answered before may leave without an answer before the run is stopped."""
PAUSE_S = 1.0
"""Wait before the next try where the server names none."""

TOO_MANY_REQUESTS = 429
_OF_THIS_TEXT = (400, 413, 422)
"""Status codes that say something about the text that was sent; another text may pass."""
_NEEDED = {
    401: f"the environment variable {KEY_VARIABLE} must hold a valid key",
    403: f"the environment variable {KEY_VARIABLE} must hold a key with the right to ask",
}


def endpoint_model(
    options: RewriteOptions, endpoint: str, temperature: float, environment: Mapping[str, str] = os.environ
) -> Ask:
    """A function that asks the server at `endpoint`, with the key of `KEY_VARIABLE` where that is set.

    It raises SynthError where the server refuses for good (HTTP 3xx, 401, 403, 404 ...), does not answer the first
    request, or leaves `PATIENCE` requests in a row without an answer.
    """
    key = _key(environment, endpoint)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    post = make_post(f"{endpoint}/chat/completions", headers)
    patience, unanswered = 1, 0

    def ask(instructions: str, text: str, seed: int, seconds: float) -> str | Failure:
        nonlocal patience, unanswered
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": text}]
        body = {"model": options.model, "messages": messages, "temperature": temperature, "seed": seed}
        try:
            reply = post(json.dumps(body).encode(), seconds)
        except TimeoutError:
            failure = Failure("rewrite_timeout", f"no answer within {options.timeout_s:g} s")
        except NoReplyError as error:
            failure = Failure("rewrite_connection", str(error), wait_s=PAUSE_S)
        else:
            patience = PATIENCE
            answer = _of(reply)
            if isinstance(answer, str) and key and key in answer:
                answer = Failure("rewrite_answer", "the answer holds the key")
            if not (isinstance(answer, Failure) and _is_down(reply)):
                unanswered = 0
                return answer
            failure = answer
        unanswered += 1
        if unanswered >= patience:
            raise _gives_up(unanswered, failure)
        return failure

    return ask


def _key(environment: Mapping[str, str], endpoint: str) -> str:
    key = environment.get(KEY_VARIABLE, "")
    if not all(32 < ord(character) < 127 for character in key):
        got = Unquoted("a text with blanks or other characters that no key has (not shown)")
        raise SynthError(KEY_VARIABLE, got, "a key, or nothing, is needed")
    if key and endpoint.startswith("http:") and not is_local(endpoint):
        allowed = f"https:// is needed, or no {KEY_VARIABLE}: the key would travel unencrypted"
        raise SynthError("rewrite.endpoint", Unquoted("http:// to another machine"), allowed)
    return key


def _gives_up(unanswered: int, failure: Failure) -> SynthError:
    got = failure.detail if unanswered == 1 else f"no answer {unanswered} times in a row, at last: {failure.detail}"
    longer = " within rewrite.timeout_s" if failure.check == "rewrite_timeout" else ""
    return SynthError(
        "rewrite.endpoint",
        Unquoted(got),
        f"a server that answers{longer} is needed; then the same command goes on",
    )


def _is_down(reply: Reply) -> bool:
    return reply.status == TOO_MANY_REQUESTS or reply.status >= 500


def _of(reply: Reply) -> str | Failure:
    """The answer, or why there is none. SynthError where the server will never give one."""
    if 200 <= reply.status < 300:
        return _answer(reply.body)
    if reply.status in _OF_THIS_TEXT:
        return Failure("rewrite_server", f"HTTP {reply.status}", final=True)
    if _is_down(reply):
        check = "rewrite_rate_limit" if reply.status == TOO_MANY_REQUESTS else "rewrite_server"
        wait_s = retry_after_s(reply.retry_after, datetime.now(UTC))
        asked = "" if wait_s is None else f", to wait {wait_s:.0f} s"
        return Failure(check, f"HTTP {reply.status}{asked}", wait_s=PAUSE_S if wait_s is None else wait_s)
    redirected = "redirects are not followed: the server's own address is needed"
    other = redirected if reply.status < 400 else "an OpenAI-compatible server is needed"
    raise SynthError("rewrite.endpoint", f"HTTP {reply.status}", _NEEDED.get(reply.status, other))


def _answer(body: bytes) -> str | Failure:
    if len(body) > LARGEST_ANSWER:
        return Failure("rewrite_answer", f"more than {LARGEST_ANSWER} bytes")
    try:
        reply: Any = json.loads(body)
    except (ValueError, RecursionError):
        return Failure("rewrite_answer", "a body that is no JSON")
    choices = reply.get("choices") if isinstance(reply, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    return content if isinstance(content, str) else Failure("rewrite_answer", "no choices[0].message.content")
