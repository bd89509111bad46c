"""The page "your own document in ten minutes" works as it is printed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from synth import cli
from synth.core.paths import SCENES

PAGE = Path(__file__).parents[2] / "docs" / "documents.md"


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    """The files of the page's example; the first line of each block is a comment with its name."""
    for block in re.findall(r"```(?:yaml|typst)\n(?:#|//) (lease\S+)\n(.*?)```", PAGE.read_text("utf-8"), re.S):
        path = tmp_path / block[0]
        path.parent.mkdir(exist_ok=True)
        path.write_text(block[1], encoding="utf-8")
    return tmp_path / "lease.yaml"


def test_the_example_makes_documents_whose_sums_are_right(lease: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli.main(["generate", f"scene={lease}", "count=4", f"out={out}", "scene.degrade.profile=clean"]) == 0
    lines = (out / "documents.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 4
    for line in lines:
        document = json.loads(line)
        cents = {
            f["key"]: round(float(f["value"].split()[1]) * 100) for f in document["fields"] if f["type"] == "money"
        }
        extras = [value for key, value in cents.items() if key.startswith("extras.")]
        assert cents["monthly"] == cents["rent"] + sum(extras)
        assert {link["key"] for link in document["links"]} >= {"rent", "monthly", "deposit", "tenant.name", "signed"}
        assert any(word.get("handwritten") for word in document["words"])
        assert document["tables"][0]["columns"] == 2


def test_a_mistake_in_the_template_is_one_line(lease: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template = lease.parent / "lease" / "lease.typ"
    template.write_text(template.read_text("utf-8").replace("r.rent)", "r.rant)"), encoding="utf-8")
    out = tmp_path / "out"
    assert cli.main(["generate", f"scene={lease}", "count=2", f"out={out}"]) == 2
    (told,) = capsys.readouterr().err.strip().splitlines()
    assert re.match(r"synth: lease/lease\.typ:\d+:\d+: got .*rant", told)
    assert not out.exists()


def test_the_page_names_every_shipped_record_and_scene() -> None:
    from synth.document.makers.table import RECORDS

    text = PAGE.read_text("utf-8")
    assert [kind for kind in RECORDS if f"`{kind}`" not in text] == []
    assert [kind for kind in RECORDS if not (SCENES / f"{kind}.yaml").is_file()] == []
