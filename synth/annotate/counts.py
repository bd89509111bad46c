"""What is counted while a set is annotated: labels by class, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from synth.core.outcome import Rejection
from synth.folder.lines import rejection_lines
from synth.folder.totals import Totals

ADDED, ABSTAINED, THERE, KEPT = "added", "abstained", "there", "kept"
FATES: Mapping[str, str] = {
    ADDED: "labels of the annotator",
    KEPT: "labels that were there and stay",
    THERE: "left out: a label is there already",
    ABSTAINED: "abstained: too doubtful",
}
"""Group of totals -> what it counts, by class."""

SCORE = "score"
"""The check that a label below the threshold does not pass."""


def by_class(totals: Totals) -> list[tuple[str, tuple[int, ...]]]:
    """Class -> its counts in the order of `FATES`, sorted by name."""
    names = sorted({name for fate in FATES for name in totals.group(fate)})
    return [(name, tuple(totals.group(fate).get(name, 0) for fate in FATES)) for name in names]


def abstention_lines(
    sample_id: int, doubtful: Iterable[tuple[str, float, Mapping[str, object]]], limit: float
) -> bytes:
    """The lines of rejected.jsonl for the labels of a sample (class, score, where it would be) below the threshold."""
    refused = [
        Rejection(sample_id=sample_id, check=SCORE, measured=score, limit=limit, attempt=number, detail=name,
                  evidence=place)
        for number, (name, score, place) in enumerate(doubtful)
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in rejection_lines(refused, given_up=False)).encode()
