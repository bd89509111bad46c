"""`synth preview`: the plans that `generate` would make, drawn without a model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synth.cli import main
from synth.core.paths import shipped_scenes
from synth.core.seeds import seed_for
from synth.image.generate.sketch import make_sketch
from synth.image.options.run import ImageConfig
from synth.image.plan.make import make_plan
from synth.image.preview import draw_preview
from synth.image.scene.load import load_scene
from synth.scene.quotas import Slots


@pytest.mark.parametrize("name", ["street", "shelf"])
def test_the_shipped_model_free_scenes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["preview", f"scene={name}", "count=4"]) == 0
    assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*.*")] == [Path(f"outputs/{name}-preview.png")]
    with Image.open(f"outputs/{name}-preview.png") as sheet:
        assert len(sheet.getcolors(sheet.width * sheet.height) or []) > 100


def test_its_first_picture_is_sample_0_of_the_data_set() -> None:
    scene = load_scene(shipped_scenes()["shelf"])
    sheet = draw_preview(scene, ImageConfig(scene="shelf", count=1, seed=3, out=Path("unused")))
    plan = make_plan(scene, Slots(scene, 24, 3)[0], 3)
    alone = make_sketch(scene)(plan, None, seed_for(3, 0, "sketch", 64))
    assert np.array_equal(np.asarray(sheet), alone)


def test_no_model_is_loaded(tmp_path: Path) -> None:
    code = """
import sys
from synth.cli import main
assert main(["preview", "scene=street", "count=1"]) == 0
assert not {"torch", "diffusers"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)
