"""report.html: one self-contained page about a finished data set."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from synth.report.facts import facts_of
from synth.report.fidelity import read_fidelity
from synth.report.folder import Label, Picture
from synth.report.overlay import colours
from synth.report.sections import (
    Reference,
    category_bars,
    check_rows,
    plot_rows,
    quota_rows,
    reading_plots,
    variable_bars,
)
from synth.report.shown import Shown, shown_pictures
from synth.report.summary import Summary, summarise

MOST_PICTURES = 48

_TEMPLATES = Path(__file__).parent / "templates"


def write_report(folder: Path, reference: Reference | None = None) -> Path:
    """Write `report.html` into a finished data set folder and return its path.

    At most 48 pictures, evenly spread over the data set, are embedded; all numbers are of the whole data set. The bytes
    depend on the folder and on `reference` (the pack card's training statistics) alone; what the clock put into
    manifest.json stands on one line, marked `data-clock`. DataError where the folder is not a finished data set.
    """
    reference = reference or {}
    summary = summarise(folder, keep=MOST_PICTURES, split_by=tuple(reference))
    shown = shown_pictures(folder, summary.kept, dict(summary.categories))
    return write_page(folder / "report.html", "report.html", _view(summary, shown, reference))


def write_page(path: Path, template: str, view: Mapping[str, Any], script: str = "report.js") -> Path:
    """Render a template, whose every value is escaped, with the house's style and a script inlined; returns `path`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    code = (_TEMPLATES / script).read_text(encoding="utf-8")
    assets = {
        "style": Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8")),
        "script": Markup(code),
        "script_hash": base64.b64encode(sha256(code.encode()).digest()).decode("ascii"),
    }
    path.write_text(environment.get_template(template).render({**assets, **view}), encoding="utf-8", newline="\n")
    return path


def _view(summary: Summary, shown: list[Shown], reference: Reference) -> dict[str, Any]:
    manifest = summary.manifest
    scene = manifest["spec"]
    category_ids = [key for key, _ in summary.categories]
    return {
        "facts": facts_of(summary),
        "summary": summary,
        "shown": shown,
        "details": [_details(one.picture) for one in shown],
        "names": dict(summary.categories),
        "colours": colours(category_ids),
        "stretch": 2 * sum(one.embedded.dark for one in shown) > len(shown),
        "any_keypoints": any(label.keypoints for one in shown for label in one.picture.labels),
        "any_amodal": any(label.amodal_box != label.box for one in shown for label in one.picture.labels),
        "any_score": any(label.score is not None for one in shown for label in one.picture.labels),
        "all_exact": all(one.embedded.exact for one in shown),
        "category_bars": category_bars(summary),
        "plot_rows": plot_rows(summary, reference),
        "has_reference": bool(reference),
        "reading_plots": reading_plots(summary),
        "check_rows": check_rows(summary.passed, summary.refusals, summary.pictures + summary.refused),
        "quota_rows": quota_rows(summary.quotas, scene, manifest["count"]),
        "variable_bars": variable_bars(summary, scene),
        "notes": sorted((kind, count, summary.note_texts[kind]) for kind, count in summary.notes.items()),
        "fidelity": read_fidelity(summary.folder),
    }


def _details(picture: Picture) -> dict[str, Any]:
    """What the enlarged view tells of a picture; the script shows it as text only."""
    return {
        "id": picture.id,
        "width": picture.width,
        "height": picture.height,
        "prompt": picture.prompt,
        "variables": {name: str(value) for name, value in picture.variables.items()},
        "quotas": picture.quotas,
        "captions": picture.captions,
        "checks": picture.checks,
        "labels": [_label_details(label) for label in picture.labels],
    }


def _label_details(label: Label) -> dict[str, Any]:
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
