"""report.html: one self-contained page about a finished data set of pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from synth.image.read import ObjectLabel, PictureSample
from synth.image.report.facts import facts_of
from synth.image.report.fidelity import read_fidelity
from synth.image.report.sections import Reference, category_bars, plot_rows, reading_plots, variable_bars
from synth.image.report.shown import ShownPicture, shown_pictures
from synth.image.report.summary import PictureSummary, summarise_pictures
from synth.report.colours import palette_of
from synth.report.page import write_page
from synth.report.sections import check_rows, quota_rows

TEMPLATES = Path(__file__).parent / "templates"

MOST_PICTURES = 48


def write_report(folder: Path, reference: Reference | None = None) -> Path:
    """Write `report.html` into a finished data set folder and return its path.

    At most 48 pictures, evenly spread over the data set, are embedded; all numbers are of the whole data set. The bytes
    depend on the folder and on `reference` (the pack card's training statistics) alone; what the clock put into
    manifest.json stands on one line, marked `data-clock`. DataError where the folder is not a finished data set.
    """
    reference = reference or {}
    summary = summarise_pictures(folder, keep=MOST_PICTURES, split_by=tuple(reference))
    shown = shown_pictures(folder, summary.kept, dict(summary.categories))
    return write_page(
        folder / "report.html", TEMPLATES / "report.html", _view(summary, shown, reference), TEMPLATES / "report.js"
    )


def _view(summary: PictureSummary, shown: list[ShownPicture], reference: Reference) -> dict[str, Any]:
    manifest = summary.manifest
    scene = manifest["spec"]
    category_ids = [key for key, _ in summary.categories]
    return {
        "facts": facts_of(summary),
        "summary": summary,
        "shown": shown,
        "details": [_details(one.picture) for one in shown],
        "names": dict(summary.categories),
        "colours": palette_of(category_ids),
        "dark": sum(one.embedded.dark for one in shown),
        "any_keypoints": any(label.keypoints for one in shown for label in one.picture.labels),
        "any_amodal": any(label.amodal_box != label.box for one in shown for label in one.picture.labels),
        "any_score": any(label.score is not None for one in shown for label in one.picture.labels),
        "all_exact": all(one.embedded.exact for one in shown),
        "category_bars": category_bars(summary),
        "plot_rows": plot_rows(summary, reference),
        "has_reference": bool(reference),
        "reading_plots": reading_plots(summary),
        "check_rows": check_rows(summary.verdicts),
        "quota_rows": quota_rows(summary.quotas, manifest),
        "variable_bars": variable_bars(summary, scene),
        "notes": sorted((kind, count, summary.note_texts[kind]) for kind, count in summary.notes.items()),
        "fidelity": read_fidelity(summary.data_set.folder),
    }


def _details(picture: PictureSample) -> dict[str, Any]:
    """What the enlarged view says of a picture; the script shows it as text only."""
    return {
        "id": picture.id,
        "width": picture.width,
        "height": picture.height,
        "prompt": picture.prompt,
        "variables": {name: str(value) for name, value in picture.variables.items()},
        "quotas": picture.quotas,
        "captions": picture.captions,
        "checks": [(check["check"], check["measured"], check["limit"]) for check in picture.checks],
        "labels": [_label_details(label) for label in picture.labels],
    }


def _label_details(label: ObjectLabel) -> dict[str, Any]:
    return {
        "id": label.id,
        "category": label.category_id,
        "area": round(label.area),
        "visibility": None if label.visibility is None else round(label.visibility, 3),
        "truncation": None if label.truncation is None else round(label.truncation, 3),
        "iou": label.iou,
        "score": label.score,
        "attributes": {name: str(value) for name, value in label.attributes.items()},
    }
