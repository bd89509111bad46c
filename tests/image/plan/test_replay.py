"""Layouts of annotated pictures, replayed: labels are moved with their masks, and what cannot be moved is one line."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.core.errors import DataError, SpecError
from synth.core.geometry import Mask
from synth.image.options.layout import LayoutOptions, check_layout
from synth.image.packs.card import PackCard
from synth.image.packs.pack import load_pack
from synth.image.plan.draws import LayoutBlockedError
from synth.image.plan.replay import ReplayPrior, moved_mask, read_layouts
from tests.image.plan.scenes import scene_of
from tests.image.plan.test_fitted import FITTED, DiscPrior
from tests.image.train.mixed import IDS, SIDE_WH, write_mixed

NAMES = tuple(IDS)


class SeveralPrior(DiscPrior):
    categories = NAMES


def card_of(**changes: Any) -> PackCard:
    usual = {"categories": NAMES, "frame_px": 128, "regime": "compositions"}
    return load_pack("nuclei").card.model_copy(update=usual | changes)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Labels whose pictures are not there."""
    folder = write_mixed(tmp_path_factory.mktemp("replay") / "data", masks=True, pictures=6)
    shutil.rmtree(folder / "images")
    return folder


def prior_for(data: Path, jitter: float = 1.0, **changes: Any) -> ReplayPrior:
    card = card_of(**changes)
    own = SeveralPrior()
    own.boxes = card.labels == "boxes"
    return ReplayPrior(own, card, read_layouts(data, card, NAMES, SIDE_WH), jitter)


def test_without_jitter_the_labels_are_those_of_the_file(data: Path) -> None:
    given = {str(p.id): p for p in read_layouts(data, card_of(), NAMES, SIDE_WH)}
    bits = {np.packbits(a.mask.on_canvas(*SIDE_WH)).tobytes() for p in given.values() for a in p.annotations}
    prior = prior_for(data, jitter=0.0)
    for seed in range(6):
        layout = prior.draw_layout({}, *SIDE_WH, np.random.default_rng(seed))
        assert layout.categories[0] == "head"
        assert layout.hides == [True, False]
        assert all(np.packbits(mask.on_canvas(*SIDE_WH)).tobytes() in bits for mask in layout.masks)


def test_with_jitter_objects_move_together(data: Path) -> None:
    prior = prior_for(data)
    drawn = [prior.draw_layout({}, *SIDE_WH, np.random.default_rng(seed)) for seed in range(30)]
    assert len({layout.boxes[0] for layout in drawn}) == 30
    for layout in drawn:
        head, inner = layout.masks
        assert inner.intersection_area(head) == inner.area
        assert np.abs(np.array(head.centroid_xy) - (48, 40)).max() < 5 + 0.04 * 96 + 2


def test_a_mask_is_moved_as_the_plane_is() -> None:
    """A quarter turn and a doubling, whose result is known to the pixel."""
    bits = np.zeros((4, 6), np.bool_)
    bits[0], bits[:, 0] = True, True
    mask = Mask(x0=3, y0=2, bits=bits)
    turn = np.array([[0.0, -2.0, 100.0], [2.0, 0.0, 7.0]])
    moved = moved_mask(mask, turn)
    exact = np.rot90(np.repeat(np.repeat(bits, 2, axis=0), 2, axis=1), -1)
    assert tuple(moved.box) == (100 - 2 * 6, 7 + 2 * 3, 100 - 2 * 2, 7 + 2 * 9)
    assert (moved.bits == exact).mean() > 0.95
    assert moved.area == pytest.approx(exact.sum(), abs=4)


def test_counts_choose_among_the_layouts(data: Path) -> None:
    prior = prior_for(data)
    for seed in range(10):
        layout = prior.draw_layout({}, *SIDE_WH, np.random.default_rng(seed), {"bar": 1})
        assert Counter(layout.categories) == {"head": 1, "bar": 1}
    with pytest.raises(LayoutBlockedError, match="replayed layouts with 2 bar"):
        prior.draw_layout({}, *SIDE_WH, np.random.default_rng(0), {"bar": 2})


def test_boxes_stay_upright_and_hide_nothing(data: Path) -> None:
    layout = prior_for(data, labels="boxes").draw_layout({}, *SIDE_WH, np.random.default_rng(1))
    assert layout.hides == [False, False]
    for mask, box in zip(layout.masks, layout.boxes, strict=True):
        assert mask.area == mask.bits.size == pytest.approx(box.area, rel=0.15)


def test_a_window_of_a_larger_picture_keeps_its_scale(data: Path) -> None:
    """Nothing of the canvas lies beyond the picture, and no object changes its size but by the jitter."""
    card = card_of(regime="textures", frame_px=None)
    prior = ReplayPrior(SeveralPrior(), card, read_layouts(data, card, NAMES, (64, 64)), 0.0)
    corners = {prior.draw_layout({}, 64, 64, np.random.default_rng(seed)).masks[0].box for seed in range(5)}
    assert len(corners) == 5
    assert all(2 * 26 - 2 <= box.height <= 2 * 31 + 2 for box in corners)


def test_variables_choose_among_the_layouts(data: Path, tmp_path: Path) -> None:
    record = json.loads((data / "annotations.json").read_text(encoding="utf-8"))
    for image in record["images"]:
        image["modality"] = "stained" if image["id"] % 2 else "fluorescence"
    file = tmp_path / "labels.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    prior = prior_for(file)
    for seed in range(4):
        layout = prior.draw_layout({"modality": "stained"}, *SIDE_WH, np.random.default_rng(seed))
        assert "spot" in layout.categories
    with pytest.raises(LayoutBlockedError, match="replayed layouts of modality violet"):
        prior.draw_layout({"modality": "violet"}, *SIDE_WH, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("changes", "wanted", "canvas", "message"),
    [
        ({}, ("tumour", "nerve"), SIDE_WH, "got categories head, spot, bar; known: nerve, tumour"),
        ({}, NAMES, (512, 128), "got 96 x 80 px; pictures of nearly the shape of the canvas, 512 x 128 px"),
        ({"frame_px": None}, NAMES, (128, 128), "got 96 x 80 px; pictures of at least the size of the canvas"),
    ],
)
def test_layouts_that_do_not_fit_are_one_line(
    data: Path, changes: dict[str, Any], wanted: tuple[str, ...], canvas: tuple[int, int], message: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_layouts(data, card_of(**changes), wanted, canvas)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "replay"}, "layout.data: got None; layout=replay needs annotated pictures"),
        ({"data": Path("d")}, "layout.data: got 'd'; layouts that are fitted take none"),
        ({"jitter": 0.5}, "layout.jitter: got 0.5; layouts that are fitted take none"),
    ],
)
def test_options_that_nothing_takes_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        check_layout(LayoutOptions(**options), scene_of({"nucleus": FITTED}, pack="nuclei"))
