"""Layout fidelity over several runs into one folder."""

from __future__ import annotations

import json
from dataclasses import replace

from synth.core.progress import Counter
from synth.image.fidelity import fidelity as module
from synth.image.options.generator import GeneratorOptions
from synth.image.options.judges import DetectorOptions, VerifyOptions
from synth.image.options.run import ImageConfig
from synth.merge import merge
from synth.options import MergeOptions, ShardOptions
from synth.run import run
from tests.golden.room import hashes_of
from tests.tiny_hub import tiny

from .read_back_data_set import SCENE


def test_a_repeated_run_leaves_fidelity_alone_and_one_that_grows_does_not(tmp_path, monkeypatch):
    worked_out, honest = [], module.layout_fidelity
    monkeypatch.setattr(module, "layout_fidelity", lambda *given: worked_out.append(given) or honest(*given))
    judge = DetectorOptions(model=str(tiny("owlv2")), policy="reject")
    config = ImageConfig(
        scene="street", out=tmp_path / "d", count=2, device="cpu", workers=1,
        generator=GeneratorOptions(kind="sketch"), verify=VerifyOptions(detector=judge),
    )  # fmt: skip
    for count, times in ((2, 1), (2, 1), (3, 2)):
        run(replace(config, count=count), SCENE, Counter())
        assert len(worked_out) == times
    assert json.loads((tmp_path / "d/fidelity.json").read_text())["drafts"]["pictures"] == 30


def test_shards_leave_fidelity_to_the_merge(tmp_path):
    config = ImageConfig(
        scene="street", out=tmp_path / "whole", count=3, device="cpu", generator=GeneratorOptions(kind="sketch"),
        verify=VerifyOptions(detector=DetectorOptions(model=str(tiny("owlv2")), policy="reject")),
    )  # fmt: skip
    run(config, SCENE, Counter())
    shards = [tmp_path / str(index) for index in range(2)]
    for index, out in enumerate(shards):
        run(replace(config, out=out, shard=ShardOptions(index=index, count=2)), SCENE, Counter())
        assert not (out / "fidelity.json").exists()
    merge(shards, MergeOptions(out=tmp_path / "merged"), Counter())
    assert (tmp_path / "merged/fidelity.json").is_file()
    assert hashes_of(tmp_path / "merged") == hashes_of(tmp_path / "whole")
