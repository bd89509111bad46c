"""Texts that a model labels: spans and classes, what stays, what is left open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import synth
from synth.cli import main
from tests.quality.sets import text_line, write_lines

LISTS = """\
spans:
  DRUG: [aspirin, vitamin C]
  CITY: [Bonn, Essen]
  FOOD: [Essen]
classes:
  sentiment: {positive: [good, great], negative: [bad, awful]}
opposites: {positive: negative, negative: positive}
negations: [not, never]
"""


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "words.yaml").write_text(LISTS, encoding="utf-8")
    return tmp_path / "words.yaml"


def annotated(data: Path, lists: Path, *words: str) -> list[dict[str, Any]]:
    out = data.with_name("out")
    assert main(["annotate", f"data={data}", f"with=lexicon:{lists}", f"out={out}", *words]) == 0
    return [json.loads(line) for line in (out / "text.jsonl").read_text().splitlines()]


def test_listed_words_become_spans(tmp_path: Path, lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "mails.txt"
    data.write_text("Take ASPIRIN and vitamin\u00a0c in Bonn.\n\nAspirins in Essen\n", encoding="utf-8")
    first, second = annotated(data, lists, "threshold=0.6")
    assert [(one["label"], one["value"]) for one in first["spans"]] == [
        ("DRUG", "ASPIRIN"), ("DRUG", "vitamin\u00a0c"), ("CITY", "Bonn"),
    ]  # fmt: skip
    about = first["spans"][0]["attributes"]
    assert {key: about[key] for key in ("source", "model", "score", "reason")} == {
        "source": "annotator", "model": "lexicon:words", "score": 1.0, "reason": "DRUG lists 'ASPIRIN'",
    }  # fmt: skip
    assert (second["id"], second["spans"]) == (1, [])
    (doubtful,) = [json.loads(line) for line in (tmp_path / "out/rejected.jsonl").read_text().splitlines()]
    assert (doubtful["id"], doubtful["detail"], doubtful["measured"], doubtful["start"]) == (1, "CITY", 0.5, 12)
    assert "abstained 1 below 0.6: 1 CITY; see rejected.jsonl" in capsys.readouterr().out


def test_classes_are_counted_and_negations_turn_them(tmp_path: Path, lists: Path) -> None:
    data = tmp_path / "reviews.txt"
    data.write_text(
        "Great, good fun.\nNot very good at all.\nGood but awful.\nNever, good!\nNothing\n", encoding="utf-8"
    )
    found = annotated(data, lists, "threshold=0.6")
    assert [one.get("labels") for one in found] == [
        {"sentiment": "positive"}, {"sentiment": "negative"}, None, {"sentiment": "positive"}, None,
    ]  # fmt: skip
    assert found[1]["labels_by_model"]["sentiment"]["reason"] == "words: not good"
    assert found[0]["labels_by_model"]["sentiment"]["score"] == 0.75


def test_what_is_there_stays_with_all_its_keys(tmp_path: Path, lists: Path) -> None:
    given = text_line(5, ["In ", ("Bonn am Rhein", "RIVER"), " and Essen"], locale="de_DE", label="x", tokens=[[0, 2]])
    data = write_lines(tmp_path / "set.jsonl", [{**given, "tags": ["O"]}])
    (line,) = annotated(data, lists)
    assert {key: line[key] for key in ("id", "locale", "label")} == {"id": 5, "locale": "de_DE", "label": "x"}
    assert "tokens" not in line
    assert [(one["label"], one["value"], one["entity_id"]) for one in line["spans"]] == [
        ("RIVER", "Bonn am Rhein", 1), ("CITY", "Essen", 2),
    ]  # fmt: skip
    assert "attributes" not in line["spans"][0]


def test_ids_of_others_are_kept_beside(tmp_path: Path, lists: Path) -> None:
    data = write_lines(tmp_path / "set.jsonl", [{"id": "doc-7", "text": "Bonn"}, {"id": "doc-8", "text": "x"}])
    first, second = annotated(data, lists)
    assert (first["id"], first["attributes"], second["attributes"]) == (0, {"id": "doc-7"}, {"id": "doc-8"})


def test_the_result_is_a_data_set_like_others(tmp_path: Path, lists: Path) -> None:
    data = tmp_path / "mails.txt"
    data.write_text("Aspirin in Bonn\n", encoding="utf-8")
    annotated(data, lists)
    out = tmp_path / "out"
    assert synth.load(out)[0].spans[1].attributes["source"] == "annotator"
    for to in ("doccano", "conll", "csv"):
        assert main(["export", str(out), "--to", to, "--out", str(tmp_path / to)]) == 0
    assert main(["check", str(out)]) == 0


def test_the_same_words_again_change_nothing(tmp_path: Path, lists: Path) -> None:
    data = write_lines(tmp_path / "set.jsonl", [{"id": 3, "text": "Aspirin in Bonn: good"}])
    once = annotated(data, lists)
    out = tmp_path / "out"
    assert main(["annotate", f"data={out}", f"with=lexicon:{lists}", f"out={tmp_path / 'again'}"]) == 0
    assert [json.loads(line) for line in (tmp_path / "again/text.jsonl").read_text().splitlines()] == once


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("spans: {DRUG: []}", "spans.DRUG"),
        ("words: [a]", "got an unknown key; known: classes, negations, opposites, spans"),
        ("{}", "got 'no words'; spans: or classes: with lists of words"),
        ("spans: {A: [a]}\nopposites: {good: bad}", "opposites: got 'good'; a value of classes"),
        ("spans: {A: &a [x], B: *a}", "words.yaml"),
    ],
)
def test_a_malformed_file_of_words_is_one_line(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "words.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "a.txt").write_text("a\n", encoding="utf-8")
    words = [f"data={tmp_path / 'a.txt'}", f"with=lexicon:{tmp_path / 'words.yaml'}", f"out={tmp_path / 'o'}"]
    assert main(["annotate", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert not (tmp_path / "o").exists()
