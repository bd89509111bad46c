"""Write the parts of a pack: diffusers folders with float16 safetensors, the prior as JSON, the card as YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler

from synth.image.generate.flow import LayoutFlowPipeline
from synth.image.packs.card import PackCard
from synth.image.packs.pack import ANNOTATOR, CARD, GENERATOR, PRIOR


def export_generator(unet: Any, folder: Path, part: str = GENERATOR) -> None:
    """Write `folder`/`part`, a pipeline that `LayoutFlowPipeline.from_pretrained` loads. `unet` becomes float16."""
    pipeline = LayoutFlowPipeline(unet.half(), FlowMatchEulerDiscreteScheduler(shift=1.0))
    pipeline.save_pretrained(folder / part, safe_serialization=True)


def export_annotator(unet: Any, folder: Path) -> None:
    """Write `folder`/annotator, a UNet2DModel. `unet` becomes float16."""
    unet.half().save_pretrained(folder / ANNOTATOR, safe_serialization=True)


def export_prior(prior: Mapping[str, Any], folder: Path) -> None:
    """Write the prior as one line of JSON with sorted keys."""
    (folder / PRIOR).write_text(json.dumps(prior, sort_keys=True, separators=(",", ":")) + "\n", encoding="utf-8")


def export_card(card: PackCard, folder: Path) -> None:
    """Write the card as YAML."""
    text = yaml.safe_dump(card.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=140)
    (folder / CARD).write_text(text, encoding="utf-8")
