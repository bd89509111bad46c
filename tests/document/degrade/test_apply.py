"""Degraded pages: every effect shows, none disturbs another, and the same names give the same picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.document.degrade import Degraded, degrade
from synth.document.degrade import apply as stages
from synth.document.plan.degradation import PROFILE_EFFECTS
from synth.document.records import Degradation
from synth.document.scene.degrade import EFFECTS
from tests.document.degrade.pages import DPI, printed_page, rng_maker

_PAGE, _ = printed_page()
_NEEDS_ROTATION = ("lid",)
_OWN_TESTS = ("grey", "binarise", *stages.FRAME)
"""Effects that are there or not, or whose picture has another size."""


def _degraded(severity: dict[str, float], seed: int = 1, behind: NDArray[np.uint8] | None = None) -> Degraded:
    return degrade(_PAGE, Degradation("clean", severity), rng_maker(seed), dpi=DPI, behind=behind)


def _change(severity: dict[str, float], without: dict[str, float]) -> float:
    """Mean change of a pixel, grey levels, over four seeds."""
    pairs = [(_degraded(severity, seed).image, _degraded(without, seed).image) for seed in range(4)]
    return float(np.mean([np.abs(a.astype(int) - b).mean() for a, b in pairs]))


def test_every_effect_of_the_language_has_a_function_and_no_other() -> None:
    tables = (stages.INK, stages.PAPER, stages.SHEET, stages.VIEW, stages.LIGHT, stages.SENSOR)
    names = [name for table in tables for name in table] + list(stages.OWN_STEPS)
    assert sorted(names) == sorted(EFFECTS)


@pytest.mark.parametrize("name", [name for name in EFFECTS if name not in _OWN_TESTS])
def test_more_severity_is_more_change(name: str) -> None:
    base = {"rotation": 1.0} if name in _NEEDS_ROTATION else {}
    little, much = (_change({**base, name: severity}, base) for severity in (0.2, 1.0))
    assert 0 < little < much


def test_a_clean_page_is_the_raster_itself() -> None:
    assert _degraded({}).image is _PAGE


@pytest.mark.parametrize("name", EFFECTS)
def test_the_same_names_give_the_same_picture_and_the_page_stays_as_it_was(name: str) -> None:
    before = _PAGE.copy()
    first, second = _degraded({name: 0.8}), _degraded({name: 0.8})
    assert np.array_equal(first.image, second.image)
    assert first.image.dtype == np.uint8
    assert first.image.ndim == 3
    assert np.array_equal(_PAGE, before)


def test_an_effect_never_shifts_the_draws_of_another() -> None:
    worn = {"rotation": 0.7, "crumple": 0.5, "perspective": 0.6, "stains": 0.8}
    alone, together = _degraded(worn), _degraded({**worn, "dust": 1.0})
    assert np.median(np.abs(alone.image.astype(int) - together.image)) == 0
    assert (alone.image != together.image).mean() < 0.02
    points = np.array([[10, 20], [700, 900]], np.float32)
    assert np.array_equal(alone.page_map(points), together.page_map(points))
    more = _degraded({**worn, "curl": 1e-9, "blur": 1.0, "jpeg": 1.0, "fading": 1.0})
    assert np.abs(alone.page_map(points) - more.page_map(points)).max() < 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_all_effects_at_once_at_their_worst(seed: int) -> None:
    picture, page_map, printed, hidden = _degraded(dict.fromkeys(EFFECTS, 1.0), seed)
    assert hidden is not None
    assert printed.shape == hidden.shape == picture.shape[:2]
    assert picture.std() > 20
    assert np.isfinite(page_map(np.array([[0, 0], [744, 1052]], np.float32))).all()


def test_a_fax_is_black_and_white_and_a_grey_scan_has_no_colours() -> None:
    fax = _degraded({"rotation": 1.0, "fading": 0.5, "binarise": 0.7, "line_noise": 1.0}).image
    assert set(np.unique(fax)) == {0, 255}
    scan = _degraded({"grey": 1.0, "ageing": 1.0, "stains": 1.0, "noise": 1.0, "jpeg": 0.5, "colour_cast": 1.0}).image
    assert (scan == scan[..., :1]).all()


def test_the_other_side_shines_through_mirrored() -> None:
    behind = np.full_like(_PAGE, 255)
    behind[100:300, 60:200] = 0
    change = _PAGE.astype(int) - _degraded({"show_through": 1.0}, behind=behind).image
    assert change[140:260, 744 - 180 : 744 - 80].max() > 40
    assert change[140:260, 80:180].max() <= 1


def test_holes_lie_where_filing_punches_them() -> None:
    mm = DPI / 25.4
    picture = _degraded({"holes": 1.0, "lid": 1.0}).image
    dark = (picture[..., 0] < 120) & (_PAGE[..., 0] == 255)
    ys, xs = np.nonzero(dark)
    assert xs.mean() / mm == pytest.approx(12, abs=3)
    assert np.ptp(ys) / mm == pytest.approx(80 + 6, abs=1.5)


def test_a_backdrop_widens_the_picture_and_fills_it() -> None:
    picture, page_map, *_ = _degraded({"backdrop": 1.0, "perspective": 0.5})
    height, width = picture.shape[:2]
    assert height > _PAGE.shape[0] * 0.9
    corner = page_map(np.array([[0, 0]], np.float32))[0]
    assert picture[0, 0].mean() != 255
    assert (corner > 0).all()
    assert (corner < (width, height)).all()


def test_a_far_camera_shows_the_page_small_and_a_cut_leaves_a_side_out() -> None:
    corners = np.array([[0, 0], [744, 0], [744, 1052], [0, 1052]], np.float32)
    for seed in range(2):
        near, far, cut = (
            _degraded({"backdrop": 0.3, **more}, seed) for more in ({}, {"distance": 1.0}, {"cut_off": 1.0})
        )
        assert np.ptp(far.page_map(corners), axis=0).max() < 0.75 * np.ptp(near.page_map(corners), axis=0).max()
        height, width = cut.image.shape[:2]
        seen = cut.page_map(corners)
        assert (seen < -20).any() or (seen > np.array((width, height)) + 20).any()


@pytest.mark.parametrize("name", ["fingers", "things", "torn"])
def test_what_is_hidden_shows_no_print_and_all_else_does(name: str) -> None:
    """A black and a white page look the same where the page is hidden, and only there."""
    rotated = {"backdrop": 0.3, "rotation": 0.8, name: 1.0}
    share = 0.0
    for seed in range(2):
        pair = [
            degrade(page, Degradation("photo", rotated), rng_maker(seed), dpi=DPI)
            for page in (np.zeros_like(_PAGE), np.full_like(_PAGE, 255))
        ]
        apart = np.abs(pair[0].image.astype(int) - pair[1].image).min(-1)
        hidden = pair[0].hidden
        assert hidden is not None
        assert pair[1].hidden is not None
        assert np.array_equal(hidden, pair[1].hidden)
        on_page = np.zeros(hidden.shape, np.uint8)
        outline = pair[0].page_map(np.array([[4, 4], [740, 4], [740, 1048], [4, 1048]], np.float32))
        cv2.fillPoly(on_page, [np.round(outline).astype(np.int32)], 1)
        share += float((hidden[on_page == 1] == 255).mean())
        assert (apart[hidden == 255] <= 2).all()
        assert np.quantile(apart[(hidden == 0) & (on_page == 1)], 0.01) > 40  # shadows fall on it
    assert share > 0.01


def test_the_bytes_do_not_depend_on_threads() -> None:
    severity = dict.fromkeys(PROFILE_EFFECTS["photo"], 0.6)
    pictures = []
    for threads in (1, 2):
        cv2.setNumThreads(threads)
        pictures.append(_degraded(severity).image)
    assert np.array_equal(*pictures)


def test_effects_keep_their_size_in_millimetres() -> None:
    half = cv2.resize(_PAGE, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    fine, coarse = (
        degrade(page, Degradation("clean", {"blur": 1.0}), rng_maker(2), dpi=dpi).image
        for page, dpi in ((_PAGE, DPI), (half, DPI / 2))
    )
    assert fine.std() == pytest.approx(coarse.std(), rel=0.1)
