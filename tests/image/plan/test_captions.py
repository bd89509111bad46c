"""Captions are true of the plan, varied, and grammatical; so are questions and answers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from synth.image.plan.captions import captions, questions
from synth.image.plan.english import article, counted, listed, number, plural
from synth.image.plan.measures import touching_pairs, unhidden_share
from synth.image.records import Plan
from tests.image.plan.scenes import plan_of, scene_of

SCENE = scene_of(
    {
        "shelf": {"size": 150, "aspect": 0.05, "place": {"region": [0, 0.6, 1, 0.7]}},
        "bottle": {"count": {"integer": [0, 3]}, "size": 8, "relations": {"on": "shelf"}},
        "person": {
            "count": {"integer": [0, 3]},
            "size": 14,
            "attributes": {"coat": {"choice": ["red", "blue"]}},
            "place": {"margin": -0.3, "max_overlap": 0.6},
        },
    },
    variables={"light": {"choice": ["bright", "dim"]}},
    max_redraws=100,
)
CELLS = scene_of({"nucleus": {"count": {"integer": [0, 9]}, "size": 20, "shape": "ellipse"}})
PLANS = [plan_of(scene, sample) for scene in (SCENE, CELLS) for sample in range(25)]
WORDS = {number(value): value for value in range(100)}


def count_of(plan: Plan, noun: str) -> int:
    names = Counter(item.category for item in plan.instances)
    return sum(count for name, count in names.items() if noun in (name, plural(name)))


def stated_counts(text: str) -> list[tuple[int, str]]:
    """(number, noun) for every counted noun in a sentence."""
    found = re.findall(r"([a-z-]+) ([a-z]+)(?=,| and|\.| is| are|$)", text.lower())
    return [(WORDS[word], noun) for word, noun in found if word in WORDS]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.instances[0].category if plan.instances else 'none'}")
def test_sentences_are_true(plan: Plan) -> None:
    texts = captions(plan)
    assert len(texts) >= 3
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert re.fullmatch(r"[A-Z][^.]*\.", text), text
        assert "_" not in text
        check(plan, text)


def check(plan: Plan, text: str) -> None:  # noqa: C901 - one branch for each kind of sentence
    """Check every kind of sentence against the plan, with independent code."""
    items = plan.instances
    if re.match(r"The picture shows|In the picture there|This is a picture of|Visible|There are no objects", text):
        for value, noun in stated_counts(text):
            assert value == (len(items) if noun in ("object", "objects") else count_of(plan, noun)), text
        assert items or "no objects" in text
    elif text.startswith("The light is"):
        assert str(plan.variables["light"]) in text
    elif text.startswith("Partly hidden"):
        for value, noun in stated_counts(text):
            assert value == sum(unhidden_share(i) < 0.95 for i in items if noun in (i.category, plural(i.category))), (
                text
            )
    elif "border" in text:
        for value, noun in stated_counts(text):
            assert value == sum(i.truncation > 0 for i in items if noun in (i.category, plural(i.category))), text
    elif "coat of" in text:
        ((value, _),) = stated_counts(text)
        assert value == sum(i.attributes.get("coat") == text[:-1].split()[-1] for i in items), text
    elif "touch" in text:
        pairs = len(touching_pairs(items, plan.width, plan.height))
        assert text.startswith("None of") if pairs == 0 else text.lower().startswith(counted(pairs, "pair")), text
    elif found := re.match(r"There are (more|as many) (\w+) (?:than|as) (\w+)", text):
        one, other = count_of(plan, found[2]), count_of(plan, found[3])
        assert one > other if found[1] == "more" else one == other, text
    elif found := re.match(r"(All|Most) of the (\w+) are in the (left|right) half", text):
        sides = ["left" if i.mask.centroid_xy[0] < plan.width / 2 else "right" for i in items]
        share = sides.count(found[3]) / len(sides)
        assert share == 1 if found[1] == "All" else 0.5 < share < 1, text
    elif text.startswith("The largest"):
        assert text.endswith(f" {max(items, key=lambda i: i.area).category}."), text
    elif found := re.match(
        r"(?:The|One of the) (\w+) is (on|to the left of|to the right of) (?:the|one of the) (\w+)", text
    ):
        assert any(
            related(found[2], one.box, other.box)
            for one in items
            for other in items
            if found[1] in (one.category, plural(one.category)) and found[3] in (other.category, plural(other.category))
        ), text
    elif not re.match(r"The picture is 160 pixels wide and 128 pixels high|In total there", text):
        raise AssertionError(f"a kind of sentence that nothing checks: {text}")


def related(name: str, one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return {
        "on": abs(one[3] - other[1]) <= 1,
        "to the left of": one[2] <= other[0],
        "to the right of": one[0] >= other[2],
    }[name]


def test_a_false_plan_is_noticed() -> None:
    """Sabotage: the sentences of one plan are not true of another."""
    plan = next(plan for plan in PLANS if len(plan.instances) > 3)
    fewer = replace(plan, instances=plan.instances[:-1])
    with pytest.raises(AssertionError):
        check(fewer, captions(plan)[0])


def test_sentences_vary_and_repeat() -> None:
    assert captions(PLANS[0]) == captions(PLANS[0])
    assert len({re.split(r" (?:a|one|two|no|four|three) ", captions(plan)[0])[0] for plan in PLANS}) >= 4


def test_an_empty_plan() -> None:
    empty = replace(PLANS[0], instances=(), relations=(), variables={})
    texts = captions(empty)
    assert len(texts) == 3
    assert texts[0] in ("The picture shows no objects.", "There are no objects in the picture.")
    assert texts[2] == "In total there are no objects."
    assert {item["answer"] for item in questions(empty, ["car"])} == {"0", "no"}


@pytest.mark.parametrize("plan", PLANS[:12])
def test_questions_have_the_right_answers(plan: Plan) -> None:
    for item in questions(plan, ["shelf", "bottle", "person", "aeroplane"]):
        words = item["question"].removesuffix("?").split()
        noun = words[2] if item["kind"] == "count" else words[3]
        expected = len(plan.instances) if noun in ("objects", "object") else count_of(plan, noun)
        assert item["answer"] == (str(expected) if item["kind"] == "count" else ("yes" if expected else "no")), item
    assert {"question": "Is there an aeroplane in the picture?", "answer": "no", "kind": "presence"} in questions(
        plan, ["aeroplane"]
    )


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("nucleus", "nuclei"), ("person", "people"), ("traffic_light", "traffic lights"), ("bus", "buses"),
        ("box", "boxes"), ("city", "cities"), ("toy", "toys"), ("shelf", "shelves"), ("mitosis", "mitoses"),
        ("red blood cell", "red blood cells"), ("cells", "cells"), ("glass", "glasses"), ("sheep", "sheep"),
        ("Person", "People"), ("lens", "lenses"), ("church", "churches"),
    ],
)  # fmt: skip
def test_plurals(noun: str, expected: str) -> None:
    assert plural(noun) == expected


def test_small_words() -> None:
    assert [number(value) for value in (0, 1, 13, 20, 42, 99, 100)] == [
        "no", "one", "thirteen", "twenty", "forty-two", "ninety-nine", "100",
    ]  # fmt: skip
    assert [article(noun) for noun in ("car", "apple", "unicorn", "umbrella", "hour", "euro")] == [
        "a car", "an apple", "a unicorn", "an umbrella", "an hour", "a euro",
    ]  # fmt: skip
    assert counted(1, "nucleus") == "one nucleus"
    assert counted(0, "nucleus") == "no nuclei"
    assert [listed(list("abc")[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
