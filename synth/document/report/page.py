"""report.html of a data set of documents: one self-contained page with labelled pages and the numbers of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from synth.document.labels import REGIONS
from synth.document.report.overlay import LAYERS
from synth.document.report.pages import MOST_PAGES, shown_pages
from synth.document.report.summary import DocumentSummary, summarise_documents
from synth.report.colours import hue_deg
from synth.report.facts import Tile, manifest_facts, yield_tile
from synth.report.page import write_page
from synth.report.sections import (
    CountBar,
    asked_shares,
    bars_of,
    check_rows,
    plot_of,
    quota_rows,
    template_bars,
    wanted_shares,
)
from synth.report.svg import number_text

TEMPLATES = Path(__file__).parent / "templates"


def write_document_report(folder: Path) -> Path:
    """Write `report.html` into a finished data set folder of documents and return its path.

    At most 24 pages, evenly spread over the data set, are embedded as JPEG; all numbers are of the whole data set. The
    bytes depend on the folder alone; what the clock put into manifest.json stands on one line, marked `data-clock`.
    DataError where the folder is not a finished data set of documents.
    """
    summary = summarise_documents(folder, MOST_PAGES)
    return write_page(
        folder / "report.html", TEMPLATES / "documents.html", _view(folder, summary), TEMPLATES / "documents.js"
    )


def _view(folder: Path, summary: DocumentSummary) -> dict[str, Any]:
    keys = {name: outline for outline, name in enumerate(REGIONS, 1)}
    shown = list(shown_pages(folder, summary.kept, keys))
    return {
        "facts": manifest_facts(summary.manifest, tuple(_tiles(summary))),
        "summary": summary,
        "shown": shown,
        "layers": LAYERS,
        "details": [one.details for one in shown],
        "hues": {key: hue_deg(key) for key in keys.values()},
        "region_bars": bars_of([(name, summary.regions[name], key) for name, key in keys.items()], {}),
        "template_bars": template_bars(summary.templates, summary.scene),
        "factor_bars": list(_factor_bars(summary)),
        "plots": [plot_of(tally, None) for tally in summary.measures.values() if (tally.counts > 0).sum() > 1],
        "check_rows": check_rows(summary.verdicts),
        "quota_rows": quota_rows(summary.quotas, summary.manifest),
    }


def _tiles(summary: DocumentSummary) -> Iterator[Tile]:
    parts, pages = summary.parts, max(summary.pages, 1)
    yield Tile(label="Documents", value=number_text(summary.documents), note=f"seed {summary.manifest['seed']}")
    a_document = number_text(summary.pages / max(summary.documents, 1))
    yield Tile(label="Pages", value=number_text(summary.pages), note=f"{a_document} a document")
    written = f", {number_text(parts['handwritten'])} by hand" if parts["handwritten"] else ""
    note = f"{number_text(parts['words'] / pages)} a page{written}"
    yield Tile(label="Words", value=number_text(parts["words"]), note=note)
    yield Tile(
        label="Fields", value=number_text(parts["fields"]), note=f"{number_text(parts['links'])} with a question"
    )
    yield Tile(label="Tables", value=number_text(parts["tables"]), note=f"{number_text(parts['cells'])} cells")
    yield Tile(label="Regions", value=number_text(parts["regions"]), note=f"{len(summary.regions)} classes")
    yield yield_tile(summary.verdicts)


def _factor_bars(summary: DocumentSummary) -> Iterator[tuple[str, str, list[CountBar]]]:
    """(name, what is counted, bars): profile, locale and variables with what the scene asks for; kinds of the rest."""
    degrade = summary.scene.get("degrade") or {}
    asked = {**asked_shares(summary.scene), "profile": wanted_shares(degrade.get("profile"))}
    for name, counts in sorted(summary.factors.items()):
        if counts:
            yield name, "documents", _bars(counts, asked.get(name, {}))
    for name, counts in (("Graphics", summary.graphics), ("Field types", summary.field_types)):
        if counts:
            yield name, "", _bars(counts, {})


def _bars(counts: Any, asked: dict[str, float]) -> list[CountBar]:
    return bars_of([(value, number, 0) for value, number in sorted(counts.items())], asked)
