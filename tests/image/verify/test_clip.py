"""CLIP's score: the cosine that transformers computes, as a check of a picture and its prompt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from synth.hub.models import load_model
from synth.image.options.judges import ClipOptions
from synth.image.verify.clip import load_clip, prompt_match
from tests.tiny_hub import tiny

from .street import picture, street

NOISE = np.random.default_rng(1).integers(0, 256, (96, 160, 3), np.uint8)


@pytest.fixture(scope="module")
def score():
    return load_clip(ClipOptions(model=str(tiny("clip"))), "cpu")


@pytest.mark.parametrize("text", ["a red car on a wet street", "a truck"])
def test_the_score_is_a_hundred_times_the_cosine(score, text):
    _, model, processor, _ = load_model("m", str(tiny("clip")), None, ("clip",), "AutoModel", "cpu")
    inputs = processor(text=[text], images=[Image.fromarray(NOISE)], return_tensors="pt")
    with torch.no_grad():
        theirs = model(**inputs).logits_per_image / model.logit_scale.exp()
    assert score(NOISE, text) == pytest.approx(100 * float(theirs), abs=1e-3)
    assert score(NOISE, text) == score(NOISE.copy(), text)
    assert score(NOISE, text) != score(NOISE, "a bicycle in fog")


def test_a_long_text_is_cut_where_the_model_stops_reading(score):
    """77 tokens with begin and end: 75 words are read."""
    assert score(NOISE, "car " * 75) == score(NOISE, "car " * 200) != score(NOISE, "car " * 74)


def test_the_check_compares_with_the_least_score_and_falls_back_on_what_is_planned():
    texts = []

    def score(image, text):
        texts.append(text)
        return 21.5

    plan = street()
    assert prompt_match(score, 21.5)(plan, picture(plan)).passed
    refused = prompt_match(score, 21.6)(replace(plan, prompt=""), picture(plan))
    assert (refused.check, refused.measured, refused.limit, refused.passed) == ("clip", 21.5, 21.6, False)
    assert texts[0] == "a street"
    assert "two cars" in texts[1]
