"""The place of an export: written under a temporary name, then renamed. What is there already is never replaced."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from synth.core.errors import OutputError


@contextmanager
def staged_target(path: Path) -> Iterator[Path]:
    """A temporary path for a file or a folder. It becomes `path` when the block ends well; it is removed when it fails.

    Equal content that stands at `path` is left as it is; OutputError for other content, or when the disk refuses.
    """
    if not path.name:
        raise OutputError(str(path), "a folder that is there", "a name that is free")
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove(temporary)
        yield temporary
        if not path.exists():
            temporary.replace(path)
        elif not _equal(temporary, path):
            raise OutputError(str(path), "another file or folder", "a name that is free: move it away or give --out")
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error), "a place that can be written") from error
    finally:
        _remove(temporary)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _equal(one: Path, other: Path) -> bool:
    if one.is_file() and other.is_file():
        return filecmp.cmp(one, other, shallow=False)
    if not (one.is_dir() and other.is_dir()):
        return False
    names = sorted(entry.name for entry in one.iterdir())
    if names != sorted(entry.name for entry in other.iterdir()):
        return False
    return all(_equal(one / name, other / name) for name in names)
