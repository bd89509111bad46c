"""Bad input is one line that says where, what and what is allowed; exit code 2; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.cli import main

SCENE = """\
kind: image
canvas: {width: 64, height: 48}
variables: {time: {choice: [day, night]}}
objects:
  ball: {count: 3, size: 10}
"""

MINE = "scene=./mine.yaml"
MESSAGES = [
    (["genrate"], "command: got 'genrate'; known: annotate, apply, benchmark, check, "),
    (["generate", "--bogus"], "synth generate: got '--bogus'; without dashes, as in key=value; see --help"),
    (["check", "somewhere", "out=there"], "synth check: got 'out=there'; --out there"),
    (["generate", MINE, "count"], "command line: got 'count'; an override has the form key=value"),
    (["generate", MINE, "cuont=3"], "(did you mean 'count'?)"),
    (["generate", MINE, "count=0"], "count: got 0; must be greater than or equal to 1"),
    (["generate", MINE, "count=some"], "count: got 'some'; must be a valid integer"),
    (["generate", MINE, "count=true"], "count: got True; must be a valid integer"),
    (["generate", MINE, "verify.min_iou=2"], "verify.min_iou: got 2; must be less than or equal to 1"),
    (["generate", MINE, "verify.min_iuo=0.4"], "(did you mean 'verify.min_iou'?)"),
    (["generate", MINE, "+verify.x=1"], "verify.x: got an unknown key; known: clip, detector, max_extra_px, "),
    (["generate", MINE, "verify=stirct"], "owlv2, strict (did you mean 'strict'?)"),
    (["generate", MINE, "verify=null"], "command line: got 'Config group override must be a string or a list"),
    (["generate", MINE, "seed=1,2"], "command line: got 'seed=1,2'; several values need -m (a sweep)"),
    (["generate", MINE, "out=["], "command line: got 'out=['; a value with special characters needs quotes"),
    (["generate", MINE, "out=${seed}"], "command line: out: got '${seed}'; ${...} is never evaluated"),
    (["generate", "scene=stret"], "(did you mean 'street'?), or the path of a .yaml file; `synth list` says"),
    (["generate", "scene=./none.yaml"], "none.yaml: got No such file or directory"),
    (["generate", MINE, "scene.objects.ball.cuont=5"], "(did you mean 'count'?)"),
    (["generate", MINE, "scene.objects.bal.count=5"], "scene.objects: got 'bal'; known: ball (did you mean 'ball'?)"),
    (["generate", MINE, "scene.variables.tim=day"], "scene.variables: got 'tim'; known: time (did you mean 'time'?)"),
    (["generate", MINE, "~scene.sky"], "Could not delete from config. 'scene.sky' does not exist."),
    (["generate", MINE, "scene.prompt='${oc.env:HOME}'"], "scene.prompt: got '${oc.env:HOME}'; ${...} is"),
    (["generate", MINE, "-m", "hydra/launcher=slow", "seed=1,2"], "hydra/launcher: got 'slow'; known: basic"),
    (["generate", MINE, "hydra.run.dir=runs"], "got 'hydra.run.dir=runs'; out=FOLDER says where a data set or a sweep"),
    (["generate", MINE, "-m", "hydra.sweep.dir=runs", "seed=1,2"], "got 'hydra.sweep.dir=runs'; out=FOLDER says where"),
    (["generate", MINE, "out='~nobody-of-that-name/x'"], "~nobody-of-that-name/x: got 'a ~ without a home folder'"),
    (["train"], "data: got None; needs a value (data=...)"),
    (["train", "fit=scene", "data=x"], "out: got None; needs a value (out=...)"),
    (["train", "fit=scene", "data=x", "out=y", "k=1"], "k: got 1; must be greater than or equal to 2"),
    (["train", "fit=scene", "data=x", "out=y", "kk=5"], "kk: got an unknown key; known: data, epsilon, k, label, "),
    (["train", "fit=scene", "data=x.jsonl", "out=y"], "x.jsonl: got No such file or directory; a file of"),
    (["train", "data=x", "out=y", "crop_px=60"], "crop_px: got 60; must be a multiple of 16"),
]  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "mine.yaml").write_text(SCENE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """The only line on standard error."""
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("synth: ")
    return captured.err


@pytest.mark.parametrize(("words", "message"), MESSAGES, ids=[" ".join(words) for words, _ in MESSAGES])
def test_one_line(here: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str) -> None:
    assert main(words) == 2
    assert message in one_line(capsys)
    assert [path.name for path in here.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: image\nprompt: '${oc.env:HOME}'\nobjects: {a: {count: 1}}\n", "prompt: got '${oc.env:HOME}'; ${...}"),
        ("kind: image\nobjects: {'${x}': {count: 1}}\n", "objects: got '${x}'; ${...} is never evaluated"),
        ("kind: image\ndefaults: [verify: strict]\nobjects: {a: {count: 1}}\n", "is data and has no defaults list"),
        ("kind: image\nobjects: {a: {_target_: os.system}}\n", "objects.a._target_: got an unknown key"),
        ("kind: image\nobjects: {a: [\n", "plain YAML is needed"),
        ("- 1\n", "a mapping"),
        ("", "a mapping"),
    ],
)  # fmt: skip
def test_a_scene_file_is_data(here: Path, capsys: pytest.CaptureFixture[str], text: str, message: str) -> None:
    (here / "bad.yaml").write_text(text, encoding="utf-8")
    assert main(["generate", "scene=./bad.yaml"]) == 2
    line = one_line(capsys)
    assert message in line
    assert "bad.yaml" in line
    assert not (here / "outputs").exists()


def test_an_error_does_not_spoil_the_next_call(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", MINE, "cuont=3"]) == 2
    assert main(["generate", MINE, "--cfg", "job"]) == 0
    assert "count: 24" in capsys.readouterr().out
