"""What the run that made a set of ours kept of its drafts, and what was confirmed of its labels: a set of the easiest
drafts alone is faithful and worth little, so that fidelity never stands without these.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.data.kinds import KINDS
from synth.evidence.figures import Figure, Table
from synth.evidence.intervals import share
from synth.folder.finished import found_kind, open_finished
from synth.folder.totals import CONFIRMED, JUDGED

KEPT, READ = "drafts that its run kept (yield)", "labels that its run confirmed"


def yields_of(folder: Path) -> Mapping[str, Figure]:
    """Nothing of a set of other origin."""
    kind = found_kind(folder, KINDS) if folder.is_dir() else None
    if kind is None:
        return {}
    manifest = open_finished(folder, kind).manifest
    found = dict[str, Figure]()
    drafts, written = manifest.get("drafts", 0), manifest.get("written", 0)
    if drafts:
        found[KEPT] = share(min(written, drafts), drafts)
    judged, confirmed = (sum(manifest.get(key, {}).values()) for key in (JUDGED, CONFIRMED))
    if judged:
        found[READ] = share(min(confirmed, judged), judged)
    return found


def yield_table(found: Mapping[str, Figure]) -> Table:
    """As it stands beside every measure of fidelity."""
    return Table(
        key="yield",
        in_card=True,
        title="What the synthetic set is a choice of",
        columns={"what": "Share of", "synthetic": "Synthetic"},
        rows=[{"what": name, "synthetic": figure} for name, figure in found.items()],
        note="" if found else "Not known: the set was not made by synth.",
    )


def yield_words(found: Mapping[str, Figure]) -> str:
    """Added to the answer of an annotator that reads the set; empty where nothing is known."""
    return " Of the set: " + "; ".join(f"{name} {figure.text}" for name, figure in found.items()) + "." if found else ""
