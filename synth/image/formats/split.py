"""Split a data set by picture: a function of file names and a salt, never of order or of a random state."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from hashlib import sha256

from synth.core.errors import DataError
from synth.image.formats.data_set import AnnotatedImage, DataSet


def split_by_image(
    data_set: DataSet, share: float, salt: str = "split", stratify_by: str | None = None
) -> tuple[DataSet, DataSet]:
    """Two data sets without a common picture; the first holds round(share x n) of the pictures, in file order.

    Pictures are ranked by the hash of (salt, file name). With `stratify_by`, a key of the pictures such as `modality`,
    every value of it is split on its own. DataError for a share outside 0..1 or for a picture without that key.
    """
    if not 0 <= share <= 1:
        raise DataError("share", share, "a number from 0 to 1")
    strata: dict[object, list[AnnotatedImage]] = defaultdict(list)
    for picture in data_set.pictures:
        strata[_stratum(picture, stratify_by)].append(picture)
    chosen: set[int] = set()
    for pictures in strata.values():
        ranked = sorted(pictures, key=lambda picture: sha256(f"{salt}/{picture.file_name}".encode()).digest())
        chosen.update(picture.id for picture in ranked[: round(share * len(ranked))])
    first = tuple(picture for picture in data_set.pictures if picture.id in chosen)
    second = tuple(picture for picture in data_set.pictures if picture.id not in chosen)
    return replace(data_set, pictures=first), replace(data_set, pictures=second)


def _stratum(picture: AnnotatedImage, key: str | None) -> str:
    if key is None:
        return ""
    if key not in picture.extra:
        raise DataError(f"{picture.path}: {key}", "nothing", f"the key {key!r} in every picture")
    return str(picture.extra[key])
