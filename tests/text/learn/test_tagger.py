"""The tagger learns what names look like, says how sure it is, and keeps every place of the text."""

import pytest

from synth.core.errors import DataError
from synth.text.learn.tagger import Tagger, fit_tagger
from synth.text.learn.words import ranges_of, sentences

TEXTS = [
    (f"Please call {name} about the {thing}. Thanks!", [(12, 12 + len(name), "PERSON")])
    for name in ("Ada Smith", "Tom Baker", "Eve Miller", "Kim Novak")
    for thing in ("invoice", "parcel", "meeting")
]


def test_a_name_that_it_never_saw_is_found_at_its_place_with_a_probability() -> None:
    tagger = fit_tagger(TEXTS)
    text = "  Please call Joe Walker about the parcel."
    (found,) = tagger.ranges(text)
    assert text[found.start : found.end] == "Joe Walker"
    assert found.label == "PERSON"
    assert 0.5 < found.score <= 1


def test_the_bytes_of_a_model_are_the_model_and_the_same_texts_train_the_same() -> None:
    first, second = fit_tagger(TEXTS), fit_tagger(TEXTS)
    assert first.model == second.model
    assert Tagger(first.model).ranges(TEXTS[0][0]) == first.ranges(TEXTS[0][0])
    assert first.labels == ("PERSON",)


def test_a_tag_that_it_does_not_know_has_no_probability() -> None:
    words = ("Please", "call", "Ada")
    known = fit_tagger(TEXTS).probability(words, ["O", "O", "B-PERSON"])
    assert min(known) > 0.5
    assert fit_tagger(TEXTS).probability(words, ["O", "O", "B-ORG"])[2] == 0


def test_texts_without_labels_train_nothing() -> None:
    with pytest.raises(DataError, match="no labelled word"):
        fit_tagger([("Nothing here.", [])])


def test_a_sentence_is_not_cut_within_a_label_and_words_end_at_its_edges() -> None:
    text = "He met Dr. A. Bell. Then xAda left"
    cut = list(sentences(text, [(7, 18, "PERSON"), (26, 29, "PERSON")]))
    assert [one.words for one in cut][1][:3] == ("Then", "x", "Ada")
    marked = [(text[one.places[a][0] : one.places[b - 1][1]]) for one in cut for a, b, _ in ranges_of(one.tags)]
    assert marked == ["Dr. A. Bell", "Ada"]
