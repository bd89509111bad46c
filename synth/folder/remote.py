"""A finished data set at an address of fsspec (`s3://bucket/name`, `gs://...`, `file://...`).

It is made in a folder of this machine, where it can be resumed, and put there file by file: what it is
(`.synth/identity.json`) first, the manifest last, so that whoever finds a manifest there finds all files. A file
appears whole or not at all.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

from synth.core.errors import OutputError, SynthError, Unquoted
from synth.folder.replace import IDENTITY
from synth.folder.staging import MANIFEST, STATE

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
NEEDED = "an address where nothing is yet, or one of this data set"
BLOCK = 1 << 22
"""Bytes that are copied at once."""
TRIES = 4
"""Attempts at one file."""
FIRST_WAIT_S = 0.5
"""Before the second attempt; twice as long before each further one."""


def is_address(out: str) -> bool:
    """Whether `out` names a place that fsspec reaches, not a path of this machine."""
    return bool(_ADDRESS.match(out))


class Remote:
    """The place of one data set. SynthError for an address that fsspec cannot use, or with a password in it."""

    def __init__(self, address: str) -> None:
        _refuse_secrets(address)
        import fsspec

        try:
            filesystem, path = fsspec.core.url_to_fs(address)
        except (ValueError, ImportError) as error:
            raise SynthError("out", address, f"an address that fsspec can use: {error}") from None
        self.address = address.rstrip("/")
        self._files: AbstractFileSystem = filesystem
        self._root = PurePosixPath(str(path))
        if not self._root.name:
            raise SynthError("out", address, f"a name behind it is needed, such as {self.address}/nuclei")

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self._root.name

    def check(self) -> None:
        """OutputError where the place cannot be reached, or holds files but no data set of ours."""
        with self._one_line():
            found = sorted(self._found())
        if found and f"{STATE}/{IDENTITY}" not in found:
            raise OutputError(self.address, found[0], NEEDED)

    def put(self, folder: Path) -> Iterator[str]:
        """Put a finished data set there; yields the name of each file that is sent.

        Samples' files that are there already are not sent again, and nothing is where the manifest is the same.
        OutputError where another data set is there, or where a file could not be written in `TRIES` attempts:
        the same call goes on.
        """
        manifest = _timeless((folder / MANIFEST).read_bytes())
        with self._one_line():
            self._refuse_other((folder / STATE / IDENTITY).read_bytes())
            if _timeless(self._read(MANIFEST)) == manifest:
                return
            if self._files.exists(self._at(MANIFEST)):
                self._files.rm_file(self._at(MANIFEST))
            there = self._found()
        for name in public_files(folder):
            path = folder / name
            if "/" not in name or there.get(name) != path.stat().st_size:
                self._put_file(path, name)
                yield name

    def _put_file(self, path: Path, name: str) -> None:
        for number in range(TRIES):
            try:
                self._send(path, name)
                return
            except OSError as error:
                if number + 1 == TRIES:
                    got = Unquoted(f"{name}: {error}")
                    raise OutputError(
                        self.address, got, f"{TRIES} attempts failed; the same command goes on"
                    ) from error
                time.sleep(FIRST_WAIT_S * 2**number)

    def _send(self, path: Path, name: str) -> None:
        """One file, in parts where it is large; it appears under its name when all of it is there."""
        target = self._at(name)
        self._files.makedirs(str(PurePosixPath(target).parent), exist_ok=True)
        with path.open("rb") as source, self._files.transaction, self._files.open(target, "wb") as sink:
            shutil.copyfileobj(source, cast("BinaryIO", sink), BLOCK)

    def _refuse_other(self, identity: bytes) -> None:
        """OutputError where something else than this data set is there."""
        theirs = self._read(f"{STATE}/{IDENTITY}")
        if theirs is None and (found := sorted(self._found())):
            raise OutputError(self.address, found[0], NEEDED)
        if theirs is not None and theirs != identity:
            raise OutputError(self.address, Unquoted("another data set"), NEEDED)

    def _found(self) -> dict[str, int]:
        """Name relative to the address -> size in bytes of every file that is there."""
        if not self._files.exists(str(self._root)):
            return {}
        found = self._files.find(str(self._root), detail=True)
        assert isinstance(found, dict)
        return {PurePosixPath(path).relative_to(self._root).as_posix(): facts["size"] for path, facts in found.items()}

    def _read(self, name: str) -> bytes | None:
        return cast("bytes", self._files.cat_file(self._at(name))) if self._files.exists(self._at(name)) else None

    def _at(self, name: str) -> str:
        return str(self._root / name)

    @contextmanager
    def _one_line(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(
                self.address, Unquoted(str(error) or type(error).__name__), "a place that answers"
            ) from error


def public_files(folder: Path) -> list[str]:
    """What is put there, in its order: what the data set is, the samples' files, the files about all, the manifest."""
    hidden = (STATE, ".hydra")
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    names = sorted(path.as_posix() for path in paths if path.parts[0] not in hidden)
    names.sort(key=lambda name: (name == MANIFEST, "/" not in name))
    return [f"{STATE}/{IDENTITY}", *names]


def _timeless(manifest: bytes | None) -> object:
    """A manifest without the clock of its last run, which a run that had nothing to do moves; None where it is none."""
    try:
        told = json.loads(manifest or b"")
    except ValueError:
        return None
    return {name: value for name, value in told.items() if name != "run"} if isinstance(told, dict) else None


def _refuse_secrets(address: str) -> None:
    """An address is printed and stands in files: SynthError, which does not repeat it, where it holds a password."""
    parts = urlsplit(address)
    if "@" in parts.netloc or parts.query:
        got = Unquoted("an address with a user, a password or a query")
        raise SynthError("out", got, "credentials belong into the environment or the service's own files")
