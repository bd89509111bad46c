"""A tagger as data: it decodes as crfsuite and scikit-learn do, and a stranger's file is only numbers."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from scipy.sparse import csr_matrix

from synth.core.errors import DataError
from synth.text.learn.calibration import Calibration, calibration_error, fit_calibration
from synth.text.learn.classifier import fit_classifier
from synth.text.learn.crf import Crf
from synth.text.learn.fit import Example, fit_stored
from synth.text.learn.linear import Linear
from synth.text.learn.stored import CARD, WEIGHTS, StoredTagger, read_tagger, write_tagger
from synth.text.learn.tagger import Tagger, fit_tagger
from synth.text.learn.words import Range, sentences

NAMES = ("Ann", "Bob", "Cid", "Dora Lind", "Eve", "Finn Holm")
TOWNS = ("Bonn", "Rome", "New York", "Essen")


def texts(number: int, shift: int = 0) -> list[tuple[str, list[Range]]]:
    found = []
    for at in range(shift, shift + number):
        name, town = NAMES[at % 6], TOWNS[at // 2 % 4]
        text = (f"{name} went to {town}. It rained.", f"In {town} lives {name}!", f"Call {name}, not me")[at % 3]
        spans = [(text.index(name), text.index(name) + len(name), "PERSON")]
        if town in text:
            spans.append((text.index(town), text.index(town) + len(town), "CITY"))
        found.append((text, spans))
    return found


@pytest.fixture(scope="module")
def trained() -> Tagger:
    return fit_tagger(texts(40))


@pytest.fixture(scope="module")
def tagger() -> StoredTagger:
    given = [
        Example(text + f" case {at}", tuple(spans), {"mood": "glad" if "rained" in text else "sad"})
        for at, (text, spans) in enumerate(texts(120))
    ]
    return fit_stored("people", given, lambda line: None, whole=True)


def test_tags_and_marginals_are_those_of_crfsuite(trained: Tagger) -> None:
    crf = Crf.of_crfsuite(trained.model)
    given = [sentence for text, _ in texts(30, 7) for sentence in sentences(text)]
    for sentence, (tags, _) in zip(given, crf.tagged(given), strict=True):
        assert tags == trained.tags(sentence.words)
        marginals = crf.marginals(crf.sums(crf.scores([sentence.words])[0]))
        wanted = trained.probability(sentence.words, tags)
        found = [marginals[at, crf.tags.index(tag)] for at, tag in enumerate(tags)]
        assert found == pytest.approx(wanted, abs=1e-4)


def test_the_probability_of_a_range_is_the_sum_over_all_paths_with_it() -> None:
    rng = np.random.default_rng(3)
    tags = ("B-X", "I-X", "O")
    words = ("a", "b", "c", "d")
    (sentence,) = sentences(" ".join(words))
    features = tuple(f"w={word}" for word in words)
    crf = Crf(
        tags=tags,
        features=features,
        transitions=rng.normal(0, 2, (3, 3)).astype(np.float32),
        weights=csr_matrix(rng.normal(0, 2, (4, 3)).astype(np.float32)),
    )
    scores = crf.scores([sentence.words])[0]

    def weight(path: tuple[int, ...]) -> float:
        return float(
            np.exp(
                sum(scores[at, tag] for at, tag in enumerate(path))
                + sum(crf.transitions[one, two] for one, two in itertools.pairwise(path))
            )
        )

    paths = {path: weight(path) for path in itertools.product(range(3), repeat=4)}
    ((found, ranges),) = crf.tagged([sentence])
    assert found == [tags[at] for at in max(paths, key=paths.__getitem__)]
    assert ranges
    for one in ranges:
        inside = [tags.index(tag) for tag in found[one.first : one.last]]
        with_it = sum(
            value
            for path, value in paths.items()
            if list(path[one.first : one.last]) == inside and (one.last == 4 or tags[path[one.last]] != "I-X")
        )
        assert one.score == pytest.approx(with_it / sum(paths.values()))


def test_probabilities_of_classes_are_those_of_scikit_learn() -> None:
    given = [text for text, _ in texts(60)]
    unseen = ["Something else in Bonn, 42 times", "", "went went went"]
    for classes in (["a", "b"], ["a", "b", "c"]):  # two classes are one row of weights there
        trained = fit_classifier(given, [classes[at % len(classes)] for at in range(60)])
        wanted = trained.probabilities([*given, *unseen])
        found = Linear.of_classifier(trained).probabilities([*given, *unseen])
        np.testing.assert_allclose(found, wanted, atol=1e-4)


def test_a_tagger_comes_back_from_its_folder_as_it_was(tagger: StoredTagger, tmp_path: Path) -> None:
    write_tagger(tmp_path / "t", tagger)
    again = read_tagger(tmp_path / "t")
    assert again.version == tagger.version
    assert again.training == tagger.training
    assert again.spans is not None
    assert again.spans.crf.labels == ("CITY", "PERSON")
    assert again.classes["mood"].linear.classes == ("glad", "sad")
    assert again.training["scores"]["spans"]["f1"] > 0.9
    assert sorted(path.name for path in (tmp_path / "t").iterdir()) == [CARD, WEIGHTS]


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("spans.tags", lambda found: found + 99, r"spans\.tags: got .* whole numbers from 0 to"),
        ("spans.ends", lambda found: found[::-1].copy(), r"spans\.ends: got numbers out of order"),
        ("spans.weights", lambda found: found * np.float32("nan"), r"spans\.weights: got infinity or NaN"),
        ("spans.transitions", lambda found: found[:, :2].copy(), r"spans\.transitions: got float32 \[\d, 2\]"),
        ("classes.0.columns", lambda found: found - 2**30, r"classes\.0\.columns: got"),
        ("classes.0.weights", lambda found: found.astype(np.float64), r"classes\.0\.weights: got float64"),
    ],
)
def test_tensors_that_do_not_fit_are_refused(
    name: str, change: Callable[[Any], Any], message: str, tagger: StoredTagger, tmp_path: Path
) -> None:
    write_tagger(tmp_path, tagger)
    tensors = load_file(tmp_path / WEIGHTS)
    save_file({**tensors, name: change(tensors[name])}, tmp_path / WEIGHTS)
    with pytest.raises(DataError, match=message):
        read_tagger(tmp_path)


def test_a_card_that_does_not_fit_is_refused(tagger: StoredTagger, tmp_path: Path) -> None:
    write_tagger(tmp_path, tagger)
    card = json.loads((tmp_path / CARD).read_text())
    for change, message in (
        ({"form": 2}, r"form: got 2"),
        ({"spans": {**card["spans"], "tags": ["O", "X"]}}, r"spans\.tags: got"),
        ({"spans": {**card["spans"], "features": [*card["spans"]["features"], "w=x"]}}, r"spans\.ends: got"),
        ({"spans": {**card["spans"], "calibration": {"scores": [0.9, 0.1], "shares": [0, 1]}}}, r"calibration: got"),
    ):
        (tmp_path / CARD).write_text(json.dumps({**card, **change}))
        with pytest.raises(DataError, match=message):
            read_tagger(tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"no tensors")
    (tmp_path / CARD).write_text(json.dumps(card))
    with pytest.raises(DataError, match="a whole file of safetensors is needed"):
        read_tagger(tmp_path)


def test_a_calibrated_score_is_a_share_of_right_answers() -> None:
    rng = np.random.default_rng(0)
    scores = rng.uniform(size=4000)
    right = rng.uniform(size=4000) < scores**2  # overconfident
    calibration = fit_calibration(list(scores[::2]), list(right[::2]))
    assert calibration.of(0.5) == pytest.approx(0.25, abs=0.05)
    before, after = scores[1::2], [calibration.of(score) for score in scores[1::2]]
    assert calibration_error(list(before), list(right[1::2])) > 0.1
    assert calibration_error(after, list(right[1::2])) < 0.04
    assert fit_calibration([0.9] * 49, [True] * 49) == Calibration()
    assert 0 < fit_calibration([0.9] * 60, [True] * 60).of(0.9) < 1


def test_texts_of_one_template_are_on_one_side() -> None:
    sides = [Example(f"Dear {name},", ((5, 5 + len(name), "PERSON"),), {}).held_out for name in NAMES]
    assert len(set(sides)) == 1
    assert {Example(f"text {at}", (), {}).held_out for at in range(40)} == {True, False}
