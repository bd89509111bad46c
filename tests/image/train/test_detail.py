"""The second stage of compositions: its crops know where they are, and a pack that has it draws at the large size."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from synth.cli import main
from synth.core.errors import PackError
from synth.core.progress import Counter
from synth.image.condition.planes import nearest, positions
from synth.image.generate.flow import enlarged
from synth.image.packs.network import check_networks
from synth.image.packs.pack import load_pack
from synth.image.packs.tone import normalise
from synth.image.train.annotator import SegmentRecipe
from synth.image.train.corpus import style_scale
from synth.image.train.detail import detail_cropper, small_as_drawn
from synth.image.train.fit import fit_pack
from synth.image.train.generator import FlowRecipe
from synth.image.train.options import TrainConfig
from synth.image.train.real import read_corpus
from tests.image.train.mixed import write_mixed


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mixed(tmp_path_factory.mktemp("masks") / "data", masks=True)


def config_for(data: Path, out: Path, **options: object) -> TrainConfig:
    given = {
        "steps": 1,
        "batch_size": 2,
        "crop_px": 32,
        "device": "cpu",
        "frame_px": 48,
        "parts": ("prior", "annotator", "generator", "detail"),
        "start": "none",
        **options,
    }
    return TrainConfig(data=data, out=out, **given)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("mirror", [False, True])
def test_a_crop_knows_where_in_the_whole_picture_it_is(data: Path, tmp_path: Path, mirror: bool) -> None:
    """Also one of a picture that was mirrored: it lies on the other side then, and so do its labels."""
    corpus = read_corpus(config_for(data, tmp_path))
    picture = corpus.train[0]
    assert picture.labels.shape == (40, 48)
    assert picture.fine is not None
    assert picture.fine.shape[:2] == (80, 96)
    crop = detail_cropper(style_scale(corpus.train, 1), 2, mirror)
    whole = normalise(picture.fine, picture.exposure)
    labels, place = nearest(picture.objects.labels, 80, 96), positions(80, 96)
    ways = set[bool]()
    for seed in range(8):
        cut = crop(picture, 32, np.random.default_rng(seed))
        (column,) = np.flatnonzero(np.isclose(place[0, 0], cut.layout.position_xy[0, 0, 0]))
        (row,) = np.flatnonzero(np.isclose(place[1, :, 0], cut.layout.position_xy[1, 0, 0]))
        there = (slice(row, row + 32), slice(column, column + 32))
        flipped = not np.array_equal(labels[there], cut.layout.labels)
        ways.add(flipped)
        seen = whole[:, ::-1] if flipped else whole
        assert np.allclose(cut.pixels, np.broadcast_to(seen[there], (32, 32, 3)).transpose(2, 0, 1), atol=1e-5)
        assert np.array_equal(cut.layout.labels, (labels[:, ::-1] if flipped else labels)[there])
        assert np.allclose(cut.layout.position_xy, place[(slice(None), *there)], atol=1e-6)
    assert ways == ({False, True} if mirror else {False})


def test_small_pictures_are_not_moved() -> None:
    """A step in brightness stays where it is, whatever the factor: labels lie on what is drawn."""
    step = torch.zeros((1, 3, 48, 48))
    step[..., 24:] = 1
    for factor in (2, 3, 4):
        blurred = small_as_drawn(step, factor, np.random.default_rng(0))
        middle = blurred.mean(dim=(0, 1, 2))
        assert blurred.shape == step.shape
        assert middle[23] < 0.5 < middle[24]


def test_a_pack_with_detail_draws_at_the_large_size_and_its_network_is_checked(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("synth.image.train.detail.WIDTHS", (16, 16))
    monkeypatch.setattr("synth.image.train.annotator.SegmentRecipe", partial(SegmentRecipe, widths=(16, 16)))
    monkeypatch.setattr("synth.image.train.generator.FlowRecipe", partial(FlowRecipe, whole_widths=(16, 16)))
    shapes, told = set[tuple[int, ...]](), list[str]()
    out = fit_pack(config_for(data, tmp_path / "pack"), Counter(), told.append)
    assert any(line.startswith("regime    compositions") and "then 2 times as large" in line for line in told)
    pack = load_pack(str(out))
    assert pack.card.detail is not None
    assert pack.card.detail.factor == 2

    def spy(pictures: torch.Tensor, factor: int) -> torch.Tensor:
        shapes.add(tuple(pictures.shape))
        return enlarged(pictures, factor)

    monkeypatch.setattr("synth.image.generate.pack.enlarged", spy)
    limits = {"max_missed_share": 1, "min_cover": 0, "max_extra_px": 100000, "max_offset_px": 999}
    loose = [f"verify.{name}={value}" for name, value in limits.items()]
    made = tmp_path / "made"
    assert main(["generate", f"scene={out / 'scene.yaml'}", "count=1", f"out={made}", "sampler.steps=1", *loose]) == 0
    assert shapes == {(1, 3, 48, 48)}  # 48 x 40, padded
    assert Image.open(made / "images/000000.png").size == (96, 80)
    kept = fit_pack(config_for(data, out, parts=("prior",)), Counter(), told.append)
    assert load_pack(str(kept)).card.detail == pack.card.detail
    (out / "detail/unet/diffusion_pytorch_model.safetensors").write_bytes(b"none")
    with pytest.raises(PackError, match="detail/unet"):
        check_networks(load_pack(str(out)))


def test_pictures_that_are_drawn_at_their_size_have_no_such_part(data: Path, tmp_path: Path) -> None:
    fit_pack(config_for(data, tmp_path / "pack", frame_px=96, parts=("prior", "detail")), Counter(), print)
    with pytest.raises(PackError, match=r"parts: got 'detail'; pictures that are drawn whole"):
        fit_pack(config_for(data, tmp_path / "pack", frame_px=96, parts=("detail",)), Counter(), print)
