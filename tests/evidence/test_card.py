"""`into_card=true`: what a comparison found stands in the card of the synthetic set, without its owner's paths."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import main
from tests.evidence.made import letters
from tests.quality.sets import write_lines
from tests.text.encode import fake_texts


def test_the_figures_stand_in_card_and_metadata_with_n_interval_and_command(tmp_path: Path) -> None:
    real = write_lines(tmp_path / "mine.jsonl", letters(1, 80))
    fake_texts.run(tmp_path / "ours", 40)
    words = [f"real={real}", f"synthetic={tmp_path / 'ours'}", "budget=1s", "into_card=true"]
    assert main(["compare", *words]) == 0
    card = (tmp_path / "ours/README.md").read_text()
    assert "`synth compare real=mine.jsonl synthetic=ours budget=1s into_card=true`: 56 real texts, 24 held out" in card
    assert "| Do the synthetic data repeat themselves? | bad | The synthetic texts repeat themselves more" in card
    assert "| texts nearly equal to another one |" in card
    row = next(line for line in card.split("\n") if line.startswith("| texts nearly equal"))
    assert row.endswith("| 0.0 % (0.0 to 9.4), n 37 |")
    assert str(tmp_path) not in card
    record = json.loads((tmp_path / "ours/croissant.json").read_text())
    assert [one for one in record["rai:dataLimitations"] if one.endswith("(repeats: bad)")]
    assert [one for one in record["rai:personalSensitiveInformation"] if "(copies: " in one]


def test_a_set_without_a_card_of_ours_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = write_lines(tmp_path / "mine.jsonl", letters(1, 2))
    assert main(["compare", f"real={real}", f"synthetic={real}", "into_card=true"]) == 2
    assert "a finished data set of `synth generate`" in capsys.readouterr().err
