"""Laws of every kind: what stands beside the samples tells the truth about them."""

from __future__ import annotations

import json
import math
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from synth.core.outcome import Rejection
from tests.kinds.conftest import Undisturbed
from tests.kinds.folders import lines_of


def manifest_of(whole: Undisturbed) -> dict[str, Any]:
    return json.loads((whole.folder / "manifest.json").read_text(encoding="utf-8"))


def sha256_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_every_refused_draft_has_a_number(whole: Undisturbed) -> None:
    lines = lines_of(whole.folder / "rejected.jsonl")
    assert lines, "a subject of which nothing is refused shows nothing"
    for line in lines:
        assert line["check"]
        assert all(type(line[key]) in (int, float) and math.isfinite(line[key]) for key in ("measured", "limit"))


def test_refused_drafts_add_up(whole: Undisturbed) -> None:
    """Attempts of one sample follow each other; the last one of a sample that is given up says so."""
    lines, manifest = lines_of(whole.folder / "rejected.jsonl"), manifest_of(whole)
    by_sample: dict[int, list[dict[str, Any]]] = {}
    for line in lines:
        by_sample.setdefault(line["id"], []).append(line)
    assert list(by_sample) == sorted(by_sample)
    for refused in by_sample.values():
        assert [line["attempt"] for line in refused] == list(range(len(refused)))
        assert not any(line["given_up"] for line in refused[:-1])
    given_up = sum(line["given_up"] for line in lines)
    assert (manifest["written"], manifest["given_up"]) == (whole.placed.subject.count - given_up, given_up)
    assert manifest["rejected"] == Counter(line["check"] for line in lines)
    assert manifest["drafts"] == manifest["written"] + len(lines)
    summary = whole.summary
    assert (summary.written, summary.rejected, summary.refused) == (
        manifest["written"],
        given_up,
        manifest["rejected"],
    )


@pytest.mark.parametrize(
    "wrong", [{"measured": math.nan}, {"limit": math.inf}, {"check": ""}], ids=["measured", "limit", "check"]
)
def test_a_rejection_without_a_number_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="names a check and has numbers"):
        Rejection(**{"sample_id": 0, "check": "pitch", "measured": 1.0, "limit": 0.5, **wrong})


def test_manifest_and_croissant_name_files_by_what_is_in_them(whole: Undisturbed) -> None:
    manifest = manifest_of(whole)
    croissant = json.loads((whole.folder / "croissant.json").read_text(encoding="utf-8"))
    told = {entry["name"]: entry["sha256"] for entry in croissant["distribution"] if "sha256" in entry}
    assert told == manifest["files"] == {name: sha256_of(whole.folder / name) for name in told}
    assert {"README.md", "rejected.jsonl"} < told.keys()
    sets = [entry for entry in croissant["distribution"] if "includes" in entry]
    assert bool(sets) == bool(whole.placed.kind.layout(whole.placed.scene()).place)
    assert not sets or any(list(whole.folder.glob(entry["includes"])) for entry in sets)


def test_the_card_is_one_that_hubs_read(whole: Undisturbed) -> None:
    card = (whole.folder / "README.md").read_text(encoding="utf-8")
    _, head, body = card.split("---\n", 2)
    assert yaml.safe_load(head)["pretty_name"] == "subject"
    manifest = manifest_of(whole)
    for told in ("# subject\n", f"| drafts judged | {manifest['drafts']} |", "## Refused drafts", "## Licence"):
        assert told in body


def test_the_report_is_there(whole: Undisturbed) -> None:
    report = whole.folder / "report.html"
    assert whole.summary.report == report
    assert "<h1>subject</h1>" in report.read_text(encoding="utf-8")


def test_the_members_of_quotas_are_named_as_they_are(whole: Undisturbed) -> None:
    """In manifest, card and report: those of the lines, but for samples that were given up."""
    manifest = manifest_of(whole)
    scene = whole.placed.subject.scene
    assert [plan["name"] for plan in manifest["quotas_planned"]] == [
        *scene.get("quotas", scene.get("contradictions", {}))
    ]
    given_up = {line["id"] for line in lines_of(whole.folder / "rejected.jsonl") if line["given_up"]}
    names = (
        "packet.jsonl",
        "samples.jsonl",
        "documents.jsonl",
        "text.jsonl",
        "audio.jsonl",
        "video.jsonl",
        "tone.jsonl",
    )
    file = next(name for name in names if (whole.folder / name).is_file())  # packets hold the others' too
    found: dict[str, list[int]] = {}
    for record in lines_of(whole.folder / file):
        for name in record.get("plan", record).get("quotas", ()):
            found.setdefault(name, []).append(record["id"])
    card, report = (whole.folder / name for name in ("README.md", "report.html"))
    for plan in manifest["quotas_planned"]:
        assert plan["planned"] == len(plan["members"]) == round(plan["share"] * whole.placed.subject.count)
        assert found[plan["name"]] == [number for number in plan["members"] if number not in given_up]
        members = ", ".join(map(str, plan["members"]))
        row = f"| {plan['name']} | {plan['share']} | {plan['share'] * plan['count']:g} | {plan['planned']} | "
        assert f"{row}{len(found[plan['name']])} | {members} |" in card.read_text(encoding="utf-8")
        assert f"<td>{members}</td>" in report.read_text(encoding="utf-8")
