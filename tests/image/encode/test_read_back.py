"""What a detector's judgement leaves in the files: measured boxes in COCO, read-backs and notes in the lines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synth.core.geometry import Box
from synth.core.outcome import Note, Rejection
from synth.folder.lines import rejection_line
from synth.folder.totals import Totals
from synth.image.encode.card import card_text
from synth.image.formats.coco.read import read_coco
from synth.image.options.judges import DetectorOptions
from synth.image.records import Readback
from tests.image.fidelity.read_back_data_set import FACTS, write_read_backs
from tests.image.verify.street import STREET, seen

CAR, *OTHERS = seen()
AWAY = CAR._replace(box=Box(30.4, 38.2, 79.6, 80.0), score=0.6)
NOTES = (Note("prompt_cut", "left out: a van"),)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One sample, kept at its second draft; its first car is labelled where it was found."""
    path = tmp_path_factory.mktemp("relabelled") / "d"
    return write_read_backs(path, [[[], [AWAY, *OTHERS]]], options=DetectorOptions(policy="relabel"), notes=NOTES)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_measured_box_is_told_as_one(folder):
    moved, *planned = json.loads((folder / "annotations.json").read_text())["annotations"]
    assert moved["segmentation"] == []
    assert moved["bbox"] == [30.4, 38.2, 49.2, 41.8] == moved["measured_bbox"]
    assert moved["area"] == round(49.2 * 41.8)
    assert moved["requested_bbox"] == [10, 40, 50, 40]
    assert moved["label_source"] == "detector"
    assert (moved["score"], moved["iou"]) == (0.6, pytest.approx(AWAY.box.iou(CAR.box), abs=1e-6))
    assert moved["visibility"] is moved["truncation"] is None
    assert not moved.keys() & {"amodal_segmentation", "amodal_bbox"}
    for record in planned:
        assert record["label_source"] == "plan"
        assert record["segmentation"]["counts"]


def test_pycocotools_loads_measured_boxes_and_evaluates_them(folder, capsys):
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    coco: Any = COCO(str(folder / "annotations.json"))
    found = coco.loadRes(
        [{k: a[k] for k in ("image_id", "category_id", "bbox")} | {"score": 0.5} for a in coco.anns.values()]
    )
    run = COCOeval(coco, found, "bbox")
    run.evaluate()
    run.accumulate()
    run.summarize()
    assert run.stats[0] == pytest.approx(1)
    capsys.readouterr()


def test_our_own_reader_knows_that_there_is_no_mask(folder):
    [picture] = read_coco(folder).pictures
    moved, *planned = picture.annotations
    assert not moved.has_mask
    assert moved.box == pytest.approx(AWAY.box)
    assert all(annotation.has_mask for annotation in planned)


def test_lines_hold_read_backs_and_notes(folder):
    [kept], [refused] = lines(folder / "samples.jsonl"), lines(folder / "rejected.jsonl")
    planned = [[name, *box.xywh] for name, box in STREET]
    assert kept["readback"]["planned"] == refused["readback"]["planned"] == planned
    assert kept["readback"]["read"][0] == ["car", 30.4, 38.2, 49.2, 41.8, 0.6]
    assert len(kept["readback"]["read"]) == 4
    assert refused["readback"]["read"] == []
    assert kept["notes"] == [{"kind": "prompt_cut", "text": "left out: a van"}]


def test_the_card_explains_measured_boxes_where_a_detector_judged():
    told, untold = (card_text(replace(FACTS, config=config), [], Totals(), 0) for config in ({"detector": {}}, {}))
    assert "label_source: detector" in told
    assert "detector" not in untold


def test_nothing_is_told_where_there_is_nothing(tmp_path):
    [line] = lines(write_read_backs(tmp_path / "d", [[seen()]]) / "samples.jsonl")
    assert "notes" not in line
    refusal = Rejection(sample_id=0, check="placement", measured=1, limit=1)
    assert "readback" not in json.loads(rejection_line(refusal, given_up=True))
    empty = Rejection(sample_id=0, check="missed", measured=1, limit=0, evidence=Readback((), ()).record())
    assert json.loads(rejection_line(empty, given_up=True))["readback"] == {"planned": [], "read": []}
