"""A category whose objects hardly ever touch one another is known from the training pictures, and the card says so."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from synth.image.train.options import PrivacyOptions, TrainConfig
from synth.image.train.real import read_corpus
from synth.image.train.touching import lone_categories, touched
from tests.image.train.mixed import write_mixed


def picture(labels: list[list[int]], categories: list[int]) -> Any:
    return SimpleNamespace(labels=np.array(labels, np.int32), categories=np.array(categories, np.int64))


@pytest.mark.parametrize(
    ("labels", "categories", "expected"),
    [
        ([[1, 2, 0, 3]], [0, 0, 0], [True, True, False]),
        ([[1, 0, 2], [3, 3, 0]], [0, 0, 0], [True, False, True]),
        ([[1, 2, 2]], [0, 1], [False, False]),
        ([[1, 0], [0, 2]], [0, 0], [False, False]),
    ],
    ids=["side by side", "above each other", "of two categories", "corners"],
)
def test_objects_touch_along_a_side(labels: list[list[int]], categories: list[int], expected: list[bool]) -> None:
    assert touched(picture(labels, categories)).tolist() == expected


def test_an_accident_among_many_does_not_count() -> None:
    once, never = picture([[1, 2, 0]], [0, 0]), picture([[1, 0, 2]], [0, 1])
    assert lone_categories([once, *[never] * 97], 2) == [1]
    assert lone_categories([once, *[never] * 98], 2) == [0, 1]


def test_the_card_says_which_categories_stay_apart(tmp_path: Path, corpus: Path) -> None:
    mixed = TrainConfig(data=write_mixed(tmp_path / "data", masks=True), out=tmp_path / "pack")
    assert read_corpus(mixed).card.apart == ("head", "spot", "bar")
    private = TrainConfig(data=corpus, out=tmp_path / "private", privacy=PrivacyOptions(epsilon=1.0))
    assert read_corpus(private).card.apart == ()
