"""The card of a pack that is fitted: what an earlier card says is kept, where its part is not fitted again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from synth.core.errors import PackError, Unquoted
from synth.image.packs.card import PackCard
from synth.image.packs.pack import CARD, Pack, load_pack
from synth.image.train.options import TrainConfig
from synth.image.train.real import Corpus
from synth.image.train.start_pack import start_record

KEPT = (
    "description", "sampler", "decoding", "calibration", "box_score", "missed_on_real", "offset_on_real", "scores",
    "detail",
)  # fmt: skip
"""What an earlier card says that fitting a part again does not change."""


def fitted_card(config: TrainConfig, corpus: Corpus, start: Pack | None) -> PackCard:
    """The card; description, sampling and scores of an earlier card are kept. PackError where that has other data."""
    training = recorded(config, config.parts)
    for part in ("annotator", "generator"):
        if part in training:
            training[part] = training[part] | {"start": start_record(start)}
    card = corpus.card.model_copy(update={"training": training})
    if not (config.out / CARD).exists():
        return card
    earlier = load_pack(str(config.out)).card
    if earlier.privacy is not None:
        raise PackError(str(config.out / CARD), Unquoted("a private pack"), "choose another out=: it promises privacy")
    if earlier.source.sha256 != card.source.sha256:
        raise PackError(
            str(config.out / CARD), earlier.source.sha256, f"{card.source.sha256} (the data); choose another out="
        )
    kept = {name: getattr(earlier, name) for name in KEPT}
    return card.model_copy(update={**kept, "training": {**earlier.training, **card.training}})


def recorded(config: TrainConfig, parts: Sequence[str]) -> dict[str, Any]:
    """The configuration for the card, one entry per part, without folders, devices and the pack to start from."""
    left_out = {"data", "out", "start", "strict", "parts", "device", "resume"}
    left_out |= {"sample_every", "save_every", "source", "licence"}
    kept = {k: v for k, v in asdict(config).items() if k not in left_out}
    return dict.fromkeys(parts, kept)
