"""What ships in packs: weights of the networks, statistics and words; no picture, mask or outline of anybody's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from safetensors import safe_open

from synth.image.packs.pack import load_pack, shipped_packs
from synth.image.train.start_pack import start_of

LARGEST_BYTES = 25 * 1000 * 1000
LONGEST = 41
"""Numbers of the longest list of a prior: quantiles. A mask of 8 x 8 px would have more."""

ABSOLUTE = re.compile(r"""(?:^|[\s'"(])/\w""")
"""The beginning of a path on somebody's machine."""

FILES = {
    "pack.yaml",
    "prior.json",
    "guidelines.md",
    "annotator/config.json",
    "annotator/diffusion_pytorch_model.safetensors",
    "generator/model_index.json",
    "generator/scheduler/scheduler_config.json",
    "generator/unet/config.json",
    "generator/unet/diffusion_pytorch_model.safetensors",
}


def lengths(value: Any) -> Iterator[int]:
    """Of all lists in it."""
    if isinstance(value, list):
        yield len(value)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from lengths(inner)


def test_a_pack_of_each_regime_ships() -> None:
    assert shipped_packs() == ["brain_mri", "nuclei"]


@pytest.mark.parametrize("name", ["brain_mri", "nuclei"])
def test_every_file_of_a_shipped_pack_is_what_it_should_be(name: str) -> None:
    pack = load_pack(name)
    files = {path.relative_to(pack.folder).as_posix(): path for path in pack.folder.rglob("*") if path.is_file()}
    assert files.keys() == FILES
    assert sum(path.stat().st_size for path in files.values()) <= LARGEST_BYTES
    for path in files.values():
        if path.suffix == ".safetensors":
            with safe_open(path, "np") as stored:
                assert stored.metadata() in (None, {"format": "pt"})
                shapes = {tensor: stored.get_slice(tensor) for tensor in stored.keys()}  # noqa: SIM118 (no mapping)
            assert {one.get_dtype() for one in shapes.values()} == {"F16"}
            assert all(tensor.rsplit(".", 1)[-1] in ("weight", "bias") for tensor in shapes)
        else:
            text = path.read_text(encoding="utf-8")
            assert not ABSOLUTE.search(text)
    prior = json.loads(files["prior.json"].read_text(encoding="utf-8"))
    assert max(lengths(prior)) <= LONGEST


@pytest.mark.parametrize("name", ["brain_mri", "nuclei"])
def test_the_card_of_a_shipped_pack_says_whose_data_taught_it_and_how_well(name: str) -> None:
    card = load_pack(name).card
    assert card.source.url.startswith("https://")
    assert card.licence == card.source.licence != "unstated"
    assert card.scores
    assert set(card.missed_on_real) == set(card.variable.values)
    start = start_of("auto", card)
    assert start is not None
    assert start.card.name == name
