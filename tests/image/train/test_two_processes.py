"""Two CPU processes train as one through accelerate (gloo): equal weights and losses, one writer, one checkpoint."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest
import torch
from torch.multiprocessing.spawn import spawn

from synth.core.seeds import seed_for
from synth.image.train.loop import Fitting, fit
from synth.image.train.schedule import Stage

STEPS, SAVE_EVERY = 5, 2
FITTING = Fitting(
    steps=STEPS, stages=(Stage(until=1.0, crop_px=8, batch=2),), peak_rate=1e-2, save_every=SAVE_EVERY, device="cpu"
)


def network() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.SiLU(), torch.nn.Conv2d(4, 3, 3))


def draw(number: int, stage: Stage) -> torch.Tensor:
    seeded = torch.Generator().manual_seed(seed_for(0, number, "pair", bits=56))
    return torch.randn(stage.batch, 3, stage.crop_px, stage.crop_px, generator=seeded)


def loss_of(net: torch.nn.Module, number: int, stage: Stage, device: torch.device) -> torch.Tensor:
    return net(draw(number, stage).to(device)).square().mean()


def loss_of_both(net: torch.nn.Module, step: int, stage: Stage, device: torch.device) -> torch.Tensor:
    """What two processes learn from in a step, in one."""
    return net(torch.cat([draw(2 * step, stage), draw(2 * step + 1, stage)]).to(device)).square().mean()


def train_one(rank: int, folder: str, port: int) -> None:
    where = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": 2, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    os.environ |= {name: str(value) for name, value in where.items()} | {"ACCELERATE_USE_CPU": "true"}
    torch.set_num_threads(1)
    losses = list[float]()
    saved = Path(folder) / "c.pt"
    trained = fit(network(), loss_of, FITTING, saved, lambda step, progress, loss, average: losses.append(loss))
    weights = [float(w.double().sum()) for w in trained.network.state_dict().values()]
    record = {"losses": losses, "weights": weights}
    (Path(folder) / f"{rank}.json").write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.slow
def test_two_processes_train_as_one(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    spawn(train_one, (str(tmp_path), port), nprocs=2)
    first, second = (json.loads((tmp_path / f"{rank}.json").read_text(encoding="utf-8")) for rank in (0, 1))
    assert first["weights"] == second["weights"]
    assert (len(first["losses"]), len(second["losses"])) == (STEPS, 0)  # the main process alone is watched
    alone = list[float]()
    whole = fit(network(), loss_of_both, FITTING, tmp_path / "a.pt", lambda s, p, loss, average: alone.append(loss))
    assert first["losses"] == pytest.approx(alone, rel=1e-5)
    weights = [float(w.double().sum()) for w in whole.network.state_dict().values()]
    assert first["weights"] == pytest.approx(weights, rel=1e-4)
    again = fit(network(), loss_of, FITTING, tmp_path / "c.pt", lambda *_: pytest.fail("it was finished"))
    assert first["weights"] == [float(w.double().sum()) for w in again.network.state_dict().values()]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.json", "1.json", "a.pt", "c.pt"]
