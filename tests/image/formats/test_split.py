"""Splits by picture: exact shares, no order, no overlap."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from synth.core.errors import DataError
from synth.image.formats.data_set import AnnotatedImage, DataSet
from synth.image.formats.split import split_by_image


def picture(number: int) -> AnnotatedImage:
    name = f"{number:03d}.png"
    extra = {"modality": "stained" if number % 4 == 0 else "fluorescence"}
    return AnnotatedImage(
        id=number, file_name=name, name=name, path=Path(name), width=8, height=8, annotations=(), extra=extra
    )


ALL = DataSet(file=Path(), categories=(), pictures=tuple(picture(number) for number in range(40)))


def names(data_set: DataSet) -> list[str]:
    return [picture.file_name for picture in data_set.pictures]


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.8, 1])
def test_the_two_parts_are_the_whole_in_exact_shares(share):
    first, second = split_by_image(ALL, share)
    assert len(first.pictures) == round(40 * share)
    assert sorted(names(first) + names(second)) == names(ALL)
    assert names(first) == sorted(names(first))


def test_the_split_depends_on_names_and_salt_alone():
    backwards = replace(ALL, pictures=ALL.pictures[::-1])
    first, _ = split_by_image(ALL, 0.5)
    assert sorted(names(split_by_image(backwards, 0.5)[0])) == names(first)
    assert names(split_by_image(ALL, 0.5, salt="other")[0]) != names(first)
    assert names(first)[:6] == ["001.png", "002.png", "003.png", "005.png", "006.png", "008.png"]


def test_strata_are_split_on_their_own():
    first, _ = split_by_image(ALL, 0.7, stratify_by="modality")
    stained = [p for p in first.pictures if p.extra["modality"] == "stained"]
    assert (len(stained), len(first.pictures)) == (7, 28)
    with pytest.raises(DataError, match=r"000\.png: stain: got 'nothing'; the key 'stain' in every picture"):
        split_by_image(ALL, 0.7, stratify_by="stain")
    with pytest.raises(DataError, match=r"share: got 1\.2; a number from 0 to 1"):
        split_by_image(ALL, 1.2)
