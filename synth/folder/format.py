"""What a wing says of a format that its data sets can be exported to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat(Generic[S]):
    """`write` puts an opened data set (S) into a file or a folder at a path where nothing stands yet.

    `suffix` is added to the data set's name where no other path is given. `write_parts` puts the parts of a split, by
    name, into one folder, where the format has a way of its own; else each part is written for itself.
    """

    write: Callable[[S, Path], None]
    suffix: str
    write_parts: Callable[[Mapping[str, S], Path], None] | None = None
