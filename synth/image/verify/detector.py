"""Open-vocabulary detectors, OWLv2 and Grounding DINO, as functions from a picture and queries to boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from synth.core.errors import SynthError
from synth.core.geometry import Box
from synth.hub.models import LoadedModel, load_model
from synth.hub.threads import hub_threads
from synth.image.options.judges import DetectorOptions
from synth.image.plan.english import article
from synth.image.verify.readback import Detector

if TYPE_CHECKING:
    from jaxtyping import Float64, UInt8

FLOOR = 0.05
"""Least score of a returned detection. It is below every sensible limit, so that precision is measured over the whole
range of recall."""

MOST = 100
"""Largest number of detections of one picture; the best are kept. COCO's evaluation uses the same number."""

WHERE = "verify.detector.model"

_Raw = tuple[NDArray[np.float64], NDArray[np.float64], tuple[int, int]]
"""Scores (n, queries), boxes (n, 4) as centre x, y, width, height in units, and the size of a unit in px (x, y)."""


def load_detector(options: DetectorOptions, device: str, where: str = WHERE) -> Detector:
    """The detector of the options, which stand at `where`, as a function of picture and queries.

    Each box gets the query with the highest score, so every detection has a query. SynthError where the model does not
    load, or (when called) where a query has more tokens than the model reads.
    """
    assert options.model is not None
    loaded = load_model(
        where, options.model, options.revision, DETECTORS, "AutoModelForZeroShotObjectDetection", device
    )
    raw = DETECTORS[loaded.kind]

    def detect(image: UInt8[np.ndarray, "h w 3"], queries: Sequence[str]) -> list[tuple[int, Box, float]]:
        scores, boxes, unit_px = raw(loaded, image, queries)
        return detections(scores, boxes, unit_px, image.shape[1], image.shape[0])

    return detect


def detections(
    scores: Float64[np.ndarray, "n queries"],
    boxes_cxcywh: Float64[np.ndarray, "n 4"],
    unit_px: tuple[int, int],
    width: int,
    height: int,
) -> list[tuple[int, Box, float]]:
    """(index of the query, box in px, score 0-1), best first, within the limits `FLOOR` and `MOST`.

    Boxes are centre x, y, width, height in units of `unit_px`. They are clipped to the canvas; boxes outside it are
    left out.
    """
    best, query = scores.max(axis=1), scores.argmax(axis=1)
    centre, half = boxes_cxcywh[:, :2], boxes_cxcywh[:, 2:] / 2
    corners = np.concatenate([centre - half, centre + half], axis=1) * np.tile(unit_px, 2)
    corners = np.clip(corners, 0, [width, height, width, height])
    good = (best >= FLOOR) & (corners[:, 2:] > corners[:, :2]).all(axis=1)
    order = [int(n) for n in np.argsort(-best, kind="stable") if good[n]][:MOST]
    return [(int(query[n]), Box(*map(float, corners[n])), float(best[n])) for n in order]


def owlv2_scores(loaded: LoadedModel, image: UInt8[np.ndarray, "h w 3"], queries: Sequence[str]) -> _Raw:
    """Scores and boxes of OWLv2 (Minderer et al. 2023, arXiv:2306.09683).

    Every query is phrased `a photo of a ...`, as in its training. The picture is padded to a square at its right and
    lower side; boxes are in shares of that square.
    """
    from PIL import Image

    texts = [f"a photo of {article(query)}" for query in queries]
    limit = int(loaded.model.config.text_config.max_position_embeddings)
    tokens = loaded.processor.tokenizer(texts, padding="max_length", max_length=limit, return_tensors=None)
    for query, ids in zip(queries, tokens["input_ids"], strict=True):
        _check_length(loaded.where, query, len(ids), limit)
    pixels = loaded.processor.image_processor(images=Image.fromarray(image), return_tensors="pt")
    scores, boxes = _run(loaded, **tokens.convert_to_tensors("pt"), **pixels)
    side = max(image.shape[:2])
    return scores, boxes, (side, side)


def grounding_dino_scores(loaded: LoadedModel, image: UInt8[np.ndarray, "h w 3"], queries: Sequence[str]) -> _Raw:
    """Scores and boxes of Grounding DINO (Liu et al. 2023, arXiv:2303.05499).

    All queries are in one lower-case text, each followed by a full stop. Every token of the text has a score for every
    box. The score of a query is the highest score of its own tokens, which are found by their position in the text.
    `light` and `traffic light` therefore stay distinct, and a box whose best token is a full stop still has a query.
    """
    from PIL import Image

    text, spans = grounding_text(queries)
    tokens = loaded.processor.tokenizer(text, return_offsets_mapping=True, return_tensors="pt")
    offsets = tokens.pop("offset_mapping")[0].tolist()
    _check_length(loaded.where, text, len(offsets), int(loaded.model.config.max_text_len))
    pixels = loaded.processor.image_processor(images=Image.fromarray(image), return_tensors="pt")
    scores, boxes = _run(loaded, **tokens, **pixels)
    columns = []
    for query, (start, end) in zip(queries, spans, strict=True):
        own = [n for n, (first, last) in enumerate(offsets) if start <= first < last <= end]
        if not own:
            raise SynthError(loaded.where, query, "queries with a character that the model's vocabulary knows")
        columns.append(scores[:, own].max(axis=1))
    return np.stack(columns, axis=1), boxes, (image.shape[1], image.shape[0])


def grounding_text(queries: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """The text `a car. a traffic light.` and the character span [start, end) of each query in it.

    Full stops and question marks inside a query would split it, so they become spaces.
    """
    text, spans = "", []
    for query in queries:
        plain = " ".join(query.lower().translate({ord("."): " ", ord("?"): " "}).split())
        named = article(plain)
        spans.append((len(text) + len(named) - len(plain), len(text) + len(named)))
        text += f"{named}. "
    return text.rstrip(), spans


def _run(loaded: LoadedModel, **inputs: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scores (n, texts or tokens), 0-1, and boxes (n, 4) of one picture."""
    import torch

    with torch.no_grad(), hub_threads():
        output = loaded.model(**{name: value.to(loaded.model.device) for name, value in inputs.items()})
    return output.logits[0].sigmoid().double().cpu().numpy(), output.pred_boxes[0].double().cpu().numpy()


def _check_length(where: str, text: str, tokens: int, limit: int) -> None:
    if tokens > limit:
        more = "; `coco` renames a category" if where == WHERE else ""
        raise SynthError(where, text, f"queries of at most {limit} tokens, got {tokens}{more}")


DETECTORS: dict[str, Callable[[LoadedModel, UInt8[np.ndarray, "h w 3"], Sequence[str]], _Raw]] = {
    "owlv2": owlv2_scores,
    "grounding-dino": grounding_dino_scores,
}
"""`model_type` -> how it is asked."""
