"""Pictures to annotate: of any format, or a folder of them without labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from synth.annotate.model import Model
from synth.annotate.pictures.found import is_mine
from synth.core.canonical import canonical_exact
from synth.core.errors import DataError
from synth.core.labels import Category
from synth.data.convert import open_pictures
from synth.image.formats.coco.format import annotation_record, most_points


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a first look at a set of pictures says, without their pixels.

    `largest` is the largest id of a label, `digest` a sha256 of names, sizes and labels; `kept` counts labels by
    category that the model will not replace; `left_out` is what the reader says.
    """

    name: str
    categories: tuple[Category, ...]
    pictures: int
    largest: int
    digest: str
    kept: Mapping[str, int]
    left_out: tuple[str, ...]


def survey(data: Path, model: Model) -> Survey:
    """Read all labels once."""
    stream = open_pictures(data)
    digest, kept, pictures, largest = sha256(), Counter[str](), 0, 0
    points = most_points(stream.categories)
    for picture in stream.pictures:
        pictures += 1
        records = [annotation_record(one, picture.id, points) for one in picture.annotations]
        size = [picture.id, picture.name, picture.split, picture.width, picture.height, picture.path.stat().st_size]
        digest.update(canonical_exact([size, records]).encode())
        largest = max(largest, *(one.id for one in picture.annotations), 0)
        kept.update(one.category for one in picture.annotations if not is_mine(one, model))
    if not pictures:
        raise DataError(str(data), "no picture that can be read", "pictures")
    return Survey(
        name=stream.name, categories=stream.categories, pictures=pictures, largest=largest, digest=digest.hexdigest(),
        kept=kept, left_out=stream.tally().lines(),
    )  # fmt: skip
