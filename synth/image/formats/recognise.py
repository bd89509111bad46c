"""Which format an annotated picture set is of."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from pathlib import Path

from synth.core.errors import DataError
from synth.image.formats.mask_folders import has_masks
from synth.image.formats.table import MODULES, picture_format

MOST_SEEN, MOST_ENDINGS = 10_000, 5
"""Files that a message looks at, and endings that it names."""


def format_of(data: Path, choose: str) -> str:
    """The format of a folder or file. DataError where it is of none, or of several, with those that are known.

    `choose` says how a person names one.
    """
    if not data.exists():
        raise DataError(str(data), "no such file or folder", "an annotated picture set")
    found = formats_of(data)
    if len(found) == 1:
        return found[0]
    if found:
        raise DataError(str(data), f"a data set of {', '.join(found)}", f"one of them is needed: {choose}")
    raise DataError(
        str(data), f"no known format of picture sets{_seen(data)}", f"known: {', '.join(readable())}; {choose}"
    )


def formats_of(data: Path) -> list[str]:
    """The formats that a folder or file may be of; masks without a label file count where it is of no other."""
    formats = {name: picture_format(name) for name in readable()}
    found = [name for name, one in formats.items() if one.detect is not None and one.detect(data)]
    return found or ["masks"] * has_masks(data)


def _seen(data: Path) -> str:
    """What lies in a folder, by the endings of its first files."""
    if not data.is_dir():
        return ""
    files = islice((name for _, _, names in os.walk(data) for name in names), MOST_SEEN)
    endings = Counter(Path(name).suffix.lower() or "no ending" for name in files)
    counts = ", ".join(f"{ending} {number}" for ending, number in endings.most_common(MOST_ENDINGS))
    return f" in {endings.total()} files ({counts})" if counts else ", and no file"


def readable() -> list[str]:
    """The formats that can be read."""
    return [name for name in MODULES if picture_format(name).read is not None]
