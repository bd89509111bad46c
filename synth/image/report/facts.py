"""The page's headline numbers about a data set of pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from synth.image.labels import CONFIRMED_IOU
from synth.image.report.summary import PictureSummary
from synth.report.facts import Facts, Tile, manifest_facts, yield_tile
from synth.report.svg import number_text


def facts_of(summary: PictureSummary) -> Facts:
    """The texts about a data set of pictures."""
    return manifest_facts(summary.manifest, tuple(_tiles(summary)))


def _tiles(summary: PictureSummary) -> Iterator[Tile]:
    if summary.judged:
        note = f"{summary.confirmed} of {summary.judged} read back with an IoU of at least {CONFIRMED_IOU}"
        yield Tile(label="Labels confirmed", value=f"{100 * summary.confirmed // summary.judged} %", note=note)
    yield Tile(label="Pictures", value=number_text(summary.pictures), note=f"seed {summary.manifest['seed']}")
    per_picture = number_text(summary.instances / max(summary.pictures, 1))
    yield Tile(label="Labelled objects", value=number_text(summary.instances), note=f"{per_picture} a picture")
    yield yield_tile(summary.verdicts)
    iou, score = summary.mean("iou"), summary.mean("score")
    if iou is not None:
        note = "" if score is None else f"mean score {score:.3f}"
        yield Tile(label="Mean IoU, label and read-back", value=f"{iou:.3f}", note=note)
    if summary.generators:
        yield Tile(label="Generator", value=", ".join(sorted(summary.generators)), note=_pack_note(summary.manifest))


def _pack_note(manifest: Mapping[str, Any]) -> str:
    pack = manifest.get("config", {}).get("pack") or manifest["spec"].get("pack")
    return f"pack {pack}" if isinstance(pack, str) else ""
