"""Laws of every format of picture sets: what it says that it carries comes back, and what it does not is told."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from synth.data.convert import recognised
from synth.image.formats.data_set import Annotation
from synth.image.formats.table import MODULES, picture_format
from tests.image.formats.picture_sets import (
    CATEGORIES,
    HEIGHT,
    NAMES,
    WIDTH,
    everything,
    read_back,
    sets,
    stream_of,
    written,
)

TOLERANCE_PX = {"voc": 0.5, "yolo": 1e-3, "yolo-segment": 1e-3, "yolo-pose": 1e-3, "labelstudio": 1e-3, "cvat": 1e-3}
"""Of a box's sides; the other formats keep them to six decimals."""

ALONE = {"masks", "coco-panoptic"}
"""Formats in which a pixel has one owner: objects that cover others change them."""


def pixels_of(annotation: Annotation) -> bytes | None:
    return annotation.mask.on_canvas(WIDTH, HEIGHT).tobytes() if annotation.has_mask else None


def close(one: Annotation, other: Annotation, tolerance_px: float) -> bool:
    return np.allclose(one.box, other.box, rtol=0, atol=tolerance_px)


def expected(name: str, annotations: tuple[Annotation, ...]) -> list[Annotation]:
    carries = picture_format(name).carries
    kept = (a for a in annotations if carries.crowd or not a.iscrowd)
    return [a for a in kept if carries.boxes or a.has_mask]


@pytest.mark.parametrize("name", MODULES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sets())
def test_boxes_outlines_names_and_categories_come_back(name: str, objects: list[list[Annotation]]) -> None:
    carries = picture_format(name).carries
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        before = list(stream_of(folder, objects).pictures)
        lines = written(stream_of(folder, objects), name, folder / "set")
        if not any(expected(name, picture.annotations) for picture in before):
            return
        stream, after, shown = read_back(name, folder / "set")
        found = {one.name: one for one in stream.categories}
        if carries.category_ids:
            assert {n: c.id for n, c in found.items()} == {c.name: c.id for c in CATEGORIES}
        pixels = {picture.name: one for picture, one in zip(after, shown, strict=True)}
        by_name = {picture.name: picture for picture in after}
        assert sorted(by_name) == sorted(picture.name for picture in before)
        for picture in before:
            other = by_name[picture.name]
            assert (other.width, other.height) == (WIDTH, HEIGHT)
            assert other.id == picture.id or not carries.picture_ids
            assert np.array_equal(pixels[picture.name], picture.load())
            if name not in ALONE:
                _same_objects(name, expected(name, picture.annotations), other.annotations)
        assert ("ids of" in " ".join(lines)) == (not (carries.ids and carries.picture_ids and carries.category_ids))


def _same_objects(name: str, before: list[Annotation], after: tuple[Annotation, ...]) -> None:
    carries = picture_format(name).carries
    assert len(after) <= len(before)
    left = list(after)
    outlined = carries.masks or carries.polygons != "none"
    for one in before:
        match = next(
            (
                other
                for other in left
                if other.category == one.category
                and close(one, other, TOLERANCE_PX.get(name, 1e-6))
                and (not (outlined and one.has_mask) or pixels_of(other) == pixels_of(one))
            ),
            None,
        )
        assert match is not None or _twice(one, before), f"{one} among {after}"
        if match is not None:
            left.remove(match)
            assert match.id == one.id or not carries.ids
    assert not left


def _twice(one: Annotation, before: list[Annotation]) -> bool:
    """Whether two objects may be one in a format without ids: the second is a duplicate, and told."""
    return sum(other.category == one.category and close(one, other, 1) for other in before) > 1


@pytest.mark.parametrize("name", MODULES)
def test_everything_that_a_format_carries_comes_back(name: str, tmp_path: Path) -> None:
    carries = picture_format(name).carries
    lines = written(stream_of(tmp_path, everything(), splits=True, captions=True), name, tmp_path / "set")
    stream, pictures, _ = read_back(name, tmp_path / "set")
    assert recognised(tmp_path / "set") == (name if picture_format(name).read else name.split("-")[0])
    by_name = {picture.name: picture for picture in pictures}
    first, second, third = (by_name[each] for each in NAMES)
    assert [one.split for one in (first, second, third)] == (["train", "val", "train"] if carries.splits else [""] * 3)
    assert first.captions == (("One picture.", "Another line.") if carries.captions else ())
    assert first.extra == ({"stain": "red"} if carries.extra else {})
    person = next((one for one in first.annotations if one.category == "person"), None)
    assert (person is not None) == carries.boxes
    if person is not None:
        assert person.keypoints == (everything()[0][1].keypoints if carries.keypoints else ())
    cell = next(one for one in first.annotations if one.category == "cell & co" and not one.iscrowd)
    assert cell.attributes == ({"stage": "late", "round": True, "n": 3} if carries.attributes else {})
    assert cell.score == (0.75 if carries.scores else None)
    assert any(one.iscrowd for one in first.annotations) == carries.crowd
    assert [one.extra for one in second.annotations[:1]] == [{"visibility": 0.5} if carries.extra else {}]
    skeleton = next(one.skeleton for one in stream.categories if one.name == "person")
    assert skeleton == (((1, 2), (1, 3)) if carries.skeletons else ())
    supers = {one.name: one.supercategory for one in stream.categories}
    assert supers["cell & co"] == ("life" if carries.supercategories else "")
    told = " ".join(lines)
    lost = {
        "crowd region": carries.crowd, "captions": carries.captions, "scores": carries.scores,
        "skeletons": carries.skeletons, "keys": carries.extra,
        "attributes of": carries.attributes, "keypoints of": carries.keypoints or not carries.boxes,
    }  # fmt: skip
    assert {what for what in lost if f" {what}" in told.split("(")[0]} == {
        what for what, held in lost.items() if not held
    }
    if carries.masks or carries.polygons != "none":
        assert pixels_of(cell) == pixels_of(everything()[0][0])


@pytest.mark.parametrize("name", MODULES)
def test_the_same_pictures_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    for place in ("one", "two"):
        written(stream_of(tmp_path, everything(), splits=True), name, tmp_path / place)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def bytes_of(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
