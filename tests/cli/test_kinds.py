"""A scene of another kind takes nothing that only pictures take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from synth.audio.options import AudioConfig
from synth.cli import main
from synth.cli.hydra import compose
from synth.cli.jobs import run_config, run_leaves
from synth.cli.overrides import read_request
from synth.image.options.run import ImageConfig
from synth.options import RunConfig
from synth.text.options import TextConfig

SET = [
    ("generator=sketch", "generator.kind: got 'sketch'"),
    ("pack=nuclei", "pack: got 'nuclei'"),
    ("verify.min_iou=0.6", "verify.min_iou: got 0.6"),
    ("verify=owlv2", "verify.detector.model: got 'google/owlv2-base-patch16-ensemble'"),
    ("verify.real=x", "verify.real: got 'x'"),
    ("+verify.unknown=1", "verify.unknown: got 1"),
    ("device=cpu", "device: got 'cpu'"),
]


@pytest.mark.parametrize("scene", ["support_intent", "letter"])
@pytest.mark.parametrize(("word", "message"), SET)
def test_what_only_pictures_take_is_refused(
    scene: str, word: str, message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kind = {"support_intent": "text", "letter": "document"}[scene]
    assert main(["generate", f"scene={scene}", "count=1", f"out={tmp_path / 'out'}", word]) == 2
    assert capsys.readouterr().err == f"synth: {message}; a scene of kind {kind} takes none\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("kind", "config"), [("image", ImageConfig), ("text", TextConfig), ("document", RunConfig), ("audio", AudioConfig)]
)
def test_defaults_fit_every_kind(kind: str, config: type[RunConfig]) -> None:
    words = ["seed=3", "verify.min_iou=0.5", "device=auto", "verify=default"]
    (job,) = compose("config", read_request(words), run_leaves)
    options = run_config(job, kind, None)
    assert type(options) is config
    assert (options.seed, options.out, options.scene) == (3, Path("outputs/nuclei"), "nuclei")


def test_texts_import_nothing_of_pictures_models_or_sweeps() -> None:
    code = (
        "import sys\nfrom synth.cli import main\nassert main(['preview', 'scene=support_intent', 'count=1']) == 0\n"
        "foreign = 'torch', 'synth.image', 'synth.document', 'synth.text.rewrite', 'synth.cli.sweep'\n"
        "print([name for name in sys.modules if name.startswith(foreign)])\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_a_key_of_no_kind_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "scene=support_intent", "+cuont=1"]) == 2
    assert (
        "cuont: got an unknown key; known: count, engine, out, overwrite, provenance, rewrite, scene, seed, shard, "
        "workers (did you mean 'count'?)" in capsys.readouterr().err
    )
