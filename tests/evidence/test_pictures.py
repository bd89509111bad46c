"""Comparisons of pictures: planted copies are caught, fresh real pictures are not called copies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.cli import main
from synth.evidence.figures import Verdict
from synth.evidence.options import CompareConfig
from synth.evidence.pictures.membership import picture_membership
from synth.evidence.pictures.privacy import privacy
from synth.evidence.pictures.sets import read_picture_sets
from tests.evidence.made import picture, write_pictures

Pictures = list[tuple[np.ndarray, list[Any]]]


def pictures(seed: int, number: int) -> Pictures:
    rng = np.random.default_rng(seed)
    return [picture(rng) for _ in range(number)]


REAL = pictures(1, 16)


def changed(given: Pictures) -> Pictures:
    """Turned, mirrored, shifted, darker, with noise."""
    rng = np.random.default_rng(5)
    found = Pictures()
    for number, (pixels, boxes) in enumerate(given):
        moved = np.roll(np.rot90(pixels, number)[:, :: (-1) ** number], (3, -4), (0, 1)) * 0.8 + 20
        found.append((np.clip(moved + rng.normal(0, 5, moved.shape), 0, 255).astype(np.uint8), boxes))
    return found


def answers(tmp_path: Path, synthetic: Pictures) -> dict[str, Verdict]:
    sets = {"real": REAL, "ours": synthetic, "later": pictures(2, 16)}
    paths = {name: write_pictures(tmp_path / name, given) for name, given in sets.items()}
    config = CompareConfig(real=paths["real"], synthetic=paths["ours"], holdout=paths["later"])
    read = read_picture_sets(paths["real"], paths["ours"], paths["later"])
    return {one.check: one for one in privacy(read, 64.0, picture_membership(read, config, 64.0)).verdicts}


def answer(tmp_path: Path, synthetic: Pictures) -> Verdict:
    return answers(tmp_path, synthetic)["copies"]


def test_fresh_pictures_of_the_same_source_are_no_copies(tmp_path: Path) -> None:
    both = answers(tmp_path, pictures(3, 16))
    found = both["copies"]
    assert found.state != "bad"
    assert both["membership"].state == "open"  # 16 and 16 pictures: the interval allows both
    assert found.words.startswith("0.0 % (0.0 to 19.4) of the synthetic pictures are copies of a real one")


def test_training_pictures_are_caught(tmp_path: Path) -> None:
    found = answers(tmp_path, REAL[:12])
    assert {check: one.state for check, one in found.items()} == {"copies": "bad", "membership": "bad"}
    area = float(found["membership"].words.partition("synthetic picture ")[2].split()[0])
    assert area > 0.8  # twelve of the sixteen were returned


def test_pictures_that_were_lightly_augmented_are_caught(tmp_path: Path) -> None:
    found = answer(tmp_path, changed(REAL[:12]))
    assert found.state == "bad"
    assert float(found.words.split(" %")[0]) >= 90


def test_one_copy_is_caught(tmp_path: Path) -> None:
    assert answer(tmp_path, [*pictures(3, 15), *changed(REAL[7:8])]).state == "bad"


def test_the_command_shows_the_closest_pairs_and_fails(tmp_path: Path) -> None:
    real = write_pictures(tmp_path / "real", pictures(1, 34))
    ours = write_pictures(tmp_path / "ours", [*pictures(3, 18), *REAL[:2]])
    out = tmp_path / "out"
    words = [f"real={real}", f"synthetic={ours}", f"out={out}", "budget=1s", "--fail-on", "copies"]
    assert main(["compare", *words]) == 1
    record = json.loads((out / "compare.json").read_text())
    copies = record["sections"]["privacy"]["tables"]["nearest"][0]["synthetic"]
    held_too = next(one["words"] for one in record["verdicts"] if one["check"] == "copies")
    assert copies["n"] == 20
    assert copies["value"] > 0 or "more of a held-out one" in held_too
    assert (out / "compare.html").read_text().count("data:image/jpeg") == 20
    states = {one["check"]: one["state"] for one in record["verdicts"]}
    assert states["coverage"] in ("good", "open")


def test_sets_of_different_kinds_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real = write_pictures(tmp_path / "real", REAL[:1])
    (tmp_path / "texts.jsonl").write_text('{"text": "one"}\n')
    assert main(["compare", f"real={real}", f"synthetic={tmp_path / 'texts.jsonl'}"]) == 2
    assert "got 'a set of texts'; pictures, as the real data" in capsys.readouterr().err
