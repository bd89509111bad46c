"""A disk that is full from some write on, or during which the process is killed."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ENDLESS = 10**9


class Disk:
    """Counts what needs room in a folder: folders made, writes, waits for the disk, renames, links.

    After `room` of them the disk is full; where it is `deadly`, the process is killed instead. The last write that
    finds room is cut short.
    """

    def __init__(self, folder: Path, room: int, *, deadly: bool = False) -> None:
        self._folder, self._room, self._deadly, self.used = folder, room, deadly, 0

    def take(self) -> None:
        """OSError where there is no room left, or the end of the process."""
        self.used += 1
        if self.used > self._room:
            if self._deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fitting(self, data: Any) -> Any:
        """As much of `data` as there is room for."""
        return data[: len(data) // 2 or 1] if self.used == self._room else data

    def pwrite(self, write: Callable[..., int]) -> Callable[..., int]:
        def written(handle: int, data: bytes, offset: int) -> int:
            self.take()
            return write(handle, self.fitting(data), offset)

        return written

    def sync(self, call: Callable[[int], None]) -> Callable[[int], None]:
        def synced(handle: int) -> None:
            self.take()
            call(handle)

        return synced

    def name(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Of a call whose first argument is a path."""

        def called(path: Any, *told: Any, **more: Any) -> Any:
            if self._holds(path):
                self.take()
            return call(path, *told, **more)

        return called

    def link(self, call: Callable[..., None]) -> Callable[..., None]:
        """As `os.link`, whose new name needs room."""

        def linked(source: Any, target: Any) -> None:
            if self._holds(target):
                self.take()
            call(source, target)

        return linked

    def create(self, call: Callable[..., int]) -> Callable[..., int]:
        """As `os.open`, for which a file that may be new needs room."""

        def created(path: Any, flags: int, *told: Any, **more: Any) -> int:
            if flags & os.O_CREAT and self._holds(path):
                self.take()
            return call(path, flags, *told, **more)

        return created

    def open(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """As `Path.open`, whose file asks for room whenever it is written to."""

        def opened(path: Path, mode: str = "r", *told: Any, **more: Any) -> Any:
            file = call(path, mode, *told, **more)
            return file if mode in ("r", "rb") or not self._holds(path) else _File(file, self)

        return opened

    def _holds(self, path: Any) -> bool:
        return Path(path).is_relative_to(self._folder)


class _File:
    def __init__(self, file: Any, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def write(self, data: Any) -> int:
        self._disk.take()
        written = self._file.write(self._disk.fitting(data))
        self._file.flush()
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


@contextmanager
def disk_of(folder: Path, room: int, *, deadly: bool = False) -> Iterator[Disk]:
    """Meanwhile there is room for so many writes in `folder`."""
    disk = Disk(folder, room, deadly=deadly)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "pwrite", disk.pwrite(os.pwrite))
        patch.setattr(os, "fsync", disk.sync(os.fsync))
        patch.setattr(os, "open", disk.create(os.open))
        patch.setattr(os, "mkdir", disk.name(os.mkdir))
        patch.setattr(os, "replace", disk.name(os.replace))
        patch.setattr(os, "link", disk.link(os.link))
        patch.setattr(Path, "open", disk.open(Path.open))
        yield disk
