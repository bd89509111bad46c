"""Documents in a comparison: their words as texts with fields, and layouts that differ where words are moved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.cli import main
from synth.evidence.documents.layout import layout
from synth.evidence.documents.read import document_texts, documents_in
from tests.document.encode import fake_documents


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared") / "papers"
    fake_documents.run(folder, 30)
    return folder


def moved(folder: Path, papers: Path) -> Path:
    """The same documents with all words in the upper left quarter of their pages."""
    fake_documents.run(folder, 30)
    lines = [json.loads(line) for line in (papers / "documents.jsonl").read_text().splitlines()]
    for line in lines:
        for word in line["words"]:
            word["quad"] = [round(side / 2, 2) for side in word["quad"]]
    (folder / "documents.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return folder


def printed(papers: Path) -> Iterator[tuple[str, list[str]]]:
    """Label and words of every field whose words follow each other, document by document."""
    for one in documents_in(papers):
        words = {word["id"]: word["text"] for word in one.words}
        for field in one.each("fields"):
            numbers = field["words"]
            if numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
                yield field["key"].rpartition(".")[2].upper(), [words[number] for number in numbers]


def test_fields_are_spans_of_what_is_printed(papers: Path) -> None:
    texts = list(document_texts(papers))
    assert len(texts) == 28  # two of thirty are given up
    found = [(span.label, text.text[span.start : span.end]) for text in texts for span in text.spans]
    assert found
    assert sorted((label, "".join(text.split())) for label, text in found) == sorted(
        (label, "".join("".join(words).split())) for label, words in printed(papers)
    )


def test_words_that_stand_elsewhere_are_another_layout(papers: Path, tmp_path: Path) -> None:
    (same,) = layout(papers, papers, papers).verdicts
    assert same.state != "bad"
    (other,) = layout(papers, moved(tmp_path / "moved", papers), papers).verdicts
    assert other.state == "bad"


@pytest.mark.slow
def test_the_command_compares_documents(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [f"real={papers}", f"synthetic={papers}", f"holdout={papers}", f"out={out}", "budget=1s"]
    assert main(["compare", *words, "--fail-on", "copies"]) == 1
    record = json.loads((out / "compare.json").read_text())
    assert record["sets"][0]["documents"] == 28
    parts = {one["words"].partition(": ")[0] for one in record["verdicts"] if one["check"] == "measures"}
    assert parts == {"Words", "Layout", "Pages as pictures"}
    tables = record["sections"]["fidelity"]["tables"]
    assert {"yield", "layout", "distances", "pages_distances"} <= tables.keys()
    assert "reading by an OCR: none comes with synth" in record["sections"]["fidelity"]["left_out"]
