"""Texts to Label Studio and doccano and back, as these tools write their exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synth.annotate.exchange.table import bring_back, send
from synth.cli import main
from synth.core.errors import SynthError
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text
from tests.quality.sets import text_line, write_lines

BY_MODEL = {"source": "annotator", "model": "tagger:m", "version": "ab", "score": 0.7, "reason": "the form 'Xx'"}


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    lines = [
        text_line(7, ["Hi ", ("Ann", "PERSON"), " from ", ("Bonn", "CITY")]),
        text_line(8, ["A \N{GRINNING FACE} for ", ("Bo", "PERSON"), " now"]),
        text_line(9, ["Nothing here"]),
    ]
    for line, score in ((lines[0], 0.7), (lines[1], 0.6)):
        line["spans"][0]["attributes"] = {**BY_MODEL, "score": score}
    return write_lines(tmp_path / "mails.jsonl", lines)


def tasks_of(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "tasks.json").read_text())


def finished(task: dict[str, Any], results: list[dict[str, Any]], number: int = 1) -> dict[str, Any]:
    """A task as Label Studio exports it: with ids of its own, and what a person submitted."""
    done = {
        "id": 900 + number, "completed_by": 1, "result": results, "was_cancelled": False, "ground_truth": False,
        "created_at": "2026-01-01T00:00:00Z", "lead_time": 3.2, "prediction": {}, "task": 50 + number,
    }  # fmt: skip
    return {**task, "id": 50 + number, "annotations": [done], "drafts": [], "project": 3, "inner_id": number}


def back(texts: Path, tool: str, export: object, lines: bool = False) -> Any:
    file = texts.with_name("export.jsonl" if lines else "export.json")
    rows = export if isinstance(export, list) else []
    file.write_text("".join(json.dumps(row) + "\n" for row in rows) if lines else json.dumps(export))
    return bring_back(texts, tool, file)


def applied(texts: Path, found: Any) -> list[dict[str, Any]]:
    patch = texts.with_name("p.jsonl")
    patch.write_text(patch_text(found.findings))
    apply_patch(texts, patch)
    return [json.loads(line) for line in texts.read_text().splitlines()]


def test_a_model_s_labels_go_out_as_predictions_with_scores(texts: Path) -> None:
    guide = texts.with_name("guide.md")
    guide.write_text("# PERSON\nno titles")
    sent = send(texts, "label-studio", None, guide)
    first, second, third = tasks_of(sent.path)
    assert sent.path.name == "mails-label-studio"
    assert first["predictions"][0]["model_version"] == "tagger:m ab"
    assert [(one["id"], one.get("score")) for one in first["predictions"][0]["result"]] == [("s0", 0.7), ("s1", None)]
    assert first["predictions"][0]["result"][0]["meta"] == {"text": ["the form 'Xx'"]}
    assert (second["data"]["synth_line"], "annotations" in second) == (1, False)
    assert third["annotations"] == []
    project = json.loads((sent.path / "project.json").read_text())
    assert project["expert_instruction"] == "# PERSON\nno titles"
    assert project["label_config"] == (sent.path / "label_config.xml").read_text()


def test_what_nobody_finished_stays_byte_for_byte(texts: Path) -> None:
    tasks = tasks_of(send(texts, "label-studio").path)
    found = back(texts, "label-studio", tasks)
    assert (found.samples, found.findings) == (0, [])
    given_up = finished(tasks[0], [])
    given_up["annotations"][0]["was_cancelled"] = True
    assert back(texts, "label-studio", [given_up]).findings == []


def test_edits_come_back_as_a_patch_and_the_rest_keeps_its_bytes(texts: Path) -> None:
    before = texts.read_text().splitlines()
    tasks = tasks_of(send(texts, "label-studio").path)
    ann, bonn = tasks[0]["predictions"][0]["result"]
    bonn["value"] |= {"labels": ["PERSON"]}
    new = {"id": "kX3_a", "type": "labels", "from_name": "label", "to_name": "text", "origin": "manual",
           "value": {"start": 0, "end": 2, "text": "Hi", "labels": ["CITY"]}}  # fmt: skip
    found = back(texts, "label-studio", [finished(tasks[0], [ann, bonn, new])])
    assert dict(found.counts) == {"accepted": 1, "renamed": 1, "added": 1}
    after = applied(texts, found)
    spans = after[0]["spans"]
    assert spans[0]["attributes"] == {**BY_MODEL, "source": "person"}
    assert spans[1] == {"start": 12, "end": 16, "label": "PERSON", "value": "Bonn"}
    assert spans[2] == {"start": 0, "end": 2, "label": "CITY", "value": "Hi", "attributes": {"source": "person"}}
    assert texts.read_text().splitlines()[1:] == before[1:]
    assert after[0]["id"] == 7


def test_a_browser_s_offsets_are_made_code_points(texts: Path) -> None:
    tasks = tasks_of(send(texts, "label-studio").path)
    (bo,) = tasks[1]["predictions"][0]["result"]
    bo["value"] |= {"start": bo["value"]["start"] + 1, "end": bo["value"]["end"] + 1}  # an emoji is two units there
    found = back(texts, "label-studio", [finished(tasks[1], [bo])])
    assert dict(found.counts) == {"accepted": 1}


def test_a_removed_span_goes(texts: Path) -> None:
    tasks = tasks_of(send(texts, "label-studio").path)
    found = back(texts, "label-studio", [finished(tasks[0], tasks[0]["predictions"][0]["result"][1:])])
    assert dict(found.counts) == {"removed": 1}
    assert [one["value"] for one in applied(texts, found)[0]["spans"]] == ["Bonn"]


def test_a_line_that_changed_here_is_left_out(texts: Path) -> None:
    tasks = tasks_of(send(texts, "label-studio").path)
    texts.write_text(texts.read_text().replace("CITY", "TOWN"))
    found = back(texts, "label-studio", [finished(tasks[0], [])])
    assert (found.stale, found.findings) == (1, [])


def test_another_text_is_refused(texts: Path) -> None:
    tasks = tasks_of(send(texts, "label-studio").path)
    tasks[0]["data"]["text"] = "Hi Bob"
    with pytest.raises(SynthError, match="the text that went out: 'Hi Ann from Bonn'"):
        back(texts, "label-studio", [finished(tasks[0], [])])


def test_doccano_and_back(texts: Path) -> None:
    before = texts.read_text().splitlines()
    out = send(texts, "doccano").path
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert rows[0] == {"text": "Hi Ann from Bonn", "label": [[3, 6, "PERSON"], [12, 16, "CITY"]], "synth_line": 0}
    home = [{"id": 100 + at, **row, "Comments": []} for at, row in enumerate(rows)]
    unedited = back(texts, "doccano", home, lines=True)
    assert (unedited.samples, unedited.unchanged, unedited.findings) == (3, 3, [])
    home[0]["label"] = [[3, 6, "CITY"], [11, 15, "CITY"]]  # the blank that a mouse takes along is left out
    home[2]["label"] = [[0, 7, "CITY"]]
    found = back(texts, "doccano", home, lines=True)
    assert dict(found.counts) == {"renamed": 1, "moved": 1, "added": 1}
    after = applied(texts, found)
    assert [(one["label"], one["value"]) for one in after[0]["spans"]] == [("CITY", "Ann"), ("CITY", "Bon")]
    assert after[0]["spans"][0]["attributes"]["source"] == "person"
    assert texts.read_text().splitlines()[1] == before[1]


def test_the_command_says_what_came_back(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks = tasks_of(send(texts, "label-studio").path)
    file = texts.with_name("e.json")
    file.write_text(json.dumps([finished(tasks[0], [])]))
    assert main(["exchange", str(texts), "--from", "label-studio", str(file)]) == 0
    out = capsys.readouterr().out
    patch = texts.with_name("mails-label-studio.patch.jsonl")
    assert f"        2 removed\npatch     {patch}\napply     synth apply {texts} {patch}\n" in out
    assert main(["apply", str(texts), str(patch)]) == 0
    assert main(["exchange", str(texts), "--to", "cvat"]) == 2
    assert capsys.readouterr().err == "synth: --to: got 'cvat'; a tool for texts: label-studio, doccano\n"
