"""review.html: what was reviewed, by whom, with what result."""

from __future__ import annotations

from pathlib import Path

from synth.report.facts import Tile
from synth.report.page import write_page
from synth.review.agreement import Estimate
from synth.review.figures import VERDICTS, Figures, Row, figures_of
from synth.review.session import ASKS, Session

PAGE = "review.html"
TEMPLATE = Path(__file__).parent / "templates" / "review.html"


def write_report(session: Session) -> Path:
    """Write the page into the folder of the review; returns its path. OutputError where the disk refuses."""
    found = figures_of(session)
    view = {
        "name": Path(session.desk.name).name, "tiles": _tiles(found), "figures": found, "asks": ASKS,
        "verdicts": VERDICTS, "interval": _interval, "head": session.audit.head, "lines": session.audit.number,
        "share": _share,
    }  # fmt: skip
    return write_page(session.folder / PAGE, TEMPLATE, view)


def _tiles(found: Figures) -> list[Tile]:
    decided = sum(one.decided for one in found.reviewers)
    pair = max(found.pairs, key=lambda one: one.items, default=None)
    tiles = [
        Tile(label="Settled", value=str(found.settled), note=f"of {found.items} items"),
        Tile(label="Decisions", value=str(decided), note=f"by {len(found.reviewers)} reviewers"),
        Tile(label="To adjudicate", value=str(found.differing), note="answered differently"),
        Tile(label="Seconds an item", value=f"{found.seconds:.1f}", note="median"),
    ]
    if pair and pair.kappa:
        tiles.append(Tile(label="Cohen's kappa", value=f"{pair.kappa.value:.2f}", note=" and ".join(pair.names)))
    return tiles


def _share(row: Row, *names: str) -> str:
    """The share of decided items with one of these verdicts, in words."""
    return f"{100 * sum(row.verdicts[name] for name in names) / row.decided:.0f} %" if row.decided else "–"


def _interval(found: Estimate | None) -> str:
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})" if found else "–"
