"""CLIP's score of how well a picture shows a text (CLIPScore, Hessel et al. 2021, arXiv:2104.08718, without its factor
2.5).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from synth.core.outcome import Verdict
from synth.hub.models import load_model
from synth.hub.threads import hub_threads
from synth.image.options.judges import ClipOptions
from synth.image.plan.captions import captions
from synth.image.records import Plan
from synth.image.verify.verify import PictureCheck

if TYPE_CHECKING:
    from jaxtyping import UInt8

ClipScore: TypeAlias = "Callable[[UInt8[np.ndarray, 'h w 3'], str], float]"
"""Picture (RGB) and text -> 100 x cosine similarity, -100 to 100."""


def load_clip(options: ClipOptions, device: str) -> ClipScore:
    """The CLIP model of the options as a function. Longer texts are cut to its limit (77 tokens). SynthError as
    `load_model`.
    """
    import torch
    from PIL import Image

    assert options.model is not None
    _, model, processor, _ = load_model(
        "verify.clip.model", options.model, options.revision, ("clip",), "AutoModel", device
    )
    limit = int(model.config.text_config.max_position_embeddings)

    def score(image: UInt8[np.ndarray, "h w 3"], text: str) -> float:
        tokens = processor.tokenizer([text], truncation=True, max_length=limit, return_tensors="pt")
        pixels = processor.image_processor(images=Image.fromarray(image), return_tensors="pt")
        with torch.no_grad(), hub_threads():
            output = model(**tokens.to(model.device), **pixels.to(model.device))
        return 100 * float(torch.cosine_similarity(output.image_embeds, output.text_embeds)[0])

    return score


def prompt_match(score: ClipScore, least: float) -> PictureCheck:
    """The check that a picture shows its prompt. Without a prompt, the text is a sentence with the plan's contents."""

    def check(plan: Plan, image: UInt8[np.ndarray, "h w 3"]) -> Verdict:
        measured = score(image, plan.prompt or captions(plan)[0])
        return Verdict(check="clip", measured=measured, limit=least, passed=measured >= least)

    return check
