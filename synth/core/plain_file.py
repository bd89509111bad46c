"""Opens files of unknown origin: only plain ones, only so many bytes. A pipe or a device would hang or never end."""

from __future__ import annotations

import stat
from pathlib import Path

from synth.core.errors import SynthError, Unquoted

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def check_plain(path: Path, error: type[SynthError], needed: str) -> None:
    """Raise `error`, one line that ends in `needed`, where no plain file is at `path`, links followed."""
    try:
        mode = path.stat().st_mode
    except OSError as problem:
        raise error(str(path), Unquoted(problem.strerror or "an unreadable file"), needed) from None
    except ValueError:
        raise error(repr(str(path)), Unquoted("no possible file name"), needed) from None
    if not stat.S_ISREG(mode):
        raise error(str(path), Unquoted(next((name for is_kind, name in _KINDS if is_kind(mode)), "no file")), needed)


def plain_bytes(path: Path, error: type[SynthError], needed: str, *, most: int) -> bytes:
    """The bytes of a plain file. `error` where there is none, it cannot be read or it has more than `most` bytes."""
    check_plain(path, error, needed)
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as problem:
        raise error(str(path), Unquoted(problem.strerror or "an unreadable file"), needed) from None
    if len(data) > most:
        raise error(str(path), Unquoted("too large a file"), f"at most {most} bytes are allowed")
    return data


def plain_text(path: Path, error: type[SynthError], needed: str, *, most: int) -> str:
    """As `plain_bytes`, decoded as UTF-8; a byte order mark is left out."""
    return decoded(plain_bytes(path, error, needed, most=most), str(path), error)


def decoded(data: bytes, where: str, error: type[SynthError]) -> str:
    """Bytes as UTF-8 text without a byte order mark; `error`, at `where`, for other bytes."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        got = Unquoted(f"byte {problem.start} that is not UTF-8")
        raise error(where, got, "a UTF-8 text file is needed") from None
