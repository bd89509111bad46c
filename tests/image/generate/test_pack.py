"""The generator `pack`: any canvas that is a multiple of 8, and an error of one line for what does not fit."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.errors import PackError, SpecError
from synth.image.condition.make import condition_of
from synth.image.generate.protocol import Generator, Sampling
from synth.image.generate.table import make_generator
from synth.image.options.generator import GeneratorOptions
from synth.image.packs.pack import Pack, load_pack
from synth.image.packs.tone import is_grey
from synth.image.plan.make import make_plan
from synth.image.plan.prior import FittedPrior
from synth.image.records import Drawn, Kept, Plan
from synth.image.verify.annotator import load_annotator
from synth.scene.quotas import SampleSlot
from tests.runs import pack_scene, sketch_scene

QUICK = Sampling(steps=2, device="cpu")
PACK = GeneratorOptions(kind="pack")


@pytest.fixture(scope="module")
def generate(tiny_pack: Pack) -> Generator:
    return make_generator(PACK, pack_scene(tiny_pack), tiny_pack, QUICK)


def plan_with(pack: Pack, width: int = 64, height: int = 48, modality: str = "grey") -> Plan:
    scene = pack_scene(pack, canvas={"width": width, "height": height}, variables={"modality": modality})
    return make_plan(scene, SampleSlot(sample_id=0), 0, FittedPrior(pack.prior))


def painted(generate: Generator, plan: Plan, seed: int = 5) -> NDArray[np.uint8]:
    drawn = generate([plan], [condition_of(plan)], [seed])[0]
    assert isinstance(drawn, Drawn)
    return drawn.image


def test_what_is_kept_of_a_refused_draft_stays_and_the_rest_is_drawn_anew(
    generate: Generator, tiny_pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the last steps, in which all is drawn on."""
    plan = plan_with(tiny_pack)
    first = np.minimum(painted(generate, plan), 160)  # brighter than the exposure's ceiling nothing is kept
    where = np.zeros(first.shape[:2], np.bool_)
    where[12:24, 20:40] = True
    kept = Kept(image=first, redrawn=where, seeds=(None,) * len(plan.instances))
    joined = painted(generate, replace(plan, kept=kept), seed=6)
    monkeypatch.setattr("synth.image.generate.flow.JOINED_BELOW", 0.0)
    mended = painted(generate, replace(plan, kept=kept), seed=6)
    around = cv2.dilate(where.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    changed = (mended != first).any(axis=2)
    assert changed[where].mean() > 0.5
    assert not changed[~around].any()
    assert (joined != first).any(axis=2)[~around].any()


@pytest.mark.parametrize(("width", "height"), [(64, 64), (56, 72), (8, 8), (200, 40)])
def test_any_canvas_of_multiples_of_8(generate: Generator, tiny_pack: Pack, width: int, height: int) -> None:
    image = painted(generate, plan_with(tiny_pack, width, height))
    assert (image.shape, image.dtype) == ((height, width, 3), np.uint8)
    reading = load_annotator(tiny_pack)(image)
    assert reading.labels.shape == (height, width)


def test_grey_domains_give_grey_pictures_with_the_planned_exposure(generate: Generator, tiny_pack: Pack) -> None:
    plan = plan_with(tiny_pack)
    dim = replace(plan, style={**plan.style, "exposure_low": 10.0, "exposure_range": np.log(30.0)})
    image = painted(generate, dim)
    assert is_grey(image)
    assert np.percentile(image, 99) < 60
    assert not is_grey(painted(generate, plan_with(tiny_pack, modality="colour")))


def test_the_seed_makes_the_picture(generate: Generator, tiny_pack: Pack) -> None:
    plan = plan_with(tiny_pack)
    assert np.array_equal(painted(generate, plan), painted(generate, plan))
    assert not np.array_equal(painted(generate, plan), painted(generate, plan, seed=6))


def test_bfloat16_draws_nearly_the_same_picture_whatever_the_processor(tiny_pack: Pack, generate: Generator) -> None:
    """Where a processor lacks it, it is emulated; a network in float32 around it would refuse its planes."""
    plan, scene = plan_with(tiny_pack, 96, 96), pack_scene(tiny_pack)
    half = make_generator(GeneratorOptions(kind="pack", dtype="bfloat16"), scene, tiny_pack, QUICK)
    one, other = painted(half, plan).astype(int), painted(generate, plan).astype(int)
    assert 0 < np.abs(one - other).max() <= 8
    assert np.array_equal(one, painted(half, plan))


def test_an_unknown_modality_is_one_line(generate: Generator, tiny_pack: Pack) -> None:
    plan = replace(plan_with(tiny_pack), variables={"modality": "gray"})
    with pytest.raises(PackError, match=r"variables.modality: got 'gray'; pack tiny has known: .*'grey'"):
        painted(generate, plan)


@pytest.mark.parametrize("device", ["gpu", "cuda:99", "cuda"])
def test_a_device_that_is_not_there_is_one_line(tiny_pack: Pack, device: str) -> None:
    import torch

    if device != "gpu" and torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    with pytest.raises(PackError, match=f"device: got '{device}'"):
        make_generator(PACK, pack_scene(tiny_pack), tiny_pack, Sampling(device=device))


def test_names_out_of_the_table() -> None:
    with pytest.raises(SpecError, match=r"generator.kind: got None; known: .*pack, .*sketch"):
        make_generator(GeneratorOptions(), sketch_scene(), None, QUICK)
    with pytest.raises(PackError, match="generator: got 'pack'; a scene with `pack:`"):
        make_generator(PACK, sketch_scene(), None, QUICK)


@pytest.mark.parametrize("content", [b"", b"not safetensors at all"])
@pytest.mark.parametrize("part", ["generator", "annotator"])
def test_damaged_weights_are_one_line(tiny_pack: Pack, tmp_path: Path, part: str, content: bytes) -> None:
    folder = Path(shutil.copytree(tiny_pack.folder, tmp_path / "copy"))
    next((folder / part).rglob("*.safetensors")).write_bytes(content)
    pack = load_pack(str(folder))
    scene = pack_scene(pack)
    load = partial(make_generator, PACK, scene, pack, QUICK) if part == "generator" else partial(load_annotator, pack)
    with pytest.raises(PackError) as caught:
        load()
    assert str(folder / part) in str(caught.value)
    assert "\n" not in str(caught.value)
