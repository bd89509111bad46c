"""A small finished data set of texts, as the writer leaves it: nested spans, scripts of both directions, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from synth.folder.batch import Batch
from synth.folder.journal import Journal
from synth.folder.staging import STATE
from synth.folder.totals import Totals
from synth.text.encode.totals import groups_of

LABELS = ("PERSON", "ADDRESS", "CITY", "ZIP", "EMAIL")

SPEC: dict[str, Any] = {
    "kind": "text",
    "locale": {"choice": {"en_US": 0.75, "ja_JP": 0.25}},
    "variables": {"tone": {"choice": {"formal": 0.5, "casual": 0.5}}, "place": {"choice": ["near", "far"]}},
    "labels": list(LABELS),
    "templates": {"letter": {"file": "letter.j2"}, "note": {"file": "note.j2"}, "spare": {"file": "spare.j2"}},
    "attributes": {"tone": "tone"},
    "quotas": {"remote": {"share": 0.25, "when": {"place": "far"}}},
}

BARE: dict[str, Any] = {"spans": [], "template": "", "locale": "", "attributes": {}}
"""What every line that a run writes has."""

Marked = Sequence[str | tuple[str, str]]
"""Plain text and (text, label) in turn; a label may hold others as "OUTER>INNER"."""

LETTER: Marked = (
    "Dear ", ("Anna Lee", "PERSON"), ",\n\nyour parcel  is at ", ("12 Elm St, ", "ADDRESS"), ("90210", "ADDRESS>ZIP"),
    (" ", "ADDRESS"), ("Springfield", "ADDRESS>CITY"), ". Write to ", ("anna@example.com", "EMAIL"), "!\n🙂 Bye",
)  # fmt: skip
NOTE: Marked = (
    ("田中花子", "PERSON"),
    "さん、שלום ",
    ("דנה", "PERSON"),
    " <b>&amp;</b> ",
    ("e\u0301va", "PERSON"),
    "'s.",
)


def record_of(sample_id: int, parts: Marked, **more: object) -> dict[str, Any]:
    """A line of text.jsonl; touching parts of one outer label are one outer span."""
    text, spans = "", []
    open_label = ""
    for part in parts:
        words, labels = (part, []) if isinstance(part, str) else (part[0], part[1].split(">"))
        start, end = len(text), len(text) + len(words)
        text += words
        if labels and labels[0] == open_label == "ADDRESS":
            next(span for span in reversed(spans) if span["label"] == open_label)["end"] = end
            labels = labels[1:]
        elif labels:
            open_label = labels[0]
        else:
            open_label = ""
        spans += [{"start": start, "end": end, "label": label} for label in labels]
    for number, span in enumerate(spans, 1):
        span |= {"value": text[span["start"] : span["end"]], "entity_id": number}
    return {"id": sample_id, "text": text, "spans": spans, "seed": 3, **more}


def records(count: int) -> list[dict[str, Any]]:
    """Every fourth text is a Japanese note for the quota, the others are letters that differ by a number."""
    made = []
    for sample_id in range(count):
        note = sample_id % 4 == 3
        tone = "formal" if sample_id % 2 else "casual"
        parts: Marked = NOTE if note else (*LETTER, f" {sample_id}")
        made.append(
            record_of(
                sample_id,
                parts,
                attributes={"tone": tone, "place": "far" if note else "near"},
                label=tone,
                locale="ja_JP" if note else "en_US",
                template="note" if note else "letter",
                **({"quotas": ["remote"]} if note else {}),
            )
        )
    return made


def make_text_data_set(
    folder: Path, lines: Iterable[dict[str, Any]] | None = None, *, spec: dict[str, Any] = SPEC, name: str = "letters"
) -> Path:
    """Write the data set of `lines` (default: eight of `records`) into `folder`."""
    folder.mkdir(parents=True)
    written = list(records(8) if lines is None else lines)
    _write_lines(folder / "text.jsonl", written)
    refused = [
        {"sample_id": 0, "check": "duplicate", "measured": 1.0, "limit": 1.0, "attempt": 0, "detail": ""},
        {"sample_id": 2, "check": "near_duplicate", "measured": 0.93, "limit": 0.9, "attempt": 0, "detail": ""},
    ]
    _write_lines(folder / "rejected.jsonl", refused)
    manifest = {
        "name": name,
        "description": "Letters and notes for tests.",
        "spec": spec,
        "config": {"scene": name},
        "seed": 3,
        "count": len(written),
        "quotas_planned": [{"name": "remote", "share": 0.25, "count": 8, "planned": 2, "members": [1, 5]}],
        "hashes": {"templates": "ab" * 32},
        "versions": {"synth": "0"},
        "run": {"finished_utc": "2026-01-01T00:00:00+00:00", "samples_made": len(written), "wall_time_s": 0.5},
    }
    totals = Totals(written=len(written), groups=groups_of([{**BARE, **line} for line in written]))
    with closing(Journal(_made(folder / STATE), ())) as journal:
        journal.append(Batch(first=0, number=len(written), parts={}, totals=totals))
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return folder


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _write_lines(path: Path, lines: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
