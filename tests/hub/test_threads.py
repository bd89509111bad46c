"""No number of threads, cores or workers changes a byte of what a pack makes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from synth.core.errors import OutputError, SpecError
from synth.hub import threads
from synth.image.options.generator import GeneratorOptions
from synth.image.packs.pack import Pack
from synth.image.scene.schema import Scene
from tests.runs import pack_scene, run_into, tree

COUNT = 9
"""Two tasks and more, on one core as on two."""


@pytest.fixture
def torch_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def scene(tiny_pack: Pack) -> Scene:
    """Of a canvas that is large enough for the threads of torch to share it."""
    return pack_scene(tiny_pack, canvas={"width": 160, "height": 128})


@pytest.fixture(scope="module")
def made(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process makes on one core."""
    out = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        run_into(out, scene, COUNT)
    return public(out)


def public(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in tree(out).items() if not name.startswith(".synth/")}


@pytest.mark.usefixtures("torch_threads")
@pytest.mark.parametrize("number", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_threads_of_torch_and_samples_at_once_change_no_byte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scene: Scene, made: dict[str, bytes], number: int
) -> None:
    monkeypatch.setattr("synth.image.studio.cores", lambda: number)
    torch.set_num_threads(number)
    run_into(tmp_path, scene, COUNT)
    assert public(tmp_path) == made
    assert torch.get_num_threads() == number, "who calls us keeps the number of threads"


@pytest.mark.slow
def test_workers_and_omp_num_threads_change_no_byte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scene: Scene, made: dict[str, bytes]
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("MKL_NUM_THREADS", "2")
    run_into(tmp_path, scene, COUNT, workers=4)
    assert public(tmp_path) == made


def test_a_run_that_goes_on_with_other_threads_writes_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scene: Scene, made: dict[str, bytes]
) -> None:
    for cores, count in ((3, 4), (1, 5), (2, COUNT)):
        monkeypatch.setattr("synth.image.studio.cores", lambda cores=cores: cores)
        run_into(tmp_path, scene, count)
    assert public(tmp_path) == made


@pytest.mark.usefixtures("torch_threads")
def test_a_stage_has_its_threads_in_every_thread_and_hands_them_back() -> None:
    """Also in one that torch has not met yet, which would take the process's number at its first operation."""
    torch.set_num_threads(2)
    seen: list[tuple[int, int, int]] = []

    def look() -> None:
        with threads.pack_threads():
            torch.ones(10).sum()
            inside = torch.get_num_threads()
            with threads.hub_threads():
                seen.append((inside, torch.get_num_threads(), 0))
        seen.append((0, 0, torch.get_num_threads()))

    for place in (look, threading.Thread(target=look).run, look):
        place()
    fresh = threading.Thread(target=look)
    fresh.start()
    fresh.join()
    assert seen == [(threads.PACK_THREADS, threads.HUB_THREADS, 0), (0, 0, 2)] * 4


def test_a_folder_is_not_continued_in_another_type(tmp_path: Path, scene: Scene) -> None:
    run_into(tmp_path, scene, 1)
    before = tree(tmp_path)
    with pytest.raises(OutputError) as refused:
        run_into(tmp_path, scene, 2, generator=GeneratorOptions(dtype="bfloat16"))
    assert str(refused.value).startswith(
        f"{tmp_path}: generator.dtype: got 'bfloat16'; this folder was made with 'float32': "
        "overwrite=true makes it anew, another out= leaves it"
    )
    assert tree(tmp_path) == before


@pytest.mark.usefixtures("torch_threads")
def test_no_number_of_threads_changes_a_byte_of_bfloat16(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scene: Scene
) -> None:
    for number in (1, 3):
        monkeypatch.setattr("synth.image.studio.cores", lambda number=number: number)
        torch.set_num_threads(number)
        run_into(tmp_path / str(number), scene, 3, generator=GeneratorOptions(dtype="bfloat16"))
    assert public(tmp_path / "1") == public(tmp_path / "3")


def test_a_pack_refuses_float16(tmp_path: Path, scene: Scene) -> None:
    with pytest.raises(SpecError) as refused:
        run_into(tmp_path / "out", scene, 1, generator=GeneratorOptions(dtype="float16"))
    assert str(refused.value) == "generator.dtype: got 'float16'; a pack takes auto, float32 or bfloat16"
    assert not (tmp_path / "out").exists()
