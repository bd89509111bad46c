"""Checks of texts: silent on clean ones, and each finds what it is for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from synth.core.errors import DataError
from synth.quality.check import check_data_sets
from synth.quality.confidence import errors_held, in_order
from synth.quality.finding import Finding
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text
from synth.quality.report.write import write_checked
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
    ["span_value", "span_outside", "span_blank_edge", "span_duplicate", "missing_span", "boundary"],
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


def people_and_places(count: int) -> Lines:
    """Letters in which what stands before a name tells people from cities; each name is in several."""
    names, cities = ["Anna", "Tom", "Ida", "Olaf", "Mina"], ["Graz", "Oslo", "Bern", "Lyon", "Turin"]
    return [
        text_line(
            n,
            [f"No. {n}: Dear ", (names[n % 5], "PERSON"), ", we met in ", (cities[n // 5 % 5], "CITY"), " last week."],
            label="travel" if n % 2 else "greeting",
        )
        for n in range(count)
    ]


def test_a_swapped_label_is_found_by_a_tagger(tmp_path: Path) -> None:
    lines = people_and_places(150)
    assert [one.check for one in findings(tmp_path, lines)] == []
    swapped = {at: 0 if at % 2 else 1 for at in range(3, 150, 11)}
    for at, number in swapped.items():
        lines[at]["spans"][number]["label"] = ["CITY", "PERSON"][number]
    checked = check_data_sets([write_lines(tmp_path / "texts.jsonl", lines)])
    found = {one.where: (one.check, one.given, one.suggested) for one in checked.findings}
    assert found == {
        f"texts.jsonl:{at + 1}: spans[{number}]": ("swapped_label", *(["CITY", "PERSON"][:: 1 - 2 * number]))
        for at, number in swapped.items()
    }
    queue = in_order(checked.sets[0].confidences)
    assert len(queue) == 300
    assert {one.where for one in queue[: len(swapped)]} == set(found)
    assert errors_held(queue) > 0.9


def test_a_wrong_class_is_found_by_a_classifier(tmp_path: Path) -> None:
    """No two texts are alike, and each wrong class is any other: what repeats a model learns to expect. Where so many
    are wrong, there are as many findings as are right in 8 of 10.
    """
    rng, names = Random(0), ("delivery", "login", "refund")
    own = {name: [f"{name[:3]}{''.join(rng.choices('aeioulmnrst', k=4))}" for _ in range(30)] for name in names}
    common = ["".join(rng.choices("aeioulmnrst", k=5)) for _ in range(60)]
    lines = [
        {"text": " ".join(rng.sample([*rng.sample(own[name], 3), *rng.sample(common, 5)], 8)), "label": name}
        for name in names * 200
    ]
    true = [line["label"] for line in lines]
    for at in range(5, 600, 13):
        lines[at]["label"] = rng.choice([name for name in names if name != lines[at]["label"]])
    found = findings(tmp_path, lines)
    wrong = {("wrong_class", f"texts.jsonl:{at + 1}") for at in range(5, 600, 13)}
    right = [one for one in found if (one.check, one.where) in wrong]
    assert len(right) >= 0.9 * len(found)
    assert len(right) > len(wrong) / 2
    assert [one.suggested for one in right] == [true[int(one.where.rpartition(":")[2]) - 1] for one in right]
    data, patch = write_lines(tmp_path / "set.jsonl", lines), tmp_path / "patch.jsonl"
    patch.write_text(patch_text(check_data_sets([data]).findings))
    mended = apply_patch(data, patch, tmp_path / "mended").path / "set.jsonl"
    labels = [json.loads(line)["label"] for line in mended.read_text().splitlines()]
    assert sum(map(str.__ne__, labels, true)) == len(wrong) - len(right) + (len(found) - len(right))


def test_no_model_is_trained_where_no_check_needs_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.quality.texts.doubt.spans.fit_tagger", None)
    data = write_lines(tmp_path / "texts.jsonl", people_and_places(60))
    assert check_data_sets([data], skip=["swapped_label", "wrong_class"]).findings == ()


@pytest.mark.parametrize(
    ("unit", "encoding", "size"), [("UTF-16 units", "utf-16-le", 2), ("bytes of UTF-8", "utf-8", 1)]
)
@pytest.mark.parametrize("with_value", [True, False])
def test_offsets_in_another_unit_are_one_question(
    unit: str, encoding: str, size: int, with_value: bool, tmp_path: Path
) -> None:
    lines = [text_line(n, [f"\U0001f600 Olá {n} ", ("Anabel Sá", "PERSON"), " here"]) for n in range(8)]
    for line in lines:
        for one in line["spans"]:
            one["start"], one["end"] = (
                len(line["text"][: one[key]].encode(encoding)) // size for key in ("start", "end")
            )
            if not with_value:
                del one["value"]
    data, patch = write_lines(tmp_path / "set.jsonl", lines), tmp_path / "patch.jsonl"
    (finding,) = check_data_sets([data]).findings
    assert (finding.check, finding.given) == ("offset_unit", unit)
    patch.write_text(patch_text([finding]))
    mended = apply_patch(data, patch, tmp_path / "mended").path / "set.jsonl"
    assert check_data_sets([mended]).findings == ()
    assert '"start":8' in mended.read_text().replace(" ", "")


def test_guidelines_are_drafted_and_then_held_against_the_set(tmp_path: Path) -> None:
    lines = clean()
    data = tmp_path / "set"
    data.mkdir()
    file = write_lines(data / "texts.jsonl", lines)
    draft = (write_checked(check_data_sets([file]), tmp_path / "out") / "guidelines.md").read_text()
    assert "## PERSON" in draft
    assert "- a title: outside (0 inside, 30 outside)" in draft
    assert "- Dear Mr. **Anna Weiss**, no. 0 from Graz is her" in draft
    (data / "guidelines.md").write_text(draft.replace("a title: outside", "a title: inside"))
    found = check_data_sets([file]).findings
    assert {(one.check, one.suggested[:4]) for one in found} == {("boundary", "Mr. ")}
    assert len(found) == 30
    (data / "guidelines.md").write_text(draft.replace("a title: outside", "a title: sometimes"))
    with pytest.raises(DataError, match=r"guidelines.md:\d+: got sometimes; inside, outside or undecided"):
        check_data_sets([file])
