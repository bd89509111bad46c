"""`synth explain` tells a sample's story, and a scene that closes gaps is the set's own with quotas."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from synth.cli import main
from synth.evidence.fair.coverage import Group
from synth.evidence.fair.scene import SCENE_FILE, closing_scene
from synth.evidence.figures import Figure
from synth.quality.finding import Edit, Finding
from synth.quality.patch.lines import patch_text
from tests.small_text import write_small_text


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty texts of the small scene, made in its folder, so that its files are at hand as `scenes/`."""
    folder = tmp_path_factory.mktemp("explained")
    scene = write_small_text(folder / "scenes")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["generate", f"scene={scene.relative_to(folder)}", "count=20", "out=letters"]) == 0
    return folder / "letters"


def story(capsys: pytest.CaptureFixture[str], *words: object) -> list[str]:
    assert main(["explain", *map(str, words)]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_text_says_what_was_drawn_for_it(letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = story(capsys, letters, 3)
    assert told[0] == f"sample    3 of {letters}: one of 20 texts of the scene letters, seed 0"
    assert any(
        line.startswith("drawn     tone = ") and line.endswith(', of {"choice":["calm","angry"]}') for line in told
    )
    assert 'written   from the template mail: {"file":"mail.j2","weight":1.0,"when":{}}' in told
    assert told[-1].startswith("labels    ")


def test_a_label_says_where_it_stands(letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = story(capsys, letters, 3, 1)
    assert any(line.startswith("label     1: ORDER, A") for line in told)
    assert any(line.startswith("place     characters ") for line in told)


def test_what_was_decided_of_a_label_is_told(letters: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = Path(shutil.copytree(letters, tmp_path / "letters"))
    span = json.loads((copy / "text.jsonl").read_text().splitlines()[3])["spans"][0]
    edit = Edit("set", "text.jsonl", "", 3, "spans.0.label", span["label"], "CODE")
    review = tmp_path / "review"
    review.mkdir()
    began = {"act": "begin", "files": {"text.jsonl": sha256((copy / "text.jsonl").read_bytes()).hexdigest()}}
    kept = {"act": "decide", "who": "ann", "time": "t", "verdict": "fix", "why": "a code", "edits": [edit.record()]}
    (review / "audit.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in (began, kept)))
    found = Finding(
        check="odd_label", data_set=str(copy), where="text.jsonl:4", subject="", given=span["label"], suggested="CODE",
        confidence=1.0, evidence="read by a person", edits=(edit,),
    )  # fmt: skip
    (tmp_path / "patch.jsonl").write_text(patch_text([found]))
    assert main(["apply", str(copy), str(tmp_path / "patch.jsonl")]) == 0
    told = story(capsys, copy, 3, 1, "--review", review)
    change = f"label from {span['label']} to CODE"
    assert told[-2:] == [
        f"changed   by patch 0001, odd_label: {change} (a person decided)",
        f"decided   t by ann, fix: {change}: a code",
    ]
    assert any(line.startswith("source    the plan") for line in told)
    assert not any("changed" in line for line in story(capsys, copy, 3, 2))
    (review / "audit.jsonl").write_text(json.dumps({"act": "begin", "files": {"text.jsonl": "0"}}) + "\n")
    assert main(["explain", str(copy), "3", "1", "--review", str(review)]) == 2
    assert "a review of another text.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["20"], "sample: got 20; an id of its 20 texts"),
        (["3", "99"], "sample 3: label: got 99; 1 to "),
    ],
)
def test_what_is_not_there_is_said(
    words: list[str], message: str, letters: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(letters), *words]) == 2
    assert message in capsys.readouterr().err


def test_a_scene_closes_a_gap_with_a_quota_and_its_own_files(
    letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(letters.parent)
    ratio = Figure(value=0.2, low=0.1, high=0.3, n=100)
    gaps = [Group("mood", "angry", 60, 0.6, ratio), Group("mood", "glad", 60, 0.3, ratio)]
    found = closing_scene(letters, gaps, {"mood": "tone"})
    assert found.left_out == ["1 of the gaps: no variable of the scene makes that group"]
    for name, data in found.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    out = tmp_path / "out"
    assert main(["generate", f"scene={tmp_path / SCENE_FILE}", "count=10", f"out={out}"]) == 0
    assert (out / "text.jsonl").read_text().count('"tone":"angry"') >= 6
    (letters.parent / "scenes/words.yaml").write_text("products: [cup]\n")
    changed = closing_scene(letters, gaps, {"mood": "tone"})
    assert not changed.files
    assert changed.left_out[-1] == "a scene that closes the gaps: words.yaml is not as it was when the set was made"
