"""The diffusion pipeline: its shapes, its noise levels, and a folder that loads to the same pictures."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler

from synth.image.generate.flow import (
    LayoutFlowPipeline,
    condition_vector,
    flow_unet,
    noise_levels,
    predict_clean,
    stepped_velocity,
)
from synth.image.train.export import export_generator

PLANES, VECTOR = 3, 5


def pipeline() -> LayoutFlowPipeline:
    torch.manual_seed(0)
    unet = flow_unet(PLANES, VECTOR, (16, 16)).eval()
    made = LayoutFlowPipeline(unet, FlowMatchEulerDiscreteScheduler(shift=1.0))
    made.set_progress_bar_config(disable=True)
    return made


def inputs(batch: int, height: int = 32, width: int = 48) -> tuple[torch.Tensor, torch.Tensor, list[torch.Generator]]:
    draw = torch.Generator().manual_seed(1)
    planes = torch.randn(batch, PLANES, height, width, generator=draw).sign()
    vector = torch.randn(batch, VECTOR, generator=draw)
    return planes, vector, [torch.Generator().manual_seed(number) for number in range(batch)]


@pytest.mark.parametrize("shift", [1.0, 3.0])
@pytest.mark.parametrize("steps", [1, 4, 10])
def test_noise_levels_fall_from_one_and_never_reach_zero(steps: int, shift: float) -> None:
    levels = noise_levels(steps, shift)
    assert len(levels) == steps
    assert levels[0] == 1
    assert levels[-1] > 0
    assert all(a > b for a, b in itertools.pairwise(levels))


def test_a_shift_spends_more_steps_on_noise() -> None:
    assert noise_levels(4, 1.0) == pytest.approx([1, 0.75, 0.5, 0.25])
    assert noise_levels(4, 3.0) == pytest.approx([1, 0.9, 0.75, 0.5])


def test_the_clean_picture_has_the_noisy_ones_shape() -> None:
    planes, vector, _ = inputs(2)
    noisy = torch.randn(2, 3, 32, 48)
    clean = predict_clean(pipeline().unet, noisy, planes, vector, torch.tensor([0.3, 0.9]))
    assert clean.shape == noisy.shape


def test_the_vector_is_domain_then_style() -> None:
    assert condition_vector(np.array([0.5, -1], np.float32), 1, 3).tolist() == [0, 1, 0, 0.5, -1]


def test_one_step_gives_the_networks_own_clean_picture() -> None:
    """dz/ds = (z - x) / s: from s = 1 to 0 in one step lands on x."""
    made = pipeline()
    planes, vector, generators = inputs(1)
    drawn = made(planes, vector, generators, steps=1)
    noise = torch.randn(1, 3, 32, 48, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        clean = predict_clean(made.unet, noise, planes, vector, torch.ones(1))
    assert torch.allclose(drawn, clean, atol=1e-5)


def test_a_step_is_exact_where_the_velocity_changes_evenly() -> None:
    """Integral of v(s) = s over steps of unequal lengths: exact but for the first step, which knows of no other."""
    levels, before, reached = torch.tensor([1.0, 0.7, 0.5, 0.1, 0.0]), None, torch.zeros(1)
    for step, length in enumerate(lengths := levels.diff()):
        velocity = levels[step : step + 1]
        reached = reached + length * stepped_velocity(velocity, before, float(length / lengths[max(step - 1, 0)]))
        before = velocity
    first = (levels[1] - levels[0]) * levels[0]
    assert float(reached) == pytest.approx(float(first + (levels[-1] ** 2 - levels[1] ** 2) / 2))


def test_pictures_do_not_depend_on_their_batch() -> None:
    made = pipeline()
    planes, vector, generators = inputs(3)
    together = made(planes, vector, generators, steps=3)
    alone = made(planes[2:], vector[2:], [torch.Generator().manual_seed(2)], steps=3)
    assert torch.allclose(together[2:], alone, atol=1e-4)


def test_guidance_one_is_the_conditional_model_and_more_is_not() -> None:
    made = pipeline()
    planes, vector, _ = inputs(1)
    plain, guided = (made(planes, vector, [torch.Generator().manual_seed(0)], steps=2, guidance=g) for g in (1.0, 2.0))
    assert torch.isfinite(guided).all()
    assert not torch.allclose(plain, guided)


def test_a_saved_pipeline_draws_the_same_pictures(tmp_path: Path) -> None:
    made = pipeline()
    planes, vector, generators = inputs(2)
    before = made(planes, vector, generators, steps=4)
    export_generator(made.unet, tmp_path)
    loaded = LayoutFlowPipeline.from_pretrained(tmp_path / "generator", torch_dtype=torch.float32)
    loaded.set_progress_bar_config(disable=True)
    after = loaded(planes, vector, inputs(2)[2], steps=4)
    assert (after - before).abs().max() < 0.02  # float16 storage
    assert {path.name for path in (tmp_path / "generator").iterdir()} == {"model_index.json", "scheduler", "unet"}
    assert not list(tmp_path.rglob("*.bin"))
