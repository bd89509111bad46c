"""Decisions on texts with spans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import DataError, OutputError, SynthError
from synth.quality.patch.apply import apply_patch
from synth.review.desk import ChangeStated, RefusedError
from synth.review.patch import patch_of
from synth.review.queue import Filter
from synth.review.session import Session
from tests.review.desk import opened, texts

ALL = Filter()


def decide(session: Session, verdict: Any, *changes: dict[str, Any]) -> None:
    item = session.next(ALL)["item"]
    session.decide(item["number"], verdict, item["version"], [ChangeStated(**one) for one in changes])


def lines_after(session: Session, out: Path) -> list[dict[str, Any]]:
    apply_patch(Path(session.desk.name), patch_of(session).path, out)
    return [json.loads(line) for line in (out / "texts.jsonl").read_text().splitlines()]


def values(line: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["label"], one["value"], line["text"][one["start"] : one["end"]]) for one in line["spans"]]


def test_spans_are_made_moved_relabelled_and_taken_out(tmp_path: Path) -> None:
    session = opened(texts(tmp_path / "set"), None)
    assert session.desk.classes == ["PERSON", "CITY"]
    decide(session, "fix", {"label": "b0", "end": 5}, {"label": "new1", "start": 6, "end": 9, "category": 0})
    decide(session, "fix", {"label": "b1", "category": 0}, {"label": "n0", "gone": True})
    decide(session, "reject")
    first, second, *others = lines_after(session, tmp_path / "mended")
    assert values(first) == [("PERSON", "Ada", "Ada"), ("PERSON", "Rome", "Rome")]
    assert values(second) == [("CITY", "Rome", "Rome")]
    assert [len(one["spans"]) for one in others] == [2, 2]


def test_lines_without_a_decision_keep_their_bytes(tmp_path: Path) -> None:
    data = texts(tmp_path / "set")
    session = opened(data, None)
    decide(session, "reject")
    lines_after(session, tmp_path / "mended")
    after = (tmp_path / "mended" / "texts.jsonl").read_bytes().splitlines()
    assert after[1:] == data.read_bytes().splitlines()[1:]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"label": "b0", "end": 6}, "begins or ends with white space: 'Ada '"),
        ({"label": "b0", "end": 99}, "the text has 23 characters"),
        ({"label": "new1", "start": 2, "end": 5}, "needs a class"),
        ({"label": "b7", "category": 0}, "no span 'b7'"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    session = opened(texts(tmp_path / "set"), None)
    with pytest.raises(RefusedError, match=told):
        decide(session, "fix", change)


def test_two_people_work_blind_and_a_third_settles(tmp_path: Path) -> None:
    data = texts(tmp_path / "set")
    ann, bob = opened(data, None, "ann"), opened(data, None, "bob")
    for at in range(8):
        decide(ann, "accept")
        if at == 2:
            decide(bob, "fix", {"label": "b0", "category": 1})
        else:
            assert bob.next(ALL)["item"]["decided"] is None
            decide(bob, "reject" if at == 5 else "accept")
    assert patch_of(ann).unsettled == 2
    judge = opened(data, None, "eve", adjudicates=True)
    answers = judge.next(ALL)["item"]["answers"]
    assert [(one["who"], one["verdict"]) for one in answers] == [("ann", "accept"), ("bob", "fix")]
    assert answers[1]["after"]["labels"][0]["category"] == "CITY"
    for choice in (1, 0):
        item = judge.next(ALL)["item"]
        judge.decide(item["number"], "accept", item["version"], answer=choice)
    assert judge.next(ALL)["item"] is None
    written = patch_of(judge)
    assert (written.lines, written.edits, written.unsettled) == (1, 2, 0)
    assert values(lines_after(judge, tmp_path / "mended")[1])[0] == ("CITY", "Ada Low", "Ada Low")


def test_an_edge_case_is_written_into_the_guidelines(tmp_path: Path) -> None:
    session = opened(texts(tmp_path / "set"), None)
    guidelines = session.folder / "guidelines.md"
    guidelines.write_text("# Ours\n\n## city\n\nTowns.\n\n## Person\n\nNames of people.\n")
    item = session.next(ALL)["item"]
    assert item["guidelines"] == "Names of people."
    told = session.add_edge_case(item["number"], "not  of\nships")
    assert told == "Names of people.\n\n- not of ships (Ada Low)"
    session.add_edge_case(2, "with its state")
    assert guidelines.read_text().startswith("# Ours\n\n## city\n\nTowns.\n\n- with its state (Rome)\n\n## Person\n")


def test_a_review_of_other_labels_is_refused(tmp_path: Path) -> None:
    data = texts(tmp_path / "set")
    opened(data, None, gold=0)
    with pytest.raises(OutputError, match="--gold 0, as this review began"):
        opened(data, None, gold=2)
    with pytest.raises(SynthError, match="a name of 1 to 60 printable characters"):
        opened(data, None, who="a\nb")
    data.write_text(data.read_text().replace("Rome", "Bonn"))
    with pytest.raises(OutputError, match="labels that have changed since this review began"):
        opened(data, None)


def test_what_is_no_check_is_refused(tmp_path: Path) -> None:
    data = texts(tmp_path / "set")
    with pytest.raises(DataError, match=r"the folder of a `synth check`, or a patch.jsonl"):
        opened(data, tmp_path / "nothing")
