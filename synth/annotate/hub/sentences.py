"""A sentence about each picture (BLIP)."""

from __future__ import annotations

from synth.annotate.hub.stated import stated_model
from synth.annotate.pictures.found import FoundCaption, PictureAnnotator, PictureReading
from synth.hub.models import load_model
from synth.hub.named import HubModel
from synth.hub.threads import hub_threads
from synth.image.formats.data_set import AnnotatedImage

FORM = "1"
"""Raised when the same probabilities give another sentence or score."""

CAPTIONERS = ("blip",)

LONGEST_TOKENS = 40


def sentence_annotator(where: str, model: HubModel) -> PictureAnnotator:
    """BLIP (Li et al. 2022, arXiv:2201.12086), the likeliest token at each place. SynthError where it does not load.

    A sentence's score is the geometric mean of the probabilities of its tokens.
    """
    import torch
    from PIL import Image

    loaded = load_model(where, str(model.folder), None, CAPTIONERS, "BlipForConditionalGeneration", "auto")

    def read(picture: AnnotatedImage) -> PictureReading:
        pixels = loaded.processor.image_processor(images=Image.fromarray(picture.load()), return_tensors="pt")
        with torch.no_grad(), hub_threads():
            output = loaded.model.generate(
                **pixels.to(loaded.model.device), do_sample=False, num_beams=1, max_new_tokens=LONGEST_TOKENS,
                output_scores=True, return_dict_in_generate=True,
            )  # fmt: skip
        written = output.sequences[0, -len(output.scores) :]
        logs = [step[0].double().log_softmax(-1)[token] for step, token in zip(output.scores, written, strict=True)]
        text = " ".join(loaded.processor.tokenizer.decode(written, skip_special_tokens=True).split())
        score = float(torch.stack(logs).mean().exp())
        said = f"the likeliest words, {score:.2f} each on average"
        return PictureReading(captions=[FoundCaption(text, score, said)] if text else [])

    return PictureAnnotator(model=stated_model([model], (), FORM), categories=(), read=read)
