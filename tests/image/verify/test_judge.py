"""The judge of a run: the pack's annotator, the detector, or the edges; each with or without CLIP."""

from __future__ import annotations

import pytest

from synth.core.errors import SpecError
from synth.core.geometry import Box
from synth.core.outcome import Rejection
from synth.image.options.judges import ClipOptions, DetectorOptions, VerifyOptions
from synth.image.records import Detection, Draft, Verified
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from synth.image.verify.checks import CHECKS
from synth.image.verify.judge import make_judge
from synth.image.verify.readback import box_reader_of, queries_of
from tests.tiny_hub import tiny

from .street import picture, street

OBJECTS = {"car": {}, "truck": {"coco": "lorry"}, "van": {"coco": "car"}, "traffic_light": {}}
NO_DETECTOR = DetectorOptions()


def scene_of(objects: dict[str, dict[str, str]]) -> Scene:
    return load_scene({"kind": "image", "canvas": {"width": 200, "height": 104}, "objects": objects}, "test")


def draft() -> Draft:
    return Draft(image=picture(street()), generator="painted", pixel_seed=1)


def test_a_detector_is_asked_for_cocos_names_or_the_categories_words():
    assert queries_of(scene_of(OBJECTS)) == {
        "car": "car", "truck": "lorry", "van": "car", "traffic_light": "traffic light",
    }  # fmt: skip


def test_entries_of_a_category_may_leave_its_name_to_one_of_them():
    scene = scene_of({"near": {"category": "car"}, "far": {"category": "car", "coco": "automobile"}})
    assert queries_of(scene) == {"car": "automobile"}


def test_two_names_for_one_category_are_refused():
    objects = {"near": {"category": "car", "coco": "auto"}, "far": {"category": "car", "coco": "automobile"}}
    with pytest.raises(SpecError, match=r"objects\.far\.coco: got 'automobile'; category 'car' has 'auto' already"):
        queries_of(scene_of(objects))


def test_a_read_back_names_categories_and_asks_each_query_once():
    queried = []

    def detector(image, queries):
        queried.append(list(queries))
        return [(1, Box(0, 0, 9, 9), 0.8), (0, Box(3, 3, 9, 9), 0.4)]

    readback = box_reader_of(detector, queries_of(scene_of(OBJECTS)))(street(), picture(street()))
    assert queried == [["car", "lorry", "traffic light"]]
    assert readback.read == (Detection("truck", Box(0, 0, 9, 9), 0.8), Detection("car", Box(3, 3, 9, 9), 0.4))
    assert readback.planned == tuple((i.category, i.box) for i in street().instances)


def test_the_detector_judges_where_there_is_one_and_clip_beside_it():
    lenient = DetectorOptions(model=str(tiny("owlv2")), max_missed_share=1.0)
    judge = make_judge(None, VerifyOptions(detector=lenient, clip=clip_of(-100.0)), scene_of(OBJECTS), "cpu")
    verdict = judge(street(), draft())
    assert isinstance(verdict, Verified)
    assert [check.check for check in verdict.checks] == ["missed", "clip"]
    assert verdict.readback is not None
    assert verdict.readback.read
    assert all(instance.reading is not None for instance in verdict.instances)


@pytest.mark.parametrize("least", [-100.0, 100.0])
def test_clip_stands_beside_the_edges_too(least):
    judge = make_judge(None, VerifyOptions(clip=clip_of(least)), scene_of(OBJECTS), "cpu")
    plan = street()
    image = picture(plan)
    for instance in plan.instances:
        image[instance.mask.on_canvas(plan.width, plan.height)] = 250
    verdict = judge(plan, Draft(image=image, generator="painted", pixel_seed=1))
    assert "readback" not in getattr(verdict, "evidence", {})
    if least < 0:
        assert isinstance(verdict, Verified)
        assert verdict.readback is None
        assert [check.check for check in verdict.checks] == ["outline", "clip"]
    else:
        assert isinstance(verdict, Rejection)
        assert verdict.check == "clip"


def test_a_pack_has_its_own_annotator(tiny_pack):
    judge = make_judge(tiny_pack, VerifyOptions(), scene_of(OBJECTS), "cpu")
    verdict = judge(street(), draft())
    assert isinstance(verdict, Rejection)
    assert verdict.check in {check.__name__ for check in CHECKS}


def clip_of(least: float) -> ClipOptions:
    return ClipOptions(model=str(tiny("clip")), min_score=least)
