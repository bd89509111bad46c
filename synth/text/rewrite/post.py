"""One HTTP request: a total deadline, a bounded answer, no redirects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from synth.core.errors import SynthError
from synth.scene.read import Unquoted
from synth.text.rewrite.address import is_local
from synth.text.rewrite.deadline import within

if TYPE_CHECKING:
    from httpx2 import Client, Response

LARGEST_ANSWER = 1 << 20
"""Bytes of a body that are read, at most; of a longer one, one chunk more."""


class Reply(NamedTuple):
    """What a server answered. The body of a status other than 2xx is not read: servers repeat keys there."""

    status: int
    retry_after: str | None
    body: bytes


class NoReplyError(Exception):
    """No server answered; the text says why, in words of this machine alone."""


Post = Callable[[bytes, float], Reply]
"""(body, seconds) -> the server's reply. NoReplyError where there is none, TimeoutError after that many seconds."""


def make_post(url: str, headers: Mapping[str, str]) -> Post:
    """A function that posts to `url`. Proxies and certificates are those of the environment; a server on this machine
    is asked without a proxy. SynthError where these cannot be used.
    """
    import httpx2

    sent = {"User-Agent": "synth", "Accept-Encoding": "identity", **headers}
    proxied = not is_local(url)

    def client(seconds: float) -> Client:
        hooks = {"response": [_stay]}
        return httpx2.Client(headers=sent, timeout=seconds, verify=certificates, trust_env=proxied, event_hooks=hooks)

    try:
        certificates = httpx2.create_ssl_context()
        client(1.0).close()
    except (OSError, ValueError, ImportError, httpx2.InvalidURL) as error:
        got = Unquoted(f"{type(error).__name__} from the environment")
        raise SynthError("rewrite.endpoint", got, "SSL_CERT_FILE, HTTPS_PROXY and the like must be usable") from None

    def post(body: bytes, seconds: float) -> Reply:
        asking = client(seconds)
        try:
            return within(seconds, lambda: _exchange(asking, url, body))
        except httpx2.TimeoutException:
            raise TimeoutError from None
        except httpx2.NetworkError as error:  # of this machine's network: its text holds nothing of a server's
            raise NoReplyError(str(error)) from None
        except httpx2.HTTPError as error:
            raise NoReplyError(type(error).__name__) from None
        finally:
            asking.close()  # also under a thread that is late, which ends by that

    return post


def _stay(response: Response) -> None:
    """Take the address of a redirect away before httpx reads it: it need not be one that httpx can read."""
    response.headers.pop("Location", None)


def _exchange(client: Client, url: str, body: bytes) -> Reply:
    with client.stream("POST", url, content=body, follow_redirects=False) as response:
        whole = bytearray()
        if response.is_success:
            for piece in response.iter_raw():
                whole += piece
                if len(whole) > LARGEST_ANSWER:
                    break
        return Reply(response.status_code, response.headers.get("Retry-After"), bytes(whole))
