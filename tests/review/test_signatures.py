"""Labels that a person accepted or changed say so after `synth apply`, and no annotator replaces them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synth.annotate.model import Model, stated
from synth.annotate.options import AnnotateOptions
from synth.annotate.pictures.job import PictureJob
from synth.annotate.run import annotate
from synth.core.progress import Counter
from synth.quality.patch.apply import apply_patch
from synth.review.desk import ChangeStated, RefusedError
from synth.review.patch import patch_of
from synth.review.queue import Filter
from synth.review.session import Session
from tests.annotate.test_pictures import annotated, annotator, labels
from tests.quality.sets import clean_pictures, text_line, write_lines
from tests.review.desk import opened, spoiled_pictures

ALL = Filter()


def decide(session: Session, verdict: Any, *changes: dict[str, Any], category: str = "") -> dict[str, Any]:
    item = session.next(Filter(category=category))["item"]
    session.decide(item["number"], verdict, item["version"], [ChangeStated(**one) for one in changes])
    return item


def whose(label: dict[str, Any]) -> tuple[Any, Any]:
    found = label.get("attributes", {})
    return found.get("source"), found.get("reviewer")


def test_what_people_accepted_or_changed_is_theirs_for_every_later_annotator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, out, later = clean_pictures(tmp_path / "set"), tmp_path / "a/out", tmp_path / "later"
    annotated(data, out, monkeypatch)  # a square on each of four pictures, beside labels that were there
    session = opened(out, None)
    decide(session, "accept", category="square")
    lower = [40 * 30 + 30, *[6, 34] * 4, 6, 1600 - 40 * 30 - 30 - 40 * 4 - 6]  # five rows of the square's six
    changed = decide(session, "fix", {"label": "b7", "runs": lower}, category="square")
    assert changed["focus"] == "b7"
    decide(session, "reject", category="square")
    decide(session, "accept", category="seed")  # nobody says that a model made it: it stays as it is
    patch = patch_of(session)
    apply_patch(out, patch.path)
    squares = [one for one in labels(out) if one["category_id"] == 3]
    assert [whose(one) for one in squares] == [("person", "ann"), ("person", "ann"), ("annotator", None)]
    assert squares[0]["attributes"]["model"] == "pack:square"
    assert {whose(one) for one in labels(out) if one["category_id"] != 3} == {(None, None)}

    chosen = annotator("f" * 16)
    monkeypatch.setattr("synth.annotate.run.job_of", lambda data, *_: PictureJob(data, chosen, None))
    annotate(AnnotateOptions(data=out, annotator="pack:square", out=later), Counter())
    versions = [one["attributes"]["version"][0] for one in labels(later) if one["category_id"] == 3]
    assert versions == ["0", "0", "f", "f"]  # theirs, and the newer model's on the other two pictures
    assert labels(later)[7]["bbox"] == [30, 30, 6, 5]


def test_a_suggestion_that_was_accepted_is_the_person_s_and_a_rejected_one_changes_nothing(tmp_path: Path) -> None:
    data, check = spoiled_pictures(tmp_path)
    session = opened(data, check)
    item = session.next(Filter(check="box_against_mask"))["item"]
    session.decide(item["number"], "accept", item["version"])
    [line] = [json.loads(line) for line in patch_of(session).path.read_text().splitlines()]
    signed = [edit for edit in line["edits"] if edit["key"] == "attributes"]
    assert [edit["after"] for edit in signed] == [{"source": "person", "reviewer": "ann"}]
    session.undo()
    session.decide(item["number"], "reject", session.view(session.item(item["number"]))["version"])
    assert patch_of(session).lines == 0


def test_all_who_agree_are_named_and_an_adjudicator_alone(tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set", 1)
    for who in ("ann", "bob"):
        session = opened(data, None, who)
        decide(session, "fix", {"label": "b0", "category": 1})
        decide(session, "fix", {"label": "b1", "category": 0} if who == "ann" else {"label": "b1", "gone": True})
    judge = opened(data, None, "eve", adjudicates=True)
    item = judge.next(ALL)["item"]
    judge.decide(item["number"], "accept", item["version"], answer=0)
    apply_patch(data, patch_of(judge).path)
    assert [whose(one) for one in labels(data)] == [("person", "ann, bob"), ("person", "eve"), (None, None)]


def intents(folder: Path) -> Path:
    """Four texts with an intent; of the second one a model's."""
    model = Model("tagger:t", "abcdef0123456789", calibrated=True)
    lines = [text_line(at, ["Ask ", ("Rome", "CITY")], labels={"intent": ("ask", "tell")[at > 2]}) for at in range(4)]
    lines[1]["labels_by_model"] = {"intent": {**stated(model, "words", "ask"), "score": 0.4}}
    folder.mkdir()
    return write_lines(folder / "texts.jsonl", lines)


def test_the_class_of_a_text_is_accepted_changed_and_taken_out(tmp_path: Path) -> None:
    data = intents(tmp_path / "set")
    session = opened(data, None)
    assert session.about()["values"] == {"w:labels.intent": ["ask", "tell"]}
    first = decide(session, "accept", category="intent=ask")  # a model's, with the lowest score
    assert (first["where"], first["focus"], first["confidence"]) == ("texts.jsonl:2", "w:labels.intent", 0.4)
    decide(session, "fix", {"label": "w:labels.intent", "category": 1}, category="intent=ask")
    decide(session, "reject", category="intent=ask")
    apply_patch(data, patch_of(session).path)
    lines = [json.loads(line) for line in data.read_text().splitlines()]
    assert [one["labels"] for one in lines] == [{"intent": "tell"}, {"intent": "ask"}, {}, {"intent": "tell"}]
    found = lines[1]["labels_by_model"]["intent"]
    assert (found["source"], found["reviewer"], found["model"]) == ("person", "ann", "tagger:t")
    assert all("labels_by_model" not in one for one in (lines[0], *lines[2:]))


def test_a_class_for_all_alike_leaves_out_what_has_it_or_is_gone(tmp_path: Path) -> None:
    data = clean_pictures(tmp_path / "set", 4)
    session = opened(data, None)
    first, other = session.item(1), session.item(2)
    version = session.view(other)["version"]
    session.decide(2, "fix", version, [ChangeStated(label="b2", gone=True), ChangeStated(label="b1", category=0)])
    session.decide(5, "fix", 0, [ChangeStated(label="b5", category=1)])
    with pytest.raises(RefusedError, match="fix with the number of a class"):
        session.decide_alike(1, "fix", 7)
    count = session.alike(first.number)["count"]
    session.decide_alike(1, "fix", count, category=1)
    decided = [one.item for one in session.ledger.everything() if one.why == "like item 1"]
    assert decided == [1, 4, 7, 9, 10, 12]  # 3 is gone, 6 is a seed already
    session.undo()
    assert [one.item for one in session.ledger.everything()] == [2, 5]
