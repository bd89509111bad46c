"""What `synth check` leaves: check.html for people, check.json for machines, what to apply, and the queue of labels."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from synth.core.canonical import readable, rounded
from synth.core.errors import OutputError
from synth.core.strict_json import read_object
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

LARGEST = 1 << 30
"""Bytes of an earlier check.json that is read."""

MOST_QUEUED = 1000
"""Labels of low confidence in check.json; confidence.jsonl has all that were judged."""


def stands_unchanged(out: Path) -> bool:
    """Whether an earlier check stands at `out`, which a new one replaces. OutputError where anything else does, or
    where somebody changed a file of it.
    """
    if not out.exists():
        return False
    needed = "a name that is free, or a check whose files nobody changed: move it away or give --out"
    if not (out / FINDINGS).is_file():
        raise OutputError(str(out), "another file or folder", needed)
    written = read_object(out / FINDINGS, OutputError, needed, most=LARGEST).get("files")
    found = _hashes(out)
    if not isinstance(written, dict) or written != found:
        known = written if isinstance(written, dict) else {}
        other = next((name for name in (*found, *known) if known.get(name) != found.get(name)), FINDINGS)
        raise OutputError(str(out / other), "a file that was changed since the check", needed)
    return True


def write_checked(checked: Checked, out: Path) -> Path:
    """Write the folder `out`, in the place of an earlier check; returns it. OutputError as `stands_unchanged`."""
    replaced = stands_unchanged(out)
    before = out.absolute().with_name(f".{out.absolute().name}.before")
    with staged_target(out) as temporary:
        temporary.mkdir()
        (temporary / PATCH).write_text(patch_text(checked.findings), encoding="utf-8")
        if names := [one for one in checked.findings if one.check == "vocabulary"]:
            (temporary / NAMES).write_text(names_text(names), encoding="utf-8")
        labels = [label for one in checked.sets for label in one.confidences]
        if labels:
            lines = "".join(f"{readable(one.record())}\n" for one in labels)
            (temporary / CONFIDENCE).write_text(lines, encoding="utf-8")
        _write_guidelines(checked, temporary)
        write_page(temporary / PAGE, TEMPLATE, _view(checked, temporary))
        (temporary / FINDINGS).write_text(_json(checked, _hashes(temporary)), encoding="utf-8")
        if replaced:
            shutil.rmtree(before, ignore_errors=True)
            out.replace(before)
    shutil.rmtree(before, ignore_errors=True)
    return out


def _hashes(folder: Path) -> dict[str, str]:
    """The sha256 of each file of a check's folder, but of check.json, which holds them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / FINDINGS)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


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


def _json(checked: Checked, files: Mapping[str, str]) -> str:
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
    record = {"sets": sets, "counts": counts, "findings": findings, "low_confidence": doubt, "files": files}
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
