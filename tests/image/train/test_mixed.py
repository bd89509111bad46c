"""Several categories, masks or boxes, objects on others: from the folder to a pack, its plans, drafts and labels."""

from __future__ import annotations

import json
import shutil
from collections import Counter as Count
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import yaml

from synth.cli import main
from synth.core.errors import DataError, PackError
from synth.core.progress import Counter
from synth.data.convert import convert_data_set
from synth.image.packs.pack import load_pack
from synth.image.plan.composed import ComposedPrior
from synth.image.plan.make import make_plan
from synth.image.plan.raster import rasterise
from synth.image.scene.load import load_scene
from synth.image.train.annotator import SegmentRecipe
from synth.image.train.fit import fit_pack
from synth.image.train.generator import FlowRecipe
from synth.image.train.options import TrainConfig
from synth.image.train.real import read_corpus
from synth.scene.quotas import Slots
from tests.image.train.mixed import IDS, write_mixed


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    widths = (16, 16)
    monkeypatch.setattr("synth.image.train.annotator.SegmentRecipe", partial(SegmentRecipe, widths=widths))
    recipe = partial(FlowRecipe, widths=widths, whole_widths=widths)
    monkeypatch.setattr("synth.image.train.generator.FlowRecipe", recipe)


@pytest.fixture(scope="module", params=["masks", "boxes"])
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    return write_mixed(folder / "data", masks=request.param == "masks")


@pytest.fixture(scope="module")
def boxed_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of boxes without networks."""
    folder = tmp_path_factory.mktemp("boxed")
    data = write_mixed(folder / "data", masks=False)
    return fit_pack(config_for(data, folder / "pack", parts=("prior",)), Counter(), print)


def config_for(data: Path, out: Path, **options: object) -> TrainConfig:
    given = {"steps": 2, "batch_size": 2, "crop_px": 32, "device": "cpu", "start": "none", **options}
    return TrainConfig(data=data, out=out, **given)  # pyright: ignore[reportArgumentType]


def patients(corpus_part: tuple[object, ...]) -> set[int]:
    return {int(Path(picture.name).stem) // 2 for picture in corpus_part}  # pyright: ignore[reportAttributeAccessIssue]


def test_a_person_is_never_on_both_sides(data: Path, tmp_path: Path) -> None:
    corpus = read_corpus(config_for(data, tmp_path))
    assert not patients(corpus.train) & patients(corpus.held_out)
    assert len(corpus.held_out) == 4
    assert corpus.lines[1] == ("held out  4 of 24 pictures, those of 2 values of patient, none of which is trained on")


def test_what_lies_on_another_object_is_held_by_it(tmp_path: Path) -> None:
    corpus = read_corpus(config_for(write_mixed(tmp_path / "data", masks=True), tmp_path))
    names = [category.name for category in corpus.categories]
    for picture in corpus.train:
        head, inner = (int(k) for k in np.argsort(picture.objects.categories))
        assert picture.objects.holders[inner] == head + 1
        there = picture.objects.masks[inner].on_canvas(96, 80)
        assert (picture.objects.labels[there] == inner + 1).all()
        assert (picture.objects.cover[there] & 1 << names.index("head")).all()


def test_any_format_teaches_the_same(data: Path, tmp_path: Path) -> None:
    """YOLO knows no patient, and rounds; VOC and mask PNGs would do as well."""
    convert_data_set(data, "yolo-segment" if "masks" in str(data) else "yolo", tmp_path / "yolo")
    own, found = (read_corpus(config_for(folder, tmp_path)) for folder in (data, tmp_path / "yolo"))
    assert {c.name for c in found.categories} == {c.name for c in own.categories}
    assert found.card.regime == own.card.regime == "compositions"
    objects = [sum(len(p.categories) for p in (*corpus.train, *corpus.held_out)) for corpus in (found, own)]
    assert objects[0] == objects[1] == 48


def test_layouts_keep_what_belongs_together(tmp_path: Path) -> None:
    """One head, on it a spot or a bar and never both, and where they are in the training pictures."""
    data = write_mixed(tmp_path / "data", masks=True)
    out = fit_pack(config_for(data, tmp_path / "pack", parts=("prior",)), Counter(), print)
    prior = ComposedPrior(load_pack(str(out)).prior)
    layouts = [prior.draw_layout({}, 192, 160, np.random.default_rng(seed)) for seed in range(40)]
    kinds = Count(tuple(sorted(layout.categories)) for layout in layouts)
    assert set(kinds) == {("head", "spot"), ("bar", "head")}
    assert min(kinds.values()) >= 8
    for layout in layouts:
        assert layout.categories[0] == "head"
        assert layout.hides == [True, False]
        head, inner = map(rasterise, layout.polygons)
        assert inner.intersection_area(head) >= 0.9 * inner.area
        assert np.abs(np.array(head.centroid_xy) - (96, 80)).max() < 16
        assert 2 * 0.5 * 2400 < head.area / 2 < 2 * 1.4 * 2900
    common = list[float]()
    for seed in range(8):
        fixed = prior.draw_layout({}, 192, 160, np.random.default_rng(seed), {"spot": 2})
        assert Count(fixed.categories) == {"head": 1, "spot": 2}  # as in pictures that show spots
        _, one, other = map(rasterise, fixed.polygons)
        common.append(one.intersection_area(other) / one.area)
    assert np.mean(common) < 0.4  # they part, although no picture shows two and there is little room; else 0.9


def test_quotas_and_places_of_a_scene_hold_with_several_categories(tmp_path: Path) -> None:
    data = write_mixed(tmp_path / "data", masks=True)
    out = fit_pack(config_for(data, tmp_path / "pack", parts=("prior",)), Counter(), print)
    mapping = yaml.safe_load((out / "scene.yaml").read_text(encoding="utf-8")) | {"pack": str(out)}
    mapping["quotas"] = {
        "bars": {"share": 0.75, "require": {"count": {"of": {"bar": {"min": 1}}}}},
        "two_spots": {"share": 0.25, "set": {"objects.spot.count": 2}},
    }
    prior = ComposedPrior(load_pack(str(out)).prior)
    scene = load_scene(mapping)
    for slot in Slots(scene, 8, 0):
        shown = Count(item.category for item in make_plan(scene, slot, 0, prior).instances)
        assert shown == ({"head": 1, "bar": 1} if slot.quotas == ("bars",) else {"head": 1, "spot": 2})
    del mapping["quotas"], mapping["objects"]["spot"]
    mapping["objects"]["bar"] |= {"count": 2, "place": {"kind": "scatter"}, "relations": {"inside": "head"}}
    scene = load_scene(mapping)
    for slot in Slots(scene, 6, 0):
        plan = make_plan(scene, slot, 0, prior)
        head, *bars = plan.instances
        assert head.visibility == 1
        assert len(bars) == 2
        assert all(bar.mask.intersection_area(head.mask) >= 0.9 * bar.mask.area for bar in bars)
        assert all("brightness" in item.attributes for item in plan.instances)


def test_a_pack_draws_verifies_and_keeps_the_ids(data: Path, tmp_path: Path) -> None:
    out = fit_pack(config_for(data, tmp_path / "pack"), Counter(), print)
    limits = {"max_missed_share": 1, "min_cover": 0, "max_extra_px": 100000, "max_offset_px": 999}
    loose = [f"verify.{name}={value}" for name, value in limits.items()]
    words = ["generate", f"scene={out / 'scene.yaml'}", "count=2", f"out={tmp_path / 'made'}", "sampler.steps=2"]
    assert main([*words, *loose]) == 0
    coco = json.loads((tmp_path / "made/annotations.json").read_text())
    assert {c["name"]: c["id"] for c in coco["categories"]} == IDS
    assert all((a["confirmed"] is (a["iou"] >= 0.5)) for a in coco["annotations"])
    masks = load_pack(str(out)).card.labels == "masks"
    assert all(bool(a["segmentation"]) is masks for a in coco["annotations"])
    heads = [a for a in coco["annotations"] if a["category_id"] == IDS["head"]]
    assert len(heads) == 2
    if masks:
        assert all(a["visibility"] == 1 for a in heads)  # what lies on a head hides nothing of it
    summary = (tmp_path / "made/README.md").read_text()
    assert "% of labels confirmed**" in summary
    assert set(load_pack(str(out)).card.scores["annotator_on_real"]) <= set(IDS)


def test_a_category_that_the_pack_does_not_know_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write_mixed(tmp_path / "data", masks=False)
    out = fit_pack(config_for(data, tmp_path / "pack", parts=("prior",)), Counter(), print)
    scene = (out / "scene.yaml").read_text().replace("  spot:", "  spots:")
    (out / "scene.yaml").write_text(scene)
    assert main(["generate", f"scene={out / 'scene.yaml'}", f"out={tmp_path / 'made'}"]) == 2
    assert "objects.spots.category: got 'spots'; pack pack draws known: " in capsys.readouterr().err
    assert not (tmp_path / "made").exists()


def test_unreadable_pictures_are_left_out_aloud_or_refused(tmp_path: Path) -> None:
    data = write_mixed(tmp_path / "data", masks=True)
    (data / "images/3.png").write_bytes(b"no picture")
    (data / "images/4.png").unlink()
    torn = (data / "images/5.png").read_bytes()
    (data / "images/5.png").write_bytes(torn[: len(torn) // 2])
    corpus = read_corpus(config_for(data, tmp_path))
    assert len(corpus.train) + len(corpus.held_out) == 21
    assert corpus.tally.dropped["unreadable"] == 3
    with pytest.raises(DataError, match=r"4\.png") as caught:
        read_corpus(config_for(data, tmp_path, strict=True))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("outlines", {"shares": [1.0], "means": [[0.0] * 9], "spread": [[0.0] * 9] * 4}),
        ("outlines", {"shares": [0.5, 0.5], "means": [[0.0] * 144], "spread": [[0.0] * 144] * 4}),
        ("forms", []),
        ("forms", [{"share": 1.0, "mean": [0.0] * 3, "factor": [[0.0]], "spread": [0.0]}]),
    ],
)
def test_damaged_forms_of_a_pack_of_boxes_are_one_line(
    boxed_pack: Path, tmp_path: Path, key: str, value: object
) -> None:
    path = Path(shutil.copytree(boxed_pack, tmp_path / "pack")) / "prior.json"
    prior = json.loads(path.read_text())
    next(iter(prior["domains"]["all"]["objects"].values()))[key] = value
    path.write_text(json.dumps(prior))
    with pytest.raises(PackError) as caught:
        _ = load_pack(str(path.parent)).prior
    assert key in str(caught.value)
    assert "\n" not in str(caught.value)
