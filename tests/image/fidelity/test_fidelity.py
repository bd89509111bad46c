"""Layout fidelity: numbers worked out by hand, and filtering that cannot flatter."""

from __future__ import annotations

import json
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.image.fidelity import fidelity as module
from synth.image.fidelity.fidelity import check_real, layout_fidelity, oracle, write_fidelity
from synth.image.options.judges import DetectorOptions
from synth.image.scene.load import load_scene
from tests.image.verify.street import QUERIES, seen, street
from tests.tiny_hub import tiny

from .read_back_data_set import SCENE, write_read_backs

LENIENT = DetectorOptions(max_missed_share=1.0)
CAR = [("car", Box(10, 40, 60, 80))]
HALF = 51 / 101
"""AP where half of the objects are found, all of them rightly: precision is 1 at recalls 0, 0.01 ... 0.50."""


def test_what_is_read_as_planned_has_ap_1(tmp_path):
    found = layout_fidelity(write_read_backs(tmp_path / "d", [[seen()], [seen()]]), QUERIES, 0)
    for group in (found.drafts, found.first, found.kept):
        assert group.pictures == 2
        assert group.ap == 1
        assert [(name, p.ap, p.ap50, p.ar, p.planned) for name, p in group.classes.items()] == [
            ("car", 1, 1, 1, 4), ("truck", 1, 1, 1, 2), ("traffic light", 1, 1, 1, 2),
        ]  # fmt: skip
    assert (found.yield_share, found.refused, found.unread) == (1, {}, 0)


def test_half_of_the_objects_missing_is_half_the_recall(tmp_path):
    plans = [street(CAR), street(CAR)]
    found = layout_fidelity(write_read_backs(tmp_path / "d", [[seen(CAR)], [[]]], plans, LENIENT), QUERIES, 0)
    car = found.kept.classes["car"]
    assert (car.ap, car.ap50, car.ar) == (pytest.approx(HALF), pytest.approx(HALF), 0.5)
    assert found.kept.classes["truck"].ap is None
    assert found.kept.ap == car.ap


def test_a_looser_box_counts_at_fewer_thresholds(tmp_path):
    """IoU 37 / 50 = 0.74: right at 0.50, 0.55, 0.60, 0.65 and 0.70 of ten thresholds."""
    loose = [seen(CAR)[0]._replace(box=Box(10, 40, 47, 80))]
    found = layout_fidelity(write_read_backs(tmp_path / "d", [[loose]], [street(CAR)]), QUERIES, 0)
    assert (found.kept.ap, found.kept.classes["car"].ap50) == (0.5, 1)


def test_refusing_drafts_raises_what_is_kept_and_never_what_was_drawn(tmp_path):
    """The same four drafts: kept as they come, or drawn again until they are right."""
    plans = [street(CAR)] * 4
    all_kept = write_read_backs(tmp_path / "all", [[seen(CAR)], [[]], [seen(CAR)], [[]]], plans, LENIENT)
    filtered = write_read_backs(tmp_path / "few", [[[], seen(CAR)], [[], seen(CAR)]], plans)
    lax, strict = (layout_fidelity(folder, QUERIES, 0) for folder in (all_kept, filtered))
    assert lax.drafts == strict.drafts
    assert lax.drafts.ap == pytest.approx(HALF)
    assert (lax.kept.ap, strict.kept.ap) == (pytest.approx(HALF), 1)
    assert (lax.first.ap, strict.first.ap) == (pytest.approx(HALF), 0)
    assert (lax.yield_share, strict.yield_share) == (1, 0.5)
    assert strict.refused == {"missed": 2}


def test_samples_that_were_given_up_count_too(tmp_path):
    found = layout_fidelity(write_read_backs(tmp_path / "d", [[seen(CAR)], [[], []]], [street(CAR)] * 2), QUERIES, 0)
    assert (found.drafts.pictures, found.first.pictures, found.kept.pictures) == (3, 2, 1)
    assert found.drafts.ap == pytest.approx(34 / 101)  # recalls 0 to 0.33
    assert found.first.ap == pytest.approx(HALF)


def test_drafts_without_a_picture_are_told_apart(tmp_path):
    found = layout_fidelity(write_read_backs(tmp_path / "d", [[None, seen()], [None]]), QUERIES, 0)
    assert (found.drafts.pictures, found.unread, found.first.pictures) == (1, 2, 0)
    assert found.refused == {"not_finite": 2}
    assert found.yield_share == pytest.approx(1 / 3)
    assert found.first.ap is None


def test_categories_of_one_query_are_one_class(tmp_path):
    """The detector reads a van as `car`: no mistake, since it was asked for nothing else."""
    folder = write_read_backs(tmp_path / "d", [[seen()]], [street([("van", seen()[0].box), *QUERY_STREET])])
    found = layout_fidelity(folder, QUERIES, 0)
    assert found.kept.classes["car"].planned == 2
    assert found.kept.ap == 1


QUERY_STREET = [(d.category, d.box) for d in seen()[1:]]


@pytest.fixture
def real(tmp_path):
    """Three pictures with a car, a light and a dog each, in falling order of ids."""
    names = {1: "car", 2: "Traffic Light", 3: "dog"}
    folder = tmp_path / "real"
    (folder / "images").mkdir(parents=True)
    record = {"images": [], "annotations": [], "categories": [{"id": k, "name": n} for k, n in names.items()]}
    for number in (7, 5, 3):
        Image.fromarray(np.full((100, 200, 3), number, np.uint8)).save(folder / "images" / f"{number}.png")
        record["images"].append({"id": number, "file_name": f"{number}.png", "width": 200, "height": 100})
        for k in names:
            box = [10 * k, 10, 30 + 5 * k, 40]
            record["annotations"].append(
                {"id": 10 * number + k, "image_id": number, "category_id": k, "bbox": box, "area": 1000, "iscrowd": 0}
            )
    (folder / "annotations.json").write_text(json.dumps(record))
    return folder


def reads_cars(image, queries):
    """Sees the car of every picture but number 3, and takes the light for a truck."""
    cars = [(queries.index("car"), Box(10, 10, 45, 50), 0.9)] if image[0, 0, 0] != 3 else []
    return [*cars, (queries.index("truck"), Box(20, 10, 60, 50), 0.8)]


def test_the_oracle_is_what_the_detector_reaches_on_real_pictures(real, monkeypatch):
    group = oracle(real, reads_cars, QUERIES, 0)
    assert group.pictures == 3
    assert group.classes["car"].ap == pytest.approx(67 / 101)  # recalls 0 to 0.66
    assert (group.classes["traffic light"].ap, group.classes["traffic light"].planned) == (0, 3)
    assert group.classes["truck"].ap is None
    monkeypatch.setattr(module, "MOST_REAL", 2)
    fewer = oracle(real, reads_cars, QUERIES, 0)
    assert (fewer.pictures, fewer.classes["car"].ap) == (2, pytest.approx(HALF))


def test_real_pictures_of_other_things_are_refused(real):
    with pytest.raises(DataError, match=r"got 'Traffic Light, car, dog'; a category of the scene: boat"):
        oracle(real, reads_cars, {"boat": "boat"}, 0)
    check_real(real, SCENE)
    boats = load_scene({"kind": "image", "objects": {"boat": {}}}, "boats")
    with pytest.raises(DataError, match="a category of the scene: boat"):
        check_real(real, boats)


def test_fidelity_json_holds_ours_theirs_and_the_ratio(tmp_path, real, monkeypatch):
    from synth.image.verify import detector

    monkeypatch.setattr(detector, "load_detector", lambda options, device: reads_cars)
    folder = write_read_backs(tmp_path / "d", [[[], seen(CAR)]], [street(CAR)])
    options = DetectorOptions(model="some/detector", min_side_px=0)
    path = write_fidelity(folder, options, real, SCENE, "cpu")
    first = path.read_bytes()
    record = json.loads(first)
    assert path == folder / "fidelity.json"
    assert record["drafts"]["classes"]["car"] == {
        "ap": pytest.approx(HALF, abs=1e-6), "ap50": pytest.approx(HALF, abs=1e-6), "ar": 0.5, "planned": 2,
    }  # fmt: skip
    assert (record["kept"]["ap"], record["yield"], record["refused"]) == (1, 0.5, {"missed": 1})
    assert record["oracle"]["classes"]["car"]["ap"] == pytest.approx(67 / 101, abs=1e-6)
    assert record["ratios"] == {"car": pytest.approx(51 / 67, abs=1e-6), "truck": None, "traffic light": None}
    assert record["ratio"] == record["ratios"]["car"]
    assert record["classes"][0] == {"name": "car", "categories": ["car", "van"]}
    assert record["detector"]["model"] == "some/detector"
    path.unlink()
    assert write_fidelity(folder, options, real, SCENE, "cpu").read_bytes() == first


def test_fidelity_that_stands_is_worked_out_again_only_where_what_it_answers_changed(tmp_path, real, monkeypatch):
    from synth.image.verify import detector

    loaded = []
    monkeypatch.setattr(detector, "load_detector", lambda options, device: loaded.append(options) or reads_cars)
    folder = write_read_backs(tmp_path / "d", [[[], seen(CAR)]], [street(CAR)])
    options = DetectorOptions(model="some/detector", min_side_px=0)

    def oracle_of(options=options, real: Path | None = real):
        return json.loads(write_fidelity(folder, options, real, SCENE, "cpu").read_text()).get("oracle")

    first = oracle_of()
    assert (oracle_of(), len(loaded)) == (first, 1)
    assert oracle_of(real=None) is None
    assert (oracle_of(), len(loaded)) == (first, 2)
    (folder / "fidelity.json").write_text('{"drafts":')
    assert (oracle_of(), len(loaded)) == (first, 3)
    oracle_of(replace(options, min_side_px=16))
    assert len(loaded) == 4
    labels = json.loads((real / "annotations.json").read_text())
    (real / "annotations.json").write_text(json.dumps({**labels, "annotations": labels["annotations"][:6]}))
    assert oracle_of()["classes"]["car"]["planned"] == 2
    lines = (folder / "samples.jsonl").read_text()
    (folder / "samples.jsonl").write_text(lines * 2)
    oracle_of()
    assert len(loaded) == 6
    assert json.loads((folder / "fidelity.json").read_text())["kept"]["pictures"] == 2


def test_drafts_are_held_one_at_a_time(tmp_path, monkeypatch):
    """Lines are read as they are matched: no more than one line's objects are alive."""
    folder, alive, most = write_read_backs(tmp_path / "d", [[seen()]] * 5), [], []

    class Line(dict):
        pass

    def read(text, where, error):
        line = Line(json.loads(text))
        alive.append(weakref.ref(line))
        most.append(sum(one() is not None for one in alive))
        return line

    monkeypatch.setattr("synth.core.json_stream.decoded_json", read)
    layout_fidelity(folder, QUERIES, 0)
    assert len(most) == 5
    assert max(most) <= 2  # the one before goes when the next has come


def test_without_real_pictures_no_model_is_needed(tmp_path):
    folder = write_read_backs(tmp_path / "d", [[seen()]])
    record = json.loads(write_fidelity(folder, DetectorOptions(model="no/such"), None, SCENE, "cpu").read_text())
    assert record["drafts"]["ap"] == 1
    assert not record.keys() & {"oracle", "ratio", "ratios"}


def test_a_model_reads_real_pictures(tmp_path, real):
    folder = write_read_backs(tmp_path / "d", [[seen()]])
    options = DetectorOptions(model=str(tiny("owlv2")))
    record = json.loads(write_fidelity(folder, options, real, SCENE, "cpu").read_text())
    assert record["oracle"]["pictures"] == 3
    assert 0 <= record["oracle"]["classes"]["car"]["ar"] <= 1


def test_a_data_set_without_read_backs_is_refused(tmp_path):
    (tmp_path / "manifest.json").write_text('{"name": "d", "seed": 0, "count": 1, "spec": {}}')
    (tmp_path / "samples.jsonl").write_text('{"id":0,"attempt":0}\n')
    (tmp_path / "rejected.jsonl").write_text("")
    with pytest.raises(DataError, match="a data set that a detector judged"):
        layout_fidelity(tmp_path, QUERIES, 0)
    with pytest.raises(DataError, match="a finished data set"):
        layout_fidelity(tmp_path / "none", QUERIES, 0)
