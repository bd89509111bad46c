"""sweep.html, sweep.csv and sweep.json: finished data sets of any kind side by side."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import DataError
from synth.report.colours import palette_of
from synth.report.facts import CIRCUMSTANCES, clock_text, leaves
from synth.report.page import TEMPLATES, write_page
from synth.report.svg import number_text
from synth.report.tally import Tally
from synth.report.verdicts import Verdicts

MOST_SHOWN, MOST_SHOWN_PER_SET = 48, 6
"""Thumbnails of the whole page, and of one data set."""

_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A number by which data sets are compared: `name` in sweep.json, `title` on the page, None where unknown.

    `share`: the page shows it in per cent.
    """

    name: str
    title: str
    value: float | None
    share: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedSet:
    """What a wing says of a data set for the comparison.

    `shown` are thumbnails for the macro `frame`, `categories` the ids whose colours their overlays use.
    """

    manifest: Mapping[str, Any]
    headlines: tuple[Headline, ...]
    shown: Sequence[object] = ()
    categories: tuple[int, ...] = ()


Summariser = Callable[[Path, int], ComparedSet]
"""(finished folder, most thumbnails) -> what is compared. DataError where the folder is no such data set."""


Numbers = Mapping[str, float | None]
"""Name of a headline -> its number, rounded as in sweep.json."""


class Column(NamedTuple):
    """A column of the page's table."""

    name: str
    title: str
    share: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepCell:
    """A number of the table; `width` is its per cent of the column's largest."""

    text: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow:
    """A data set of the comparison. `overrides` are the settings in which the data sets differ."""

    name: str
    link: str
    overrides: Mapping[str, str]
    cells: tuple[SweepCell, ...]
    clock: str
    shown: Sequence[object]


def common_headlines(title: str, verdicts: Verdicts) -> tuple[Headline, Headline]:
    """What every kind compares first: samples written (their plural is the title) and yield."""
    written = Headline(name="written", title=title, value=verdicts.written)
    return written, Headline(name="yield", title="Yield", value=verdicts.yield_share, share=True)


def mean_headlines(tallies: Mapping[str, Tally]) -> tuple[Headline, ...]:
    """The means of measures: name -> tally."""
    return tuple(
        Headline(
            name=name,
            title=" ".join(filter(None, (tally.measure.title, tally.measure.unit))),
            value=tally.mean if tally.number else None,
        )
        for name, tally in tallies.items()
    )


def write_sweep(data_sets: Sequence[tuple[Path, Summariser]], out: Path) -> Path:
    """Compare finished data sets: write `sweep.html`, `sweep.csv` and `sweep.json` into `out`; returns the page's path.

    A row per data set, in the order given: the settings that differ, then the headlines of its kind. Data sets of
    several kinds share the columns of one name. The clock stands only on lines of the page that are marked
    `data-clock`. DataError without data sets, or where one is not finished.
    """
    if not data_sets:
        raise DataError("sweep", list(data_sets), "at least one finished data set")
    most = max(1, min(MOST_SHOWN_PER_SET, MOST_SHOWN // len(data_sets)))
    compared = [summarise(folder, most) for folder, summarise in data_sets]
    names = [os.path.relpath(folder, out) for folder, _ in data_sets]
    overrides = differing([_settings(one.manifest) for one in compared])
    numbers = [{one.name: _number(one.value) for one in data_set.headlines} for data_set in compared]
    record = [
        {"folder": name, "overrides": changed, **values}
        for name, changed, values in zip(names, overrides, numbers, strict=True)
    ]
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"data_sets": record}, indent=2, sort_keys=True)
    (out / "sweep.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    columns = _columns(compared)
    table = _table(names, overrides, columns, numbers)
    (out / "sweep.csv").write_text(table, encoding="utf-8", newline="\n")
    rows = [
        SweepRow(
            name=name,
            link=f"{name}/report.html" if (folder / "report.html").is_file() else "",
            overrides=changed,
            cells=tuple(_cell(column, values, numbers) for column in columns),
            clock=clock_text(one.manifest),
            shown=one.shown,
        )
        for name, (folder, _), changed, values, one in zip(names, data_sets, overrides, numbers, compared, strict=True)
    ]
    categories = sorted({key for one in compared for key in one.categories})
    view = {"rows": rows, "columns": [column.title for column in columns], "colours": palette_of(categories)}
    return write_page(out / "sweep.html", TEMPLATES / "sweep.html", view)


def differing(settings: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Of each mapping the entries that are not the same in all; a missing one counts as a value of its own."""
    keys = sorted({key for one in settings for key in one})
    varied = [key for key in keys if len({one.get(key) for one in settings}) > 1]
    return [{key: one[key] for key in varied if key in one} for one in settings]


def _settings(manifest: Mapping[str, Any]) -> dict[str, str]:
    """A run's settings as dotted overrides; where it was carried out is left out."""
    given = {**dict(leaves(manifest.get("config", {}))), **dict(leaves(manifest["spec"], "scene"))}
    settings = {name: text for name, text in given.items() if name not in CIRCUMSTANCES}
    return {**settings, "seed": str(manifest["seed"]), "count": str(manifest["count"])}


def _number(value: float | None) -> float | None:
    return round(value, _DECIMALS) if isinstance(value, float) else value


def _table(
    names: Sequence[str], overrides: Sequence[Mapping[str, str]], columns: Sequence[Column], numbers: Sequence[Numbers]
) -> str:
    """CSV: folder, each setting that differs as `override.<name>`, each headline; empty where unknown."""
    swept = sorted({key for changed in overrides for key in changed})
    measured = [column.name for column in columns]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["folder", *(f"override.{key}" for key in swept), *measured])
    for name, changed, values in zip(names, overrides, numbers, strict=True):
        writer.writerow([name, *(changed.get(key) for key in swept), *(values.get(key) for key in measured)])
    return text.getvalue()


def _columns(compared: Sequence[ComparedSet]) -> list[Column]:
    """One for each name of a headline, in the order in which they first stand; kinds that differ share its column."""
    titles: dict[str, list[str]] = {}
    shares: dict[str, bool] = {}
    for headline in (headline for one in compared for headline in one.headlines):
        titles.setdefault(headline.name, []).append(headline.title)
        shares[headline.name] = headline.share
    return [Column(name, " / ".join(dict.fromkeys(found)), shares[name]) for name, found in titles.items()]


def _cell(column: Column, values: Numbers, numbers: Sequence[Numbers]) -> SweepCell:
    most = max(abs(one.get(column.name) or 0.0) for one in numbers)
    value = values.get(column.name)
    if value is None:
        return SweepCell(text="–", width=0.0)
    text = f"{100 * value:.1f} %" if column.share else number_text(value)
    return SweepCell(text=text, width=100 * abs(value) / (most or 1.0))
