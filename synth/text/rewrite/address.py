"""Which addresses of a server are taken."""

from __future__ import annotations

import re
from ipaddress import ip_address

from synth.core.errors import SpecError
from synth.scene.read import Unquoted

NEEDED = "an address such as https://HOST/v1 or http://localhost:8000/v1 is needed"
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
"""One part of a host name, in the form that name servers know (RFC 1123, and the underscores of container networks)."""


def checked_address(text: str) -> str:
    """The base URL of a server in its normal form, without a `/` at its end.

    SpecError for what no server can have, and for what may hold a secret; the text itself is never shown.
    """
    import httpx2

    try:
        url = httpx2.URL(text)
        host = url.host  # in Unicode, so that broken `xn--` names are found
    except (httpx2.InvalidURL, UnicodeError):
        raise _refused("no address") from None
    if url.scheme not in ("http", "https") or not host:
        raise _refused("no http:// or https:// address")
    if url.userinfo or "@" in text:
        raise _refused("a user name or password in it")
    if "?" in text or "#" in text:
        raise _refused("a query or fragment in it")
    if not _possible(url.raw_host.decode("ascii")):
        raise _refused("no possible host name")
    if url.port is not None and not 0 < url.port < 1 << 16:
        raise _refused("no possible port")
    return str(url).rstrip("/")


def is_local(address: str) -> bool:
    """Whether the server is on this machine, so that nothing travels over a network."""
    import httpx2

    host = httpx2.URL(address).host
    return host == "localhost" or (_is_ip(host) and ip_address(host).is_loopback)


def _refused(what: str) -> SpecError:
    return SpecError("rewrite.endpoint", Unquoted(f"{what} (not shown: it may hold a secret)"), NEEDED)


def _possible(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    return _is_ip(host) or (len(host) < 254 and all(map(_LABEL.fullmatch, labels)))


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
