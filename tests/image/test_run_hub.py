"""Hub generators by the path that users take: a file of options, a folder of a model, a data set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from synth import cli
from synth.hub import threads
from synth.image.records import Verified
from tests.runs import lines_of
from tests.tiny_hub import tiny

SCENE = {
    "kind": "image",
    "canvas": {"width": 96, "height": 64},
    "background": {"ade20k": "wall"},
    "variables": {"light": {"choice": ["day", "night"]}},
    "prompt": "a shelf, {light}",
    "objects": {
        "box": {
            "count": 2,
            "size": 24,
            "attributes": {"paint": {"choice": ["red", "blue"]}},
            "phrase": "a {paint} box",
        },
        "bottle": {"count": 1, "size": 12, "shape": "bottle"},
    },
}


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models this small are slower on several threads."""
    monkeypatch.setattr(threads, "HUB_THREADS", 1)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that keeps every draft: random weights show no plan."""
    keep = lambda plan, draft: Verified(plan=plan, draft=draft, instances=plan.instances, checks=())  # noqa: E731
    monkeypatch.setattr("synth.image.studio.make_judge", lambda *_: keep)


def written(path: Path, content: Any) -> Path:
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return path


def words(folder: Path, generator: dict[str, Any], *more: str, scene: dict[str, Any] = SCENE) -> list[str]:
    """The words of a run of three samples into folder/out."""
    folder.mkdir(exist_ok=True)
    options = written(folder / "mine.yaml", {"steps": 2, **generator})
    chosen = written(folder / "scene.yaml", scene)
    return [
        "generate",
        f"scene={chosen}",
        f"generator={options}",
        "count=3",
        "device=cpu",
        f"out={folder / 'out'}",
        *more,
    ]


def controlnet(**more: Any) -> dict[str, Any]:
    maps = {name: {"model": str(tiny("sd15_controlnet"))} for name in ("seg", "depth")}
    return {"kind": "controlnet", "model": str(tiny("sd15")), "controls": maps, **more}


def pictures(folder: Path) -> list[NDArray[np.uint8]]:
    return [np.asarray(cv2.imread(str(path))) for path in sorted((folder / "out" / "images").iterdir())]


GENERATORS = {
    "controlnet": lambda: controlnet(),
    "inpaint": lambda: {"kind": "inpaint", "model": str(tiny("sd15_inpaint")), "crop_px": 64},
    "refine": lambda: {"kind": "refine", "model": str(tiny("sd15")), "strength": 0.5},
    "gligen": lambda: {"kind": "gligen", "model": str(tiny("gligen"))},
}


@pytest.mark.parametrize("kind", GENERATORS)
@pytest.mark.usefixtures("kept")
def test_every_kind_makes_a_data_set_that_says_what_made_it(kind: str, tmp_path: Path) -> None:
    assert cli.main(words(tmp_path, GENERATORS[kind]())) == 0
    out = tmp_path / "out"
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["written"] == 3
    assert manifest["config"]["generator"] == kind
    assert {len(value) for name, value in manifest["hashes"].items() if name.startswith("model/")} == {64}
    assert str(tiny("sd15").parent) not in (out / "manifest.json").read_text("utf-8")
    assert "transformers" in manifest["versions"]
    (first, *_) = lines_of(out / "samples.jsonl")
    assert first["generator"] == kind
    assert {i["phrase"] for i in first["plan"]["instances"] if "phrase" in i} <= {"a red box", "a blue box"}
    assert all(picture.shape == (64, 96, 3) and picture.std() > 1 for picture in pictures(tmp_path))
    assert len({picture.tobytes() for picture in pictures(tmp_path)}) == 3


@pytest.mark.usefixtures("kept")
def test_a_picture_does_not_depend_on_its_batch(tmp_path: Path) -> None:
    alone, together = tmp_path / "alone", tmp_path / "together"
    assert cli.main(words(alone, controlnet(), "batch_size=1")) == 0
    assert cli.main(words(together, controlnet(), "batch_size=3")) == 0
    for one, other in zip(pictures(alone), pictures(together), strict=True):
        assert np.abs(one.astype(int) - other.astype(int)).max() <= 1
    assert (alone / "out/annotations.json").read_bytes() == (together / "out/annotations.json").read_bytes()


@pytest.mark.usefixtures("kept")
def test_a_folder_belongs_to_its_model_and_grows_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = controlnet()
    assert cli.main(words(tmp_path, given)) == 0
    before = pictures(tmp_path)
    assert cli.main([*words(tmp_path, given), "count=4"]) == 0
    assert [picture.tobytes() for picture in pictures(tmp_path)[:3]] == [picture.tobytes() for picture in before]
    other = {
        **given,
        "controls": {**given["controls"], "depth": {"model": given["controls"]["seg"]["model"], "scale": 0.5}},
    }
    assert cli.main([*words(tmp_path, other), "count=4"]) == 2
    assert "hub.controls.depth.scale: got 0.5; this folder was made with 1.0" in capsys.readouterr().err


def test_edges_alone_judge_where_nobody_else_is_asked(tmp_path: Path) -> None:
    assert cli.main(words(tmp_path, controlnet(), "verify.max_tries=2", "verify.max_layouts=1")) == 3
    refused = lines_of(tmp_path / "out/rejected.jsonl")
    assert {line["check"] for line in refused} == {"outline"}
    assert [line["id"] for line in refused if line["given_up"]] == [0, 1, 2]


def test_a_detector_judges_and_its_fidelity_is_reported(tmp_path: Path) -> None:
    tries = ("verify.max_tries=2", "verify.max_layouts=1")
    told = (f"verify.detector.model={tiny('owlv2')}", *tries, "scene.objects.bottle.count=0")
    assert cli.main(words(tmp_path, controlnet(), *told)) == 3
    out = tmp_path / "out"
    refused = lines_of(out / "rejected.jsonl")
    assert len(refused) == 6
    assert {line["check"] for line in refused} == {"missed"}
    assert all([name for name, *_ in line["readback"]["planned"]] == ["box", "box"] for line in refused)
    fidelity = json.loads((out / "fidelity.json").read_text("utf-8"))
    assert (fidelity["drafts"]["pictures"], fidelity["kept"]["pictures"], fidelity["yield"]) == (6, 0, 0.0)
    assert "Layout fidelity" in (out / "report.html").read_text("utf-8")
    assert "detector/owlv2" in json.loads((out / "manifest.json").read_text("utf-8"))["config"]["models"]


def test_the_policy_reject_tries_no_second_draft_of_a_layout(tmp_path: Path) -> None:
    told = (f"verify.detector.model={tiny('owlv2')}", "verify.detector.policy=reject", "verify.max_layouts=2")
    assert cli.main(words(tmp_path, controlnet(), *told)) == 3
    refused = lines_of(tmp_path / "out/rejected.jsonl")
    told = [(line["id"], line["attempt"], line["given_up"]) for line in refused]
    assert told == [(n, attempt, attempt == 3) for n in range(3) for attempt in (0, 3)]


def test_faults_are_counted_rejections(tmp_path: Path) -> None:
    flagged = controlnet(model=str(tiny("sd15_flagged")))
    assert cli.main(words(tmp_path, flagged, "verify.max_tries=2", "verify.max_layouts=1")) == 3
    refused = lines_of(tmp_path / "out/rejected.jsonl")
    assert [line["check"] for line in refused] == ["safety_checker"] * 6


@pytest.mark.usefixtures("kept")
def test_a_prompt_that_is_cut_is_noted_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = {f"box{n}": {"size": 8, "phrase": f"a box of {n} red and blue and green bottles"} for n in range(12)}
    scene = {**SCENE, "objects": many}
    assert (
        cli.main(words(tmp_path, controlnet(controls={"depth": {"model": str(tiny("sd15_controlnet"))}}), scene=scene))
        == 0
    )
    assert "notes     3 prompt_cut" in capsys.readouterr().out
    assert [note["kind"] for note in lines_of(tmp_path / "out/samples.jsonl")[0]["notes"]] == ["prompt_cut"]
    strict = controlnet(controls={"depth": {"model": str(tiny("sd15_controlnet"))}}, long_prompt="error")
    assert cli.main(words(tmp_path / "strict", strict, scene=scene)) == 2
    assert "generator.long_prompt=cut" in capsys.readouterr().err
    assert not (tmp_path / "strict" / "out").exists()


@pytest.mark.parametrize(
    ("generator", "message"),
    [
        (
            lambda: controlnet(model="nobody/nothing"),
            "model nobody/nothing: got 'OfflineModeIsEnabled'; HF_HUB_OFFLINE is set",
        ),
        (lambda: controlnet(model="./nothing"), "model: got './nothing'; no such folder"),
        (lambda: {"kind": "controlnet"}, "generator.model: got None"),
        (lambda: {"kind": "gligen", "model": str(tiny("sd15"))}, "generator.model: got 'StableDiffusionPipeline'"),
        (lambda: controlnet(model=str(tiny("sdxl"))), "generator.controls.seg.model: got"),
        (lambda: controlnet(model=str(tiny("owlv2"))), "model_index.json"),
        (lambda: {"kind": "sketch", "model": "x"}, "generator.model: got 'x'; a generator of kind sketch takes none"),
        (lambda: controlnet(offload="model"), "generator.offload: got 'model'; a GPU"),
    ],
)
def test_what_does_not_fit_is_one_line_and_leaves_nothing(
    generator: Any, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    given = words(tmp_path, generator())
    capsys.readouterr()  # what building the tiny model printed
    assert cli.main(given) == 2
    (told,) = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("0/")]
    assert message in told
    assert not (tmp_path / "out").exists()


def test_scenes_of_other_kinds_take_no_hub_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["generate", "scene=invoice", "generator=controlnet_sdxl", f"out={tmp_path / 'out'}"]) == 2
    assert "generator.kind: got 'controlnet'; a scene of kind document takes none" in capsys.readouterr().err
