"""The page on Python runs as it is printed, from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import synth
from synth.image.sample import LabelledObject, LabelledPicture
from tests.door.worlds import WORLDS

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 7
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(blocks), str(PAGE), "exec"), {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mails", "street"]
    said = capsys.readouterr()
    assert said.err == ""
    assert "(3, 384, 640)" in said.out


def test_the_page_names_what_a_sample_has(folder_of: Callable[[str], Path]) -> None:
    told = PAGE.read_text("utf-8")
    for kind in (LabelledPicture, LabelledObject):
        names = {name for name in vars(kind) if not name.startswith("_") and isinstance(vars(kind)[name], property)}
        assert {name for name in names - {"id", "width", "height"} if f"`{name}`" not in told} == set()
    for kind in WORLDS:
        sample = synth.load(folder_of(kind))[0]
        row = next(
            line
            for line in told.splitlines()
            if line.startswith(f"| {'pictures' if kind == 'image' else kind + 's'} |")
        )
        for name in re.findall(r"`(\w+)`", row):
            assert hasattr(sample, name), name
