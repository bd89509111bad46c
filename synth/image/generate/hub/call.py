"""The arguments of a pipeline's call, read from the signature of its `__call__`, in the same way for every family."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8

CONDITIONING_SCALE = "controlnet_conditioning_scale"

MIXES_A_BATCH = ("ControlNetUnionModel",)
"""ControlNets whose attention runs over the pictures of a batch instead of the conditions of each (diffusers 0.42)."""


class Control(NamedTuple):
    """The weight of one control map and, for a union net, the number of its kind."""

    scale: float
    mode: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallShape:
    """The arguments of a pipeline's call, by meaning. None or False: the pipeline has no such argument.

    `control` names the argument of control maps; `image`, `mask` and `strength` those of a picture that is painted
    over. `guidance` is the argument that weighs the negative prompt or, where there is none, the prompt. `several`:
    control maps are passed as a list, even a single one. `alone`: a call must draw one picture, since it would mix the
    conditions of a batch. `default_guidance` and `most_tokens` (of encoders other than CLIP) are the pipeline's
    defaults. Up to a guidance of `unguided` the pipeline ignores the negative prompt.
    """

    pipeline: str
    control: str | None = None
    scale: bool = False
    mode: bool = False
    several: bool = False
    alone: bool = False
    image: str | None = None
    mask: str | None = None
    strength: bool = False
    guidance: str | None = None
    default_guidance: float | None = None
    unguided: float = 1.0
    negative_prompt: bool = False
    size: bool = False
    phrases: bool = False
    most_tokens: int | None = None

    @property
    def fits(self) -> tuple[str, ...]:
        """The kinds of generator that can use this call."""
        painted = self.image is not None and self.control is None
        able = {
            "controlnet": self.control is not None and self.image is None,
            "inpaint": painted and self.mask is not None,
            "refine": painted and self.mask is None and self.strength,
            "gligen": self.phrases,
        }
        return tuple(kind for kind, fits in able.items() if fits)


def call_shape(pipeline: type, net: str = "") -> CallShape:
    """The call shape of a pipeline class; `net` is the class name of its ControlNet."""
    takes = inspect.signature(pipeline.__call__).parameters
    netted = "controlnet" in inspect.signature(pipeline.__init__).parameters
    control = "control_image" if "control_image" in takes else "image" if netted else None
    distilled = "true_cfg_scale" in takes and _default(takes, "guidance_scale") is not None
    guidance = "guidance_scale" if "true_cfg_scale" not in takes or distilled else "true_cfg_scale"
    return CallShape(
        pipeline=pipeline.__name__,
        control=control,
        scale=CONDITIONING_SCALE in takes,
        mode="control_mode" in takes,
        alone=net in MIXES_A_BATCH or "gligen_phrases" in takes,
        several="Multi" in net or net in MIXES_A_BATCH,
        image="image" if "image" in takes and control != "image" else None,
        mask="mask_image" if "mask_image" in takes else None,
        strength="strength" in takes,
        guidance=guidance if guidance in takes else None,
        default_guidance=_default(takes, guidance),
        unguided=0.0 if "cfg_truncation" in takes else 1.0,
        negative_prompt="negative_prompt" in takes and not distilled,
        size="height" in takes and "width" in takes,
        phrases="gligen_phrases" in takes,
        most_tokens=_default(takes, "max_sequence_length"),
    )


def _default(takes: Mapping[str, inspect.Parameter], name: str) -> Any:
    """The default of an argument; None where there is no such argument or it has none."""
    found = takes[name].default if name in takes else None
    return None if found is inspect.Parameter.empty else found


def prompt_arguments(shape: CallShape, prompts: Sequence[str], negatives: Sequence[str]) -> dict[str, Any]:
    """Prompts and, where the pipeline takes them, negative prompts. All pictures of a batch have one, or none has.

    Where a negative prompt switches true classifier-free guidance on, an empty one becomes a space.
    """
    arguments: dict[str, Any] = {"prompt": list(prompts)}
    if shape.negative_prompt and shape.guidance == "true_cfg_scale":
        arguments["negative_prompt"] = [text or " " for text in negatives]
    elif shape.negative_prompt and any(negatives):
        arguments["negative_prompt"] = list(negatives)
    return arguments


def sampling_arguments(
    shape: CallShape, steps: int | None, guidance: float | None, strength: float | None, size_wh_px: tuple[int, int]
) -> dict[str, Any]:
    """Steps, guidance, strength and size under the pipeline's own names. None leaves the pipeline's default."""
    arguments: dict[str, Any] = {"width": size_wh_px[0], "height": size_wh_px[1]} if shape.size else {}
    if steps is not None:
        arguments["num_inference_steps"] = steps
    if guidance is not None and shape.guidance is not None:
        arguments[shape.guidance] = guidance
    if strength is not None and shape.strength:
        arguments["strength"] = strength
    return arguments


def control_arguments(
    shape: CallShape, controls: Sequence[Control], maps: Sequence[Sequence[UInt8[np.ndarray, "h w 3"]]]
) -> dict[str, Any]:
    """Control maps of a batch with weights and modes. `maps` holds, for each control, one picture per sample."""
    if shape.control is None or not controls:
        return {}
    pictures = [_shares(of_control) for of_control in maps]
    scales = [float(control.scale) for control in controls]
    modes = [control.mode for control in controls]
    arguments: dict[str, Any] = {shape.control: pictures if shape.several else pictures[0]}
    if shape.scale:
        arguments[CONDITIONING_SCALE] = scales if shape.several else scales[0]
    if shape.mode and any(mode is not None for mode in modes):
        arguments["control_mode"] = modes if shape.several else modes[0]
    return arguments


def picture_arguments(
    shape: CallShape, images: Sequence[UInt8[np.ndarray, "h w 3"]], masks: Sequence[Bool[np.ndarray, "h w"]]
) -> dict[str, Any]:
    """Pictures that are painted over, and the masks of the pixels to paint."""
    arguments: dict[str, Any] = {}
    if shape.image is not None and images:
        arguments[shape.image] = [Image.fromarray(image) for image in images]
    if shape.mask is not None and masks:
        arguments[shape.mask] = [Image.fromarray(mask.astype(np.uint8) * 255) for mask in masks]
    return arguments


def phrase_arguments(
    shape: CallShape, phrases: Sequence[str], boxes_xyxy: Sequence[tuple[float, ...]]
) -> dict[str, Any]:
    """GLIGEN's phrases and boxes (shares of the canvas, 0-1), for a whole batch.

    They act in every step: diffusers' default of 0.3 of the steps rounds to no step where there are few. Without
    objects no step is grounded.
    """
    if not shape.phrases:
        return {}
    return {
        "gligen_phrases": list(phrases) or [""],
        "gligen_boxes": [list(box) for box in boxes_xyxy] or [[0.0, 0.0, 0.0, 0.0]],
        "gligen_scheduled_sampling_beta": 1.0 if phrases else 0.0,
    }


def _shares(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Pictures (h, w, 3) of 0-255 as one array (n, h, w, 3) of 0-1.

    It is the only form of a batch that every pipeline takes, with one net and with several.
    """
    return np.stack(pictures).astype(np.float32) / np.float32(255)
