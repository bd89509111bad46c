"""Opening an output folder, whatever is kept in it: one run at a time, for one identity, never over foreign files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from synth.core.errors import OutputError
from synth.folder.disk import one_line_errors
from synth.folder.identity import claim
from synth.folder.lock import locked
from synth.folder.staging import STAGING, STATE


@contextmanager
def opened(path: Path, identity: Mapping[str, object]) -> Iterator[str]:
    """Hold the folder `path` (made when missing) for `identity`; yields the identity's sha256.

    OutputError, with the folder untouched, where it has another identity, is in use or holds files of other origin.
    """
    with ExitStack() as held:
        with one_line_errors(path):
            _refuse_foreign(path)
            (path / STATE).mkdir(parents=True, exist_ok=True)
            held.enter_context(locked(path / STATE / "lock"))
            identity_sha256 = claim(path / STATE / "identity.json", identity)
            shutil.rmtree(path / STATE / STAGING, ignore_errors=True)
        yield identity_sha256


def _refuse_foreign(path: Path) -> None:
    """OutputError where `path` is a file, or a folder of other origin. Hidden entries and logs may be there already."""
    if path.exists() and not path.is_dir():
        raise OutputError(str(path), "a file", "a folder, or a name that is still free")
    if path.is_dir() and not (path / STATE / "identity.json").exists():
        foreign = sorted(p.name for p in path.iterdir() if not p.name.startswith(".") and p.suffix != ".log")
        if foreign:
            raise OutputError(str(path), foreign[0], "an empty folder, or one that this command made")
