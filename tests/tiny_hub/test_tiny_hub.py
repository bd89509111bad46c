"""The tiny models load as a user's download would, run in batches, and show what they are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.auto_model import AutoModel
from diffusers.pipelines.auto_pipeline import (
    AutoPipelineForImage2Image,
    AutoPipelineForInpainting,
    AutoPipelineForText2Image,
)
from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from numpy.typing import NDArray
from PIL import Image
from transformers import AutoModel as AnyTransformer
from transformers import AutoModelForZeroShotObjectDetection, AutoProcessor, AutoTokenizer

from tests.tiny_hub import ANNOTATORS, CONTROLNETS, PIPELINES, tiny
from tests.tiny_hub.vocabularies import SCENE_WORDS

SIZE_HW_PX = (64, 96)
STEPS = 2
PROMPTS = ("a red car on a street", "two blue bottles")
LOCAL = {"use_safetensors": True, "local_files_only": True}
LARGEST_KB = 2000

Pictures = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Family:
    """How one kind of pipeline is loaded and called."""

    base: str
    controlnet: str = ""
    task: type = AutoPipelineForText2Image
    per_sample: Sequence[str] = ()
    """Arguments that take a list with one picture per prompt."""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    batch_free: bool = True
    """Whether a picture alone equals its twin in a batch."""


HALF = {"strength": 0.5}
INPAINT = {"task": AutoPipelineForInpainting, "per_sample": ("image", "mask_image")}
REFINE = {"task": AutoPipelineForImage2Image, "per_sample": ("image",), "fixed": HALF}
BOXES = {
    "gligen_boxes": [[0.0, 0.0, 0.5, 0.5], [0.5, 0.5, 1.0, 1.0]],
    "gligen_phrases": ["a car", "a bus"],
    "gligen_scheduled_sampling_beta": 1.0,
}

FAMILIES: Mapping[str, Family] = {
    "sd15": Family(base="sd15"),
    "sd15 controlnet": Family(base="sd15", controlnet="sd15_controlnet", per_sample=("image",)),
    "sd15 inpaint": Family(base="sd15", **INPAINT),
    "sd15 inpaint, trained": Family(base="sd15_inpaint", **INPAINT),
    "sd15 refine": Family(base="sd15", **REFINE),
    "gligen": Family(base="gligen", task=DiffusionPipeline, fixed=BOXES),
    "sdxl": Family(base="sdxl"),
    "sdxl controlnet": Family(base="sdxl", controlnet="sdxl_controlnet", per_sample=("image",)),
    "sdxl inpaint": Family(base="sdxl", **INPAINT),
    "sdxl refine": Family(base="sdxl", **REFINE),
    "sd3": Family(base="sd3"),
    "sd3 controlnet": Family(base="sd3", controlnet="sd3_controlnet", per_sample=("control_image",), batch_free=False),
    "sd3 inpaint": Family(base="sd3", **INPAINT),
    "flux": Family(base="flux"),
    "flux controlnet": Family(base="flux", controlnet="flux_controlnet", per_sample=("control_image",)),
    "flux union": Family(
        base="flux", controlnet="flux_union", per_sample=("control_image",), fixed={"control_mode": 2}
    ),
    "flux inpaint": Family(base="flux", **INPAINT),
    "flux control": Family(base="flux_control", per_sample=("control_image",)),
    "flux fill": Family(base="flux_fill", task=DiffusionPipeline, per_sample=("image", "mask_image")),
    "qwen image": Family(base="qwen_image"),
    "qwen image controlnet": Family(
        base="qwen_image", controlnet="qwen_image_controlnet", per_sample=("control_image",)
    ),
    "qwen image inpaint": Family(base="qwen_image", **INPAINT),
    "z image": Family(base="z_image"),
    "z image controlnet": Family(base="z_image", controlnet="z_image_controlnet", per_sample=("control_image",)),
    "z image inpaint": Family(base="z_image", **INPAINT),
}


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    """Tiny tensors on one thread: a pool of them only waits, for minutes where the machine is busy."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@cache
def loaded(name: str) -> Any:
    """The pipeline of a family, loaded as users load it."""
    family = FAMILIES[name]
    control = {"controlnet": controlnet(family.controlnet)} if family.controlnet else {}
    pipeline = family.task.from_pretrained(tiny(family.base), **control, **LOCAL)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def controlnet(name: str) -> Any:
    return AutoModel.from_pretrained(str(tiny(name)), **LOCAL)


@cache
def paint(name: str, samples: tuple[int, ...], *, swapped: str = "") -> Pictures:
    """Pictures (n, h, w, 3) in 0 .. 1 of the named samples; of the argument `swapped`, each gets the other's value."""
    family, (height, width) = FAMILIES[name], SIZE_HW_PX
    lists = {key: [given(key)[1 - i if key == swapped else i] for i in samples] for key in family.per_sample}
    return loaded(name)(
        prompt=[PROMPTS[1 - i if swapped == "prompt" else i] for i in samples],
        generator=[torch.Generator().manual_seed(i) for i in samples],
        num_inference_steps=STEPS,
        height=height,
        width=width,
        output_type="np",
        **lists,
        **family.fixed,
    ).images


@cache
def given(key: str) -> tuple[Image.Image, Image.Image]:
    """Two pictures, or two masks, for an argument."""
    height, width = SIZE_HW_PX
    if key == "mask_image":
        columns = np.arange(width)[None].repeat(height, 0)
        left, right = (Image.fromarray(np.where(columns > edge, 255, 0).astype(np.uint8)) for edge in (32, 64))
        return left, right
    noise = np.random.default_rng(0).integers(0, 256, (2, height, width, 3), dtype=np.uint8)
    return Image.fromarray(noise[0]), Image.fromarray(noise[1])


@pytest.mark.parametrize("name", FAMILIES)
def test_a_batch_of_two_prompts_comes_back_and_everything_given_shows(name: str) -> None:
    both = paint(name, (0, 1))
    assert both.shape == (2, *SIZE_HW_PX, 3)
    assert np.isfinite(both).all()
    assert both.std() > 0.05
    assert np.abs(both[0] - both[1]).mean() > 0.05
    for key in ("prompt", *FAMILIES[name].per_sample):
        assert np.abs(paint(name, (0, 1), swapped=key) - both).mean() > 0.002, key


@pytest.mark.parametrize("name", FAMILIES)
def test_a_picture_alone_equals_its_twin_in_a_batch(name: str) -> None:
    apart = np.abs(paint(name, (1,))[0] - paint(name, (0, 1))[1]).max()
    if FAMILIES[name].batch_free:
        assert apart < 1e-3
    else:
        assert apart > 1e-3


@pytest.mark.parametrize("modes", [(1,), (1, 5)])
def test_sdxl_union_takes_a_list_of_pictures_per_mode_and_mixes_the_batch(modes: tuple[int, ...]) -> None:
    pipeline = AutoPipelineForText2Image.from_pretrained(tiny("sdxl"), controlnet=controlnet("sdxl_union"), **LOCAL)
    pipeline.set_progress_bar_config(disable=True)

    def union(samples: Sequence[int]) -> Pictures:
        return pipeline(
            prompt=[PROMPTS[i] for i in samples],
            control_image=[[given("image")[i] for i in samples] for _ in modes],
            control_mode=list(modes),
            generator=[torch.Generator().manual_seed(i) for i in samples],
            num_inference_steps=STEPS,
            output_type="np",
        ).images

    both = union((0, 1))
    assert both.shape == (2, *SIZE_HW_PX, 3)
    assert np.isfinite(both).all()
    assert np.abs(both[1] - union((1,))[0]).max() > 1e-3


def test_gligen_boxes_and_phrases_show() -> None:
    plain = paint("gligen", (0,))
    for change in (
        {"gligen_boxes": [[0.0, 0.0, 0.1, 0.1], [0.9, 0.9, 1.0, 1.0]]},
        {"gligen_phrases": ["a can", "fog"]},
    ):
        pipeline, seed = loaded("gligen"), torch.Generator().manual_seed(0)
        more = {**BOXES, **change, "num_inference_steps": STEPS, "height": SIZE_HW_PX[0], "width": SIZE_HW_PX[1]}
        changed = pipeline(prompt=[PROMPTS[0]], generator=[seed], output_type="np", **more).images
        assert np.abs(changed - plain).mean() > 1e-3, change


def test_a_safety_checker_that_flags_everything_returns_black() -> None:
    pipeline: Any = DiffusionPipeline.from_pretrained(tiny("sd15_flagged"), **LOCAL)
    pipeline.set_progress_bar_config(disable=True)
    output = pipeline(prompt=list(PROMPTS), num_inference_steps=STEPS, height=64, width=64, output_type="np")
    assert output.nsfw_content_detected == [True, True]
    assert not output.images.any()


@pytest.mark.parametrize("name", [*PIPELINES, *CONTROLNETS, *ANNOTATORS])
def test_a_folder_is_small_repeatable_and_holds_no_pickle(name: str, tmp_path: Path) -> None:
    state = torch.get_rng_state()
    twin = {**PIPELINES, **CONTROLNETS, **ANNOTATORS}[name](tmp_path / name)
    assert torch.equal(torch.get_rng_state(), state)
    files = sorted(path.relative_to(twin) for path in twin.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tiny(name)) for path in tiny(name).rglob("*") if path.is_file())
    assert {path.suffix for path in files} <= {".json", ".safetensors", ".jinja"}
    for path in files:
        assert (twin / path).read_bytes() == (tiny(name) / path).read_bytes(), path
    assert sum((twin / path).stat().st_size for path in files) < LARGEST_KB * 1000


def test_every_pipeline_and_controlnet_is_run() -> None:
    run = set(chain.from_iterable((family.base, family.controlnet) for family in FAMILIES.values()))
    assert {*PIPELINES, *CONTROLNETS} - run == {"sd15_flagged", "sdxl_union"}


@pytest.mark.parametrize(
    "folder", ["sd15/tokenizer", "sdxl/tokenizer_2", "sd3/tokenizer_3", "qwen_image/tokenizer", "z_image/tokenizer"]
)
def test_tokenizers_know_scene_words_and_spell_others(folder: str) -> None:
    name, part = folder.split("/")
    tokenizer = AutoTokenizer.from_pretrained(tiny(name) / part, local_files_only=True)
    frame = len(tokenizer("").input_ids)
    assert [word for word in SCENE_WORDS if len(tokenizer(f"a {word}").input_ids) != 2 + frame] == []
    assert len(tokenizer("a zebra").input_ids) > 2 + frame
    assert tokenizer("a red car").input_ids != tokenizer("a blue car").input_ids


def test_token_limits_are_those_of_the_real_models() -> None:
    assert loaded("sd15").tokenizer.model_max_length == 77
    assert loaded("sd3").tokenizer_3.model_max_length == 512
    qwen = loaded("qwen image")
    before, _, _ = qwen.prompt_template_encode.partition("{}")
    assert len(qwen.tokenizer(before).input_ids) == qwen.prompt_template_encode_start_idx


def test_z_image_controlnet_reads_one_file_beside_its_config() -> None:
    from diffusers.models.controlnets.controlnet_z_image import ZImageControlNetModel

    folder = tiny("z_image_controlnet")
    file = folder / "diffusion_pytorch_model.safetensors"
    single = ZImageControlNetModel.from_single_file(str(file), config=str(folder), local_files_only=True)
    whole = controlnet("z_image_controlnet").state_dict()
    assert all(torch.equal(weight, whole[key]) for key, weight in single.state_dict().items())


@pytest.mark.parametrize("name", ["owlv2", "grounding_dino"])
def test_detectors_find_boxes_in_px_without_torchvision(name: str) -> None:
    model = AutoModelForZeroShotObjectDetection.from_pretrained(tiny(name), **LOCAL)
    processor = AutoProcessor.from_pretrained(tiny(name), local_files_only=True)
    assert type(processor.image_processor).__name__.endswith("Pil")
    phrases = [["a car", "a red bus"], ["a bottle", "a can"]]
    padding = {"padding": True} if name == "grounding_dino" else {}
    inputs = processor(text=phrases, images=list(given("image")), return_tensors="pt", **padding)
    with torch.no_grad():
        outputs = model(**inputs)
    height, width = SIZE_HW_PX
    extra = {"input_ids": inputs.input_ids, "text_threshold": 0.25} if name == "grounding_dino" else {}
    small, large = (
        processor.post_process_grounded_object_detection(outputs=outputs, threshold=0.0, target_sizes=sizes, **extra)
        for sizes in ([(height, width)] * 2, [(2 * height, 2 * width)] * 2)
    )
    for once, twice in zip(small, large, strict=True):
        assert once["boxes"].shape == (len(once["scores"]), 4)
        assert torch.allclose(2 * once["boxes"], twice["boxes"])
        assert ((once["scores"] >= 0) & (once["scores"] <= 1)).all()
        assert once["scores"].std() > 0


def test_clip_compares_texts_with_pictures() -> None:
    model = AnyTransformer.from_pretrained(tiny("clip"), **LOCAL)
    processor = AutoProcessor.from_pretrained(tiny("clip"), local_files_only=True)
    inputs = processor(text=list(PROMPTS), images=list(given("image")), padding=True, return_tensors="pt")
    with torch.no_grad():
        outputs = model(**inputs)
    cosine = (outputs.image_embeds * outputs.text_embeds).sum(-1)
    assert torch.allclose(outputs.logits_per_image.diagonal(), cosine * model.logit_scale.exp())
    assert cosine.abs().max() <= 1
