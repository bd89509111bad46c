"""One reading of every pipeline's signature, and arguments under the names that each pipeline has for them."""

from __future__ import annotations

from typing import Any

import diffusers
import numpy as np
import pytest
from PIL import Image

from synth.image.generate.hub.call import (
    CallShape,
    Control,
    call_shape,
    control_arguments,
    picture_arguments,
    prompt_arguments,
    sampling_arguments,
)

FITS = {
    "StableDiffusionControlNetPipeline": ("controlnet",),
    "StableDiffusionXLControlNetPipeline": ("controlnet",),
    "StableDiffusionXLControlNetUnionPipeline": ("controlnet",),
    "StableDiffusion3ControlNetPipeline": ("controlnet",),
    "FluxControlNetPipeline": ("controlnet",),
    "FluxControlPipeline": ("controlnet",),
    "QwenImageControlNetPipeline": ("controlnet",),
    "ZImageControlNetPipeline": ("controlnet",),
    "StableDiffusionInpaintPipeline": ("inpaint",),
    "StableDiffusionXLInpaintPipeline": ("inpaint",),
    "StableDiffusion3InpaintPipeline": ("inpaint",),
    "FluxInpaintPipeline": ("inpaint",),
    "FluxFillPipeline": ("inpaint",),
    "QwenImageInpaintPipeline": ("inpaint",),
    "ZImageInpaintPipeline": ("inpaint",),
    "StableDiffusionImg2ImgPipeline": ("refine",),
    "StableDiffusionXLImg2ImgPipeline": ("refine",),
    "StableDiffusion3Img2ImgPipeline": ("refine",),
    "FluxImg2ImgPipeline": ("refine",),
    "QwenImageImg2ImgPipeline": ("refine",),
    "ZImageImg2ImgPipeline": ("refine",),
    "StableDiffusionGLIGENPipeline": ("gligen",),
    "StableDiffusionPipeline": (),
    "FluxPipeline": (),
    "StableDiffusionControlNetInpaintPipeline": (),
    "StableDiffusionControlNetImg2ImgPipeline": (),
}


def shape_of(name: str, net: str = "") -> CallShape:
    return call_shape(getattr(diffusers, name), net)


@pytest.mark.parametrize(("name", "kinds"), FITS.items())
def test_which_generators_a_pipeline_fits(name: str, kinds: tuple[str, ...]) -> None:
    assert shape_of(name).fits == kinds


@pytest.mark.parametrize(
    ("name", "control", "guidance", "negative", "most_tokens"),
    [
        ("StableDiffusionControlNetPipeline", "image", "guidance_scale", True, None),
        ("StableDiffusionXLControlNetPipeline", "image", "guidance_scale", True, None),
        ("StableDiffusionXLControlNetUnionPipeline", "control_image", "guidance_scale", True, None),
        ("StableDiffusion3ControlNetPipeline", "control_image", "guidance_scale", True, 256),
        ("FluxControlNetPipeline", "control_image", "guidance_scale", False, 512),
        ("FluxControlPipeline", "control_image", "guidance_scale", False, 512),
        ("QwenImageControlNetPipeline", "control_image", "true_cfg_scale", True, 512),
        ("ZImageControlNetPipeline", "control_image", "guidance_scale", True, 512),
    ],
)
def test_a_signature_tells_the_names(
    name: str, control: str, guidance: str, negative: bool, most_tokens: int | None
) -> None:
    shape = shape_of(name)
    assert (shape.control, shape.guidance, shape.negative_prompt) == (control, guidance, negative)
    assert (shape.most_tokens, shape.image, shape.mask) == (most_tokens, None, None)


def maps(controls: int, samples: int) -> list[tuple[Any, ...]]:
    """For each control the pictures (4, 8, 3) of all samples, each of its own grey level."""
    return [tuple(np.full((4, 8, 3), 51 * c + 17 * s, np.uint8) for s in range(samples)) for c in range(controls)]


def levels(array: Any) -> list[float]:
    """The grey levels of an array (n, 4, 8, 3), sample by sample."""
    assert array.shape[1:] == (4, 8, 3)
    return [float(picture.max()) * 255 for picture in array]


@pytest.mark.parametrize(
    "name", ["StableDiffusionControlNetPipeline", "StableDiffusion3ControlNetPipeline", "ZImageControlNetPipeline"]
)
def test_one_map_is_an_array_of_the_batch_with_one_weight(name: str) -> None:
    shape = shape_of(name, "ControlNetModel")
    given = control_arguments(shape, [Control(scale=0.5, mode=None)], maps(1, 3))
    assert given.pop("controlnet_conditioning_scale") == 0.5
    assert levels(given.pop(str(shape.control))) == pytest.approx([0, 17, 34])
    assert given == {}


@pytest.mark.parametrize(
    ("name", "net"),
    [
        ("StableDiffusionControlNetPipeline", "MultiControlNetModel"),
        ("StableDiffusion3ControlNetPipeline", "SD3MultiControlNetModel"),
        ("QwenImageControlNetPipeline", "QwenImageMultiControlNetModel"),
    ],
)
def test_several_maps_are_a_list_in_their_order_with_a_weight_each(name: str, net: str) -> None:
    shape = shape_of(name, net)
    given = control_arguments(shape, [Control(scale=0.5, mode=None), Control(scale=1.0, mode=None)], maps(2, 3))
    first, second = given.pop(str(shape.control))
    assert levels(first) == pytest.approx([0, 17, 34])
    assert levels(second) == pytest.approx([51, 68, 85])
    assert given == {"controlnet_conditioning_scale": [0.5, 1.0]}


@pytest.mark.parametrize(
    ("name", "net", "modes"),
    [
        ("StableDiffusionXLControlNetUnionPipeline", "ControlNetUnionModel", [5]),
        ("FluxControlNetPipeline", "FluxControlNetModel", 5),
        ("FluxControlNetPipeline", "FluxMultiControlNetModel", [5]),
    ],
)
def test_a_union_net_is_told_the_kind_of_map(name: str, net: str, modes: object) -> None:
    given = control_arguments(shape_of(name, net), [Control(scale=0.5, mode=5)], maps(1, 1))
    assert given["control_mode"] == modes
    assert given["controlnet_conditioning_scale"] == ([0.5] if isinstance(modes, list) else 0.5)


def test_nets_whose_attention_mixes_a_batch_draw_one_picture_a_call() -> None:
    assert shape_of("StableDiffusionXLControlNetUnionPipeline", "ControlNetUnionModel").alone
    assert shape_of("StableDiffusionGLIGENPipeline").alone
    assert not shape_of("StableDiffusionXLControlNetPipeline", "ControlNetModel").alone
    assert not shape_of("FluxControlNetPipeline", "FluxMultiControlNetModel").alone


def test_a_map_without_a_net_has_no_weight() -> None:
    given = control_arguments(shape_of("FluxControlPipeline"), [Control(scale=0.5, mode=None)], maps(1, 2))
    assert list(given) == ["control_image"]


@pytest.mark.parametrize(
    ("name", "negatives", "given"),
    [
        ("StableDiffusionControlNetPipeline", ["blurry", "dark"], ["blurry", "dark"]),
        ("StableDiffusionControlNetPipeline", ["", ""], None),
        ("QwenImageControlNetPipeline", ["blurry", ""], ["blurry", " "]),
        ("FluxControlNetPipeline", ["blurry", "dark"], None),
    ],
)
def test_negative_prompts_go_where_they_are_read(name: str, negatives: list[str], given: list[str] | None) -> None:
    arguments = prompt_arguments(shape_of(name), ["a car", "a dog"], negatives)
    assert arguments["prompt"] == ["a car", "a dog"]
    assert arguments.get("negative_prompt") == given


def test_sampling_goes_by_the_pipelines_own_names_and_what_is_not_said_is_not_given() -> None:
    shape = shape_of("QwenImageImg2ImgPipeline")
    given = sampling_arguments(shape, 7, 3.5, 0.4, (64, 32))
    size = {"width": 64, "height": 32}
    assert given == {**size, "num_inference_steps": 7, "true_cfg_scale": 3.5, "strength": 0.4}
    assert sampling_arguments(shape, None, None, None, (64, 32)) == size
    assert sampling_arguments(shape_of("StableDiffusionImg2ImgPipeline"), None, 2.0, None, (64, 32)) == {
        "guidance_scale": 2.0
    }
    assert "strength" not in sampling_arguments(shape_of("FluxControlPipeline"), 7, 3.5, 0.4, (64, 32))


def test_pictures_and_masks_are_handed_over_bit_by_bit() -> None:
    rng = np.random.default_rng(0)
    image, mask = rng.integers(0, 256, (4, 8, 3), np.uint8), rng.random((4, 8)) < 0.5
    given = picture_arguments(shape_of("FluxFillPipeline"), [image], [mask])
    assert list(given) == ["image", "mask_image"]
    (picture,), (over,) = given["image"], given["mask_image"]
    assert isinstance(picture, Image.Image)
    assert np.array_equal(np.asarray(picture), image)
    assert np.array_equal(np.asarray(over), mask * np.uint8(255))
    assert picture_arguments(shape_of("FluxImg2ImgPipeline"), [image], []).keys() == {"image"}
    assert picture_arguments(shape_of("FluxControlPipeline"), [image], [mask]) == {}
