"""The page's section on layout fidelity: what fidelity.json says, in rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.core.strict_json import read_object
from synth.image.stated import LARGEST_FIDELITY

FILE = "fidelity.json"
Shares = tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FidelityRow:
    """A class, or the mean of all. `drafts` are AP, AP50 and average recall, `kept` AP and AP50; None: unknown.

    `categories` are those of the scene that the class stands for, where they are not it alone.
    """

    name: str
    categories: tuple[str, ...] = ()
    planned: int
    drafts: Shares
    kept: Shares
    oracle: float | None = None
    ratio: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FidelityView:
    """The table and the sentences below it, `remarks`; `drafts`, `kept` and `real` are numbers of pictures."""

    model: str
    drafts: int
    kept: int
    real: int
    rows: tuple[FidelityRow, ...]
    remarks: str


def read_fidelity(folder: Path) -> FidelityView | None:
    """The section's content; None where the folder has no fidelity.json."""
    path = folder / FILE
    if not path.is_file():
        return None
    record = read_object(path, DataError, "a JSON object", most=LARGEST_FIDELITY)
    oracle = record.get("oracle")
    return FidelityView(
        model=Path(record["detector"]["model"]).name,
        drafts=record["drafts"]["pictures"],
        kept=record["kept"]["pictures"],
        real=oracle["pictures"] if oracle else 0,
        rows=(*(_row(record, one["name"], tuple(one["categories"])) for one in record["classes"]), _mean_row(record)),
        remarks=" ".join(_remarks(record)),
    )


def _row(record: Mapping[str, Any], name: str, categories: tuple[str, ...]) -> FidelityRow:
    drafts, kept = (record[group]["classes"][name] for group in ("drafts", "kept"))
    return FidelityRow(
        name=name,
        categories=() if categories == (name.replace(" ", "_"),) else categories,
        planned=drafts["planned"],
        drafts=(drafts["ap"], drafts["ap50"], drafts["ar"]),
        kept=(kept["ap"], kept["ap50"]),
        oracle=record["oracle"]["classes"][name]["ap"] if "oracle" in record else None,
        ratio=record["ratios"][name] if "oracle" in record else None,
    )


def _mean_row(record: Mapping[str, Any]) -> FidelityRow:
    drafts, kept = record["drafts"], record["kept"]
    return FidelityRow(
        name="mean of the classes",
        planned=sum(one["planned"] for one in drafts["classes"].values()),
        drafts=(drafts["ap"], drafts["ap50"], drafts["ar"]),
        kept=(kept["ap"], kept["ap50"]),
        oracle=record["oracle"]["ap"] if "oracle" in record else None,
        ratio=record["ratio"] if "oracle" in record else None,
    )


def _remarks(record: Mapping[str, Any]) -> list[str]:
    """Sentences on what the table leaves out: yield, refusals, first drafts, sizes, where the oracle ends."""
    refused, unread, first = record["refused"], record["unread"], record["first"]
    drafts = record["drafts"]["pictures"] + unread
    found = [f"Yield: {100 * record['yield']:.1f} % of {drafts} drafts were kept."]
    if refused:
        parts = [f"{check} {number} ({100 * number / drafts:.1f} %)" for check, number in refused.items()]
        found.append(f"Refused: {', '.join(parts)}.")
    if unread:
        found.append(f"{unread} of them had no picture to read and are not in the table.")
    if first["ap"] is not None:
        found.append(f"AP of the first draft of each sample alone: {first['ap']:.3f}, of {first['pictures']}.")
    found.append(f"Objects with a side below {record['detector']['min_side_px']} px count neither way.")
    if record.get("oracle"):
        found.append(f"The oracle is the same detector on real pictures, the first {record['most_real']} at most.")
    return found
