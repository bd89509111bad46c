"""Split a data set by picture: a function of file names and a salt, never of order or of a random state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from synth.core.errors import DataError
from synth.image.formats.data_set import AnnotatedImage, DataSet


def split_by_image(
    data_set: DataSet, share: float, salt: str = "split", stratify_by: str | None = None, group_by: str | None = None
) -> tuple[DataSet, DataSet]:
    """Two data sets without a common picture; the first holds round(share x n) of the pictures, in file order.

    Pictures are ranked by the hash of (salt, file name). With `stratify_by`, a key of the pictures such as `modality`,
    every value of it is split on its own. With `group_by`, a key such as `patient`, pictures of one value stay
    together, whatever their stratum, and the first data set has as nearly so many pictures as whole groups allow; one
    group at least. DataError for a share outside 0..1 or for a picture without such a key.
    """
    if not 0 <= share <= 1:
        raise DataError("share", share, "a number from 0 to 1")
    key = stratify_by if group_by is None else None
    strata: dict[object, list[AnnotatedImage]] = defaultdict(list)
    for picture in data_set.pictures:
        strata[key_of(picture, key)].append(picture)
    chosen: set[int] = set()
    for pictures in strata.values():
        chosen.update(_chosen(pictures, share, salt, group_by))
    first = tuple(picture for picture in data_set.pictures if picture.id in chosen)
    second = tuple(picture for picture in data_set.pictures if picture.id not in chosen)
    return replace(data_set, pictures=first), replace(data_set, pictures=second)


def split_each_by_hash(
    data_set: DataSet, share: float, salt: str, group_by: str | None = None
) -> tuple[DataSet, DataSet]:
    """Two data sets without a common picture, or value of `group_by`; each goes to the first with the chance `share`,
    by its own hash alone, so that one more or one fewer changes nothing for the others.
    """
    chosen = {picture.id for picture in data_set.pictures if _place(picture, salt, group_by) < share}
    first = tuple(picture for picture in data_set.pictures if picture.id in chosen)
    second = tuple(picture for picture in data_set.pictures if picture.id not in chosen)
    return replace(data_set, pictures=first), replace(data_set, pictures=second)


def _place(picture: AnnotatedImage, salt: str, group_by: str | None) -> float:
    """The hash of the picture's group as a number from 0 to 1."""
    name = picture.file_name if group_by is None else key_of(picture, group_by)
    return int.from_bytes(sha256(f"{salt}/{name}".encode()).digest()[:8], "big") / 2**64


def _chosen(pictures: Sequence[AnnotatedImage], share: float, salt: str, group_by: str | None) -> Iterator[int]:
    """Ids of the pictures of the first groups by hash; a picture is a group of its own where no key is named."""
    groups: dict[str, list[int]] = defaultdict(list)
    for picture in pictures:
        groups[picture.file_name if group_by is None else key_of(picture, group_by)].append(picture.id)
    wanted, taken = round(share * len(pictures)), 0
    for name in sorted(groups, key=lambda name: sha256(f"{salt}/{name}".encode()).digest()):
        fits = abs(taken + len(groups[name]) - wanted) < abs(taken - wanted)
        if not (fits or (group_by is not None and not taken and share > 0)):
            break
        taken += len(groups[name])
        yield from groups[name]


def key_of(picture: AnnotatedImage, key: str | None) -> str:
    """The value of one of the picture's keys; empty where none is named. DataError for a picture without that key."""
    if key is None:
        return ""
    if key not in picture.extra:
        raise DataError(f"{picture.path}: {key}", "nothing", f"the key {key!r} in every picture")
    return str(picture.extra[key])
