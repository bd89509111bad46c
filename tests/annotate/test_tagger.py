"""A tagger from `synth train`, fitted to a scene or to labelled texts: it labels other texts and says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import main
from tests.quality.sets import text_line, write_lines
from tests.small_text import write_small_text

NAMES = ("Ann", "Bob", "Cid", "Dora Lind", "Eve", "Finn Holm", "Gus", "Hal")


def labelled(file: Path) -> Path:
    """Letters whose forms differ, so that some are held out."""
    lines = [
        text_line(at, [f"{word} letter {at} to ", (NAMES[at % 8], "PERSON"), f", {word}"], label=word)
        for at in range(120)
        for word in [("glad", "sad")[at % 2]]
    ]
    return write_lines(file, lines)


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tagger")
    assert main(["train", f"data={labelled(folder / 'set.jsonl')}", f"out={folder / 'letters'}"]) == 0
    return folder / "letters"


def test_spans_and_classes_with_scores_and_reasons(tagger: Path, tmp_path: Path) -> None:
    data = tmp_path / "new.txt"
    data.write_text("A glad letter 57 to Finn Holm, glad\n", encoding="utf-8")
    out = tmp_path / "out"
    assert main(["annotate", f"data={data}", f"with=tagger:{tagger}", f"out={out}"]) == 0
    line = json.loads((out / "text.jsonl").read_text())
    (span,) = line["spans"]
    about = span["attributes"]
    assert (span["label"], span["value"]) == ("PERSON", "Finn Holm")
    assert (about["source"], about["model"]) == ("annotator", "tagger:letters")
    assert about["score"] > 0.8
    assert "before it" in about["reason"] or "the form" in about["reason"]
    assert line["label"] == "glad"
    assert line["labels_by_model"]["label"]["model"] == "tagger:letters"
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["spec"]["labels"] == ["PERSON"]
    assert manifest["added"] == {"PERSON": 1, "label=glad": 1}


def test_a_scene_s_texts_fit_a_tagger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = write_small_text(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["train", f"scene=./{scene.name}", "count=60", "out=t", "scene.locale=en_US"]) == 0
    card = json.loads((tmp_path / "t/tagger.json").read_text())
    assert {tag[2:] for tag in card["spans"]["tags"]} == {"", "PERSON", "EMAIL", "IBAN", "ORDER"}
    assert card["training"]["texts"] == 60
    assert capsys.readouterr().out.startswith("texts     60\nspans     F1 ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fit=taggre", "data=x"], "fit: got 'taggre'; known: pack, scene, tagger (did you mean 'tagger'?)"),
        (["fit=tagger"], "synth train: got None; data=TEXTS or scene=NAME is needed, one of them"),
        (["scene=nuclei", "count=2"], "scene: got 'nuclei'; a scene of texts: this one is of kind image"),
        (["data=set.jsonl"], "out: got None; needs a value (out=...)"),
        (["data=set.jsonl", "out=set.jsonl"], "set.jsonl: got 'something else'; an empty folder, a tagger, or a name"),
        (["data=set.jsonl", "out=t", "steps=3"], "steps: got 'steps=3'; keys of a tagger of texts that are there:"),
        (["data=bare.jsonl", "out=t"], "training of a tagger: got '2 texts'; texts with spans, or of at least two"),
    ],
)
def test_bad_input_is_one_line(
    words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lines(tmp_path / "set.jsonl", [text_line(0, ["To ", ("Ann", "PERSON")])])
    write_lines(tmp_path / "bare.jsonl", [text_line(at, ["To nobody"]) for at in range(2)])
    monkeypatch.chdir(tmp_path)
    assert main(["train", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"synth: {message}")
    assert not (tmp_path / "t").exists()
