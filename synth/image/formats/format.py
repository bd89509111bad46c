"""What a module says of the format of picture sets that it reads and writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from synth.image.formats.carries import Carries, Losses
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting


class Read(Protocol):
    """Reads a picture set; what it leaves out is counted in `dropped`, which says whether unreadable pictures are."""

    def __call__(self, data: Path, dropped: Counting | None = None) -> PictureStream: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFormat:
    """`detect` says whether a folder or file is of this format, without reading all of it.

    `write` puts a stream, already as the format can hold it, into a file or folder at a path where nothing stands yet,
    and adds to `Losses` what it had to change. `suffix` is added to the set's name where no other path is given. A
    variant of another format is written alone: `read` belongs to the other.
    """

    title: str
    carries: Carries
    suffix: str
    write: Callable[[PictureStream, Path, Losses], None]
    detect: Callable[[Path], bool] | None = None
    read: Read | None = None
