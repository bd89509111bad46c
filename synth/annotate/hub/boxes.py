"""Boxes of what is asked for by name (OWLv2, Grounding DINO), and masks in them (SAM)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.annotate.hub.stated import stated_model
from synth.annotate.pictures.found import SAME_IOU, PictureAnnotator, PictureReading
from synth.core.errors import SynthError
from synth.core.geometry import Box, Mask
from synth.hub.models import load_model
from synth.hub.named import HubModel
from synth.hub.threads import hub_threads
from synth.image.formats.data_set import AnnotatedImage
from synth.image.options.judges import DetectorOptions
from synth.image.verify.detector import load_detector
from synth.image.verify.found import FoundObject

if TYPE_CHECKING:
    from jaxtyping import UInt8

FORM = "1"
"""Raised when the same scores give other labels."""

THRESHOLD = 0.3
"""Score below which a detector abstains unless told otherwise: that of `verify.detector`."""

OUTLINERS = ("sam",)


class Outline(NamedTuple):
    """The mask in a box, None for an empty one, and the IoU with the truth that the model expects of it."""

    mask: Mask | None
    expected_iou: float


Outliner = Callable[["UInt8[np.ndarray, 'h w 3']", Sequence[Box]], "list[Outline]"]


def box_annotator(where: str, detector: HubModel, outliner: HubModel | None, names: Sequence[str]) -> PictureAnnotator:
    """A detector that is asked for classes by name, and what outlines its boxes. SynthError where one does not load."""
    if not names:
        raise SynthError(where, None, "names of classes to look for: labels=car,person (the data have none)")
    detect = load_detector(DetectorOptions(model=str(detector.folder)), "auto", where)
    outline = load_outliner(where, outliner) if outliner else None
    models = [detector, *([outliner] if outliner else [])]

    def read(picture: AnnotatedImage) -> PictureReading:
        image = picture.load()
        found = _apart(detect(image, names))
        outlines = outline(image, [box for _, box, _ in found]) if outline and found else [None] * len(found)
        return PictureReading(
            [_object(names, *one, drawn) for one, drawn in zip(found, outlines, strict=True)]
        )  # fmt: skip

    model = stated_model(models, names, FORM)
    return PictureAnnotator(model=model, categories=tuple(names), threshold=THRESHOLD, read=read)


def load_outliner(where: str, model: HubModel) -> Outliner:
    """SAM (Kirillov et al. 2023, arXiv:2304.02643) as a function from boxes in px to masks; one mask a box."""
    import torch
    from PIL import Image

    loaded = load_model(where, str(model.folder), None, OUTLINERS, "SamModel", "auto")

    def outline(image: UInt8[np.ndarray, "h w 3"], boxes: Sequence[Box]) -> list[Outline]:
        prompts = [[list(map(float, box)) for box in boxes]]
        inputs = loaded.processor(Image.fromarray(image), input_boxes=prompts, return_tensors="pt")
        sizes = inputs.pop("original_sizes"), inputs.pop("reshaped_input_sizes")
        with torch.no_grad(), hub_threads():
            output = loaded.model(**inputs.to(loaded.model.device, torch.float32), multimask_output=False)
        [masks] = loaded.processor.image_processor.post_process_masks(output.pred_masks.cpu(), *sizes)
        sure = output.iou_scores[0, :, 0].double().clamp(0, 1).cpu().tolist()
        bits = masks[:, 0].cpu().numpy()
        return [Outline(Mask.from_array(one) if one.any() else None, iou) for one, iou in zip(bits, sure, strict=True)]

    return outline


def _apart(found: Sequence[tuple[int, Box, float]]) -> list[tuple[int, Box, float]]:
    """Without boxes on a better one: detectors name one thing several times. The best come first."""
    kept = list[tuple[int, Box, float]]()
    for one in found:
        if all(one[1].iou(other) < SAME_IOU for _, other, _ in kept):
            kept.append(one)
    return kept


def _object(names: Sequence[str], query: int, box: Box, score: float, outline: Outline | None) -> FoundObject:
    others = f" of {len(names)} names" if len(names) > 1 else ""
    reason = f"looks most like {names[query]!r}{others}"
    if outline is None:
        return FoundObject(names[query], box, None, score, reason)
    if outline.mask is None:
        return FoundObject(names[query], box, None, score, f"{reason}; no outline in it")
    reason = f"{reason}; its outline expects an IoU of {outline.expected_iou:.2f}"
    return FoundObject(names[query], outline.mask.box, outline.mask, score, reason)
