"""An annotated set of pictures of any format, one picture at a time: what every reader gives and every writer takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from synth.core.labels import Category
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.tally import NOTHING, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureStream:
    """`name` of the set, its categories with the ids that it gave them, and its pictures, which can be read once.

    A picture's file is there until the next picture is asked for. `tally` says, once all are read, what was left out.
    """

    name: str
    categories: tuple[Category, ...]
    pictures: Iterator[AnnotatedImage]
    tally: Callable[[], Tally] = lambda: NOTHING
