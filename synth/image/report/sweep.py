"""sweep.html and sweep.json: several data sets side by side."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.image.report.overlay import colours
from synth.image.report.page import MOST_PICTURES, TEMPLATES
from synth.image.report.shown import Shown, shown_pictures
from synth.image.report.summary import Summary, summarise
from synth.report.facts import CIRCUMSTANCES, clock_text, leaves
from synth.report.page import write_page
from synth.report.svg import number_text

_MOST_PER_SET = 6

_COLUMNS: Mapping[str, str] = {
    "written": "Pictures",
    "yield": "Yield",
    "iou": "Mean IoU",
    "score": "Mean score",
    "count": "Objects a picture",
    "area": "Mean area px",
    "aspect": "Mean height / width",
    "neighbour": "Nearest neighbour px",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number of the table; `width` is its per cent of the column's largest."""

    text: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow:
    """A data set of the comparison. `overrides` are the settings in which the data sets differ."""

    name: str
    link: str
    overrides: Mapping[str, str]
    cells: tuple[Cell, ...]
    clock: str
    shown: list[Shown]


def write_sweep(folders: Sequence[Path], out: Path) -> Path:
    """Compare finished data sets: write `sweep.html` and `sweep.json` into the folder `out`; returns the page's path.

    A row per data set, in the order given: the settings that differ, pictures written, yield, mean IoU and score, and
    the means of the measures of the report. The clock stands only on lines of the page that are marked `data-clock`.
    DataError without folders, or where one is not a finished data set.
    """
    if not folders:
        raise DataError("sweep", list(folders), "at least one finished data set")
    most = max(1, min(_MOST_PER_SET, MOST_PICTURES // len(folders)))
    summaries = [summarise(folder, keep=most) for folder in folders]
    overrides = differing([_settings(summary.manifest) for summary in summaries])
    numbers = [_numbers(summary) for summary in summaries]
    names = [os.path.relpath(folder, out) for folder in folders]
    record = [
        {"folder": name, "overrides": changed, **values}
        for name, changed, values in zip(names, overrides, numbers, strict=True)
    ]
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"data_sets": record}, indent=2, sort_keys=True)
    (out / "sweep.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    rows = [
        SweepRow(
            name=name,
            link=f"{name}/report.html" if (folder / "report.html").is_file() else "",
            overrides=changed,
            cells=_cells(values, numbers),
            clock=clock_text(summary.manifest),
            shown=shown_pictures(folder, summary.kept, dict(summary.categories)),
        )
        for name, folder, changed, values, summary in zip(names, folders, overrides, numbers, summaries, strict=True)
    ]
    category_ids = sorted({key for summary in summaries for key, _ in summary.categories})
    view = {"rows": rows, "columns": list(_COLUMNS.values()), "colours": colours(category_ids)}
    return write_page(out / "sweep.html", TEMPLATES / "sweep.html", view, TEMPLATES / "report.js")


def differing(settings: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Of each mapping the entries that are not the same in all; a missing one counts as a value of its own."""
    keys = sorted({key for one in settings for key in one})
    varied = [key for key in keys if len({one.get(key) for one in settings}) > 1]
    return [{key: one[key] for key in varied if key in one} for one in settings]


def _settings(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What a run was told, as dotted overrides; where it was carried out is left out."""
    told = {**dict(leaves(manifest.get("config", {}))), **dict(leaves(manifest["spec"], "scene"))}
    told = {name: text for name, text in told.items() if name not in CIRCUMSTANCES}
    return {**told, "seed": str(manifest["seed"]), "count": str(manifest["count"])}


def _numbers(summary: Summary) -> dict[str, float | None]:
    means = {name: summary.mean(name) for name in _COLUMNS if name not in ("written", "yield")}
    rounded = {name: None if value is None else round(value, 6) for name, value in means.items()}
    return {"written": summary.pictures, "yield": round(summary.yield_share, 6), **rounded}


def _cells(values: Mapping[str, float | None], every: Sequence[Mapping[str, float | None]]) -> tuple[Cell, ...]:
    cells = []
    for name in _COLUMNS:
        value, most = values[name], max((one[name] or 0.0 for one in every), default=0.0)
        text = "–" if value is None else f"{100 * value:.1f} %" if name == "yield" else number_text(value)
        cells.append(Cell(text=text, width=100 * (value or 0.0) / (most or 1.0)))
    return tuple(cells)
