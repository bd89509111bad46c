"""What `synth check` leaves: check.html for people, check.json for machines, what to apply, and the queue of labels."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from synth.core.canonical import readable, rounded
from synth.data.target import staged_target
from synth.folder.guidelines import FILE as GUIDELINES
from synth.quality.check import Checked
from synth.quality.confidence import FIRST_SHARE, errors_held, first_of, in_order
from synth.quality.finding import Finding
from synth.quality.patch.lines import patch_text
from synth.quality.patch.names import names_text
from synth.quality.report.crops import crop_of
from synth.quality.table import CHECKS
from synth.report.facts import Tile
from synth.report.page import write_page

PAGE, FINDINGS, PATCH, NAMES = "check.html", "check.json", "patch.jsonl", "labels.yaml"
CONFIDENCE = "confidence.jsonl"
TEMPLATE = Path(__file__).parent / "templates" / "check.html"

CROPS = "crops"
"""The folder of pictures, which the page loads when they come into view."""

MOST_SHOWN, MOST_CROPS = 1000, 60
"""Findings of each check on the page, and pictures among them; check.json has all."""

MOST_QUEUED = 1000
"""Labels of low confidence in check.json; confidence.jsonl has all that were judged."""


def write_checked(checked: Checked, out: Path) -> Path:
    """Write the folder `out`; returns it. OutputError where something else stands there already."""
    with staged_target(out) as temporary:
        temporary.mkdir()
        (temporary / FINDINGS).write_text(_json(checked), encoding="utf-8")
        (temporary / PATCH).write_text(patch_text(checked.findings), encoding="utf-8")
        if names := [one for one in checked.findings if one.check == "vocabulary"]:
            (temporary / NAMES).write_text(names_text(names), encoding="utf-8")
        labels = [label for one in checked.sets for label in one.confidences]
        if labels:
            lines = "".join(f"{readable(one.record())}\n" for one in labels)
            (temporary / CONFIDENCE).write_text(lines, encoding="utf-8")
        _write_guidelines(checked, temporary)
        write_page(temporary / PAGE, TEMPLATE, _view(checked, temporary))
    return out


def _write_guidelines(checked: Checked, out: Path) -> None:
    """The drafts, with what they show beside each; those of several sets in a folder each, with a number."""
    drafts = [one.guidelines for one in checked.sets if one.guidelines]
    for number, draft in enumerate(drafts, 1):
        folder = out if len(drafts) == 1 else out / f"guidelines-{number}"
        folder.mkdir(exist_ok=True)
        (folder / GUIDELINES).write_text(draft.text, encoding="utf-8")
        for file, shot in draft.shots.items():
            data = crop_of(shot.picture, shot.box)
            if data is not None:
                (folder / file).parent.mkdir(exist_ok=True)
                (folder / file).write_bytes(data)


def _json(checked: Checked) -> str:
    sets = [
        {"data_set": one.name, "kind": one.kind, "samples": one.samples, "labels": one.labels, "left_out": one.left_out}
        for one in checked.sets
    ]
    counts = Counter(one.check for one in checked.findings)
    findings = [one.record(number) for number, one in enumerate(checked.findings, 1)]
    queue = in_order([label for one in checked.sets for label in one.confidences])
    doubt = {
        "judged": len(queue),
        "first_share": FIRST_SHARE,
        "errors_held": rounded(errors_held(queue)),
        "queue": [one.record() for one in first_of(queue)[:MOST_QUEUED]],
    }
    record = {"sets": sets, "counts": counts, "findings": findings, "low_confidence": doubt}
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _view(checked: Checked, out: Path) -> dict[str, Any]:
    found = checked.findings
    labels = sum(one.labels for one in checked.sets)
    tiles = [
        Tile(label="Findings", value=str(len(found)), note=f"in {labels} labels"),
        Tile(label="Can be applied", value=str(sum(bool(one.edits) for one in found)), note="patch.jsonl"),
        *(
            Tile(label=Path(one.name).name, value=str(one.samples), note=f"{one.kind}, {one.labels} labels")
            for one in checked.sets
        ),
    ]
    queue = in_order([label for one in checked.sets for label in one.confidences])
    return {
        "queue": queue[:MOST_SHOWN],
        "judged": len(queue),
        "first_share": FIRST_SHARE,
        "errors_held": errors_held(queue),
        "sets": checked.sets,
        "tiles": tiles,
        "checks": list(_sections(found, out)),
        "quiet": [name for name in CHECKS if not any(one.check == name for one in found)],
        "most": MOST_SHOWN,
    }


def _sections(found: Sequence[Finding], out: Path) -> Iterator[dict[str, Any]]:
    for name, check in CHECKS.items():
        here = [(number, one) for number, one in enumerate(found, 1) if one.check == name]
        if here:
            rows = [
                {
                    "number": number,
                    "finding": one,
                    "given": _short(one.given),
                    "suggested": _short(one.suggested),
                    "crop": _crop(one, number, out) if at < MOST_CROPS else None,
                }
                for at, (number, one) in enumerate(here[:MOST_SHOWN])
            ]
            edits = sum(bool(one.edits) for _, one in here)
            yield {"name": name, "check": check, "count": len(here), "edits": edits, "rows": rows}


def _crop(finding: Finding, number: int, out: Path) -> str | None:
    """Write what a finding is about; its address from the page."""
    data = None if finding.picture is None else crop_of(finding.picture, finding.box)
    if data is None:
        return None
    (out / CROPS).mkdir(exist_ok=True)
    (out / CROPS / f"{number:06d}.jpg").write_bytes(data)
    return f"{CROPS}/{number:06d}.jpg"


def _short(value: object) -> str:
    if value is None:
        return "?"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
