"""Tiny models with random weights, on disk in the layout of a download: what users' code loads, in milliseconds.

`tiny("sd15")` is the folder of one; it is built once per process and removed at exit. Loaded by
`DiffusionPipeline.from_pretrained(folder, use_safetensors=True, local_files_only=True)`, ControlNets by
`diffusers.AutoModel.from_pretrained(str(folder), ...)` (which refuses a `Path`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from tests.tiny_hub import annotators, flux, qwen_image, sd3, z_image
from tests.tiny_hub import stable_diffusion as sd

Builder = Callable[[Path], Path]

PIPELINES: Mapping[str, Builder] = {
    "sd15": sd.build_sd15,
    "sd15_flagged": sd.build_sd15_flagged,
    "sd15_inpaint": sd.build_sd15_inpaint,
    "sdxl": sd.build_sdxl,
    "gligen": sd.build_gligen,
    "sd3": sd3.build_sd3,
    "flux": flux.build_flux,
    "flux_control": flux.build_flux_control,
    "flux_fill": flux.build_flux_fill,
    "qwen_image": qwen_image.build_qwen_image,
    "z_image": z_image.build_z_image,
}

CONTROLNETS: Mapping[str, Builder] = {
    "sd15_controlnet": sd.build_sd15_controlnet,
    "sdxl_controlnet": sd.build_sdxl_controlnet,
    "sdxl_union": sd.build_sdxl_union,
    "sd3_controlnet": sd3.build_sd3_controlnet,
    "flux_controlnet": flux.build_flux_controlnet,
    "flux_union": flux.build_flux_union,
    "qwen_image_controlnet": qwen_image.build_qwen_image_controlnet,
    "z_image_controlnet": z_image.build_z_image_controlnet,
}
"""Each stands beside the pipeline that its name begins with."""

ANNOTATORS: Mapping[str, Builder] = {
    "owlv2": annotators.build_owlv2,
    "grounding_dino": annotators.build_grounding_dino,
    "clip": annotators.build_clip,
    "sam": annotators.build_sam,
    "blip": annotators.build_blip,
    "token_classifier": annotators.build_token_classifier,
    "wav2vec2": annotators.build_wav2vec2,
    "whisper": annotators.build_whisper,
}

ROOM = tempfile.TemporaryDirectory(prefix="tiny_hub_")


@cache
def tiny(name: str) -> Path:
    """The folder of a tiny model, built at the first call in this process; read it only."""
    return {**PIPELINES, **CONTROLNETS, **ANNOTATORS}[name](Path(ROOM.name) / name)
