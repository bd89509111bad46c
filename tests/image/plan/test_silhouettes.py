"""The files of outlines equal the modules that they replaced, and what is wrong in one is named."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.image.plan.silhouettes import SILHOUETTES, disc, silhouettes_in, wheel
from tests.tables import digest

SQUARE: dict[str, Any] = {"outline": [[0, 0], [1, 0], [1, 1], [0, 1]], "details": []}


def test_the_files_say_what_the_modules_said() -> None:
    said = {name: asdict(found) for name, found in SILHOUETTES.items()}
    assert digest(said) == "57b6b4ec1ee70722bd2748ba04b185480631689679e467ef91205514b0cd3acd"
    assert digest(list(said)) == "1b886318651e67dd7f3017a8d4f7de3bb452bb4d5f0473361689b27a8beaf3d2"


def read(tmp_path: Path, **said: Any) -> Any:
    file = tmp_path / "things.json"
    file.write_text(json.dumps({"crate": {**SQUARE, **said}}), encoding="utf-8")
    return silhouettes_in(file)["crate"]


def test_arcs_discs_and_wheels_are_drawn(tmp_path: Path) -> None:
    details = [{"tone": "red", "disc": [0.5, 0.5, 0.1, 0.2]}, {"wheel": [0.1, 0.9, 0.1, 0.1]}]
    found = read(tmp_path, outline=[[0, 0], {"arc": [0.5, 0.5, 0.5, 0.5, 0, 180, 2]}], details=details)
    assert found.outline == ((0, 0), (1.0, 0.5), (0.5, 1.0), (0.0, pytest.approx(0.5)))
    assert found.details == (disc("red", 0.5, 0.5, 0.1, 0.2), *wheel(0.1, 0.9, 0.1, 0.1))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"corners": []}, "things.json: crate: got 'corners'; known: details, keypoints, outline, rounding"),
        ({"rounding": 0.5}, "things.json: crate.rounding: got 0.5; a whole number, 0 or more, is needed"),
        ({"outline": [[0, 0], [1]]}, "things.json: crate.outline[1]: got [1]; a list of 2 numbers is needed"),
        ({"outline": [[0, True]]}, "things.json: crate.outline[0]: got [0, True]; a list of 2 numbers is needed"),
        ({"outline": [{"arc": [1, 2]}]}, "things.json: crate.outline[0].arc: got [1, 2]; a list of 6 or 7 numbers "),
        ({"details": [{"tone": "red"}]}, "things.json: crate.details[0]: got ['tone']; a tone with one of disc, "),
        ({"details": [{"disc": [0, 0, 1, 1]}]}, "things.json: crate.details[0]: got ['disc']; a tone with one of "),
        ({"details": [{"wheel": [0, 0, 1, 1], "tone": "red"}]}, "things.json: crate.details[0]: got ['wheel', 'tone'"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(said: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        read(tmp_path, **said)
    assert str(caught.value).startswith(message)
