"""The libraries are quiet, but a download is seen and a missing library is one line."""

from __future__ import annotations

import subprocess
import sys

import pytest
from huggingface_hub.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

from synth.core.errors import SynthError
from synth.hub.quiet import silence_libraries


def test_downloads_keep_their_bars() -> None:
    enable_progress_bars()
    silence_libraries("x", None)
    assert not are_progress_bars_disabled()
    disable_progress_bars()
    silence_libraries("x", None)
    assert are_progress_bars_disabled()
    enable_progress_bars()


def test_without_transformers_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(SynthError, match=r"^generator\.model: got 'a/b'; it needs transformers: pip install"):
        silence_libraries("generator.model", "a/b")


def test_the_pipelines_are_imported_without_a_word() -> None:
    silence = "from synth.hub.quiet import silence_libraries; silence_libraries('x', None)"
    code = f"{silence}; import synth.image.generate.hub.load"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
