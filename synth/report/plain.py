"""report.html of a kind that has no page of its own: the manifest's numbers, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.core.strict_json import read_object
from synth.folder.finished import LARGEST_MANIFEST
from synth.folder.staging import MANIFEST
from synth.report.facts import Tile, manifest_facts
from synth.report.page import TEMPLATES, write_page
from synth.report.sections import bars_of, quota_rows


def write_plain_report(folder: Path, unit: str) -> Path:
    """Write `report.html` into a finished data set folder and return its path; `unit` is what its labels are called."""
    manifest = read_object(folder / MANIFEST, DataError, "the manifest of a data set", most=LARGEST_MANIFEST)
    view = {
        "facts": manifest_facts(manifest, tuple(_tiles(manifest, unit))),
        "refused": bars_of([(name, number, 0) for name, number in sorted(manifest["rejected"].items())], {}),
        "quota_rows": quota_rows(manifest.get("quotas", {}), manifest),
    }
    return write_page(folder / "report.html", TEMPLATES / "plain.html", view)


def _tiles(manifest: Mapping[str, Any], unit: str) -> Iterator[Tile]:
    yield Tile(label="Samples", value=str(manifest["written"]), note=f"labels: {unit}")
    yield Tile(label="Given up", value=str(manifest["given_up"]), note="after all their tries")
    yield Tile(label="Yield", value=f"{100 * manifest['yield']:.1f} %", note=f"of {manifest['drafts']} drafts")
