"""ADE20K's table against a second source, and what is refused as a scene loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.core.errors import SpecError
from synth.image.condition.ade20k import FILE, ade20k, ade20k_rgb
from synth.image.scene.load import load_scene
from tests.tables import digest

CLASSES, FROM_COCO = ade20k()
CSAIL = {
    0: ("wall", (120, 120, 120)), 6: ("road", (140, 140, 140)), 12: ("person", (150, 5, 61)),
    20: ("car", (0, 102, 200)), 43: ("signboard", (255, 5, 153)), 80: ("bus", (255, 0, 245)),
    83: ("truck", (255, 0, 20)), 98: ("bottle", (0, 255, 10)), 102: ("van", (163, 255, 0)),
    116: ("minibike", (163, 0, 255)), 127: ("bicycle", (255, 245, 0)), 136: ("traffic light", (41, 0, 255)),
    149: ("flag", (92, 0, 255)),
}  # fmt: skip
"""Number, name and colour in the list of the MIT scene parsing benchmark (objectInfo150, color150)."""


def test_the_table_agrees_with_a_second_source() -> None:
    assert len(CLASSES) == 150
    for number, (name, rgb) in CSAIL.items():
        names, colour = CLASSES[number]
        assert (names.split(", ")[0], colour) == (name, rgb)


def test_the_table_is_the_one_that_was_written_in_python() -> None:
    assert (
        digest([CLASSES, list(FROM_COCO.items())]) == "681931913fd7b3b63588665fbf037957b9bb437cb15e80f6b47da489401b99f0"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[120, 120, 120]",
            "[120, 120]",
            r"^ade20k\.json: classes\[0\]\[1\]: got \[120, 120\]; a list of 3 numbers is ",
        ),
        ('"from_coco"', '"from_coca"', r"^ade20k\.json: got 'from_coca'; known: classes, from_coco \(did you mean "),
    ],
)
def test_a_broken_table_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    broken = tmp_path / "ade20k.json"
    broken.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SpecError, match=message):
        ade20k(broken)


def test_names_belong_to_one_class_and_colours_too_but_for_road_and_skyscraper() -> None:
    names = [name for names, _ in CLASSES for name in names.split(", ")]
    assert len(names) == len(set(names))
    twice = [(a[0], b[0]) for k, a in enumerate(CLASSES) for b in CLASSES[:k] if a[1] == b[1]]
    assert twice == [("skyscraper", "road")]
    assert all(0 <= channel <= 255 for _, rgb in CLASSES for channel in rgb)
    assert set(FROM_COCO.values()) <= set(names)
    assert not set(FROM_COCO) & set(names)


@pytest.mark.parametrize(
    ("name", "same"),
    [("traffic_light", "traffic light"), ("Motorbike", "minibike"), ("motorcycle", "minibike"), ("couch", "sofa")],
)
def test_synonyms_and_coco_names_are_found(name: str, same: str) -> None:
    assert ade20k_rgb(name) == ade20k_rgb(same) is not None


@pytest.mark.parametrize("name", ["can", "machine", "ground", "pot plant", ""])
def test_what_means_something_else_is_not_found(name: str) -> None:
    assert ade20k_rgb(name) is None


@pytest.mark.parametrize(
    ("leaf", "value", "message"),
    [
        ("objects", {"car": {"ade20k": "motorbik"}}, "scene: objects.car.ade20k: got 'motorbik'; one of ADE20K's 150 "),
        (
            "background",
            {"ade20k": "rod"},
            "scene: background.ade20k: got 'rod'; one of ADE20K's 150 classes is needed ",
        ),
        ("background", {"ade20k_ground": "can"}, "scene: background.ade20k_ground: got 'can'; one of ADE20K's 150 "),
        ("negative_prompt", "no {rain}", "scene: negative_prompt: got '{rain}'; known: "),
        ("negative_prompt", "no {rain", "scene: negative_prompt: got 'no {rain'; every { needs its }"),
    ],
)
def test_a_typo_is_refused_as_the_scene_loads(leaf: str, value: object, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        load_scene({"kind": "image", "objects": {"car": {}}, leaf: value}, "scene")
    assert str(caught.value).startswith(message)


def test_entries_of_one_category_have_one_class() -> None:
    objects = {"car": {}, "taxi": {"category": "car", "ade20k": "car"}, "van": {"category": "car", "ade20k": "van"}}
    with pytest.raises(SpecError, match=r"^scene: objects\.van\.ade20k: got 'van'; the category has 'car' already$"):
        load_scene({"kind": "image", "objects": objects}, "scene")


def test_the_nearest_class_is_named() -> None:
    with pytest.raises(SpecError, match=r"150 classes is needed \(did you mean 'motorbike'\?\)$"):
        load_scene({"kind": "image", "objects": {"car": {"ade20k": "motorbik"}}}, "scene")
