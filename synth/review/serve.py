"""A review served on this machine until Ctrl-C."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from contextlib import closing

from synth.core.errors import SynthError, Unquoted
from synth.review.session import Session

LOOPBACK = "127.0.0.1"


def bound(host: str, port: int) -> socket.socket:
    """A socket at a port of this machine, 0: a free one. SynthError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        got = Unquoted(f"{host}:{port}: {error.strerror or error}")
        raise SynthError("--host, --port", got, "an address of this machine and a port that is free") from error
    return listening


def names_of(host: str, port: int) -> set[str]:
    """The values of Host that name a server: its own address; on the loopback also `localhost`."""
    shown = f"[{host}]" if ":" in host else host.lower()
    names = {shown, "localhost"} if host in (LOOPBACK, "::1") else {shown}
    return {f"{name}:{port}" for name in names}


def serve(session: Session, listening: socket.socket, said: Callable[[str], None]) -> None:
    """Serve a session until Ctrl-C; `said` gets the address with its token. SynthError where the extra is missing."""
    try:
        import starlette  # noqa: F401 - so that the message comes before anything else
        import uvicorn
    except ImportError as error:
        raise SynthError("review", Unquoted(f"no {error.name}"), 'pip install "synth[review]"') from None
    from synth.review.server import review_app

    host, port = listening.getsockname()[:2]
    token = secrets.token_urlsafe(24)
    names = names_of(host, port)
    app = review_app(session, token, names)
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", server_header=False)
    shown = f"[{host}]" if ":" in host else host
    said(f"http://{shown}:{port}/?token={token}")
    with closing(listening):
        uvicorn.Server(config).run(sockets=[listening])
