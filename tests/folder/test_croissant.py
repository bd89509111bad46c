"""The metadata is valid Croissant: mlcroissant reads the tables (skipped where that package is not installed)."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from synth.folder.attach import attach_evidence
from synth.folder.evidence import Evidence
from tests.document.encode import fake_documents
from tests.image.encode import fake
from tests.image.encode.fake import run
from tests.text.encode import fake_texts


def test_croissant_names_every_file_with_its_digest(tmp_path):
    run(tmp_path / "out", 3)
    record = json.loads((tmp_path / "out" / "croissant.json").read_text())
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert record["conformsTo"] == ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"]
    named = {item["contentUrl"]: item["sha256"] for item in record["distribution"] if item["@type"] == "cr:FileObject"}
    assert named == manifest["files"]
    sources = {item["@id"] for item in record["distribution"]}
    for field in itertools.chain.from_iterable(table["field"] for table in record["recordSet"]):
        assert field["source"]["fileObject"]["@id"] in sources


@pytest.mark.parametrize("kind", [fake, fake_texts, fake_documents], ids=["pictures", "texts", "documents"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_mlcroissant_reads_every_table(tmp_path, kind):
    mlcroissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed")
    kind.run(tmp_path / "out", 12)
    attach_evidence(tmp_path / "out", Evidence("## Compared", {"dataBiases": ["none"]}))
    data_set = mlcroissant.Dataset(str(tmp_path / "out" / "croissant.json"))
    issues = data_set.metadata.ctx.issues
    assert issues.errors == set()
    assert [warning for warning in issues.warnings if "datePublished" not in warning] == []
    assert data_set.metadata.data_biases[-1] == "Compared with real data: none"
    assert data_set.metadata.data_collection.startswith("Generated, not collected: ")
    assert data_set.metadata.personal_sensitive_information
    for table in data_set.metadata.record_sets:
        read = [plain(record) for record in data_set.records(table.id)]
        names = [field.id for field in table.fields]
        assert read == [
            {name: row[name.partition("/")[2]] for name in names} for row in rows(tmp_path / "out", SOURCES[table.id])
        ]


SOURCES = {
    "pictures": "samples.jsonl", "instances": "annotations.json", "texts": "text.jsonl", "documents": "documents.jsonl",
    "regions": "annotations.json",
}  # fmt: skip


def rows(folder: Path, source: str) -> list[dict[str, Any]]:
    text = (folder / source).read_text(encoding="utf-8")
    if source == "annotations.json":
        return json.loads(text)["annotations"]
    return [json.loads(line) for line in text.split("\n")[:-1]]


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """mlcroissant gives texts as bytes."""
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in record.items()}
