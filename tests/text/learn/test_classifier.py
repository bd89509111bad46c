"""The classifier tells texts apart, rare classes too, and its probabilities are probabilities."""

import numpy as np
import pytest

from synth.core.errors import DataError
from synth.text.learn.classifier import fit_classifier

GOOD = [f"the {thing} is wonderful and I love it" for thing in ("film", "book", "place", "soup", "song")]
BAD = [f"the {thing} is terrible, I want my money back" for thing in ("film", "book")]


def test_classes_of_new_texts_and_their_probabilities() -> None:
    model = fit_classifier([*GOOD, *BAD], ["good"] * len(GOOD) + ["bad"] * len(BAD))
    new = ["what a wonderful chair", "terrible chair, money back"]
    assert model.predict(new) == ["good", "bad"]
    given = model.probabilities(new)
    assert given.shape == (2, 2)
    assert np.allclose(given.sum(axis=1), 1)
    assert model.probabilities([]).shape == (0, 2)


def test_one_class_is_refused() -> None:
    with pytest.raises(DataError, match="at least two classes"):
        fit_classifier(GOOD, ["good"] * len(GOOD))
