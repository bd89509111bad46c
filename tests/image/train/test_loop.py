"""The training loop: a stopped training ends bit for bit as one that was not."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import torch

from synth.core.errors import PackError
from synth.core.seeds import seed_for
from synth.image.train.loop import Fitting, fit
from synth.image.train.schedule import Budget, Stage, TrainingTime, learning_rate, stage_at

STEPS = 6
FITTING = Fitting(
    steps=STEPS, stages=(Stage(until=1.0, crop_px=8, batch=2),), peak_rate=1e-2, save_every=100, device="cpu"
)


def network() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.SiLU(), torch.nn.Conv2d(4, 3, 3))


def loss_of(net: torch.nn.Module, step: int, stage: Stage, device: torch.device) -> torch.Tensor:
    draw = torch.Generator().manual_seed(seed_for(0, step, "loss", bits=56))
    return net(torch.randn(stage.batch, 3, stage.crop_px, stage.crop_px, generator=draw).to(device)).square().mean()


def trained(checkpoint: Path, stop_at: int | None = None) -> dict[str, torch.Tensor]:
    def watch(step: int, progress: float, loss: float, average: torch.nn.Module) -> None:
        if step == stop_at:
            raise KeyboardInterrupt

    return fit(network(), loss_of, FITTING, checkpoint, watch).network.state_dict()


@pytest.mark.parametrize("stop_at", [1, 3, 5])
def test_a_stopped_training_goes_on_bit_for_bit(tmp_path: Path, stop_at: int) -> None:
    straight = trained(tmp_path / "straight.pt")
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "stopped.pt", stop_at)
    again = trained(tmp_path / "stopped.pt")
    assert straight.keys() == again.keys()
    assert all(torch.equal(straight[name], again[name]) for name in straight)
    assert any(not torch.equal(straight[name], value) for name, value in network().state_dict().items())


def test_a_finished_training_is_not_repeated(tmp_path: Path) -> None:
    first = trained(tmp_path / "c.pt")
    again = trained(tmp_path / "c.pt", stop_at=1)
    assert all(torch.equal(first[name], again[name]) for name in first)


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", None])
def test_a_damaged_checkpoint_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    """Torn, of another kind, or of a network of another form."""
    path = tmp_path / "c.pt"
    trained(path)
    if content is None:
        torch.save({**torch.load(path, weights_only=True), "unet": {}}, path)
    else:
        path.write_bytes(content)
    with pytest.raises(PackError, match=r"c\.pt: got .*; a whole checkpoint of this training; resume=false") as caught:
        trained(path)
    assert "\n" not in str(caught.value)


def test_the_generator_takes_the_time_that_is_left() -> None:
    now = 100.0
    whole = TrainingTime(3600.0, clock=lambda: now)
    now += 60
    assert whole.annotator_minutes(alone=False) == pytest.approx(0.3 * (0.98 * 60 - 1))
    assert whole.annotator_minutes(alone=True) == pytest.approx(0.98 * 60 - 1)
    now += 1200
    assert whole.generator_minutes(5.0, detail=False, trial=False) == pytest.approx(0.98 * 60 - 21 - 5)
    assert whole.generator_minutes(5.0, detail=True, trial=True) == pytest.approx(0.75 * (0.92 * 60 - 21 - 5))
    assert whole.detail_minutes(5.0, trial=True) == pytest.approx(0.92 * 60 - 21 - 5)
    assert whole.trial_seconds(5.0) == pytest.approx(60 * (0.98 * 60 - 21 - 5))
    assert TrainingTime(None).generator_minutes(5.0, detail=True, trial=True) is None


@pytest.mark.parametrize("rates", [(1.0, 1.0, 1.0), (1.0, 5.0, 5.0), (5.0, 1.0, 5.0), (2.0, 6.0, 0.5)])
def test_the_budget_is_kept_under_changing_load(rates: tuple[float, float, float]) -> None:
    """Ten minutes of steps that become slower and faster, with sheets between them, and what is read afterwards."""
    now = 0.0
    budget, step, shares = Budget(None, 10.0, after=12.0, clock=lambda: now), 0, list[float]()
    while (share := budget.progress(step)) < 1:
        shares.append(share)
        rate = rates[min(int(now // 200), 2)]
        now += rate + (8 * rate if step % 50 == 49 else 0)
        step += 1
    assert 0.9 * 600 <= now + 12 * rates[min(int(now // 200), 2)] <= 1.1 * 600
    assert shares == sorted(shares)


def test_stages_follow_each_other() -> None:
    stages = (Stage(until=0.7, crop_px=64, batch=16), Stage(until=1.0, crop_px=128, batch=6))
    assert [stage_at(stages, p).crop_px for p in (0, 0.69, 0.7, 0.99, 1.0)] == [64, 64, 128, 128, 128]


def test_the_rate_warms_up_and_falls() -> None:
    assert learning_rate(1.0, 0, 0.0, warmup_steps=200) == pytest.approx(1 / 200)
    rates = [learning_rate(1.0, 1000, share / 10) for share in range(11)]
    assert rates[0] == 1
    assert all(a > b for a, b in itertools.pairwise(rates[:10]))
    assert rates[-1] == pytest.approx(0.02)


def test_the_budget_ends_with_what_runs_out_first() -> None:
    assert Budget(10, None).progress(5) == 0.5
    assert Budget(10, 1.0, spent_minutes=0.9).progress(1) == pytest.approx(0.9, abs=0.01)
    assert Budget(None, 1.0, spent_minutes=2.0).progress(0) == 1
    with pytest.raises(ValueError, match="steps, minutes or both"):
        Budget(None, None)
