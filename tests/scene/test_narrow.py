"""Narrowing a scene just works: what it can no longer meet is inert, and what it never had is a typo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from synth.cli import main
from synth.core.errors import SpecError
from synth.core.paths import shipped_scenes
from synth.core.seeds import rng_for
from synth.image.plan.draws import NamedDraws, draw_variables
from synth.image.plan.make import make_plan
from synth.image.scene.schema import PictureScene
from synth.kinds import load_any_scene
from synth.packet.scene.schema import PacketScene
from synth.scene.load import apply_overrides, scene_mapping
from synth.scene.narrow import narrowed
from synth.scene.quotas import Slots
from synth.scene.ranges import Choice
from synth.scene.read import read_yaml
from synth.scene.template_plans import TemplatePlanner
from synth.scene.templated import LOCALE
from synth.scene.when import when_matches

SHIPPED = shipped_scenes()
COUNT = 24


@cache
def raw(name: str) -> Mapping[str, Any]:
    return read_yaml(SHIPPED[name])


def checked(mapping: Mapping[str, Any], where: str) -> Any:
    """A scene of whichever kind."""
    return load_any_scene(mapping, where)


def narrow(full: Mapping[str, Any], **overrides: Any) -> Any:
    """The checked scene after overrides of variables, and of the locale."""
    leaves = {name if name == LOCALE else f"variables.{name}": value for name, value in overrides.items()}
    return checked(narrowed(full, apply_overrides(full, leaves), "command line"), "scene")


def every_value() -> Iterator[tuple[str, str, Any]]:
    """Every value of every variable, and every locale, of every shipped scene."""
    for name in SHIPPED:
        scene = checked(raw(name), name)
        ranges = {**getattr(scene, "variables", {}), **({LOCALE: scene.locale} if hasattr(scene, LOCALE) else {})}
        for variable, spread in ranges.items():
            yield from ((name, variable, value) for value in (spread.choice if isinstance(spread, Choice) else ()))


def variables_of(scene: Any, count: int) -> Iterator[Mapping[str, Any]]:
    """The variables of `count` samples, as the planner draws them. SpecError where there are none."""
    if isinstance(scene, PacketScene):
        for number in range(count):
            yield {name: spread.sample(rng_for(0, number, name)) for name, spread in scene.ranges().items()}
        return
    if not isinstance(scene, PictureScene):
        planner = TemplatePlanner(scene, count, 0, 0)
        for plan in map(planner.plan, range(count)):
            yield {**plan.variables, LOCALE: plan.locale}
        return
    closed = {name: quota for name, quota in scene.quotas.items() if quota.exclusive and not quota.require.rules()}
    for slot in Slots(scene, count, 0):
        for redraw in range(scene.max_redraws):
            draws = NamedDraws(seed=0, sample_id=slot.sample_id, redraw=redraw)
            variables = draw_variables(scene, slot.quotas, draws)
            others = (quota for name, quota in closed.items() if name not in slot.quotas)
            if not any(when_matches(quota.when, variables) for quota in others):
                yield variables
                break
        else:
            raise SpecError("sample", slot.sample_id, "only rare cases")


def test_every_value_of_every_shipped_scene_can_be_the_only_one() -> None:
    tried = 0
    for name, variable, value in every_value():
        drawn = [sample[variable] for sample in variables_of(narrow(raw(name), **{variable: value}), COUNT)]
        assert drawn == [value] * COUNT, (name, variable, value)
        tried += 1
    assert tried > 350


@pytest.mark.parametrize(
    ("name", "overrides"),
    [
        ("street", {"weather": "snow"}),
        ("street", {"weather": "snow", "season": "summer"}),
        ("street_rare", {"event": "traffic"}),
        ("shelf", {"stock": "sold out"}),
    ],
)
def test_a_narrowed_picture_has_a_layout(name: str, overrides: dict[str, Any]) -> None:
    scene = narrow(raw(name), **overrides)
    plan = make_plan(scene, Slots(scene, COUNT, 0)[0], 0)
    assert overrides.items() <= plan.variables.items()
    assert scene.categories == checked(raw(name), name).categories  # so that category ids stay


def test_what_only_a_quota_forced_brings_the_quota_with_it() -> None:
    crowded = narrow(raw("nuclei_rare"), density="crowded")
    assert crowded.quotas["crowded_touching"].share == 1
    assert {name: quota.share for name, quota in crowded.quotas.items() if name != "crowded_touching"} == {
        "mitosis_pairs": 0.2, "out_of_focus": 0.2
    }  # fmt: skip
    slots = Slots(crowded, 20, 0)
    assert all("crowded_touching" in slot.quotas for slot in slots)
    assert sum("mitosis_pairs" in slot.quotas for slot in slots) == 4
    charged = narrow(raw("bank_transaction"), anomaly="duplicate_charge")
    found = {sample["category"] for sample in variables_of(charged, 40)}
    assert found == {"shopping", "restaurants", "travel"}


def test_a_quota_that_nothing_meets_is_dropped_and_one_that_forbids_what_was_asked_for_too() -> None:
    assert not narrow(raw("bank_transaction"), category="rent").quotas
    assert not narrow(raw("street"), weather="rain").quotas
    assert not narrow(raw("street"), weather="snow", season="summer").quotas
    assert {sample["season"] for sample in variables_of(narrow(raw("street"), weather="snow"), 24)} == {"winter"}


def test_a_list_keeps_the_weights() -> None:
    scene = narrow(raw("street"), weather=["snow", "rain"])
    assert (scene.variables["weather"].choice, scene.variables["weather"].weights) == (("snow", "rain"), (0.3, 0.15))
    assert scene.gone == {"weather": ("clear", "fog")}
    rare = narrow(raw("street_rare"), event=["hidden", "crowd"]).variables["event"]  # both of weight 0
    assert (rare.choice, rare.weights) == (("hidden", "crowd"), None)
    mails = narrow(raw("pii_email"), locale=["de_DE", "fr_FR"])
    assert {sample[LOCALE] for sample in variables_of(mails, 40)} == {"de_DE", "fr_FR"}


def test_numbers_narrow_to_ranges_values_and_lists() -> None:
    for items in (3, {"integer": [2, 5]}, [2, 5], {"uniform": [2, 4]}):
        drawn = {sample["items"] for sample in variables_of(narrow(raw("invoice"), items=items), 20)}
        assert drawn
        assert all(2 <= value <= 5 for value in drawn)


def test_a_number_is_the_text_that_reads_so() -> None:
    transactions = raw("bank_transaction")
    scene = narrow(transactions, year=2024, month=["02", 11], day_of_month={"choice": {7: 1.0, "08": 2.0}})
    assert scene.variables["year"].root == "2024"
    assert scene.variables["month"].choice == ("02", "11")
    assert scene.variables["day_of_month"].choice == ("07", "08")


def test_a_variable_that_is_taken_out_meets_no_condition() -> None:
    full = {
        "kind": "text",
        "variables": {"tone": {"choice": ["warm", "cold"]}, "size": {"choice": ["s", "l"]}},
        "templates": {"any": {"file": "a.j2"}, "warm": {"file": "b.j2", "when": {"tone": "warm"}}},
        "balance": ["tone", ["tone", "size"]],
        "quotas": {"cold": {"share": 0.5, "when": {"tone": "cold"}}},
    }
    composed = {**full, "variables": {"size": {"choice": ["s", "l"]}}}
    scene = checked(narrowed(full, composed, "command line"), "scene")
    assert (scene.gone, scene.balance, scene.quotas) == ({"tone": ("warm", "cold")}, (("size",),), {})
    assert {TemplatePlanner(scene, 20, 0, 0).plan(n).template for n in range(20)} == {"any"}


@pytest.mark.parametrize(
    ("name", "overrides", "message"),
    [
        ("street", {"weather": "snwo"}, "scene.variables.weather: got 'snwo'; known: clear, fog, rain, snow (did you"),
        ("indoor", {"style": ["modern", "rustik"]}, "scene.variables.style: got 'rustik'; known: classic, modern, rus"),
        ("invoice", {"stamp": "maybe"}, "scene.variables.stamp: got 'maybe'; known: false, true;"),
        ("street", {"junction": 1}, "scene.variables.junction: got 1; known: false, true;"),
        ("product_review", {"rating": 6}, "scene.variables.rating: got 6; known: 1, 2, 3, 4, 5;"),
        ("street", {"weather": {"uniform": [0, 1]}}, "scene.variables.weather: got {'uniform': [0, 1]}; kn"),
        ("pii_email", {"locale": "it_IT"}, "scene.locale: got 'it_IT'; known: de_DE, en_GB, en_US, es_ES, fr_"),
    ],
)  # fmt: skip
def test_what_the_full_scene_never_had_is_a_typo(name: str, overrides: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        narrow(raw(name), **overrides)
    assert f"command line: {message}" in str(caught.value)


def test_a_document_may_be_in_a_language_more_and_a_number_may_be_any() -> None:
    assert narrow(raw("invoice"), locale="ja_JP").locale.root == "ja_JP"
    assert narrow(raw("medical_report"), panels=10).variables["panels"].root == 10


def test_a_narrowed_scene_stands_on_its_own_and_narrows_on() -> None:
    scene = narrow(raw("street"), weather=["snow", "rain"])
    mapping = scene_mapping(scene)
    assert checked(mapping, "manifest") == scene
    again = narrow(mapping, weather="rain")
    assert again.gone == {"weather": ("snow", "clear", "fog")}
    assert narrow(mapping, weather="fog").variables["weather"].root == "fog"
    assert "gone" not in scene_mapping(narrow(raw("street")))


NAMES = ("a", "b", "c")
VALUES = ("p", "q", "r", "s")


@st.composite
def scenes(draw: st.DrawFn) -> dict[str, Any]:
    """Scenes of texts with conditions of every kind on three variables."""
    variables = {}
    for name in NAMES:
        values = draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=4, unique=True))
        weights = draw(st.lists(st.sampled_from([0, 1, 2]), min_size=len(values), max_size=len(values)))
        variables[name] = {"choice": dict(zip(values, weights, strict=True))} if any(weights) else {"choice": values}

    def conditions() -> st.SearchStrategy[dict[str, Any]]:
        one = {name: st.lists(st.sampled_from(list(v["choice"])), min_size=1, max_size=3, unique=True)
               for name, v in variables.items()}  # fmt: skip
        return st.fixed_dictionaries({}, optional=one)

    templates = {"any": {"file": "any.j2"}, "some": {"file": "some.j2", "when": draw(conditions())}}
    quotas = {
        f"quota{number}": {
            "share": draw(st.sampled_from([0, 0.1, 0.25])),
            "when": when,
            "exclusive": draw(st.booleans()),
        }
        for number in range(draw(st.integers(0, 3)))
        if (when := draw(conditions()))
    }
    return {"kind": "text", "variables": variables, "templates": templates, "quotas": quotas}


@settings(max_examples=150, deadline=None)
@given(scenes(), st.data())
def test_whatever_can_be_planned_can_be_planned_narrowed(full: dict[str, Any], data: st.DataObject) -> None:
    try:
        list(variables_of(checked(full, "scene"), 20))
    except SpecError:
        assume(False)
    chosen = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    kept = {
        name: data.draw(st.lists(st.sampled_from(list(full["variables"][name]["choice"])), min_size=1, unique=True))
        for name in chosen
    }
    scene = narrow(full, **{name: values[0] if len(values) == 1 else values for name, values in kept.items()})
    planner = TemplatePlanner(scene, 20, 0, 0)
    for plan in map(planner.plan, range(20)):
        assert all(plan.variables[name] in values for name, values in kept.items())
        assert all(when_matches(scene.quotas[name].when, plan.variables) for name in plan.quotas)
    assert checked(scene_mapping(scene), "manifest") == scene


@pytest.mark.parametrize(
    "words",
    [
        ["scene=street", "scene.variables.weather=snow", "count=2"],
        ["scene=pii_email", "scene.variables.kind=bank", "scene.locale=[de_DE,ja_JP]", "count=10"],
        ["scene=letter", "scene.variables.purpose=dunning", "scene.locale=de_DE", "scene.degrade.profile=clean",
         "scene.dpi=72", "count=1"],
    ],
    ids=["image", "text", "document"],
)  # fmt: skip
def test_a_narrowed_scene_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["generate", "out=made", *words]) == 0
    assert main(["generate", "out=made", *words]) == 0  # goes on: the narrowed scene is the folder's identity


def test_texts_that_need_quotes_in_hydra_need_none_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                        capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["preview", "scene=indoor", "scene.variables.wall=#b9c7b4", "count=1"]) == 0
    assert main(["preview", "scene=indoor", "scene.variables.floor=[#9a7450,gray]", "count=1"]) == 0
    assert main(["preview", "scene=indoor", "scene.prompt=${oc.env:HOME}", "count=1"]) == 2
    assert "${...} is never evaluated" in capsys.readouterr().err
