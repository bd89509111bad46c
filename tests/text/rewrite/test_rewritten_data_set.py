"""A whole data set through a language model: labels, provenance, counted refusals, and no key in any file."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from synth.core.errors import SynthError
from synth.core.progress import Counter as Silent
from synth.core.summary import RunSummary
from synth.run import run
from synth.text.options import KEY_VARIABLE, RewriteOptions, TextConfig
from synth.text.scene.load import load_text_scene
from tests.runs import lines_of, tree
from tests.small_text import write_small_text
from tests.text.rewrite.stub_server import Step, answers, sends, stub_server

KEY = "sk-very-secret-0123456789"
COUNT = 20


def paraphrased(folder: Path, url: str) -> RunSummary:
    """The small scene, rewritten by the model at `url`, in folder/out."""
    scene_file = write_small_text(folder / "scene")
    scene = load_text_scene(yaml.safe_load(scene_file.read_text(encoding="utf-8")) | {"rewrite": {}})
    model = RewriteOptions(endpoint=url, model="stub")
    config = TextConfig(scene="letters", scene_folder=scene_file.parent, count=COUNT, out=folder / "out", rewrite=model)
    return run(config, scene, Silent())


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    return KEY


def lossy(number: list[int]) -> Step:
    """Gives every third answer without its placeholders."""

    def change(shown: str) -> str:
        number[0] += 1
        return "Nothing of the kind was ever said to anybody here." if number[0] % 3 == 0 else f"So: {shown}"

    return answers(change)


def test_every_text_is_the_models_with_our_labels_and_says_so(tmp_path: Path, key: str) -> None:
    with stub_server(lossy([0])) as stub:
        summary = paraphrased(tmp_path, stub.url)
    records = lines_of(tmp_path / "out" / "text.jsonl")
    assert summary.written == len(records) == COUNT
    for record in records:
        assert record["provenance"]["model"] == "stub"
        assert len(record["provenance"]["answer_sha256"]) == 64
        assert {span["label"] for span in record["spans"]} >= {"PERSON", "EMAIL", "ORDER"}
        assert all(record["text"][span["start"] : span["end"]] == span["value"] for span in record["spans"])
    assert Counter(record["provenance"]["tries"] for record in records)[2] > 0
    assert all(headers["Authorization"] == f"Bearer {key}" for headers in stub.headers)


def test_the_key_stands_in_no_file(tmp_path: Path, key: str) -> None:
    with stub_server(lossy([0])) as stub:
        paraphrased(tmp_path, stub.url)
    assert len(tree(tmp_path)) > 5
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and key.encode() in path.read_bytes()]


def test_the_server_and_the_model_are_part_of_what_a_folder_is(tmp_path: Path, key: str) -> None:
    with stub_server(lossy([0])) as stub, stub_server(lossy([0])) as other:
        paraphrased(tmp_path, stub.url)
        manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["config"]["rewrite"] == {"endpoint": stub.url, "model": "stub"}
        with pytest.raises(SynthError, match="out"):
            paraphrased(tmp_path, other.url)


def test_a_server_that_wants_another_key_stops_the_run_before_anything_is_written(tmp_path: Path, key: str) -> None:
    with stub_server(sends(401, key.encode())) as stub, pytest.raises(SynthError, match="must hold a valid key"):
        paraphrased(tmp_path, stub.url)
    assert not (tmp_path / "out").exists()
