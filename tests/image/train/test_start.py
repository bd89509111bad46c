"""A training begins with what another pack's networks know, says so, and refuses what does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from synth.core.errors import PackError
from synth.core.progress import Counter
from synth.image.generate.flow import predict_clean
from synth.image.packs.card import PackCard
from synth.image.packs.network import annotator_files, annotator_maps, generator_files
from synth.image.packs.pack import Pack, load_pack
from synth.image.train.annotator import SegmentRecipe
from synth.image.train.fit import fit_pack
from synth.image.train.generator import FlowRecipe, new_generator
from synth.image.train.options import TrainConfig
from synth.image.train.start import start_annotator, start_generator
from synth.image.train.start_pack import start_of
from synth.image.verify.maps import annotator_unet


@pytest.fixture(scope="module")
def nuclei() -> Pack:
    return load_pack("nuclei")


@pytest.fixture(scope="module")
def cells(nuclei: Pack) -> PackCard:
    """The card of a pack of two categories of boxes and one value."""
    update = {
        "labels": "boxes",
        "categories": ("red", "white"),
        "planes": ("box:red", "box:white", "foreground", "boundary", "intensity"),
        "variable": nuclei.card.variable.model_copy(update={"name": "domain", "values": ("all",), "grey": ()}),
    }
    return nuclei.card.model_copy(update=update)


def test_a_generator_takes_over_what_does_not_depend_on_the_pack(nuclei: Pack, cells: PackCard) -> None:
    fresh, unet = (new_generator(cells, FlowRecipe(), 0) for _ in range(2))
    start_generator(unet, cells, nuclei)  # pyright: ignore[reportArgumentType]
    theirs = load_file(generator_files(nuclei).weights)
    for name, weights in unet.state_dict().items():
        if name != "conv_in.weight":
            torch.testing.assert_close(weights, theirs[name].float())
    first, given = unet.state_dict()["conv_in.weight"], theirs["conv_in.weight"].float()
    torch.testing.assert_close(first[:, :12], given[:, :12])
    torch.testing.assert_close(first[:, 12:16], given[:, 12:16])
    torch.testing.assert_close(first[:, 24:32], given[:, 16:24])
    torch.testing.assert_close(first[:, -11:], given[:, -11:])
    picture, planes = torch.linspace(-1, 1, 64 * 64).view(1, 1, 64, 64).repeat(1, 3, 1, 1), torch.zeros(1, 5, 64, 64)
    noisy = 0.8 * picture + 0.2 * torch.randn(picture.shape, generator=torch.Generator().manual_seed(0))
    errors = [
        (predict_clean(one.eval(), noisy, planes, torch.zeros(1, 12), torch.tensor([0.2])) - picture).abs().mean()
        for one in (unet, fresh)
    ]
    assert errors[0] < 0.3 * errors[1]


def test_an_annotator_keeps_its_own_heads_but_for_the_maps_of_masks(nuclei: Pack, cells: PackCard) -> None:
    theirs = load_file(annotator_files(nuclei).weights)
    for card in (cells, nuclei.card.model_copy(update={"categories": ("red", "white")})):
        torch.manual_seed(0)
        unet = annotator_unet(annotator_maps(card), 1, SegmentRecipe().widths)
        before = unet.conv_out.weight.clone()
        start_annotator(unet, card, nuclei)
        after, given = unet.conv_out.weight, theirs["conv_out.weight"].float()
        same = 12 if card.labels == "masks" else 0
        torch.testing.assert_close(after[:same], given[:same])
        torch.testing.assert_close(after[same:], before[same:])
        torch.testing.assert_close(unet.conv_in.weight, theirs["conv_in.weight"].float())


def test_the_card_says_what_a_training_began_with(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("synth.image.train.prior.CALIBRATION_PLANS", 3)
    lines: list[str] = []
    parts = ("prior", "annotator")
    config = TrainConfig(
        data=corpus, out=tmp_path / "pack", steps=1, batch_size=1, crop_px=32, parts=parts, device="cpu"
    )
    fit_pack(config, Counter(), lines.append)
    assert "start     networks of pack nuclei (BBBC038 (2018 Data Science Bowl, stage 1), CC0-1.0)" in "\n".join(lines)
    started = load_pack(str(tmp_path / "pack")).card.training["annotator"]["start"]
    assert (started["pack"], started["licence"]) == ("nuclei", "CC0-1.0")


def test_of_its_regime_alone(nuclei: Pack, tiny_pack: Pack) -> None:
    whole = nuclei.card.model_copy(update={"regime": "compositions"})
    assert start_of("none", nuclei.card) is None
    assert start_of("auto", nuclei.card) is not None
    with pytest.raises(PackError, match=r"start: got 'nuclei, textures'; a pack of compositions, or start=none"):
        start_of("nuclei", whole)
    with pytest.raises(PackError, match=r"pack: got 'nucleus'; a folder with pack.yaml, or a shipped pack"):
        start_of("nucleus", nuclei.card)
    with pytest.raises(
        PackError, match=r"start: got .*, a generator of widths \(16, 16\)'; widths \(48, 96, 160, 192\)"
    ):
        start_generator(new_generator(nuclei.card, FlowRecipe(), 0), nuclei.card, tiny_pack)
