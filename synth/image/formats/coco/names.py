"""The names that tools give to pictures, as paths that may be on this disk."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote

_ROOT = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://[^/]*|[A-Za-z]:)?/+")
"""What makes a name absolute: `https://host/`, `file:///`, `C:/`, `/`."""

_UPLOADED = re.compile(r"^[0-9a-f]{8}-(?=.)")
"""What Label Studio puts before the name of an uploaded file."""

_LOCAL_FILES = "/data/local-files/?d="
"""Label Studio's address of a file that was not uploaded."""


def spellings(file_name: str) -> tuple[str, ...]:
    """Relative paths that `file_name` may mean, the most literal first; none where one of them would leave its folder.

    Backslashes are Windows' slashes, `%20` may be a blank, an address or an absolute path may end in a path of ours, an
    accent may be a character of its own, and Label Studio's eight digits before the name may be gone.
    """
    plain = file_name.replace("\\", "/").replace(_LOCAL_FILES, "/")
    names = _ends(plain) if _ROOT.match(plain) else [file_name, plain]
    names += [unquote(name) for name in names]
    names += [unicodedata.normalize(form, name) for form in ("NFC", "NFD") for name in names]
    names += [short for name in names for short in [_without_prefix(name)] if short != name]
    found = tuple(dict.fromkeys(name for name in names if name))
    return found if all(map(_stays_inside, found)) else ()


def _ends(absolute: str) -> list[str]:
    """The ends of an absolute path or address, longest first: what lies where differs between machines."""
    root = _ROOT.match(absolute)
    path = absolute[root.end() if root else 0 :]
    parts = (path.split("?")[0].split("#")[0] if "://" in absolute else path).split("/")
    return ["/".join(parts[start:]) for start in range(len(parts))]


def _without_prefix(name: str) -> str:
    folder, slash, last = name.rpartition("/")
    return folder + slash + _UPLOADED.sub("", last)


def _stays_inside(name: str) -> bool:
    pure = PurePosixPath(name)
    try:
        name.encode()
    except UnicodeEncodeError:  # half of a surrogate pair: no file system has it
        return False
    return not pure.is_absolute() and ".." not in pure.parts and "\0" not in name
