"""Pictures to Label Studio and CVAT and back, as these tools write their exports."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.annotate.exchange.came_back import CameBack
from synth.annotate.exchange.table import bring_back, send
from synth.core.errors import SynthError
from synth.core.geometry import Mask, rle_of
from synth.image.formats.labelstudio.brush import bits_of_brush, brush_of
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text
from tests.quality.sets import SIDE_PX, changed, clean_pictures

BY_MODEL = {"source": "annotator", "model": "pack:p", "version": "cd", "reason": "foreground 0.9"}


def _mixed(record: dict[str, Any]) -> None:
    """Of the first picture a polygon, a mask and a box; a model made the last two."""
    _, masked, boxed = record["annotations"][:3]
    bits = np.zeros((SIDE_PX, SIDE_PX), np.bool_)
    bits[4:14, 20:33] = True
    bits[8, 25] = False
    masked |= {"segmentation": rle_of(Mask.from_array(bits), SIDE_PX, SIDE_PX), "bbox": [20, 4, 13, 10], "area": 129,
               "score": 0.8, "attributes": BY_MODEL}  # fmt: skip
    boxed |= {"segmentation": [], "bbox": [9.123, 23.4, 12, 11.7], "score": 0.6, "attributes": BY_MODEL}


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return changed(clean_pictures(tmp_path / "set", pictures=2), _mixed)


def tasks_of(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "tasks.json").read_text())


def finished(task: dict[str, Any], results: list[dict[str, Any]]) -> dict[str, Any]:
    """A task as Label Studio exports it: numbered anew, the picture uploaded under a name of its own."""
    name = task["data"]["image"].rpartition("/")[2]
    done = {"id": 71, "completed_by": 2, "result": results, "was_cancelled": False, "lead_time": 8.1, "task": 4242}
    return {
        **task,
        "id": 4242 + task["id"],
        "data": {"image": f"/data/upload/3/0a1b2c3d-{name}"},
        "annotations": [done],
    }


def results_of(task: dict[str, Any]) -> list[dict[str, Any]]:
    (source,) = task.get("predictions") or task["annotations"]
    return source["result"]


def back(pictures: Path, tasks: list[dict[str, Any]]) -> CameBack:
    file = pictures.with_name("export.json")
    file.write_text(json.dumps(tasks))
    return bring_back(pictures, "label-studio", file)


def applied(pictures: Path, found: CameBack) -> dict[int, dict[str, Any]]:
    patch = pictures.with_name("p.jsonl")
    patch.write_text(patch_text(found.findings))
    apply_patch(pictures, patch)
    record = json.loads((pictures / "annotations.json").read_text())
    return {one["id"]: one for one in record["annotations"]}


def test_what_goes_out_says_whose_it_is(pictures: Path) -> None:
    first, second = tasks_of(send(pictures, "label-studio").path)
    assert first["predictions"][0]["model_version"] == "pack:p cd"
    polygon, brush, box = results_of(first)
    assert (polygon["id"], polygon["type"], "score" in polygon) == ("0", "polygonlabels", False)
    assert (brush["type"], brush["score"], brush["meta"]["text"]) == ("brushlabels", 0.8, ["foreground 0.9"])
    assert box["type"] == "rectanglelabels"
    assert [one["id"] for one in second["annotations"][0]["result"]] == ["3", "4", "5"]


def test_labels_that_a_person_let_stand_keep_their_shape_to_the_byte(pictures: Path) -> None:
    first, second = tasks_of(send(pictures, "label-studio").path)
    before = {one["id"]: one for one in json.loads((pictures / "annotations.json").read_text())["annotations"]}
    found = back(pictures, [finished(first, results_of(first)), finished(second, results_of(second))])
    assert (dict(found.counts), found.unchanged) == ({"accepted": 2}, 4)
    after = applied(pictures, found)
    for number in (1, 2):
        assert after[number] == {**before[number], "attributes": {**BY_MODEL, "source": "person"}}
    assert {number: after[number] for number in (0, 3, 4, 5)} == {n: before[n] for n in (0, 3, 4, 5)}


def test_nothing_finished_is_nothing_changed(pictures: Path) -> None:
    found = back(pictures, tasks_of(send(pictures, "label-studio").path)[:1])
    assert (found.samples, found.findings) == (0, [])


def test_edits_of_each_shape_come_home(pictures: Path) -> None:
    first, _ = tasks_of(send(pictures, "label-studio").path)
    polygon, brush, box = results_of(first)
    polygon["value"]["points"][0] = [50.0, 12.5]
    bits = bits_of_brush(brush["value"]["rle"], SIDE_PX, SIDE_PX, "here")
    bits[4] = False
    brush["value"]["rle"] = brush_of(bits)
    box["value"] |= {"x": 25.0, "width": 20.0, "rectanglelabels": ["seed"]}
    found = back(pictures, [finished(first, [polygon, brush, box])])
    assert dict(found.counts) == {"moved": 3, "renamed": 1}
    after = applied(pictures, found)
    assert after[0]["segmentation"][0][:2] == [20.0, 5.0]
    assert (after[1]["bbox"], after[1]["area"]) == ([20.0, 5.0, 13.0, 9.0], 116.0)
    assert after[2]["bbox"] == pytest.approx([10.0, 23.4, 8.0, 11.7], abs=0.01)
    assert (after[2]["category_id"], after[2]["attributes"]["source"]) == (2, "person")


def test_what_is_new_gets_a_new_id_and_what_is_gone_goes(pictures: Path) -> None:
    first, _ = tasks_of(send(pictures, "label-studio").path)
    polygon, brush, box = results_of(first)
    new = {**box, "id": "Qz81_x", "value": {**box["value"], "x": 0.0}, "origin": "manual"}
    found = back(pictures, [finished(first, [polygon, brush, new])])
    assert dict(found.counts) == {"accepted": 1, "removed": 1, "added": 1}
    after = applied(pictures, found)
    assert 2 not in after
    assert (after[6]["image_id"], after[6]["bbox"][0], after[6]["attributes"]["source"]) == (0, 0.0, "person")
    assert "score" not in after[6]


def test_a_picture_of_another_set_is_left_out(pictures: Path) -> None:
    first, _ = tasks_of(send(pictures, "label-studio").path)
    task = finished(first, [])
    task["data"]["image"] = "/data/upload/3/other.png"
    with pytest.raises(SynthError, match=r"no such picture"):
        back(pictures, [task])


def test_cvat_and_back(pictures: Path) -> None:
    out = send(pictures, "cvat").path
    xml = (out / "annotations.xml").read_text()
    labels = json.loads((out / "labels.json").read_text())
    assert [one["name"] for one in labels[0]["attributes"]] == ["synth_id", "source", "model", "version", "reason"]
    file = pictures.with_name("back.xml")
    renumbered = re.sub(r'<image id="(\d+)"', lambda match: f'<image id="{int(match[1]) + 40}"', xml)
    file.write_text(renumbered)
    unedited = bring_back(pictures, "cvat", file)
    assert (unedited.samples, unedited.unchanged, unedited.findings) == (2, 6, [])
    new = (
        '<box label="seed" source="manual" occluded="0" xtl="1.00" ytl="2.00" xbr="5.00" ybr="7.00" z_order="0"></box>'
    )
    edited = renumbered.replace('xtl="9.123"', 'xtl="10.50"').replace("</image>", f"{new}</image>", 1)
    file.write_text(edited)
    found = bring_back(pictures, "cvat", file)
    assert dict(found.counts) == {"moved": 1, "added": 1}
    after = applied(pictures, found)
    assert after[2]["bbox"] == pytest.approx([10.5, 23.4, 10.623, 11.7], abs=0.01)
    assert after[2]["attributes"] == {**BY_MODEL, "source": "person"}
    assert (after[6]["bbox"], after[6]["attributes"]) == ([1.0, 2.0, 4.0, 5.0], {"source": "person"})
