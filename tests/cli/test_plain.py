"""A command line of plain values comes to the same without Hydra as with it."""

from __future__ import annotations

import pytest

from synth.cli import hydra
from synth.cli.overrides import read_request
from synth.cli.plain import plain_values

PLAIN = (
    [],
    ["scene=bank_statement", "workers=2", "device=cpu", "out=null"],
    ["scene=pii_email", "count=1", "out=/tmp/a.b/c-d_1", "overwrite=true", "seed=0"],
    ["data=x", "out=y", "crop_px=64"],
    ["scene=street", "pack=nuclei", "batch_size=4", "provenance=false"],
)
OTHERS = (
    ["verify=strict"],
    ["sampler.steps=3"],
    ["scene.locale=de_DE"],
    ["count=1", "count=2"],
    ["out='a b'"],
    ["out=NULL"],
    ["out=1e3"],
    ["out=02139"],
    ["+more=1"],
    ["~pack"],
    ["seed=1,2"],
    ["conut=3"],
    ["hydra.verbose=true"],
)


@pytest.mark.parametrize("words", PLAIN, ids=" ".join)
def test_it_is_what_hydra_composes(words: list[str]) -> None:
    name, request = "train" if "data=x" in words else "config", read_request(words)
    (plain,) = hydra.compose(name, request, tuple)
    composed = hydra._job(*hydra._composed(name, request, tuple), request, ())
    assert plain_values(name, request)
    assert plain == composed
    assert list(plain.values) == list(composed.values)


@pytest.mark.parametrize("words", OTHERS, ids=" ".join)
def test_all_else_is_left_to_hydra(words: list[str]) -> None:
    assert plain_values("config", read_request(words)) is None


@pytest.mark.parametrize(
    "content", ["defaults: [other]\nmin_iou: 1", "min_iou: ${seed}", "# @package _global_\nmin_iou: 1"]
)
def test_so_is_a_file_of_conf_that_says_more(tmp_path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    monkeypatch.setattr("synth.cli.plain.CONF", tmp_path)
    (tmp_path / "verify").mkdir()
    (tmp_path / "config.yaml").write_text("defaults: [{verify: default}, _self_]\ncount: 1\n")
    for text, found in (("min_iou: 1", True), (content, False)):
        (tmp_path / "verify" / "default.yaml").write_text(text + "\n")
        assert bool(plain_values("config", read_request([]))) == found
