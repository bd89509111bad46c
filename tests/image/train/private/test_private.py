"""A pack that promises privacy: what it spends, what its card says, what it leaves out, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from synth.core.errors import PackError, SynthError
from synth.core.progress import Counter
from synth.image.formats.coco.read import read_coco
from synth.image.formats.split import split_each_by_hash
from synth.image.packs.card import plane_names
from synth.image.packs.network import generator_files
from synth.image.packs.pack import Pack, load_pack
from synth.image.train.fit import fit_pack
from synth.image.train.options import PrivacyOptions, TrainConfig
from tests.runs import outcomes_of, pack_scene
from tests.tiny_pack import WIDTHS, write_corpus

PICTURES, SHARE = 70, 0.1
opacus = pytest.mark.slow  # loads Opacus and torch


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.image.train.prior.CALIBRATION_PLANS", 1)
    monkeypatch.setattr("synth.image.plan.arrange.MOVES_PER_ELLIPSE", 1)  # noise makes dense layouts, which take long
    monkeypatch.setattr("synth.image.plan.arrange.LEAST_MOVES", 10)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("private") / "ellipses", PICTURES, 64)


def config_for(data: Path, out: Path, epsilon: float = 8.0, delta: float = 1e-3, **options: Any) -> TrainConfig:
    given = {"variable": "modality", "steps": 3, "batch_size": 4, "crop_px": 32, "device": "cpu", **options}
    return TrainConfig(data=data, out=out, privacy=PrivacyOptions(epsilon=epsilon, delta=delta), **given)


def fitted(config: TrainConfig, monkeypatch: pytest.MonkeyPatch, say: Callable[[str], None] = print) -> Pack:
    monkeypatch.setattr("synth.image.train.private.generator.WIDTHS", WIDTHS)
    monkeypatch.setattr("synth.image.train.private.generator.SKETCHES", 2)
    return load_pack(str(fit_pack(config, Counter(), say)))


def test_one_picture_fewer_moves_no_other_picture(data: Path) -> None:
    whole = read_coco(data)
    held_out, train = split_each_by_hash(whole, 0.2, "salt")
    assert 0 < len(held_out.pictures) < len(train.pictures)
    for left_out in whole.pictures[::7]:
        rest = replace(whole, pictures=tuple(p for p in whole.pictures if p is not left_out))
        fewer = split_each_by_hash(rest, 0.2, "salt")
        for before, after in zip((held_out, train), fewer, strict=True):
            assert {p.id for p in before.pictures} - {left_out.id} == {p.id for p in after.pictures}


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"regime": "compositions"}, "regime: got 'compositions'; with privacy.epsilon: masks of one category"),
        ({"labels": "boxes"}, "labels: got 'boxes'; with privacy.epsilon: masks of one category"),
        ({"parts": ("prior",)}, r"parts: got \['prior'\]; with privacy.epsilon: prior, generator, fitted together"),
        ({"start": "packs/mine"}, "start: got 'packs/mine'; with privacy.epsilon: none, or a shipped pack, as its"),
        ({"delta": 0.5}, "privacy.delta: got 0.5; less than 1 / [0-9]+, the number that is trained on"),
    ],
)
def test_what_no_promise_can_be_made_of_is_refused(
    options: dict[str, Any], line: str, data: Path, tmp_path: Path
) -> None:
    with pytest.raises(SynthError, match=line):
        fit_pack(config_for(data, tmp_path / "pack", **options), Counter(), print)
    assert not (tmp_path / "pack").exists()


def test_too_few_pictures_are_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(SynthError, match=r"got '1\d pictures to train on'; with privacy.epsilon at least 50"):
        fit_pack(config_for(corpus, tmp_path / "pack"), Counter(), print)


@pytest.mark.parametrize("epsilon", [0.0, -1.0, 101.0])
def test_an_epsilon_that_says_nothing_is_refused(epsilon: float, data: Path) -> None:
    from synth.options import options_from

    with pytest.raises(SynthError, match=r"privacy\.epsilon"):
        options_from(TrainConfig, {"data": str(data), "out": "o", "privacy": {"epsilon": epsilon}})


@opacus
@pytest.mark.parametrize("epsilon", [2.0, 10.0])
def test_the_noise_is_the_accountants(epsilon: float) -> None:
    from opacus.accountants import RDPAccountant

    from synth.image.train.private.accounting import PRIOR_SHARE, spending_for

    spending = spending_for(epsilon, 1e-5, 0.1, 40)
    accountant = RDPAccountant()
    for _ in range(2):
        accountant.step(noise_multiplier=spending.prior_noise, sample_rate=1.0)
    assert accountant.get_epsilon(1e-5) == pytest.approx(PRIOR_SHARE * epsilon, rel=0.01)
    for _ in range(40):
        accountant.step(noise_multiplier=spending.noise_multiplier, sample_rate=0.1)
    assert accountant.get_epsilon(1e-5) == pytest.approx(epsilon, rel=0.01)
    assert 0.99 * epsilon < spending.epsilon(40) <= epsilon
    assert spending.epsilon(0) < spending.epsilon(20) < spending.epsilon(40)


@opacus
def test_an_epsilon_that_leaves_nothing_but_noise_is_refused() -> None:
    from synth.image.train.private.accounting import spending_for

    with pytest.raises(SynthError, match=r"privacy\.epsilon: got 1e-06; more at privacy\.delta=1e-05, or fewer steps"):
        spending_for(1e-6, 1e-5, 0.1, 1000)


def small_network() -> torch.nn.Module:
    from synth.image.generate.flow import flow_unet

    torch.manual_seed(0)
    return flow_unet(len(plane_names(("cell",), "masks", "textures")), 3, WIDTHS)


def loss_over(network: torch.nn.Module, weights: NDArray[np.float64]) -> Callable[[NDArray[np.intp]], torch.Tensor]:
    """The mean over units of a loss of each unit's own picture; `weights` scale what a unit asks for."""
    from synth.image.generate.flow import predict_clean

    rng = torch.Generator().manual_seed(1)
    number = len(weights)
    noisy, planes = (torch.randn(number, 3, 32, 32, generator=rng) for _ in range(2))
    vector, sigma = torch.randn(number, 3, generator=rng), torch.rand(number, generator=rng)
    scale = torch.from_numpy(weights).float()

    def loss_of(chosen: NDArray[np.intp]) -> torch.Tensor:
        k = torch.from_numpy(chosen)
        clean = predict_clean(network, noisy[k], planes[k], vector[k], sigma[k])
        return ((clean - noisy[k] * scale[k].view(-1, 1, 1, 1)) ** 2).mean()

    return loss_of


def change_of(chosen: NDArray[np.intp], weights: NDArray[np.float64], norm: float, noise: float = 0.0) -> torch.Tensor:
    """How far a step of plain descent at rate 1 moves the weights, times the units that were to be expected."""
    from synth.image.train.private.accounting import Spending
    from synth.image.train.private.descent import per_unit, private_optimiser, private_step

    network = small_network()
    before = torch.cat([p.detach().flatten().clone() for p in network.parameters()])
    spending = Spending(delta=1e-5, prior_noise=1.0, noise_multiplier=noise, sample_rate=0.5, steps=1)
    seen = per_unit(network)
    optimiser = private_optimiser(torch.optim.SGD(network.parameters(), 1.0), spending, norm, len(weights))
    private_step(seen, optimiser, chosen, loss_over(network, weights))
    after = torch.cat([p.detach().flatten() for p in network.parameters()])
    return (before - after) * round(0.5 * len(weights))


@opacus
def test_a_unit_changes_a_step_by_the_norm_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose gradient is huge too; in parts that fit in memory as in one."""
    weights = np.array([1.0, 2.0, 1e4, 0.5, 3.0])
    everyone, rest = np.arange(5), np.array([0, 1, 3, 4])
    whole = change_of(everyone, weights, 0.3)
    moved = torch.linalg.vector_norm(whole - change_of(rest, weights, 0.3))
    assert float(moved) == pytest.approx(0.3, rel=0.01)
    monkeypatch.setattr("synth.image.train.private.descent.AT_ONCE", 2)
    assert torch.allclose(whole, change_of(everyone, weights, 0.3), atol=1e-4)


@opacus
def test_the_gradients_of_units_add_up_to_that_of_all() -> None:
    """Every layer of the network is one that Opacus knows, in the order of memory that it takes for granted: with a
    norm that nobody reaches, nothing is clipped.
    """
    weights, chosen = np.array([1.0, 2.0, 0.5, 1.5]), np.arange(4)
    network = small_network()
    (4 * loss_over(network, weights)(chosen)).backward()
    plain = torch.cat([p.grad.flatten() for p in network.parameters() if p.grad is not None])
    assert torch.allclose(change_of(chosen, weights, 1e6), plain, atol=2e-4)


@opacus
def test_a_step_that_nobody_is_in_has_the_same_noise() -> None:
    nobody = np.array([], np.intp)
    first, second = (change_of(nobody, np.ones(4), 2.0, noise=3.0) for _ in range(2))
    assert float(first.std()) == pytest.approx(6.0, rel=0.02)
    assert not torch.equal(first, second)


@opacus
def test_the_card_says_what_is_promised_and_nothing_else_is_kept(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    pack = fitted(config_for(data, tmp_path / "pack", split={"share": SHARE}), monkeypatch, said.append)
    promise = pack.card.privacy
    assert promise is not None
    assert 7.9 < promise.epsilon <= 8
    assert (promise.delta, promise.accountant, promise.unit, promise.steps) == (1e-3, "rdp", "picture", 3)
    assert promise.sample_rate == pytest.approx(4 / pack.card.source.pictures)
    assert len(promise.covered) == 3
    assert any("patient" in line for line in promise.not_covered)
    told = next(line for line in said if line.startswith("privacy"))
    assert re.search(r"epsilon 8, delta 0.001 for each picture .* of 3 steps of about 4 of \d+", told)
    assert (pack.card.source.sha256, pack.card.source.instances, pack.card.scores) == (None, None, {})
    assert pack.reference == {"colour": {}, "grey": {}} or set(map(len, pack.reference.values())) == {0}
    assert sorted(p.name for p in pack.folder.iterdir()) == ["generator", "pack.yaml", "prior.json", "scene.yaml"]
    outcome = outcomes_of(pack_scene(pack), 1)[0]
    assert outcome.verified or {refusal.check for refusal in outcome.rejections} == {"outline"}


@opacus
def test_a_public_pack_to_begin_with_is_told_and_its_pictures_are_not_covered(data: Path, tmp_path: Path) -> None:
    said: list[str] = []
    options = {"start": "nuclei", "split": {"share": SHARE}, "steps": 2}
    config = config_for(data, tmp_path / "pack", epsilon=3.0, **options)
    pack = load_pack(str(fit_pack(config, Counter(), said.append)))
    assert any(line.startswith("start     networks of pack nuclei") for line in said)
    assert pack.card.privacy is not None
    assert pack.card.source.name not in pack.card.privacy.not_covered[-1]
    assert "BBBC038" in pack.card.privacy.not_covered[-1]
    assert pack.card.training["generator"]["start"]["pack"] == "nuclei"
    mine, theirs = (load_file(generator_files(one).weights)["mid_block.resnets.0.conv1.weight"].float()
                    for one in (pack, load_pack("nuclei")))  # fmt: skip
    assert float((mine - theirs).norm() / theirs.norm()) < 0.2  # two steps from it, not from chance
    with pytest.raises(SynthError, match=r"start: got 'brain_mri, compositions'; a pack of textures, or start=none"):
        fit_pack(config_for(data, tmp_path / "other", start="brain_mri"), Counter(), print)


@opacus
def test_noise_differs_for_the_same_seed_and_a_finished_pack_is_fitted_once(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (fitted(config_for(data, tmp_path / name), monkeypatch) for name in ("one", "two"))
    assert one.prior != two.prior
    with pytest.raises(PackError, match=r"choose another out=: with privacy\.epsilon a pack is fitted once"):
        fit_pack(config_for(data, one.folder), Counter(), print)
    plain = TrainConfig(data=data, out=one.folder, variable="modality", parts=("annotator",), steps=1, device="cpu")
    with pytest.raises(PackError, match="a private pack; choose another out=: it promises privacy"):
        fit_pack(plain, Counter(), print)


@opacus
def test_a_stopped_training_goes_on_with_its_prior_and_its_budget(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from synth.image.train.private import descent

    out = tmp_path / "pack"

    def stop(*_: Any) -> float:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(descent, "private_step", stop)
        with pytest.raises(KeyboardInterrupt):
            fitted(config_for(data, out), patch)
    before = (out / "prior.json").read_bytes()
    stopped = load_pack(str(out)).card.privacy
    assert stopped is not None
    assert stopped.steps == 0
    assert stopped.epsilon < 3
    with pytest.raises(PackError, match=r"resume=false begins anew"):
        fit_pack(config_for(data, out, epsilon=9.0), Counter(), print)
    pack = fitted(config_for(data, out), monkeypatch)
    assert (out / "prior.json").read_bytes() == before
    assert pack.card.privacy is not None
    assert pack.card.privacy.steps == 3


@opacus
def test_the_unit_is_the_value_of_the_key_that_splits(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "patients"
    shutil.copytree(data, folder)
    record = json.loads((folder / "annotations.json").read_text(encoding="utf-8"))
    for image in record["images"]:
        image["patient"] = f"p{image['id'] // 2 * (image['id'] < 20) + image['id'] * (image['id'] >= 20)}"
    (folder / "annotations.json").write_text(json.dumps(record), encoding="utf-8")
    pack = fitted(config_for(folder, tmp_path / "pack", split={"share": 0.05}), monkeypatch)
    assert pack.card.privacy is not None
    assert pack.card.privacy.unit == "patient"
    assert pack.card.privacy.sample_rate > 4 / pack.card.source.pictures
    assert not any("patient" in line for line in pack.card.privacy.not_covered)
