"""Names of classes that are one, and those that are not."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from synth.data.vocabulary.compare import Named
from synth.data.vocabulary.spelling import folded
from synth.quality.check import check_data_sets
from synth.quality.finding import SURE
from synth.quality.patch.apply import apply_patch
from synth.quality.report.write import write_checked
from synth.quality.vocabulary import name_findings
from synth.scene.read import read_yaml
from tests.quality.sets import changed, clean_pictures

TRUTH = read_yaml(Path(__file__).parents[2] / "benchmarks/quality_names.yaml")
VOC, COCO = TRUTH["things"]["VOC"], TRUTH["things"]["COCO"]
TAGS = TRUTH["tags"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Traffic_lights", "traffic light"), ("TrafficLight", "traffic-light"), ("buses", "bus"), ("people", "Person"),
     ("persons", "person"), ("mice", "mouse"), ("colour", "color"), ("aeroplane", "airplane"), ("knives", "knife"),
     ("nuclei", "nucleus"), ("wineglass", "wine glass")],
)  # fmt: skip
def test_forms_of_a_name_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("glass", "glasses"), ("bus", "bust"), ("ORG", "ORGAN"), ("class", "clas")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_no_wrong_merge_between_names_of_known_sets() -> None:
    names = [Named("voc", name, 10) for name in VOC] + [Named("coco", name, 20) for name in COCO]
    sure = {(one.given, one.suggested) for one in name_findings(names) if one.confidence == SURE}
    assert sure == {("aeroplane", "airplane"), ("diningtable", "dining table"), ("pottedplant", "potted plant")}
    asked = {(one.given, one.suggested) for one in name_findings(names) if one.confidence < SURE}
    assert asked == {("motorbike", "motorcycle"), ("sofa", "couch"), ("tvmonitor", "tv")}


def test_a_typing_error_is_a_question() -> None:
    (finding,) = name_findings([Named("a", "bicycle", 40), Named("b", "bycicle", 2), Named("b", "bottle", 2)])
    assert (finding.given, finding.suggested) == ("bycicle", "bicycle")
    assert finding.confidence < SURE
    words = ["nurse", "purse", "carrot", "parrot", "bottle", "battle"]
    asked = {one.given for one in name_findings([Named("a", word, 1) for word in words])}
    assert asked <= {"bottle", "battle"}


def test_names_are_joined_as_labels_yaml_says(tmp_path: Path) -> None:
    one, other = clean_pictures(tmp_path / "one"), clean_pictures(tmp_path / "other")
    changed(other, lambda record: record["categories"].extend([{"id": 7, "name": "Cells"}]))
    changed(other, lambda record: [annotation.update(category_id=7) for annotation in record["annotations"][:2]])
    out = write_checked(check_data_sets([one, other]), tmp_path / "out")
    mended = apply_patch(other, out / "labels.yaml", tmp_path / "mended").path
    record = json.loads((mended / "annotations.json").read_text())
    assert [category["name"] for category in record["categories"]] == ["cell", "seed"]
    assert [annotation["category_id"] for annotation in record["annotations"][:2]] == [1, 1]
    assert check_data_sets([one, mended]).findings == ()


def test_every_pair_is_symmetric() -> None:
    for one, other in itertools.islice(itertools.permutations(VOC, 2), 50):
        assert len(list(name_findings([Named("a", one, 1), Named("b", other, 1)]))) == 0


def questions(*sets: list[str], of_texts: bool = False) -> set[tuple[str, str, bool]]:
    names = [Named(str(at), name, 9 - at, of_texts) for at, one in enumerate(sets) for name in one]
    return {(one.given, one.suggested, one.confidence == SURE) for one in name_findings(names)}


def test_a_bike_is_a_bicycle_or_a_motorcycle() -> None:
    assert questions(["bike"], COCO) == {("bicycle", "bike", False), ("motorcycle", "bike", False)}


def test_a_set_that_tells_names_apart_is_not_asked() -> None:
    assert questions(COCO) == set()


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(TAGS, 2)))
def test_tags_of_known_sets_are_mapped(one: str, other: str) -> None:
    found = questions(TAGS[one], TAGS[other], of_texts=True)
    wanted = {
        (given, suggested)
        for given, suggested in itertools.product(TAGS[other], TAGS[one])
        if given != suggested and any({given, suggested} <= {*tags} for tags in TRUTH["one"])
    }
    assert {(given, suggested) for given, suggested, sure in found if sure} == wanted
    if "GPE" in TAGS[other] and "GPE" not in TAGS[one]:
        assert any(given == "GPE" and suggested.upper().startswith("LOC") for given, suggested, _ in found)
