"""The guidance of a new pack: the weakest under which no more drafts pass than under a stronger one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from synth.core.outcome import Rejection
from synth.image.packs.pack import Pack, load_pack
from synth.image.train import guidance
from synth.image.train.guidance import GUIDANCES, LEAST_PLANS, STEPS_A_PLAN, choose_guidance


@pytest.fixture
def folder(tiny_pack: Pack, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_pack.folder, tmp_path / "pack"))


def missing(share: float) -> Rejection:
    return Rejection(sample_id=0, check="missed", measured=share, limit=0.1)


@pytest.mark.parametrize(
    ("missed", "chosen"),
    [
        ({1.0: 0.5, 1.5: 0.4, 2.0: 0.3, 3.0: 0.295}, 2.0),
        ({1.0: 0.5, 1.5: 0.5, 2.0: 0.5, 3.0: 0.4}, 3.0),
        ({1.0: 0.2, 1.5: 0.3, 2.0: 0.4, 3.0: 0.5}, 1.0),
    ],
)
def test_the_weakest_that_no_stronger_one_beats(
    folder: Path, monkeypatch: pytest.MonkeyPatch, missed: Mapping[float, float], chosen: float
) -> None:
    monkeypatch.setattr(guidance, "_drafts", lambda _, weight, numbers, __: [missing(missed[weight])] * len(numbers))
    best = choose_guidance(folder, 100 * STEPS_A_PLAN, None, "cpu")
    assert best is not None
    assert (best.guidance, best.found) == (chosen, pytest.approx(1 - missed[chosen]))
    card = load_pack(str(folder)).card
    assert card.sampler.guidance == chosen
    assert card.scores["guidance"]["2"] == {"passed": 0.0, "found": pytest.approx(1 - missed[2.0])}


def test_real_drafts_are_judged(folder: Path) -> None:
    best = choose_guidance(folder, LEAST_PLANS * STEPS_A_PLAN, None, "cpu")
    told = load_pack(str(folder)).card.scores["guidance"]
    assert best is not None
    assert told["plans"] == LEAST_PLANS
    assert set(told) <= {"plans", *(f"{one:g}" for one in GUIDANCES)}


@pytest.mark.parametrize(("steps", "seconds"), [(LEAST_PLANS * STEPS_A_PLAN - 1, None), (10_000, 1e-6)])
def test_nothing_is_chosen_where_steps_or_time_do_not_suffice(
    folder: Path, monkeypatch: pytest.MonkeyPatch, steps: int, seconds: float | None
) -> None:
    monkeypatch.setattr(guidance, "_drafts", lambda *_: [missing(0.5)] * LEAST_PLANS)
    before = (folder / "pack.yaml").read_bytes()
    assert choose_guidance(folder, steps, seconds, "cpu") is None
    assert (folder / "pack.yaml").read_bytes() == before
