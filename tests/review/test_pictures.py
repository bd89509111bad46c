"""Decisions on pictures and what comes of them: the patch makes of the set what the reviewer saw."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from synth.quality.check import check_data_sets
from synth.quality.finding import Edit, Finding
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text
from synth.review.desk import ChangeStated, RefusedError
from synth.review.patch import patch_of
from synth.review.queue import Filter
from synth.review.session import Session
from tests.quality.sets import clean_pictures
from tests.review.desk import Client, opened, spoiled_pictures

ALL = Filter()


def applied(session: Session, out: Path) -> dict[str, Any]:
    """The label file with the patch of a review."""
    apply_patch(Path(session.desk.name), patch_of(session).path, out)
    return json.loads((out / "annotations.json").read_text())


def label(record: dict[str, Any], number: int) -> dict[str, Any]:
    return next(one for one in record["annotations"] if one["id"] == number)


def decide(session: Session, item: dict[str, Any], verdict: Any, *changes: dict[str, Any], **more: Any) -> None:
    session.decide(item["number"], verdict, item["version"], [ChangeStated(**one) for one in changes], **more)


def test_accepting_all_leaves_nothing_to_find(tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    session, ranks = opened(data, check), list[float]()
    while item := session.next(ALL)["item"]:
        ranks.append(item["confidence"])
        decide(session, item, "accept")
    assert len(ranks) == 8
    assert ranks == sorted(ranks, reverse=True)
    applied(session, tmp_path / "mended")
    assert check_data_sets([tmp_path / "mended"]).findings == ()


def test_rejecting_and_skipping_change_nothing(tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    session = opened(data, check)
    for verdict in ("reject", "skip") * 4:
        decide(session, session.next(ALL)["item"], verdict)
    assert session.next(ALL)["item"] is None
    assert patch_of(session).path.read_text() == ""


def test_changes_by_hand_reach_the_set(tmp_path: Path) -> None:
    session = opened(clean_pictures(tmp_path / "set"), None)
    box = {"label": "newa", "category": 1, "box": [30.0, 30.0, 36.0, 38.0]}
    polygon = {"label": "newb", "category": 0, "polygons": [[2, 30, 8, 30, 8, 36, 2, 36]]}
    first = session.next(ALL)["item"]
    decide(session, first, "fix", {"label": "b0", "category": 1}, {"label": "b1", "gone": True}, box, polygon)
    runs = [40 * 20 + 4, 3, 37, 3, 40 * 40 - 40 * 20 - 4 - 3 - 37 - 3]
    decide(session, session.view(session.item(4)), "fix", {"label": "b3", "runs": runs})
    mended = applied(session, tmp_path / "mended")
    assert label(mended, 0)["category_id"] == 2
    assert [one["id"] for one in mended["annotations"]] == [0, *range(2, 12), 12, 13]
    assert label(mended, 12) | {"area": 48.0, "bbox": [30.0, 30.0, 6.0, 8.0], "category_id": 2} == label(mended, 12)
    assert label(mended, 13) | {"area": 36, "segmentation": polygon["polygons"], "image_id": 0} == label(mended, 13)
    assert label(mended, 3) | {"area": 6, "bbox": [4.0, 20.0, 3.0, 2.0]} == label(mended, 3)
    assert check_data_sets([tmp_path / "mended"]).findings == ()


def test_a_label_that_was_drawn_before_can_be_changed_and_taken_out(tmp_path: Path) -> None:
    session = opened(clean_pictures(tmp_path / "set"), None)
    box = {"label": "new1", "category": 0, "box": [1.0, 1.0, 5.0, 5.0]}
    decide(session, session.next(ALL)["item"], "fix", box)
    item = session.next(ALL)["item"]
    drawn = item["shown"]["labels"][-1]
    assert (drawn["id"], drawn["box"]) == ("n12", (1.0, 1.0, 5.0, 5.0))
    decide(session, item, "fix", {"label": "n12", "category": 1})
    assert label(applied(session, tmp_path / "one"), 12)["category_id"] == 2
    decide(session, session.next(ALL)["item"], "fix", {"label": "n12", "gone": True})
    assert patch_of(session).lines == 0
    session.undo()
    assert label(applied(session, tmp_path / "two"), 12)["category_id"] == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"label": "b99", "gone": True}, "no label 'b99' in this picture"),
        ({"label": "new1", "gone": True}, "no label 'new1'"),
        ({"label": "new1", "category": 0}, "needs a class and a shape"),
        ({"label": "new1", "box": [1, 1, 5, 5]}, "needs a class and a shape"),
        ({"label": "b0", "category": 2}, "class 2: there are 2"),
        ({"label": "b0", "box": [50, 1, 60, 5]}, "a box of 0.00 x 4.00 px"),
        ({"label": "b0", "runs": [3, 4]}, "runs of 7 pixels: the picture has 40 x 40"),
        ({"label": "b0", "runs": [1600]}, "a mask without a pixel"),
        ({"label": "b0", "polygons": [[1, 1, 5, 5]]}, "three corners or more"),
        ({"label": "b0", "polygons": [[1, 1, 5, 5, 9, 9]]}, "encloses no pixel"),
        ({"label": "b0", "polygons": [[1, 1, 900, 5, 9, 9]]}, "a number from -40 to 80 px"),
        ({"label": "b0", "category": 0}, "nothing was changed"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    session = opened(clean_pictures(tmp_path / "set", 1), None)
    with pytest.raises(RefusedError, match=told):
        decide(session, session.next(ALL)["item"], "fix", change)
    assert session.next(ALL)["left"] == 3


def test_undo_takes_fifty_decisions_back_and_redo_makes_them_again(tmp_path: Path) -> None:
    session = opened(clean_pictures(tmp_path / "set", 20), None)
    for at in range(50):
        decide(session, session.next(ALL)["item"], ("reject", "accept")[at % 2])
    whole = patch_of(session)
    assert (whole.lines, session.next(ALL)["left"]) == (25, 10)
    assert [session.undo().number for _ in range(50)] == list(range(50, 0, -1))
    assert (patch_of(session).lines, session.next(ALL)["left"]) == (0, 60)
    with pytest.raises(RefusedError, match="nothing to undo"):
        session.undo()
    assert [session.redo().number for _ in range(50)] == list(range(1, 51))
    assert patch_of(session) == whole
    decide(session, session.view(session.item(session.undo().number)), "skip")
    with pytest.raises(RefusedError, match="nothing to redo"):
        session.redo()


def test_many_alike_are_decided_and_undone_at_once(tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    session = opened(data, check)
    item = session.next(Filter(check="duplicate_object"))["item"]
    alike = session.alike(item["number"])
    assert (alike["count"], item["alike"]) == (3, 3)
    assert {one["suggested"] for one in alike["items"]} == {"no such object"}
    with pytest.raises(RefusedError, match="3 are like this one now, not 2"):
        session.decide_alike(item["number"], "accept", 2)
    session.decide_alike(item["number"], "accept", 3)
    assert session.next(Filter(check="duplicate_object"))["left"] == 0
    assert patch_of(session).lines == 4
    session.undo()
    assert session.next(Filter(check="duplicate_object"))["left"] == 4


def test_a_second_answer_takes_the_place_of_the_first(tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    session = opened(data, check)
    item = session.next(ALL)["item"]
    decide(session, item, "accept")
    again = session.view(session.item(item["number"]))
    assert again["decided"]["verdict"] == "accept"
    assert again["shown"] == item["shown"]
    decide(session, again, "reject")
    assert patch_of(session).lines == 0


def test_a_review_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    session = opened(data, check)
    for _ in range(3):
        decide(session, session.next(ALL)["item"], "accept", why="clear", seconds=2.5)
    later = opened(data, check)  # the first one was never closed
    assert (later.next(ALL)["left"], patch_of(later)) == (5, patch_of(session))
    later.undo()
    assert later.next(ALL)["left"] == 6


def test_two_windows_never_lose_a_decision(tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    one, other = Client(opened(data, check)), Client(opened(data, check))
    seen = one.next()
    assert other.next() == seen
    assert one.decide(seen, "accept")[0] == 200
    status, told = other.decide(seen, "reject")
    assert (status, told["item"]["decided"]["verdict"]) == (409, "accept")
    assert "decided on elsewhere" in told["error"]
    assert other.decide(told["item"], "reject")[0] == 200
    assert one.next()["number"] != seen["number"]
    assert [d.verdict for d in one.session.ledger.everything()] == ["reject"]


def test_gold_measures_the_reviewer_and_stays_out_of_the_patch(tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    session = opened(data, check, gold=4)
    gold = session.queue.gold()
    assert len(gold) == 4
    while item := session.next(ALL)["item"]:
        assert {"right", "planted", "is_gold"} & set(item) == set()
        decide(session, item, "accept" if item["number"] in gold else "reject")
    right = [session.item(number).is_right("accept") for number in sorted(gold)]
    assert sorted(right) == [False, False, True, True]
    assert patch_of(session).lines == 0


@pytest.mark.slow
def test_the_next_item_of_ten_thousand_pictures_takes_no_longer(tmp_path: Path) -> None:
    """CPU seconds, so that a busy machine does not matter."""

    def seconds(pictures: int) -> float:
        folder = tmp_path / str(pictures) / "set"
        folder.mkdir(parents=True)
        images = [{"id": at, "file_name": f"{at}.png", "width": 9, "height": 9} for at in range(pictures)]
        labels = [
            {"id": at, "image_id": at // 4, "category_id": 1, "bbox": [1, 1, 3, 3], "iscrowd": 0}
            for at in range(4 * pictures)
        ]
        record = {"images": images, "annotations": labels, "categories": [{"id": 1, "name": "cell"}]}
        (folder / "annotations.json").write_text(json.dumps(record))
        session = opened(folder, None, who=str(pictures))
        took = list[float]()
        for _ in range(40):
            item = session.next(ALL)["item"]
            start = time.process_time()
            decide(session, item, "accept")
            session.next(ALL)
            took.append(time.process_time() - start)
        return sorted(took)[37]

    assert seconds(10_000) < 0.02 + 3 * seconds(100)


def test_pages_show_their_words_and_findings_on_documents_reach_their_file(tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set", 1)
    record = json.loads((data / "annotations.json").read_text())
    record["images"][0] |= {"document": 0, "page": 0}
    (data / "annotations.json").write_text(json.dumps(record))
    words = [{"text": name, "quad": [1, 1, 9, 1, 9, 4, 1, 4], "page": page} for page, name in enumerate("ab")]
    document = {"words": words, "fields": [{"key": "total", "value": "12"}]}
    (data / "documents.jsonl").write_text(json.dumps(document) + "\n")
    edit = Edit("set", "documents.jsonl", "", 0, "fields.0.value", "12", "13")
    finding = Finding(
        check="field_value", data_set=str(data), where="", subject="document 0", given="12", suggested="13",
        confidence=0.9, evidence="", edits=(edit,),
    )  # fmt: skip
    (tmp_path / "patch.jsonl").write_text(patch_text([finding]))
    session = opened(data, tmp_path / "patch.jsonl")
    item = session.next(ALL)["item"]
    assert [one["text"] for one in item["shown"]["words"]] == ["a"]
    decide(session, item, "accept")
    apply_patch(data, patch_of(session).path, tmp_path / "mended")
    mended = json.loads((tmp_path / "mended" / "documents.jsonl").read_text())
    assert mended == {**document, "fields": [{"key": "total", "value": "13"}]}


def test_a_patch_alone_and_findings_on_the_whole_set_are_reviewed_too(tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    session = opened(data, check / "patch.jsonl")
    item = session.next(ALL)["item"]
    assert (item["focus"], item["evidence"]) == ("b0", "a line of a patch")
    decide(session, item, "accept")
    assert patch_of(session).edits == 2  # the box, and whose it is
    session.close()
    found = json.loads((check / "check.json").read_text())
    found["findings"][0]["place"] = None
    (check / "check.json").write_text(json.dumps(found))
    shutil.rmtree(data.parent / "review")
    item = opened(data, check).next(ALL)["item"]
    assert (item["shown"], item["subject"], item["after"]) == (None, found["findings"][0]["subject"], None)
