"""The law of degradation: where the pixels go, the labels go."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.document.degrade import degrade
from synth.document.degrade.apply import make_warp
from synth.document.degrade.camera import edge_points
from synth.document.degrade.light import Lamp
from synth.document.degrade.warp import Warp
from synth.document.labels import DocumentLabels, PageMap, PageSize, moved
from synth.document.plan.degradation import PROFILE_EFFECTS
from synth.document.records import Degradation
from tests.document.degrade.pages import DPI, GEOMETRY, SIZE, coverage, printed_page, rng_maker

_PROFILES = {name: tuple(sorted(set(GEOMETRY) & set(effects))) for name, effects in PROFILE_EFFECTS.items()}
_FRAMES = ("backdrop", "distance", "cut_off")
_LAMP = Lamp((0.5, 0.5), 0.3, 0.6)
_CASES = {**{name: (name,) for name in GEOMETRY}, "scan": _PROFILES["scan"], "photo": _PROFILES["photo"]}


def _warp(severity: Mapping[str, float], seed: int) -> Warp:
    warp, _ = make_warp(SIZE, severity, rng_maker(seed), DPI, _LAMP)
    assert warp is not None
    return warp


def _overlaps(labels: DocumentLabels, warp: Warp, page_map: PageMap) -> list[float]:
    """IoU of each word's mapped outline with its warped mask, of words with at least half of them in the picture."""
    width, height = warp.size
    mask = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    for word in labels.words:
        (x0, y0), (x1, y1) = word.outline.quad.min(0).astype(int), word.outline.quad.max(0).astype(int)
        mask[y0:y1, x0:x1] = 255
    warped = warp.pixels(mask, np.zeros((height, width), np.uint8))
    _, parts = cv2.connectedComponents((warped > 0).astype(np.uint8))
    overlaps: list[float] = []
    for word in moved(labels, [page_map], [PageSize(width, height)]).words:
        if word.truncation > 0.5:
            continue
        left, top = np.maximum(np.floor(word.outline.polygon.min(0)) - 30, 0).astype(int)
        right, bottom = (np.ceil(word.outline.polygon.max(0)) + 30).astype(int)
        near = slice(top, bottom), slice(left, right)
        rows, cols = parts[near].shape
        outline = coverage(word.outline.polygon - np.array([left, top], np.float32), cols, rows)
        part = int(np.bincount(parts[near][outline > 0.5]).argmax())
        mine = np.where((parts[near] == part) & (part > 0), warped[near] / np.float32(255), 0)
        overlaps.append(float(np.minimum(outline, mine).sum() / np.maximum(outline, mine).sum()))
    return overlaps


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", _CASES)
def test_each_polygon_covers_its_warped_word(case: str, seed: int) -> None:
    _, labels = printed_page()
    warp = _warp(dict.fromkeys(_CASES[case], 1.0), seed)
    overlaps = _overlaps(labels, warp, warp.page_map)
    assert len(overlaps) > 0.6 * len(labels.words)
    assert min(overlaps) >= 0.9


def test_a_map_that_is_6_px_off_breaks_the_law() -> None:
    _, labels = printed_page()
    warp = _warp({"perspective": 1.0, "curl": 1.0, "backdrop": 1.0}, 0)
    assert max(_overlaps(labels, warp, lambda points: warp.page_map(points) + np.float32(6))) < 0.9


@pytest.mark.parametrize("case", [case for case in _CASES if case not in _FRAMES])
def test_the_ink_of_the_finished_picture_lies_in_its_words(case: str) -> None:
    page, labels = printed_page()
    severity = {name: 1.0 for name in _CASES[case] if name not in _FRAMES}
    picture, page_map, *_ = degrade(page, Degradation("clean", severity), rng_maker(4), dpi=DPI)
    height, width = picture.shape[:2]
    inside = np.zeros((height, width), np.bool_)
    for word in moved(labels, [page_map], [PageSize(width, height)]).words:
        outline = coverage(word.outline.polygon, width, height) > 0.5
        if word.truncation == 0:
            assert (picture[outline] < 100).any()
        inside |= outline
    ink = picture[..., 0] < 90
    assert ink.sum() > 2_000
    assert not (ink & ~cv2.dilate(inside.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)).any()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", _CASES)
def test_a_dot_lands_where_the_map_says(case: str, seed: int) -> None:
    points = np.stack(np.meshgrid(np.arange(60, 700, 70.0), np.arange(60, 1000, 70.0)), -1).reshape(-1, 2) + 0.5
    page = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    for x, y in points:
        page[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3] = 255
    warp = _warp(dict.fromkeys(_CASES[case], 1.0), seed)
    picture = warp.pixels(page, np.zeros(warp.size[::-1], np.uint8)).astype(np.float64)
    for x, y in warp.page_map(points.astype(np.float32)):
        left, top = int(x) - 9, int(y) - 9
        patch = picture[top : top + 19, left : left + 19] if min(left, top) >= 0 else picture[:0]
        if patch.shape != (19, 19):
            continue
        ys, xs = np.indices(patch.shape)
        centre = np.array([(patch * (xs + 0.5)).sum(), (patch * (ys + 0.5)).sum()]) / patch.sum() + (left, top)
        assert np.abs(centre - (x, y)).max() < 0.5


@pytest.mark.parametrize("seed", range(24))
def test_the_map_never_folds_over(seed: int) -> None:
    warp = _warp(dict.fromkeys(set(GEOMETRY) - {"distance"}, 1.0), seed)
    assert _determinants(warp).min() > 0.1


def _determinants(warp: Warp) -> NDArray[np.float64]:
    """The map's Jacobian determinant at points all over the page, by differences over 1 px."""
    axes = np.meshgrid(np.arange(2, SIZE[0] - 2, 7.0), np.arange(2, SIZE[1] - 2, 7.0))
    points = np.stack(axes, -1).reshape(-1, 2).astype(np.float32)
    here, right, below = (
        warp.page_map(points + np.array(step, np.float32)).astype(float) for step in ((0, 0), (1, 0), (0, 1))
    )
    (a, c), (b, d) = (right - here).T, (below - here).T
    return a * d - b * c


@pytest.mark.parametrize("seed", range(8))
def test_a_photograph_on_a_backdrop_holds_the_whole_page(seed: int) -> None:
    warp = _warp(dict.fromkeys(set(GEOMETRY) - {"cut_off"}, 1.0), seed)
    outline = warp.page_map(edge_points(SIZE))
    assert (outline.min(0) >= 0).all()
    assert (outline.max(0) <= warp.size).all()


def test_paper_keeps_its_lengths_along_a_curl() -> None:
    warp = _warp({"curl": 1.0}, 5)
    assert warp.relief is not None
    points = np.stack([np.linspace(10, 730, 721), np.full(721, 500.0)], -1)
    in_space = warp.relief.at(points) + np.pad(points, ((0, 0), (0, 1)))
    length = np.linalg.norm(np.diff(in_space, axis=0), axis=1).sum()
    assert length == pytest.approx(720, rel=0.01)


def test_the_profiles_bend_pages_only_in_ways_that_are_tested() -> None:
    assert _PROFILES["clean"] == ()
    assert set(_PROFILES["fax"]) <= set(_PROFILES["scan"])
    assert set(_PROFILES["photo"]) == set(GEOMETRY)


def test_without_severity_nothing_moves() -> None:
    assert make_warp(SIZE, {"blur": 1.0}, rng_maker(0), DPI, _LAMP) == (None, None)
    page, labels = printed_page()
    picture, page_map, *_ = degrade(page, Degradation("photo", dict.fromkeys(GEOMETRY, 0.0)), rng_maker(0), dpi=DPI)
    assert picture is page
    assert page_map(labels.words[0].outline.polygon) is labels.words[0].outline.polygon
