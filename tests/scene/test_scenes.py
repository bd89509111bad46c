"""The shipped scenes, the reference page and the vocabulary agree with the schema."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from synth.cli.json_schema import scene_json_schema
from synth.cli.reference import PAGES, with_reference
from synth.core.paths import shipped_scenes
from synth.image.plan.shapes import draw_shape
from synth.image.scene.load import load_scene, scene_for
from synth.image.scene.order import placement_order
from synth.image.scene.vocabulary import COLORS, SHAPES, is_color, rgb
from synth.kinds import load_any_scene
from synth.scene.load import scene_mapping
from synth.scene.ranges import Integer, Normal
from synth.scene.read import parse_yaml, read_yaml

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = shipped_scenes()
KINDS = {name: read_yaml(path)["kind"] for name, path in SHIPPED.items()}
IMAGES = [name for name, kind in KINDS.items() if kind == "image"]
WRITTEN = [name for name, kind in KINDS.items() if kind != "image"]


def test_the_promised_scenes_ship() -> None:
    assert {"nuclei", "nuclei_rare", "brain_mri", "street", "shelf"} <= set(SHIPPED)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_shipped_scene_of_texts_or_documents_loads_and_meets_the_schema(name: str) -> None:
    scene = load_any_scene(read_yaml(SHIPPED[name]), name)
    jsonschema.validate(read_yaml(SHIPPED[name]), scene_json_schema())
    assert load_any_scene(scene_mapping(scene), name) == scene


@pytest.mark.parametrize("name", IMAGES)
def test_a_shipped_scene_loads_and_meets_the_schema(name: str) -> None:
    scene = load_scene(SHIPPED[name])
    jsonschema.validate(read_yaml(SHIPPED[name]), scene_json_schema())
    assert load_scene(scene_mapping(scene)) == scene
    assert set(placement_order(scene)) == set(scene.objects)


def test_members_of_a_quota_see_what_it_sets() -> None:
    scene = load_scene(SHIPPED["nuclei_rare"])
    members = scene_for(scene, ["crowded_touching", "out_of_focus"])
    assert isinstance(members.objects["nucleus"].count, Integer)
    assert isinstance(members.style["sharpness"], Normal)
    assert scene_for(scene, ["mitosis_pairs"]) is scene


def test_entries_are_placed_after_those_they_refer_to() -> None:
    scene = load_scene(
        {
            "kind": "image",
            "objects": {
                "cup": {"relations": {"on": "table"}},
                "lamp": {},
                "small_table": {"category": "table", "size": {"relative": 0.5, "to": "large_table"}},
                "large_table": {"category": "table"},
            },
        }
    )
    assert placement_order(scene) == ("lamp", "large_table", "small_table", "cup")


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_the_vocabulary_can_be_drawn(name: str) -> None:
    polygon = draw_shape(name, np.random.default_rng(0))
    assert np.ptp(polygon, axis=0) == pytest.approx((1, 1))


def test_colours_are_colours() -> None:
    assert all(is_color(value) for value in COLORS.values())
    assert rgb("#0a141e") == (10, 20, 30)
    assert not is_color("#0a141")


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_up_to_date(name: str) -> None:
    page = (ROOT / "docs" / name).read_text("utf-8")
    assert with_reference(page, PAGES[name]()) == page, f"run `python -m synth.cli.reference docs/{name}`"


def test_the_page_opens_with_a_scene_that_loads() -> None:
    page = (ROOT / "docs" / "scenes.md").read_text("utf-8")
    first = page.split("```yaml\n")[1].split("```")[0]
    assert load_scene(parse_yaml(first, "page")).pack == "nuclei"


def test_specs_load_neither_numpy_nor_torch_nor_hydra() -> None:
    code = "import sys, synth.scene.load; print({'numpy', 'torch', 'hydra', 'omegaconf'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "set()"
