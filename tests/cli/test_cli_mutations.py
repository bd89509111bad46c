"""A hundred and twenty damaged scene files: each is understood, or refused with one line and nothing half-written."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.cli import main
from synth.core.paths import shipped_scenes
from synth.core.progress import Progress
from synth.core.summary import RunSummary
from synth.image.options.run import ImageConfig
from synth.image.scene.schema import Scene

TEXTS = {
    name: path.read_text(encoding="utf-8")
    for name, path in shipped_scenes().items()
    if not path.with_suffix("").is_dir()
}
JUNK = st.sampled_from(
    [
        *("", "null", "~", "-1", "1e999", ".nan", "true", "[]", "{}", "[1, 2", "{a: ", "'", "on", "2020-01-01", "0x1f"),
        *("${oc.env:HOME}", "???", "!!python/x", "&a *a", "\t", "é\u0000", "a" * 500),
        *("{uniform: [9, 1]}", "{choice: {}}", "{poisson: -3}", "{fitted: true}"),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A shipped scene with one to three wounds: lines lost, doubled, moved, re-indented, values replaced, bytes cut."""
    lines = TEXTS[draw(st.sampled_from(sorted(TEXTS)))].splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        wound = draw(st.sampled_from(["lose", "double", "move", "indent", "value", "key", "cut"]))
        key, colon, value = lines[at].partition(":")
        match wound:
            case "lose":
                lines[at] = ""
            case "double":
                lines.insert(at, lines[at])
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "indent":
                lines[at] = "  " + lines[at]
            case "value":
                lines[at] = f"{key}{colon} {draw(JUNK)}"
            case "key":
                lines[at] = f"{key}{draw(st.sampled_from(['s', '.x', ' y', '', '1']))}{colon}{value}"
            case _:
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
    return "\n".join(lines)


def _stub(config: ImageConfig, scene: Scene, progress: Progress) -> RunSummary:
    config.out.mkdir(parents=True)
    return RunSummary(out=config.out, count=config.count, written=config.count, instances=0, drafts=1, seconds=0.0)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=damaged())
def test_one_line_or_understood(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, patch("synth.run.run", _stub):
        path, out = Path(folder, "scene.yaml"), Path(folder, "out")
        path.write_text(text, encoding="utf-8")
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            code = main(["generate", f"scene={path}", f"out={out}"])
        if code == 0:
            assert out.is_dir()
        else:
            assert code == 2
            assert not out.exists()
            assert said.getvalue() == ""
            assert complained.getvalue().count("\n") == 1
            assert complained.getvalue().startswith("synth: ")
            assert len(complained.getvalue()) < 600
