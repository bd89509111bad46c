"""Exports read back by the tools that they are for, where these are installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from synth.core.errors import SynthError
from synth.data.export import export_data_set
from synth.text.formats import spacy_docs
from tests.text.report.text_data_set import make_text_data_set, record_of, records


def spacy_texts(path: Path) -> list:
    """The docs of every DocBin of an exported folder, read by spaCy."""
    tokens = pytest.importorskip("spacy.tokens", reason="spaCy is not installed (pip install 'synth[spacy]')")
    vocab = pytest.importorskip("spacy.vocab").Vocab()
    bins = [tokens.DocBin().from_disk(file) for file in sorted(path.iterdir())]
    return [doc for one in bins for doc in one.get_docs(vocab)]


def test_spacy_reads_every_span(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("spacy", reason="spaCy is not installed (pip install 'synth[spacy]')")
    monkeypatch.setattr(spacy_docs, "DOCS_A_FILE", 3)
    folder = make_text_data_set(tmp_path / "letters")
    path = export_data_set(folder, "spacy")
    assert [file.name for file in sorted(path.iterdir())] == ["000000.spacy", "000001.spacy", "000002.spacy"]
    for doc, record in zip(spacy_texts(path), records(8), strict=True):
        assert doc.text == record["text"]
        held = [(one.start_char, one.end_char, one.label_, one.text, int(one.id_)) for one in doc.spans["synth"]]
        assert held == [(o["start"], o["end"], o["label"], o["value"], o["entity_id"]) for o in record["spans"]]
        outer = [one for one in record["spans"] if one["label"] not in ("CITY", "ZIP")]
        assert [(one.start_char, one.label_) for one in doc.ents] == [(one["start"], one["label"]) for one in outer]
        assert doc.user_data == {"id": record["id"], "attributes": record["attributes"]}
    assert export_data_set(folder, "spacy") == path


def test_spacy_reads_parts_of_speech(tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason="spaCy is not installed (pip install 'synth[spacy]')")
    line = record_of(0, (("Anna", "PERSON"), " sings."), pos=["PROPN", "VERB", ""])
    line |= {"tokens": [[0, 4], [5, 10], [10, 11]], "tags": ["B-PERSON", "O", "O"]}
    (doc,) = spacy_texts(export_data_set(make_text_data_set(tmp_path / "sung", [line]), "spacy"))
    assert [token.pos_ for token in doc] == ["PROPN", "VERB", ""]


def test_without_spacy_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy.tokens", None)
    folder = make_text_data_set(tmp_path / "letters")
    with pytest.raises(SynthError, match=r"export --to spacy: got .*; spaCy: pip install 'synth\[spacy\]'"):
        export_data_set(folder, "spacy")


READ = """
import json, sys, datasets
rows = datasets.load_dataset(sys.argv[1], split="train", cache_dir=sys.argv[2])
names = rows.features["ner_tags"].feature.names
print(json.dumps([[dict(row), [names[tag] for tag in row["ner_tags"]]] for row in rows]))
"""


def test_load_dataset_reads_the_folder(tmp_path: Path) -> None:
    """In a process of its own, because `datasets` fixes its folders when it is imported."""
    pytest.importorskip("datasets", reason="datasets is not installed")
    path = export_data_set(make_text_data_set(tmp_path / "letters"), "hf")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(tmp_path / "cache")],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    assert "Ignoring" not in done.stderr
    written = [json.loads(line) for line in (path / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    for (row, tags), wanted, record in zip(json.loads(done.stdout), written, records(8), strict=True):
        assert row == wanted
        assert {tag.partition("-")[2] for tag in tags} - {""} == {
            one["label"] for one in record["spans"] if one["label"] not in ("CITY", "ZIP")
        }
