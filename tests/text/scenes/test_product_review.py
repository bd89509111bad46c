"""The shipped scene `product_review`: the tone follows the stars, and every opinion has an aspect before it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from .rendered import Rendered, rendered

COUNT = 600
GLAD = {"joy", "gratitude"}
CROSS = {"anger", "disgust", "regret", "frustration"}


class Review(Rendered):
    @property
    def emotions(self) -> tuple[str, ...]:
        return self.notes.get("emotions", ())

    @property
    def rating(self) -> object:
        return self.plan.variables["rating"]

    def polarities(self, label: str) -> list[object]:
        return [span.attributes["polarity"] for span in self.spans if span.label == label]


@pytest.fixture(scope="module")
def reviews() -> list[Review]:
    return [Review(*one) for one in rendered("product_review", COUNT, 9)]


def test_the_stars_are_balanced_and_every_label_comes_up(reviews: list[Review]) -> None:
    assert Counter(review.rating for review in reviews) == dict.fromkeys((1, 2, 3, 4, 5), COUNT // 5)
    assert {span.label for review in reviews for span in review.spans} == {"PRODUCT", "ASPECT", "OPINION"}


def test_polarity_follows_the_stars(reviews: list[Review]) -> None:
    for review in reviews:
        found = Counter(review.polarities("ASPECT"))
        if review.rating == 5:
            assert set(found) == {"positive"}
        elif review.rating == 4:
            assert found["positive"] >= found["negative"] + found["neutral"]
        elif review.rating == 2:
            assert found["negative"] >= found["positive"]
        elif review.rating == 1:
            assert set(found) == {"negative"}


def test_emotions_follow_the_stars(reviews: list[Review]) -> None:
    assert len({emotion for review in reviews for emotion in review.emotions}) >= 8
    for review in reviews:
        assert not (review.rating in (1, 2) and GLAD & set(review.emotions)), review
        assert not (review.rating in (4, 5) and CROSS & set(review.emotions)), review


def test_an_opinion_follows_its_aspect_and_shares_its_polarity(reviews: list[Review]) -> None:
    for review in reviews:
        told = [span for span in review.spans if span.label != "PRODUCT"]
        assert [span.label for span in told] == ["ASPECT", "OPINION"] * (len(told) // 2)
        assert review.polarities("ASPECT") == review.polarities("OPINION")
        aspects = [span.attributes["aspect"] for span in told if span.label == "ASPECT"]
        assert len(set(aspects)) == len(aspects)


def test_texts_differ_and_none_looks_broken(reviews: list[Review]) -> None:
    assert len({review.text for review in reviews}) == COUNT
    for review in reviews:
        assert review.text[-1] in ".!?"
        assert not re.search(r"  |\n\n\n| [.,?!]|\.\.|[.?!] [a-z]|\b(\w+) \1\b|\{\{", review.text), review.text


def test_numbers_of_product_and_verb_agree(reviews: list[Review]) -> None:
    for review in reviews:
        assert not re.search(r"\b(this (headphones|winter boots)|these (kettle|novel|tent))\b", review.text)
        assert not re.search(r"the (poles|straps|laces|zips|buttons|armrests|pockets) is\b", review.text)
