"""A COCO folder becomes a pack that loads; unusable data is refused in one line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.core.errors import DataError, PackError
from synth.core.progress import Counter
from synth.image.packs.pack import load_pack
from synth.image.train.annotator import SegmentRecipe
from synth.image.train.fit import fit_pack
from synth.image.train.generator import FlowRecipe
from synth.image.train.options import TrainConfig
from synth.image.train.real import read_corpus
from tests.runs import outcomes_of, pack_scene
from tests.tiny_pack import DOMAINS, WIDTHS


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few plans to calibrate with, and small networks."""
    monkeypatch.setattr("synth.image.train.prior.CALIBRATION_PLANS", 3)
    monkeypatch.setattr("synth.image.train.annotator.SegmentRecipe", partial(SegmentRecipe, widths=WIDTHS))
    monkeypatch.setattr("synth.image.train.generator.FlowRecipe", partial(FlowRecipe, widths=WIDTHS))


def config_for(data: Path, out: Path, **options: Any) -> TrainConfig:
    given = {
        "variable": "modality",
        "steps": 3,
        "batch_size": 2,
        "crop_px": 32,
        "device": "cpu",
        "start": "none",
        **options,
    }
    return TrainConfig(data=data, out=out, **given)


def test_three_steps_make_a_pack_that_loads(corpus: Path, tmp_path: Path) -> None:
    progress = Counter()
    out = fit_pack(config_for(corpus, tmp_path / "pack", licence="CC0-1.0", source="ellipses"), progress, print)
    pack = load_pack(str(out))
    assert pack.card.variable.values == DOMAINS
    assert pack.card.variable.grey == ("grey",)
    assert (pack.card.licence, pack.card.source.name, pack.card.source.pictures) == ("CC0-1.0", "ellipses", 16)
    assert str(tmp_path) not in (out / "pack.yaml").read_text(encoding="utf-8")
    outcome = outcomes_of(pack_scene(pack), 1)[0]
    assert outcome.verified or outcome.rejections
    assert set(pack.reference) == set(DOMAINS)
    assert all(set(histograms) == {"count", "area", "aspect", "neighbour"} for histograms in pack.reference.values())


def test_a_part_alone_keeps_the_card(corpus: Path, tmp_path: Path) -> None:
    out = fit_pack(config_for(corpus, tmp_path / "pack", parts=("prior",)), Counter(), print)
    before = load_pack(str(out)).prior
    fit_pack(config_for(corpus, out, parts=("annotator",), steps=1), Counter(), print)
    pack = load_pack(str(out))
    assert pack.prior == before
    assert set(pack.card.training) == {"prior", "annotator"}
    with pytest.raises(PackError, match="no safetensors weights"):
        pack.part("generator")


def test_the_prior_is_the_same_each_time(corpus: Path, tmp_path: Path) -> None:
    texts = [
        (fit_pack(config_for(corpus, tmp_path / name, parts=("prior",)), Counter(), print) / "prior.json").read_bytes()
        for name in ("one", "two")
    ]
    assert texts[0] == texts[1]


def test_a_network_without_a_prior_is_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"prior.json: got 'nothing'; fit the part 'prior' first"):
        fit_pack(config_for(corpus, tmp_path / "pack", parts=("generator",)), Counter(), print)
    with pytest.raises(PackError, match="parts: got 'generators'; known: prior, annotator, generator"):
        fit_pack(config_for(corpus, tmp_path / "pack", parts=("generators",)), Counter(), print)


def test_other_data_into_the_same_pack_is_refused(corpus: Path, tmp_path: Path) -> None:
    fit_pack(config_for(corpus, tmp_path / "pack", parts=("prior",)), Counter(), print)
    other = Path(shutil.copytree(corpus, tmp_path / "other"))
    edit(other, lambda record: record["annotations"].pop())
    prior = (tmp_path / "pack/prior.json").read_bytes()
    with pytest.raises(PackError, match="choose another out="):
        fit_pack(config_for(other, tmp_path / "pack", parts=("prior",)), Counter(), print)
    assert (tmp_path / "pack/prior.json").read_bytes() == prior


def test_overlapping_masks_become_a_map(corpus: Path, tmp_path: Path) -> None:
    twice = Path(shutil.copytree(corpus, tmp_path / "twice"))

    def repeat(record: dict[str, Any]) -> None:
        first = record["annotations"][0]
        record["annotations"].append({**first, "id": 10**6})

    edit(twice, repeat)
    pictures = {p.name: p for p in read_corpus(config_for(twice, tmp_path)).train}
    originals = read_corpus(config_for(corpus, tmp_path)).train
    assert all(np.array_equal(pictures[p.name].labels, p.labels) for p in originals)


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "annotations.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def sparse(record: dict[str, Any]) -> None:
    """One picture is of a domain of its own and shows three objects."""
    record["images"][3]["modality"] = "purple"
    mine = [a for a in record["annotations"] if a["image_id"] == 3]
    record["annotations"] = [a for a in record["annotations"] if a["image_id"] != 3] + mine[:3]


def bare(record: dict[str, Any]) -> None:
    """One domain keeps its pictures, and none of its annotations."""
    colour = {image["id"] for image in record["images"] if image["modality"] == "colour"}
    record["annotations"] = [a for a in record["annotations"] if a["image_id"] not in colour]


DAMAGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no key": (lambda r: r["images"][0].pop("modality"), "the key 'modality' in every picture"),
    "no pictures": (lambda r: (r["images"].clear(), r["annotations"].clear()), "pictures"),
    "no annotations": (lambda r: r["annotations"].clear(), "got 0; 7 pictures are needed"),
    "a domain without annotations": (bare, "colour"),
    "a domain of few objects": (sparse, "purple"),
    "no picture there": (lambda r: [i.update(file_name=f"no{i['id']}.png") for i in r["images"]], "no such file"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_data_that_cannot_be_fitted_to_is_one_line(corpus: Path, tmp_path: Path, damage: str) -> None:
    change, message = DAMAGES[damage]
    data = Path(shutil.copytree(corpus, tmp_path / "data"))
    edit(data, change)
    with pytest.raises(DataError) as caught:
        fit_pack(config_for(data, tmp_path / "pack", parts=("prior",)), Counter(), print)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "pack/prior.json").exists()


def test_a_folder_without_data_is_one_line(tmp_path: Path) -> None:
    config = config_for(tmp_path / "nothing", tmp_path / "pack")
    with pytest.raises(DataError, match=r"annotations\.json"):
        fit_pack(config, Counter(), print)
    assert not (tmp_path / "pack").exists()
