"""Prompts: the scene's first, then what is seen, the largest first, equals counted; attributes are filled in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from synth.image.condition.make import condition_of, prompt_parts
from synth.image.plan.english import counted_phrase
from synth.image.plan.make import make_plan
from synth.image.plan.paint import Figure
from synth.image.records import Plan
from synth.scene.quotas import SampleSlot
from tests.image.condition.painted import block, plan_of
from tests.image.plan.scenes import plan_of as planned
from tests.image.plan.scenes import scene_of


def phrased(*figures: tuple[str, tuple[int, int, int, int]]) -> Plan:
    """A plan of blocks with these phrases."""
    blocks: list[Figure] = [
        replace(block("thing", *box, z=k), phrase=phrase) for k, (phrase, box) in enumerate(figures)
    ]
    return replace(plan_of(blocks), prompt="a street, rain")


def test_the_largest_comes_first_and_equals_are_counted() -> None:
    plan = phrased(
        ("a red car", (0, 0, 10, 10)),  # 100 px
        ("a person in a blue coat", (20, 0, 26, 20)),  # 120 px
        ("a dog", (0, 20, 25, 30)),  # 250 px, 50 of them hidden
        ("a bird", (50, 40, 52, 42)),
        ("a red car", (30, 0, 41, 10)),  # 110 px more
        ("a kite", (0, 20, 5, 30)),  # hides the dog's
        ("a bird", (55, 40, 57, 42)),
    )
    parts = ("a street, rain", "two red cars", "a dog", "a person in a blue coat", "a kite", "two birds")
    assert prompt_parts(plan) == parts
    condition = condition_of(plan)
    assert condition.parts == parts
    assert condition.prompt == ", ".join(parts)
    named = ("a red car", "a person in a blue coat", "a dog", "a bird", "a red car", "a kite", "a bird")
    assert condition.phrases == named


def test_a_plan_without_prompt_or_objects_says_only_what_there_is() -> None:
    plan = phrased(("a dog", (0, 0, 9, 9)))
    assert prompt_parts(replace(plan, prompt="")) == ("a dog",)
    assert prompt_parts(replace(plan, instances=())) == ("a street, rain",)
    assert condition_of(replace(plan, prompt="", instances=())).prompt == ""


def test_phrases_have_attributes_and_variables_filled_in() -> None:
    objects = {
        "car": {
            "phrase": "a {paint} car in the {weather}",
            "attributes": {"paint": {"choice": ["orange"]}},  # the object's own wins over the scene's
            "count": 2,
            "place": {"region": [0, 0, 1, 1]},
        },
        "traffic_light": {"place": {"z": 3}},
    }
    scene = scene_of(
        objects,
        variables={"weather": {"choice": ["rain"]}, "paint": "white"},
        prompt="a {weather} scene",
        negative_prompt="blur, no {weather}",
    )
    plan = planned(scene)
    assert [i.phrase for i in plan.instances] == ["an orange car in the rain"] * 2 + ["traffic light"]
    condition = condition_of(plan)
    assert condition.parts == ("a rain scene", "two orange cars in the rain", "traffic light")
    assert condition.negative_prompt == plan.negative_prompt == "blur, no rain"


def test_a_quota_may_set_the_negative_prompt() -> None:
    quotas = {"foggy": {"share": 0.5, "set": {"negative_prompt": "clear sky"}}}
    scene = scene_of({"car": {}}, negative_prompt="blur", quotas=quotas)
    slots = [SampleSlot(sample_id=0), SampleSlot(sample_id=1, quotas=("foggy",))]
    assert [make_plan(scene, slot, 0).negative_prompt for slot in slots] == ["blur", "clear sky"]


@pytest.mark.parametrize(
    ("one", "three"),
    [
        ("a red car", "three red cars"),
        ("traffic light", "three traffic lights"),
        ("a person in a red coat", "three people in red coats"),
        ("an old man with a dog in a bag", "three old men with dogs in bags"),
        ("a glass of water", "three glasses of water"),
        ("a car parked at the kerb", "three cars parked at the kerb"),
        ("a red parked car", "three red parked cars"),
        ("a man wearing a hat", "three men wearing hats"),
        ("the bus, empty", "three buses, empty"),
    ],
)
def test_phrases_are_counted_in_english(one: str, three: str) -> None:
    assert counted_phrase(1, one) == one
    assert counted_phrase(3, one) == three
