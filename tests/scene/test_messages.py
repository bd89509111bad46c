"""The text of every kind of mistake: one line with where, got and allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.image.scene.check import NO_SCALE
from synth.image.scene.load import load_scene
from synth.scene.load import apply_overrides
from synth.scene.read import parse_yaml

SCENE: dict[str, Any] = {
    "kind": "image",
    "variables": {"weather": {"choice": ["clear", "fog"]}, "haze": {"uniform": [0, 1]}},
    "prompt": "a street, {weather}",
    "objects": {
        "car": {"count": 3, "attributes": {"paint": {"choice": ["red", "blue"]}}, "color": "{paint}"},
        "person": {"relations": {"near": "car"}, "place": {"kind": "grid", "rows": 2, "cols": 2}},
    },
    "quotas": {"foggy": {"share": 0.1, "when": {"weather": "fog"}, "set": {"objects.car.count": 4}}},
}

MISTAKES: list[tuple[str, Any, str]] = [
    ("kind", "video", "kind: got 'video'; known: image"),
    ("objects", {}, "objects: got {}; at least 1 needed"),
    ("objects.car", None, "objects.car: got None; a mapping is needed"),
    ("objects.car.count", "3", "objects.car.count: got '3'; a number is needed (without quotes)"),
    ("objects.car.count", True, "objects.car.count: got True; a number is needed"),
    ("objects.car.count", -3, "objects.car.count: got -3.0; 0 to 10000 is allowed"),
    ("objects.car.count", {"uniform": [3, 1]}, "objects.car.count: got {'uniform': [3, 1]}; low must not exceed high"),
    ("objects.car.count", {"uniform": [3]}, "objects.car.count.uniform.1: got nothing; a value is needed"),
    (
        "objects.car.count",
        {"unifrom": [1, 2]},
        (
            "objects.car.count: got {'unifrom': [1, 2]}; a plain value or one of these is needed: "
            "known: choice, fitted, integer, lognormal, normal, poisson, uniform (did you mean 'uniform'?)"
        ),
    ),
    (
        "objects.car.count",
        {"poisson": 3, "uniform": [1, 2]},
        "objects.car.count: got {'poisson': 3, 'uniform': [1, 2]}; only one of poisson and uniform is allowed",
    ),
    (
        "objects.person.place.kind",
        "gird",
        (
            "objects.person.place.kind: got 'gird'; "
            "known: cluster, fitted, grid, ground, pairs, row, scatter (did you mean 'grid'?)"
        ),
    ),
    ("objects.person.place.vacancy", 2, "objects.person.place.vacancy: got 2.0; 0 to 1 is allowed"),
    (
        "objects.person.relations.near",
        "cra",
        "objects.person.relations.near: got 'cra'; known: car, person (did you mean 'car'?)",
    ),
    (
        "objects.car.relations.on",
        "person",
        "objects.car.relations.on: got 'person'; 'person' refers back to 'car': a circle",
    ),
    (
        "objects.car.place.occluded_by",
        {"category": "cars", "fraction": [0, 1]},
        "objects.car.place.occluded_by.category: got 'cars'; known: car, person (did you mean 'car'?)",
    ),
    (
        "objects.car.color",
        "{paimt}",
        "objects.car.color: got '{paimt}'; known: haze, paint, weather (did you mean 'paint'?)",
    ),
    (
        "objects.car.size.to",
        "bus",
        (
            "objects.car.size: got {'to': 'bus'}; a plain value or one of these is needed: "
            "known: choice, fitted, fraction, integer, lognormal, metres, normal, poisson, relative, uniform"
        ),
    ),
    ("objects.car.size", {"metres": 4}, f"objects.car.size.metres: got 4.0; {NO_SCALE}"),
    (
        "objects.car.place",
        {"kind": "ground", "across_m": [1]},
        "objects.car.place.across_m: got [1]; a number is needed",
    ),
    (
        "objects.car.place",
        {"kind": "ground", "across_m": {"choice": [2, 5]}},
        f"objects.car.place.across_m: got {{'choice': [2.0, 5.0]}}; {NO_SCALE}",
    ),
    ("background.road_m", [-3, 3], f"background.road_m: got [-3.0, 3.0]; {NO_SCALE}"),
    ("background", {"horizon": 0.4, "road_m": [3, 2]}, "background.road_m: got [3.0, 2.0]; left must be below right"),
    ("background.floor", 0.6, "background.floor: got 0.6; a `horizon` above it is needed: a smaller share"),
    ("background.ground_fill", "{gren}", "background.ground_fill: got '{gren}'; known: haze, weather"),
    (
        "background",
        {"horizon": 0.5, "floor": 0.4},
        "background.floor: got 0.4; a `horizon` above it is needed: a smaller share",
    ),
    ("background.eye_m", 0, "background.eye_m: got 0; more than 0 is needed"),
    (
        "objects.car.shape",
        {"fitted": True},
        "objects.car.shape: got {'fitted': True}; a scene that uses this names its `pack`",
    ),
    ("prompt", "a {wether} day", "prompt: got '{wether}'; known: haze, weather (did you mean 'weather'?)"),
    ("prompt", "a {weather day", "prompt: got 'a {weather day'; every { needs its }, with a name between them"),
    ("canvas.width", 100, "canvas.width: got 100; a multiple of 8 is needed"),
    (
        "canvas",
        {"width": 8192, "height": 2056},
        "canvas: got {'width': 8192, 'height': 2056}; at most 16,777,216 px in all, such as 4096 x 4096",
    ),
    ("canvas.width", 64.5, "canvas.width: got 64.5; a whole number is needed"),
    ("variables.weather", {"choice": {"fog": -1}}, "variables.weather.weights.0: got -1; at least 0 is needed"),
    (
        "variables.wea ther",
        1,
        "variables.wea ther: got 'wea ther'; a name is needed: letters, digits and _, no digit first",
    ),
    ("quotas.foggy.share", 2, "quotas.foggy.share: got 2; at most 1 is allowed"),
    (
        "quotas.foggy.when.weather",
        "fgo",
        "quotas.foggy.when.weather: got 'fgo'; known: clear, fog (did you mean 'fog'?)",
    ),
    (
        "quotas.foggy.when.haze",
        1,
        "quotas.foggy.when.haze: got 1; only a variable with a `choice` of values can be matched",
    ),
    ("quotas.foggy.exclusive", "yes", "quotas.foggy.exclusive: got 'yes'; true or false is needed"),
    ("quotas.foggy.require", {"count": {}}, "quotas.foggy.require.count: got {}; needs min, max or `of`"),
    (
        "quotas.foggy.require",
        {"count": {"of": {"cra": {"max": 4}}}},
        "quotas.foggy.require.count.of.cra: got 'cra'; known: car, person (did you mean 'car'?)",
    ),
    (
        "quotas.foggy.set",
        {"canvas.width": 64},
        (
            "quotas.foggy.set: got 'canvas.width'; "
            "a quota may set leaves of background, constraints, negative_prompt, objects, prompt, style"
        ),
    ),
    (
        "quotas.foggy.set",
        {"objects.cra.count": 4},
        (
            "quotas.foggy.set: got 'objects.cra.count'; "
            "objects.<entry>.<leaf> is needed; known: car, person (did you mean 'car'?)"
        ),
    ),
    (
        "quotas.foggy.set",
        {"objects.car.cuont": 4},
        (
            "quotas.foggy.set: objects.car.cuont: got an unknown key; known: ade20k, angle_deg, aspect, attributes, "
            "category, category_id, coco, color, count, phrase, place, relations, shape, size, supercategory, when "
            "(did you mean 'count'?)"
        ),
    ),
]


@pytest.mark.parametrize(
    ("leaf", "value", "message"), MISTAKES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_mistake_is_one_line(leaf: str, value: Any, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        load_scene(apply_overrides(SCENE, {leaf: value}), "street.yaml")
    assert str(caught.value) == f"street.yaml: {message}"


def test_the_scene_itself_loads() -> None:
    assert list(load_scene(SCENE).categories) == ["car", "person"]


def test_an_unknown_section_is_named_before_a_missing_one() -> None:
    with pytest.raises(SpecError, match=r"objcts: got an unknown key; known: .*\(did you mean 'objects'\?\)"):
        load_scene({"kind": "image", "objcts": {}})


BROKEN_YAML = [
    ("a: 1\na: 2", "f:2:1: got a second key 'a'; plain YAML is needed"),
    ("a: &x 1\nb: *x", "f:1:4: got anchors and aliases; plain YAML is needed"),
    ("a: !!python/object:os.system x", "f:1:4: got a tag; plain YAML is needed"),
    ("[" * 500, "f:1:25: got nesting deeper than 24; plain YAML is needed"),
    ("a: [1", "f:1:6: got expected ',' or ']', but got '<stream end>'; plain YAML is needed"),
    ("? [a]\n: b", "f:1:3: got a list or mapping as a key; plain YAML is needed"),
    ("- 1", "f: got [1]; a mapping with kind, objects ... is needed"),
    ("", "f: got nothing; a mapping with kind, objects ... is needed"),
    ("a: " + "9" * 50, "f:1:4: got a number of more than 30 digits; plain YAML is needed"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN_YAML, ids=range(len(BROKEN_YAML)))
def test_broken_yaml_is_one_line(text: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_yaml(text, "f")
    assert str(caught.value) == message


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(SpecError, match=r"^f: prompt: got '\\ud800'; a text of Unicode characters is needed$"):
        load_scene(parse_yaml('kind: image\nprompt: "\\ud800"\nobjects: {a: {}}', "f"), "f")


def test_a_layout_from_the_pack_cannot_be_stated_in_part() -> None:
    fitted = {"count": {"fitted": True}, "shape": {"fitted": True}, "place": {"kind": "fitted"}}
    scene = {"kind": "image", "pack": "nuclei", "objects": {"nucleus": fitted}}
    assert load_scene(scene).default_generator == "pack"
    with pytest.raises(SpecError, match=r"objects\.nucleus\.size: got 12\.0; the pack's layout gives this"):
        load_scene(apply_overrides(scene, {"objects.nucleus.size": 12}))


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = "on: shelf\nyes: no\na: 010\nb: 1e3\nc: 2001-01-01\nd: 12:30\ne: true\nf: ~\ng: .5\nh: .inf"
    found = parse_yaml(text, "f")
    assert found == {
        "on": "shelf", "yes": "no", "a": 10, "b": 1000.0, "c": "2001-01-01", "d": "12:30", "e": True, "f": None,
        "g": 0.5, "h": ".inf",
    }  # fmt: skip


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"#" * 300_000)
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe4")
    for name, message in [
        ("none.yaml", "got No such file or directory; a YAML file is needed"),
        ("large.yaml", "got too large a file; at most 262144 bytes are allowed"),
        ("latin.yaml", "got byte 3 that is not UTF-8; a UTF-8 text file is needed"),
        ("", "got a folder; a YAML file is needed"),
    ]:
        with pytest.raises(SpecError) as caught:
            load_scene(tmp_path / name)
        assert str(caught.value) == f"{tmp_path / name}: {message}"
