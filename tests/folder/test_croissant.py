"""The metadata is valid Croissant: mlcroissant reads the tables (skipped where that package is not installed)."""

from __future__ import annotations

import itertools
import json

import pytest

from tests.image.encode.fake import run


def test_croissant_names_every_file_with_its_digest(tmp_path):
    run(tmp_path / "out", 3)
    record = json.loads((tmp_path / "out" / "croissant.json").read_text())
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert record["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    named = {item["contentUrl"]: item["sha256"] for item in record["distribution"] if item["@type"] == "cr:FileObject"}
    assert named == manifest["files"]
    sources = {item["@id"] for item in record["distribution"]}
    for field in itertools.chain.from_iterable(table["field"] for table in record["recordSet"]):
        assert field["source"]["fileObject"]["@id"] in sources


def test_mlcroissant_reads_the_tables(tmp_path):
    mlcroissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed")
    run(tmp_path / "out", 3)
    data_set = mlcroissant.Dataset(str(tmp_path / "out" / "croissant.json"))
    assert [record["pictures/id"] for record in data_set.records("pictures")] == [0, 1, 2]
    labels = json.loads((tmp_path / "out" / "annotations.json").read_text())["annotations"]
    assert [record["instances/id"] for record in data_set.records("instances")] == [label["id"] for label in labels]
