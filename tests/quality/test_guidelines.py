"""Guidelines of pictures: drafted with examples, silent on the set that they are of, and held against others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synth.annotate.exchange.table import send
from synth.core.errors import DataError
from synth.folder.guidelines import Convention, LabelGuide, guidelines_text, read_guidelines
from synth.quality.check import check_data_sets
from synth.quality.report.write import write_checked
from tests.quality.sets import changed, clean_pictures

STATED = """\
# Guidelines

## The whole set

### Conventions

- crowds: no
- holes: undecided

## cell

Definition: a cell with its nucleus

### Conventions

- least size: 6 px (as agreed in May)

### Decisions

- cut cells are cells
"""


def state(folder: Path, text: str) -> Path:
    (folder / "guidelines.md").write_text(text)
    return folder


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    guide = LabelGuide(
        label="cell",
        about="2 objects.",
        conventions=[Convention("crowds", "no", "0 of 2"), Convention("least size", "4.5 px")],
    )
    state(tmp_path, guidelines_text("A *set*", "An introduction.", [Convention("holes", "yes")], [guide]))
    stated = read_guidelines(tmp_path)
    assert (stated.of("cell", "crowds"), stated.least_px("cell"), stated.of("cell", "holes")) == ("no", 4.5, "yes")
    assert stated.of("other", "crowds") is None
    assert stated.kept(guide) == guide


def test_a_label_goes_before_the_whole_set_and_undecided_is_nothing(tmp_path: Path) -> None:
    stated = read_guidelines(state(tmp_path, f"{STATED}\n### Conventions\n\n- holes: yes\n"))
    assert stated.of("cell", "holes") == "yes"
    assert stated.of("dish", "holes") is None
    assert stated.of("cell", "crowds") == "no"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- holes: maybe", "got maybe; yes, no or undecided"),
        ("- least size: 6", "got 6; N px or undecided"),
        ("- lest size: 6 px", "got lest size: 6 px; one of a title, an article,"),
        ("- crowds: yes", "got crowds; one line of it below 'The whole set'"),
    ],
)
def test_a_convention_that_is_not_understood_is_refused(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(DataError, match=rf"guidelines.md:8: {said}"):
        read_guidelines(state(tmp_path, STATED.replace("- holes: undecided", f"- {line.removeprefix('- ')}", 1)))


def findings(folder: Path) -> list[tuple[str, str]]:
    return [(one.check, one.subject) for one in check_data_sets([folder]).findings]


def test_a_draft_beside_its_own_set_finds_nothing_and_keeps_what_people_wrote(tmp_path: Path) -> None:
    folder = clean_pictures(tmp_path / "set")
    out = write_checked(check_data_sets([folder]), tmp_path / "check")
    draft = (out / "guidelines.md").read_text()
    label = draft.split("\n## ")[1].splitlines()[0]
    shots = [line.split("](")[1].split(")")[0] for line in draft.splitlines() if "](" in line]
    assert shots
    assert all((out / shot).is_file() for shot in shots)
    state(folder, draft.replace("Definition: (to be written)", "Definition: what is dark", 1))
    assert findings(folder) == []
    again = (write_checked(check_data_sets([folder]), tmp_path / "again") / "guidelines.md").read_text()
    assert again.split(f"## {label}")[1].count("Definition: what is dark") == 1


def record_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "annotations.json").read_text())


def test_what_breaks_the_guidelines_is_found_and_what_they_allow_is_not(tmp_path: Path) -> None:
    def spoil(record: dict[str, Any]) -> None:
        record["annotations"][0] |= {"bbox": [5, 5, 3, 3], "area": 9}
        record["annotations"][0].pop("segmentation", None)
        record["annotations"][1] |= {"bbox": [-6, 5, 20, 20], "area": 400}
        record["annotations"][1].pop("segmentation", None)

    folder = changed(clean_pictures(tmp_path / "set"), spoil)
    checks = [check for check, _ in findings(folder)]
    assert checks == ["outside_box"]
    label = record_of(folder)["categories"][0]["name"]
    whole = "## The whole set\n\n### Conventions\n\n- beyond the border: yes\n"
    state(folder, f"{whole}\n## {label}\n\n### Conventions\n\n- least size: 4 px\n")
    (found,) = check_data_sets([folder]).findings
    assert found.check == "against_guidelines"
    assert found.evidence == "guidelines.md has a least size of 4 px; the square root of its area is 3.0 px"
    assert [edit.op for edit in found.edits] == ["remove"]


def test_guidelines_beside_a_set_are_the_instructions_of_label_studio(tmp_path: Path) -> None:
    folder = state(clean_pictures(tmp_path / "set"), STATED)
    sent = send(folder, "label-studio")
    project = json.loads((sent.path / "project.json").read_text())
    assert project["expert_instruction"] == STATED
