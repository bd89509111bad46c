"""What a comparison found stands in the card and the metadata, and goes when the labels change."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from synth.core.errors import OutputError
from synth.folder.attach import attach_evidence
from synth.folder.evidence import Evidence
from tests.text.encode import fake_texts

FIRST = Evidence("## Compared with real data\n\nAll new.", {"dataBiases": ["none is missing"]})
SECOND = Evidence("## Compared with real data\n\nTwo copies.", {"personalSensitiveInformation": ["two copies"]})


def files(folder: Path) -> dict[str, bytes]:
    """All but the manifest, whose last entry has a clock."""
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file() and one.name != "manifest.json"}


def test_card_metadata_and_manifest_agree_and_a_second_comparison_replaces_the_first(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fake_texts.run(out, 4)
    bare = files(out)
    attach_evidence(out, FIRST)
    card = (out / "README.md").read_bytes()
    assert card.startswith(bare["README.md"])
    assert b"All new." in card
    record = json.loads((out / "croissant.json").read_text())
    assert record["rai:dataBiases"][-1] == "Compared with real data: none is missing"
    stated = {one["@id"]: one["sha256"] for one in record["distribution"]}
    assert stated["README.md"] == sha256(card).hexdigest()
    assert json.loads((out / "manifest.json").read_text())["files"] == stated
    attach_evidence(out, SECOND)
    other = tmp_path / "other"
    fake_texts.run(other, 4)
    attach_evidence(other, SECOND)
    assert files(out) == files(other)
    assert b"All new." not in files(out)["README.md"]


def test_a_run_that_finishes_the_folder_again_leaves_it_and_one_that_adds_samples_drops_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fake_texts.run(out, 4)
    attach_evidence(out, FIRST)
    before = files(out)
    fake_texts.run(out, 4)
    assert files(out) == before
    fake_texts.run(out, 5)
    fake_texts.run(tmp_path / "undisturbed", 5)
    assert files(out) == files(tmp_path / "undisturbed")


def test_only_our_own_data_sets_have_a_card_to_write(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(OutputError, match="a finished data set of `synth generate`"):
        attach_evidence(tmp_path, FIRST)
    assert [one.name for one in tmp_path.iterdir()] == ["README.md"]
