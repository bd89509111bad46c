"""The page's head and foot: what manifest.json says about the run, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from synth.core.progress import duration_text
from synth.report.svg import number_text
from synth.report.verdicts import Verdicts

CIRCUMSTANCES = ("out", "workers", "device")
"""Settings that say where a run was carried out, not what it makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A headline number."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Texts of the head and the foot. Only `clock` and `run` can differ between two runs that made the same samples."""

    title: str
    lead: str
    tiles: tuple[Tile, ...]
    clock: str
    run: str
    rows: tuple[tuple[str, str], ...]
    scene_text: str


def manifest_facts(manifest: Mapping[str, Any], tiles: tuple[Tile, ...]) -> Facts:
    """Gather the texts; a manifest without a key simply has no such row."""
    drawn = [("seed", str(manifest["seed"])), ("samples asked for", str(manifest["count"]))]
    rows = [] if annotator_of(manifest) else drawn
    rows += [(f"{name} sha256", digest[:16] + "…") for name, digest in sorted(manifest.get("hashes", {}).items())]
    settings = list(leaves(manifest.get("config", {})))
    rows += [(name, text) for name, text in settings if name not in ("seed", "count", *CIRCUMSTANCES)]
    run = [f"{name} {text}" for name, text in settings if name in CIRCUMSTANCES]
    run += [f"{name} {version}" for name, version in sorted(manifest.get("versions", {}).items())]
    return Facts(
        title=manifest["name"],
        lead=manifest.get("description", ""),
        tiles=tiles,
        clock=clock_text(manifest),
        run=", ".join(run),
        rows=tuple(rows),
        scene_text=json.dumps(manifest["spec"], indent=2, ensure_ascii=False) if manifest["spec"] else "",
    )


def annotator_of(manifest: Mapping[str, Any]) -> str:
    """What labelled the samples of an annotated set, as its command named it; empty for a set that was generated."""
    return str(manifest.get("config", {}).get("with", ""))


def yield_tile(verdicts: Verdicts) -> Tile:
    """Written samples of all drafts."""
    note = f"{verdicts.refused} of {verdicts.drafts} drafts refused"
    return Tile(label="Yield", value=f"{100 * verdicts.yield_share:.1f} %", note=note)


def clock_text(manifest: Mapping[str, Any]) -> str:
    """When the run ended, how long it took and its rate; empty where the manifest does not say."""
    run = manifest.get("run", {})
    if "wall_time_s" not in run:
        return ""
    made, seconds = run.get("samples_made", 0), run["wall_time_s"]
    rate = f", {number_text(made / seconds)} a second" if made and seconds else ""
    finished = run.get("finished_utc", "").replace("T", " ").replace("+00:00", " UTC")
    return f"Last run: {finished}, {made} samples in {duration_text(seconds)}{rate}"


def leaves(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """(dotted key, value as text) of every leaf of nested mappings; lists count as leaves, null is left out."""
    if isinstance(value, Mapping):
        for name in sorted(value):
            yield from leaves(value[name], f"{key}.{name}" if key else str(name))
    elif value is not None:
        yield key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
