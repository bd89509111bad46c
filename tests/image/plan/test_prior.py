"""The fitted prior: layouts that follow the corpus, from the seed alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from synth.core.errors import PackError
from synth.core.seeds import rng_for
from synth.image.packs.pack import Pack
from synth.image.plan.prior import SHOWN_PX, FittedPrior
from synth.image.plan.raster import rasterise
from tests.tiny_pack import DOMAINS

SIDE = 128


@pytest.fixture(scope="module")
def prior(tiny_pack: Pack) -> FittedPrior:
    return FittedPrior(tiny_pack.prior)


def shown(polygons: object) -> int:
    return sum(rasterise(p).clipped(SIDE, SIDE).area >= SHOWN_PX for p in polygons)  # type: ignore[attr-defined]


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_layout_follows_its_seed(prior: FittedPrior, domain: str) -> None:
    one, again, other = (prior.draw_layout({"modality": domain}, SIDE, SIDE, rng_for(0, n, "x")) for n in (0, 0, 1))
    assert all(np.array_equal(a, b) for a, b in zip(one.polygons, again.polygons, strict=True))
    assert (one.style, one.attributes) == (again.style, again.attributes)
    assert one.style != other.style
    assert len(one.attributes) == len(one.polygons)


@pytest.mark.parametrize("count", [0, 1, 7, 25])
def test_a_stated_count_shows(prior: FittedPrior, count: int) -> None:
    layout = prior.draw_layout({"modality": "grey"}, SIDE, SIDE, rng_for(0, count, "x"), counts={"cell": count})
    assert shown(layout.polygons) == len(layout.polygons) == len(layout.attributes) == count


def test_something_shows_even_on_a_small_canvas(prior: FittedPrior) -> None:
    for number in range(10):
        layout = prior.draw_layout({"modality": "colour"}, 16, 16, rng_for(0, number, "x"))
        assert any(rasterise(p).clipped(16, 16).area >= SHOWN_PX for p in layout.polygons)


def test_sizes_are_those_of_the_corpus(prior: FittedPrior, corpus: Path) -> None:
    record = json.loads((corpus / "annotations.json").read_text(encoding="utf-8"))
    sides = [(a["bbox"], a["area"]) for a in record["annotations"]]
    real = [area for (x, y, w, h), area in sides if x > 0 and y > 0 and x + w < SIDE and y + h < SIDE]
    layouts = [prior.draw_layout({"modality": "grey"}, SIDE, SIDE, rng_for(1, n, "x")) for n in range(12)]
    drawn = [rasterise(p).area for layout in layouts for p in layout.polygons]
    assert np.median(drawn) == pytest.approx(np.median(real), rel=0.25)


def test_an_outline_lies_about_the_origin(prior: FittedPrior) -> None:
    outline = prior.draw_outline("cell", {"modality": "colour"}, (256, 256), rng_for(0, 0, "outline"))
    assert np.abs(outline.mean(axis=0)).max() < 3
    assert 4 < np.ptp(outline[:, 0]) < 40


def test_an_unknown_domain_is_one_line(prior: FittedPrior) -> None:
    with pytest.raises(PackError, match=r"variables.modality: got 'gray'; the pack's prior has known: .*'grey'"):
        prior.draw_layout({"modality": "gray"}, SIDE, SIDE, rng_for(0, 0, "x"))


def test_no_outline_or_picture_of_the_corpus_is_kept(tiny_pack: Pack) -> None:
    """Summaries only: tables have a fixed size, whatever the corpus holds."""
    fitted = tiny_pack.prior["domains"]["grey"]
    sizes = {name: np.asarray(fitted[name]).shape for name in ("size_residual", "gap_residual", "brightness_residual")}
    assert sizes == {"size_residual": (41,), "gap_residual": (2, 41), "brightness_residual": (41,)}
    assert all(len(row) == 15 for a in fitted["archetypes"] for row in a["quantiles"])
