"""The shipped scenes of reviews: the stars decide the polarities, and every opinion on an aspect has that aspect's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

import pytest

from .rendered import Rendered, rendered

COUNT = 300
NAMED = {"product_review": "PRODUCT", "film_review": "TITLE", "book_review": "TITLE", "place_review": "PLACE"}
SCENES = tuple(NAMED)
GLAD = {"joy", "gratitude"}
CROSS = {"anger", "regret", "frustration", "disappointment"}


class Review(Rendered):
    @property
    def rating(self) -> int:
        return int(self.plan.variables["rating"])

    def polarities(self, label: str) -> Counter[str]:
        return Counter(str(span.attributes["polarity"]) for span in self.spans if span.label == label)


@cache
def reviews(scene: str) -> list[Review]:
    return [Review(*one) for one in rendered(scene, COUNT, 9)]


@pytest.mark.parametrize("scene", SCENES)
def test_the_stars_are_balanced_and_every_label_comes_up(scene: str) -> None:
    assert Counter(review.rating for review in reviews(scene)) == dict.fromkeys((1, 2, 3, 4, 5), COUNT // 5)
    assert {"ASPECT", "OPINION", NAMED[scene]} <= {span.label for review in reviews(scene) for span in review.spans}


@pytest.mark.parametrize("scene", SCENES)
def test_polarity_follows_the_stars(scene: str) -> None:
    for review in reviews(scene):
        found = review.polarities("OPINION")
        if review.rating == 3:
            assert found["neutral"] or (found["positive"] and found["negative"]), review.text
        else:
            leaning, other = ("positive", "negative") if review.rating > 3 else ("negative", "positive")
            assert found[leaning] > found[other] or (found[leaning] == found[other] <= 2), review.text
            assert not found["neutral"], review.text


@pytest.mark.parametrize("scene", SCENES)
def test_an_aspect_is_judged_in_one_way_and_has_its_opinion(scene: str) -> None:
    for review in reviews(scene):
        judged: defaultdict[str, set[tuple[object, object]]] = defaultdict(set)
        for span in review.spans:
            if span.label in ("ASPECT", "OPINION"):
                judged[span.label].add((span.attributes["aspect"], span.attributes["polarity"]))
        assert judged["ASPECT"] <= judged["OPINION"], review.text
        aspects = [aspect for aspect, _ in judged["ASPECT"]]
        assert len(set(aspects)) == len(aspects), review.text


@pytest.mark.parametrize("scene", SCENES)
def test_texts_differ_and_none_looks_broken(scene: str) -> None:
    assert len({review.text for review in reviews(scene)}) > 0.98 * COUNT
    for review in reviews(scene):
        assert review.text[-1] in ".!?"
        assert not re.search(r"  |\n\n\n| [.,?!;]|\.\.|[,;:][.,]|\b(\w+) \1\b|\{\{|\ba [aeio]\w+ly\b", review.text), (
            review.text
        )
        if review.plan.variables["spelling"] == "standard":
            assert not re.search(r"[.?!] [a-z]|^[a-z]", review.text), review.text


@pytest.mark.parametrize("scene", SCENES)
def test_phrases_are_composed_anew(scene: str) -> None:
    """Distinct pairs of words, and runs of five that come up again, in some 7,000 words."""
    pairs: Counter[tuple[str, ...]] = Counter()
    fives: Counter[tuple[str, ...]] = Counter()
    for review in reviews(scene):
        words = re.findall(r"[\w'-]+", review.text.lower())
        pairs.update(pairwise(words))
        fives.update(zip(*(words[at:] for at in range(5)), strict=False))
    assert len(pairs) > 0.5 * pairs.total()
    assert sum(count for count in fives.values() if count > 1) < 0.15 * fives.total()


def test_emotions_follow_the_stars() -> None:
    noted = [(review, set(review.notes.get("emotions", ()))) for review in reviews("product_review")]
    assert len(set().union(*(emotions for _, emotions in noted))) >= 8
    for review, emotions in noted:
        assert not (review.rating <= 2 and GLAD & emotions), review.text
        assert not (review.rating >= 4 and CROSS & emotions), review.text


def test_numbers_of_product_and_verb_agree() -> None:
    for review in reviews("product_review"):
        assert not re.search(
            r"\bthis (headphones|winter boots|jeans)|these (kettle|phone|laptop)\b", review.text.lower()
        )
        assert not re.search(r"\b(they|these [\w ]+s) (is|was|has)\b|\bit (are|were|have)\b", review.text), review.text
