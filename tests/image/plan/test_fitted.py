"""Entries that a pack's prior places, with a stand-in for the prior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.errors import PlacementError
from synth.core.labels import AttributeValue
from synth.image.plan.make import make_plan
from synth.image.plan.prior import NO_COUNTS, FittedLayout, Looks
from synth.image.plan.shapes import ellipse, scaled
from synth.image.records import Plan
from synth.scene.quotas import SampleSlot
from tests.image.plan.scenes import scene_of


class DiscPrior:
    """Discs of 20 px anywhere, some beyond the border; 15 of them where no count is given."""

    categories: tuple[str, ...] = ()
    boxes = False

    def draw_layout(
        self,
        variables: Mapping[str, AttributeValue],
        width: int,
        height: int,
        rng: np.random.Generator,
        counts: Mapping[str, int] = NO_COUNTS,
    ) -> FittedLayout:
        number = next(iter(counts.values()), 15)
        centres = rng.uniform((-8, -8), (width + 8, height + 8), (number, 2))
        return FittedLayout(
            style={"sharpness": 0.5, "contrast": 1.0},
            polygons=[scaled(ellipse(), 20, 20) + centre for centre in centres],
            attributes=[{"brightness": float(value)} for value in rng.normal(size=number).round(3)],
        )

    def draw_outline(
        self,
        category: str,
        variables: Mapping[str, AttributeValue],
        canvas_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> NDArray[np.float64]:
        return scaled(ellipse(), 24, 12)

    def draw_looks(
        self,
        variables: Mapping[str, AttributeValue],
        categories: Sequence[str],
        areas_px: Sequence[float],
        canvas_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> Looks:
        return {"sharpness": -1.5}, [{"brightness": round(area / 1000, 3)} for area in areas_px]

    def holders(self, category: str, variables: Mapping[str, AttributeValue]) -> frozenset[str]:
        return frozenset({"nucleus"}) - {category}


FITTED = {"count": {"fitted": True}, "size": {"fitted": True}, "shape": {"fitted": True}, "place": {"kind": "fitted"}}


def plan_with(nucleus: Mapping[str, object], seed: int = 0, **sections: object) -> Plan:
    scene = scene_of({"nucleus": nucleus, **dict(sections.pop("more", {}))}, pack="nuclei", **sections)  # type: ignore[arg-type]
    return make_plan(scene, SampleSlot(sample_id=0), seed, DiscPrior())


def test_a_fitted_layout_becomes_instances_with_style_and_attributes() -> None:
    plan = plan_with(FITTED, style={"contrast": -1})
    assert 8 <= len(plan.instances) <= 15
    assert plan.style == {"sharpness": 0.5, "contrast": -1}
    assert all(isinstance(item.attributes["brightness"], float) for item in plan.instances)


def test_without_overlap_the_full_masks_are_cut_too() -> None:
    cut = plan_with(FITTED)
    for item in cut.instances:
        assert item.visibility == pytest.approx(1 - item.truncation)
    overlapping = plan_with({**FITTED, "place": {"kind": "fitted", "max_overlap": 1.0}})
    assert any(item.visibility < 1 - item.truncation - 0.01 for item in overlapping.instances)
    assert [item.mask.bits.sum() for item in cut.instances] == [item.mask.bits.sum() for item in overlapping.instances]


@pytest.mark.parametrize("count", [0, 1, 10, 20])
def test_a_stated_count_is_the_number_that_shows(count: int) -> None:
    for seed in range(4):
        assert len(plan_with({**FITTED, "count": count}, seed).instances) == count


def test_a_count_that_never_shows_is_refused() -> None:
    with pytest.raises(PlacementError, match="nucleus: count of 200 fitted objects that show"):
        plan_with({**FITTED, "count": 200}, max_redraws=1)


def test_other_entries_stand_between_the_fitted_ones() -> None:
    pair = {
        "category": "nucleus",
        "size": {"relative": 1.0, "to": "nucleus"},
        "aspect": 0.4,
        "place": {"kind": "pairs", "gap": 0.4, "max_tries": 2000},
        "attributes": {"phase": "mitosis"},
    }
    plan = plan_with({**FITTED, "count": 6}, more={"mitosis": pair}, max_redraws=100)
    assert [item.category for item in plan.instances] == ["nucleus"] * 8
    phases = [item.attributes.get("phase") for item in plan.instances]
    assert phases == [None] * 6 + ["mitosis"] * 2
    for item in plan.instances:
        assert item.visibility == pytest.approx(1 - item.truncation)


def test_fitted_size_and_shape_in_another_placement() -> None:
    spec = {"count": 3, "size": {"fitted": True}, "shape": {"fitted": True}, "angle_deg": 0}
    for item in plan_with(spec).instances:
        assert item.requested_box.width == pytest.approx(24)
        assert item.requested_box.height == pytest.approx(12, abs=0.1)
    turned = plan_with({key: value for key, value in spec.items() if key != "angle_deg"})
    assert len({round(item.requested_box.width, 3) for item in turned.instances}) == 3


def test_what_a_scene_places_itself_has_the_looks_of_the_pack() -> None:
    """A style where nothing is fitted; a brightness where none is stated; a part of another object hides none of it."""
    plan = plan_with(
        {"count": 2, "size": 40, "shape": "ellipse"},
        more={"spot": {"size": 8, "attributes": {"brightness": 3}, "relations": {"inside": "nucleus"}}},
    )
    assert plan.style == {"sharpness": -1.5}
    nuclei = [item for item in plan.instances if item.category == "nucleus"]
    assert [item.attributes["brightness"] for item in nuclei] == [round(i.amodal.area / 1000, 3) for i in nuclei]
    assert all(item.visibility == 1 for item in nuclei)
    assert [item.attributes for item in plan.instances if item.category == "spot"] == [{"brightness": 3}]
