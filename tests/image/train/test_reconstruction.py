"""The loss with which a pack reconstructs pictures tells those that its generator learnt by heart."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from synth.evidence.pictures.sets import annotated_pictures
from synth.image.packs.pack import Pack
from synth.image.train import reconstruction
from synth.image.train.reconstruction import reconstruction_reader


class Recites(torch.nn.Module):
    """A network that returns one picture, whatever it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.config = {"out_channels": 12}
        self.weight = torch.nn.Parameter(torch.zeros(1))
        self.heart = torch.zeros(1, 3, 2, 2)

    def forward(self, given: torch.Tensor, level: torch.Tensor) -> Any:
        return SimpleNamespace(sample=torch.nn.functional.pixel_unshuffle(self.heart, 2))


def test_a_picture_that_the_generator_knows_by_heart_is_told(
    tiny_pack: Pack, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, seen = Recites(), list[torch.Tensor]()
    make = reconstruction.batch_tensors

    def noted(crops: Any, card: Any) -> Any:
        found = make(crops, card)
        seen.append(found[0])
        network.heart = network.heart if len(seen) > 1 else found[0].clone()
        return found

    monkeypatch.setattr(reconstruction, "batch_tensors", noted)
    monkeypatch.setattr(reconstruction, "pack_pipeline", lambda pack: SimpleNamespace(unet=network))
    read = reconstruction_reader(tiny_pack)
    known, other = annotated_pictures(corpus, {"000.png", "002.png"})
    losses = read(known), read(other)
    assert losses[0] is not None
    assert losses[1] is not None
    assert losses[0] < -5
    assert losses[1] > -2
    assert read(known) == losses[0]
    network.heart = seen[1].clone()
    assert (read(other) or 0) < -5


def test_a_picture_of_no_known_domain_has_no_loss(tiny_pack: Pack, corpus: Path) -> None:
    (picture,) = annotated_pictures(corpus, {"000.png"})
    picture.extra["modality"] = "infrared"  # type: ignore[index]  # it is a dict
    assert reconstruction_reader(tiny_pack)(picture) is None
