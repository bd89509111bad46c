"""Several processes share the machine: each studio takes its own GPU, and leaves the others their processor cores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.lanes import cores
from synth.image.generate.protocol import Sampling
from synth.image.options.generator import GeneratorKind, GeneratorOptions
from synth.image.options.judges import DetectorOptions, VerifyOptions
from synth.image.packs.pack import Pack
from synth.image.records import Plan
from synth.image.studio import PictureStudio
from synth.kinds import Share
from tests.runs import config_of, pack_scene, sketch_scene

FINDER = VerifyOptions(detector=DetectorOptions(model="finder"))


def devices(monkeypatch: pytest.MonkeyPatch, share: Share, **options: Any) -> set[str]:
    """The devices on which the generator and the judge of a share are loaded."""
    found: set[str] = set()

    def generator(options: object, scene: object, pack: object, sampling: Sampling) -> Any:
        found.add(sampling.device)
        return lambda plans, conditions, seeds: []

    def judge(*given: Any) -> Any:
        found.add(given[-1])
        return lambda plan, draft: None

    monkeypatch.setattr("synth.image.studio.make_generator", generator)
    monkeypatch.setattr("synth.image.studio.make_judge", judge)
    studio = PictureStudio(config_of(Path("unused"), 4, **options), sketch_scene(), share)
    plan: Any = studio.plan(0)
    assert isinstance(plan, Plan)
    studio.draft([])
    studio.verify(plan, plan)  # pyright: ignore[reportArgumentType] - the judge above looks at nothing
    return found


@pytest.mark.parametrize(
    ("gpus", "device", "taken"),
    [
        (2, "auto", ["cuda:0", "cuda:1", "cuda:0"]),
        (2, "cuda", ["cuda:0", "cuda:1", "cuda:0"]),
        (4, "auto", ["cuda:0", "cuda:1", "cuda:2"]),
        (2, "cuda:1", ["cuda:1"] * 3),
        (2, "cpu", ["cpu"] * 3),
        (1, "auto", ["auto"] * 3),
        (0, "auto", ["auto"] * 3),
    ],
)
@pytest.mark.parametrize("kind", ["refine", "sketch"])
def test_gpus_are_taken_in_turn(
    monkeypatch: pytest.MonkeyPatch, kind: GeneratorKind, gpus: int, device: str, taken: list[str]
) -> None:
    """Of a generator that is a model, and of a detector that judges sketches."""
    monkeypatch.setattr("torch.cuda.device_count", lambda: gpus)
    options: dict[str, Any] = {"device": device, "verify": FINDER, "batch_size": 1}
    options["generator"] = GeneratorOptions(kind=kind, model="painter" if kind != "sketch" else None)
    assert [devices(monkeypatch, Share(n, 3), **options) for n in range(3)] == [{name} for name in taken]
    assert devices(monkeypatch, Share(), **options) == {device}


@pytest.mark.parametrize(
    ("cores", "of", "lanes", "task"), [(8, 1, 8, 8), (8, 4, 2, 2), (8, 3, 2, 2), (2, 4, 1, 1), (64, 1, 16, 16)]
)
def test_a_pack_draws_as_many_samples_at_once_as_its_share_of_the_cores(
    monkeypatch: pytest.MonkeyPatch, tiny_pack: Pack, cores: int, of: int, lanes: int, task: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)), raising=False)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    studio = PictureStudio(config_of(Path("unused"), 4), pack_scene(tiny_pack), Share(0, of))
    assert (studio.lanes, studio.task, studio.overlaps) == (lanes, task, False)
    large = pack_scene(tiny_pack, canvas={"width": 2048, "height": 1024})
    assert PictureStudio(config_of(Path("unused"), 4), large, Share(0, of)).lanes == min(lanes, 2), "4 GB at most"
    plain = PictureStudio(config_of(Path("unused"), 4), sketch_scene(), Share(0, of))
    assert (plain.lanes, plain.overlaps) == (1, False)


@pytest.mark.parametrize(
    ("asked", "given"), [("3", 3), ("3,2", 3), (" 2 ", 2), ("64", 8), ("", 8), ("0", 8), ("many", 8), ("-1", 8)]
)
def test_omp_num_threads_asks_for_fewer_cores(monkeypatch: pytest.MonkeyPatch, asked: str, given: int) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", asked)
    assert cores() == given


def test_a_canvas_that_a_pack_has_no_memory_for_is_one_line(tiny_pack: Pack) -> None:
    large = pack_scene(tiny_pack, canvas={"width": 2048, "height": 2056})
    with pytest.raises(SpecError, match=r"canvas: got 2048 x 2056 px; a pack draws at most 4,194,304 px in all"):
        PictureStudio(config_of(Path("unused"), 4), large, Share())
    PictureStudio(config_of(Path("unused"), 4, generator=GeneratorOptions(kind="sketch")), large, Share())
