"""Checks of texts: silent on clean ones, and each finds what it is for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synth.quality.check import check_data_sets
from synth.quality.finding import Finding
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text
from tests.quality.sets import text_line, write_lines

Lines = list[dict[str, Any]]


def clean() -> Lines:
    """Thirty letters: people, with a title outside, and a city."""
    people = ["Anna Weiss", "Tom Lund", "Ida Sanz"]
    return [
        text_line(n, ["Dear Mr. ", (people[n % 3], "PERSON"), f", no. {n} from ", ("Graz", "CITY"), " is here."])
        for n in range(30)
    ]


def findings(tmp_path: Path, lines: Lines) -> tuple[Finding, ...]:
    return check_data_sets([write_lines(tmp_path / "texts.jsonl", lines)]).findings


def test_clean_texts_have_no_finding(tmp_path: Path) -> None:
    assert findings(tmp_path, clean()) == ()


def span(lines: Lines, **keys: Any) -> None:
    lines[7]["spans"][0] |= keys


SABOTAGE: dict[str, Callable[[Lines], object]] = {
    "span_value": lambda lines: span(lines, start=8, end=17),
    "span_outside": lambda lines: span(lines, start=900, end=908),
    "span_blank_edge": lambda lines: span(lines, start=8, value=" Tom Lund"),
    "span_crossing": lambda lines: lines[7]["spans"].append({"start": 13, "end": 20, "label": "CITY"}),
    "span_duplicate": lambda lines: lines[7]["spans"].append(lines[7]["spans"][0]),
    "invalid_bio": lambda lines: lines[7].update(tokens=[[0, 4], [5, 8]], tags=["O", "I-PERSON"]),
    "text_duplicate_id": lambda lines: lines[7].update(id=6),
    "missing_span": lambda lines: lines[7]["spans"].pop(1),
    "other_label": lambda lines: lines[7]["spans"][1].update(label="PERSON"),
    "boundary": lambda lines: span(lines, start=5, value="Mr. Tom Lund"),
}


@pytest.mark.parametrize("check", SABOTAGE)
def test_what_a_check_is_for_is_found(check: str, tmp_path: Path) -> None:
    lines = clean()
    SABOTAGE[check](lines)
    found = findings(tmp_path, lines)
    assert check in {one.check for one in found}
    assert all(one.where.startswith("texts.jsonl:8") for one in found)


def test_a_span_that_cuts_a_character_is_found(tmp_path: Path) -> None:
    lines = clean()
    lines.append({"id": 99, "text": "Caf\u0065\u0301 here", "spans": [{"start": 0, "end": 4, "label": "X"}]})
    (finding,) = findings(tmp_path, lines)
    assert (finding.check, finding.suggested) == ("span_cuts_character", "Caf\u0065\u0301")


def test_the_same_text_with_other_labels_is_found(tmp_path: Path) -> None:
    lines = clean()
    lines.append(lines[3] | {"id": 77, "spans": lines[3]["spans"][:1]})
    checks = {one.check for one in findings(tmp_path, lines)}
    assert checks == {"other_labels_of_text", "missing_span"}


@pytest.mark.parametrize(
    "check",
    ["span_value", "span_outside", "span_blank_edge", "span_duplicate", "missing_span", "other_label", "boundary"],
)
def test_the_suggested_edits_mend_the_texts(check: str, tmp_path: Path) -> None:
    lines = clean()
    SABOTAGE[check](lines)
    data = write_lines(tmp_path / "set.jsonl", lines)
    patch = tmp_path / "patch.jsonl"
    patch.write_text(patch_text(check_data_sets([data], only=[check]).findings))
    mended = apply_patch(data, patch, tmp_path / "mended").path / "set.jsonl"
    assert check_data_sets([mended]).findings == ()
    before, after = data.read_bytes().splitlines(), mended.read_bytes().splitlines()
    assert [n for n in range(30) if before[n] != after[n]] == [7], "lines without an edit keep their bytes"
