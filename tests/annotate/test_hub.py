"""Models of the hub as annotators, with tiny random weights: what they say is what the libraries' own code says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synth.annotate.hub.spans import OUTSIDE, Word, spans_of
from synth.cli import main

TAGS = (OUTSIDE, "B-THING", "I-THING", "COLOUR")
TEXT = "the red car and the green bus on the wet road"


def words(text: str, tags: str, sure: float = 0.7) -> list[Word]:
    """The words between blanks, each with the tag of a number, which `sure` is the probability of."""
    found, at = list[Word](), 0
    for word, tag in zip(text.split(), tags, strict=True):
        start = text.index(word, at)
        at = start + len(word)
        odds = np.full(len(TAGS), (1 - sure) / (len(TAGS) - 1))
        odds[int(tag)] = sure
        found.append(Word(start, at, odds, 3))
    return found


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("0120", [(2, 7, "THING")]),
        ("0110", [(2, 4, "THING"), (5, 7, "THING")]),
        ("0220", [(2, 7, "THING")]),
        ("3320", [(0, 4, "COLOUR"), (5, 7, "THING")]),
        ("1021", [(0, 1, "THING"), (5, 7, "THING"), (8, 9, "THING")]),
        ("0000", []),
    ],
)
def test_words_of_one_label_are_one_span(tags: str, found: list[tuple[int, int, str]]) -> None:
    text = "a bb cc d"
    assert [one[:3] for one in spans_of(text, words(text, tags), TAGS)] == found


def test_the_score_of_a_span_is_that_of_its_label_whatever_the_prefix() -> None:
    [span] = spans_of("a bb", words("a bb", "12"), TAGS)
    assert span.score == pytest.approx(0.8)
    assert span.reason == "the words 'a bb'; else no label 0.10"


def test_a_hub_id_needs_its_commit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    asked = [f"data={tmp_path}", f"out={tmp_path / 'out'}"]
    assert main(["annotate", "with=hub:google/owlv2", *asked]) == 2
    assert "a folder with a model, or OWNER/NAME@COMMIT with all 40 digits" in capsys.readouterr().err
    assert main(["annotate", "with=caption", "labels=car", *asked]) == 2
    assert "labels: got 'car'; only beside with=hub:DETECTOR" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for at in range(2):
        pixels = np.random.default_rng(at).integers(0, 256, (80, 120, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"{at}.png")
    return folder


def annotated(data: Path, out: Path, *words: str) -> list[dict[str, Any]]:
    assert main(["annotate", f"data={data}", f"out={out}", *words]) == 0
    return json.loads((out / "annotations.json").read_text())["annotations"]


@pytest.mark.slow
@pytest.mark.parametrize("detector", ["owlv2", "grounding_dino"])
def test_boxes_are_the_detectors_best_ones_and_masks_are_sams(pictures: Path, tmp_path: Path, detector: str) -> None:
    import torch
    from transformers import SamModel, SamProcessor

    from synth.annotate.pictures.found import SAME_IOU
    from synth.core.geometry import mask_of_rle
    from synth.image.options.judges import DetectorOptions
    from synth.image.verify.detector import load_detector
    from tests.tiny_hub import tiny

    names = ["car", "red bus"]
    plain = annotated(pictures, tmp_path / "boxes", f"with=hub:{tiny(detector)}", "labels=[car, red bus]")
    detect = load_detector(DetectorOptions(model=str(tiny(detector))), "cpu")
    image = np.asarray(Image.open(pictures / "0.png"))
    best = list[Any]()
    for one in detect(image, names):
        if all(one[1].iou(other[1]) < SAME_IOU for other in best):
            best.append(one)
    mine = [one for one in plain if one["image_id"] == plain[0]["image_id"]]
    sure = [(query, box, score) for query, box, score in best if score >= 0.3]
    assert sure
    assert [one["category_id"] - 1 for one in mine] == [query for query, _, _ in sure]
    assert np.allclose([one["bbox"] for one in mine], [box.xywh for _, box, _ in sure], atol=0.01)
    assert np.allclose([one["score"] for one in mine], [score for *_, score in sure], atol=1e-5)
    assert mine[0]["attributes"]["reason"] == f"looks most like {names[sure[0][0]]!r} of 2 names"
    doubtful = [json.loads(line) for line in (tmp_path / "boxes/rejected.jsonl").read_text().splitlines()]
    assert all(one["measured"] < 0.3 for one in doubtful)

    both = annotated(pictures, tmp_path / "masks", f"with=hub:{tiny(detector)}+{tiny('sam')}", "labels=car,red bus")
    processor: Any = SamProcessor.from_pretrained(tiny("sam"))
    sam = SamModel.from_pretrained(tiny("sam"))
    box = next(box for _, box, _ in sure)
    inputs = processor(Image.fromarray(image), input_boxes=[[list(map(float, box))]], return_tensors="pt")
    with torch.no_grad():
        output = sam(**inputs.to(torch.float32), multimask_output=False)
    [theirs] = processor.image_processor.post_process_masks(
        output.pred_masks, inputs["original_sizes"], inputs["reshaped_input_sizes"]
    )
    first = both[0]
    assert first["attributes"]["model"] == f"hub:{detector}+sam"
    if theirs.any():
        drawn = mask_of_rle(first["segmentation"])
        assert (drawn.on_canvas(120, 80) == theirs[0, 0].numpy()).mean() > 0.999
        assert drawn.box.xywh == first["bbox"]
        assert "expects an IoU of" in first["attributes"]["reason"]


@pytest.mark.slow
def test_captions_are_the_likeliest_words_and_doubtful_ones_are_listed(pictures: Path, tmp_path: Path) -> None:
    from transformers import BlipForConditionalGeneration, BlipProcessor

    from tests.tiny_hub import tiny

    annotated(pictures, tmp_path / "sure", f"with=hub:{tiny('blip')}", "threshold=0")
    said = json.loads((tmp_path / "sure/captions.json").read_text())["annotations"]
    processor = BlipProcessor.from_pretrained(tiny("blip"))
    model = BlipForConditionalGeneration.from_pretrained(tiny("blip"))
    pixels = processor.image_processor(images=Image.open(pictures / "0.png"), return_tensors="pt")
    written = model.generate(**pixels, do_sample=False, max_new_tokens=40)
    assert said[0]["caption"] == " ".join(processor.decode(written[0], skip_special_tokens=True).split())
    assert (said[0]["source"], said[0]["model"]) == ("annotator", "hub:blip")
    assert 0 < said[0]["score"] < 1

    annotated(pictures, tmp_path / "none", f"with=hub:{tiny('blip')}", "threshold=1")
    assert not (tmp_path / "none/captions.json").exists()
    doubtful = [json.loads(line) for line in (tmp_path / "none/rejected.jsonl").read_text().splitlines()]
    assert [(one["detail"], one["caption"]) for one in doubtful] == [("caption", one["caption"]) for one in said]


@pytest.mark.slow
def test_spans_are_those_of_the_librarys_own_pipeline(tmp_path: Path) -> None:
    from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

    from tests.tiny_hub import tiny

    long = " ".join([TEXT] * 6)
    (tmp_path / "texts.txt").write_text(f"{TEXT}\n{long}\n")
    folder = str(tiny("token_classifier"))
    words = [f"data={tmp_path / 'texts.txt'}", f"with=hub:{folder}", f"out={tmp_path / 'out'}", "threshold=0"]
    assert main(["annotate", *words]) == 0
    short, longer = [json.loads(line) for line in (tmp_path / "out/text.jsonl").read_text().splitlines()]
    model, tokenizer = AutoModelForTokenClassification.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    theirs = pipeline("token-classification", model=model, tokenizer=tokenizer, aggregation_strategy="first")(TEXT)
    assert [(one["start"], one["end"], one["label"]) for one in short["spans"]] == [
        (one["start"], one["end"], one["entity_group"]) for one in theirs
    ]
    assert len(short["spans"]) > 2
    assert {one["label"] for one in longer["spans"]} == {"THING", "COLOUR"}
    assert max(one["end"] for one in longer["spans"]) > len(long) - 12  # read to its end, in parts


@pytest.mark.slow
def test_what_does_not_fit_is_one_line(pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.tiny_hub import tiny

    (tmp_path / "texts.txt").write_text("a red car\n")
    (tmp_path / "empty").mkdir()
    owlv2, sam, blip, clip = (tiny(name) for name in ("owlv2", "sam", "blip", "clip"))
    cases = [
        (pictures, f"{owlv2}", "names of classes to look for: labels=car,person"),
        (pictures, f"{sam}", "boxes to outline: with=hub:DETECTOR+OUTLINER"),
        (pictures, f"{clip}", "got 'clip'; known: blip, grounding-dino, owlv2"),
        (pictures, f"{owlv2}+{blip}", "got 'blip'; known: sam"),
        (pictures, f"{blip}+{sam}", "captions are written by one model"),
        (pictures, f"{tmp_path / 'empty'}", "a folder with config.json and weights as .safetensors"),
        (tmp_path / "texts.txt", f"{clip}", "got 'clip'; known: "),
    ]
    for data, argument, told in cases:
        labels = ["labels=car"] if "sam" in argument or "+" in argument else []
        if argument.startswith(str(blip)):
            labels = []
        assert main(["annotate", f"data={data}", f"with=hub:{argument}", f"out={tmp_path / 'o'}", *labels]) == 2
        *_, line = capsys.readouterr().err.splitlines()
        assert told in line, argument
        assert not (tmp_path / "o").exists()
