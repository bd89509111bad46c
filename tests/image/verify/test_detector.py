"""Detectors: boxes of the right query in px of the picture, as transformers' own post-processing finds them."""

from __future__ import annotations

import json
import shutil
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from synth.core.errors import SynthError
from synth.core.geometry import Box
from synth.hub.models import LoadedModel, load_model
from synth.image.options.judges import DetectorOptions
from synth.image.verify.detector import (
    FLOOR,
    MOST,
    WHERE,
    detections,
    grounding_dino_scores,
    grounding_text,
    load_detector,
)
from tests.tiny_hub import tiny
from tests.tiny_hub.vocabularies import bert_tokenizer

QUERIES = ["car", "traffic light", "light"]
WIDE = np.random.default_rng(0).integers(0, 256, (96, 160, 3), np.uint8)
TALL = np.ascontiguousarray(WIDE.transpose(1, 0, 2))


@pytest.fixture(scope="module", params=["owlv2", "grounding_dino"])
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def detect(name):
    return load_detector(DetectorOptions(model=str(tiny(name))), "cpu")


@pytest.mark.parametrize("image", [WIDE, TALL])
def test_boxes_lie_in_the_picture_best_first(detect, image):
    found = detect(image, QUERIES)
    assert found
    scores = [score for _, _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert all(FLOOR <= score <= 1 for score in scores)
    for query, box, _ in found:
        assert 0 <= query < len(QUERIES)
        assert 0 <= box.x0 < box.x1 <= image.shape[1]
        assert 0 <= box.y0 < box.y1 <= image.shape[0]


def test_the_same_picture_reads_the_same(detect):
    assert detect(WIDE, QUERIES) == detect(WIDE.copy(), QUERIES)
    assert detect(WIDE, QUERIES) != detect(WIDE[:, ::-1], QUERIES)


@pytest.mark.parametrize("image", [WIDE, TALL])
def test_boxes_and_scores_are_those_of_the_librarys_own_post_processing(name, detect, image):
    from PIL import Image

    kind, model, processor, _ = load_model("m", str(tiny(name)), None, KINDS, TASK, "cpu")
    texts = ["a photo of a car", "a photo of a bus"] if kind == "owlv2" else ["a car", "a bus"]
    inputs = processor(text=[texts], images=[Image.fromarray(image)], return_tensors="pt")
    with torch.no_grad():
        output = model(**inputs)
    size = [image.shape[:2]]
    [theirs] = processor.post_process_grounded_object_detection(output, threshold=FLOOR, target_sizes=size)
    corners = theirs["boxes"].numpy().clip(0, [image.shape[1], image.shape[0]] * 2)
    ours = detect(image, ["car", "bus"])
    inside = [
        n for n in np.argsort(-theirs["scores"].numpy(), kind="stable") if (corners[n, 2:] > corners[n, :2]).all()
    ]
    if kind == "owlv2":
        assert [query for query, *_ in ours] == [int(theirs["labels"][n]) for n in inside]
        assert np.allclose([score for *_, score in ours], theirs["scores"][inside], atol=1e-5)
        assert np.allclose([box for _, box, _ in ours], corners[inside], atol=1e-3)
    else:  # theirs may score a box by a full stop, which is nobody's
        boxes = {tuple(np.round(corners[n], 1)): float(theirs["scores"][n]) for n in inside}
        assert ours
        assert all(boxes[tuple(np.round(box, 1))] >= score - 1e-5 for _, box, score in ours)


KINDS, TASK = ("owlv2", "grounding-dino"), "AutoModelForZeroShotObjectDetection"


def test_units_become_px_and_the_canvas_cuts():
    """A square of 160 units around a picture of 160 x 96: the right half of the square, and a box below the picture."""
    boxes = np.array([[0.75, 0.5, 0.5, 1.0], [0.5, 0.8, 0.2, 0.2], [0.1, 0.3, 0.1, 0.2], [0.5, 0.5, 0.5, 0.5]])
    scores = np.array([[0.1, 0.7], [0.9, 0.8], [0.3, 0.2], [FLOOR / 2, 0]])
    assert detections(scores, boxes, (160, 160), 160, 96) == [
        (1, Box(80, 0, 160, 96), 0.7),
        (0, pytest.approx(Box(8, 32, 24, 64)), 0.3),
    ]
    assert [box for _, box, _ in detections(scores, boxes, (160, 96), 160, 96)][1:] == [
        Box(80, 0, 160, 96),
        pytest.approx(Box(8, 19.2, 24, 38.4)),
    ]


def test_at_most_a_hundred_are_told_and_these_are_the_best():
    scores = np.linspace(0.1, 0.9, MOST + 20)[:, None]
    found = detections(scores, np.tile([[0.5, 0.5, 0.2, 0.2]], (MOST + 20, 1)), (10, 10), 10, 10)
    assert len(found) == MOST
    assert [score for *_, score in found] == list(scores[::-1][:MOST, 0])


def test_queries_are_found_again_in_the_text_by_their_place():
    text, spans = grounding_text(["Car", "traffic light", "st. bernard?", "light"])
    assert text == "a car. a traffic light. a st bernard. a light."
    assert [text[start:end] for start, end in spans] == ["car", "traffic light", "st bernard", "light"]


class Scripted:
    """Grounding DINO's model with these scores by (box, token); every other token scores 0."""

    config, device = SimpleNamespace(max_text_len=256), "cpu"

    def __init__(self, token_scores: dict[tuple[int, int], float]) -> None:
        self.token_scores = token_scores
        self.boxes = 1 + max(box for box, _ in token_scores)

    def __call__(self, **inputs: torch.Tensor) -> SimpleNamespace:
        logits = torch.full((1, self.boxes, 256), -torch.inf)
        for place, score in self.token_scores.items():
            logits[0][place] = torch.logit(torch.tensor(score))
        return SimpleNamespace(logits=logits, pred_boxes=torch.full((1, self.boxes, 4), 0.5))


def no_pixels(images: object, return_tensors: str) -> dict[str, torch.Tensor]:
    return {"pixel_values": torch.zeros(1, 3, 8, 8)}


def scripted(token_scores: dict[tuple[int, int], float]) -> LoadedModel:
    processor = SimpleNamespace(tokenizer=bert_tokenizer(), image_processor=no_pixels)
    return LoadedModel("grounding-dino", Scripted(token_scores), processor, WHERE)


def test_grounding_dino_tells_light_from_traffic_light():
    """Tokens: [CLS] a car . a traffic light . a light . [SEP]"""
    car, traffic, its_light, stop, light = 2, 5, 6, 7, 9
    model = scripted(
        {(0, traffic): 0.9, (0, light): 0.6, (1, its_light): 0.4, (1, light): 0.8, (2, stop): 0.9, (2, car): 0.2}
    )
    scores, boxes, unit_px = grounding_dino_scores(model, WIDE, QUERIES)
    assert np.allclose(scores, [[0, 0.9, 0.6], [0, 0.4, 0.8], [0.2, 0, 0]])
    assert unit_px == (160, 96)
    assert [query for query, *_ in detections(scores, boxes, unit_px, 160, 96)] == [1, 2, 0]


def refusal(action) -> str:
    with pytest.raises(SynthError) as refused:
        action()
    message = str(refused.value)
    assert "\n" not in message
    return message


def test_a_query_that_the_model_cannot_read_whole_is_refused(detect):
    message = refusal(lambda: detect(WIDE, ["car", "xyz " * 90]))
    assert message.startswith("verify.detector.model: got")
    assert "tokens" in message


def test_a_model_that_is_no_detector_is_refused(tmp_path):
    message = refusal(lambda: load_detector(DetectorOptions(model=str(tiny("clip"))), "cpu"))
    assert message == "verify.detector.model: model_type: got 'clip'; known: grounding-dino, owlv2"
    (tmp_path / "config.json").write_text(json.dumps({"no": "type"}))
    assert "a model that transformers loads" in refusal(
        lambda: load_detector(DetectorOptions(model=str(tmp_path)), "cpu")
    )


def test_weights_in_half_precision_are_read_in_full(tmp_path):
    from transformers import AutoModelForZeroShotObjectDetection

    shutil.copytree(tiny("owlv2"), tmp_path / "half")
    AutoModelForZeroShotObjectDetection.from_pretrained(tiny("owlv2")).half().save_pretrained(tmp_path / "half")
    loaded = load_model("m", str(tmp_path / "half"), None, KINDS, TASK, "cpu")
    assert {p.dtype for p in loaded.model.parameters()} == {torch.float32}
    assert load_detector(DetectorOptions(model=str(tmp_path / "half")), "cpu")(WIDE, QUERIES)


def test_only_safetensors_are_loaded(tmp_path):
    folder = tmp_path / "pickled"
    shutil.copytree(tiny("owlv2"), folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    message = refusal(lambda: load_detector(DetectorOptions(model=str(folder)), "cpu"))
    assert "safetensors" in message


def test_without_transformers_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    message = refusal(lambda: load_detector(DetectorOptions(model=str(tiny("owlv2"))), "cpu"))
    assert message.endswith('pip install "synth[hub]"')


def test_weights_that_lack_a_part_are_refused(tmp_path):
    folder = tmp_path / "owlv2"
    shutil.copytree(tiny("owlv2"), folder)
    weights = load_file(folder / "model.safetensors")
    del weights["objectness_head.dense0.weight"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    message = refusal(lambda: load_detector(DetectorOptions(model=str(folder)), "cpu"))
    assert "all of the model's weights: 1 lack, such as objectness_head.dense0.weight" in message
