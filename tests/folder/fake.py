"""A tiny kind of data for tests of the folder itself: each sample is a line and a file that depend on its id alone."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from synth.core.outcome import Note, Outcome, Rejection
from synth.folder.batch import REJECTED, Batch, BatchContent, SampleFile, batch_of
from synth.folder.data_folder import DataFolder, Finished, Layout, open_folder
from synth.folder.manifest import RunFacts
from synth.folder.sample_files import FilePlace
from synth.folder.staging import FinalFiles
from synth.folder.totals import OPEN, Totals

IDENTITY = {"scene": {"numbers": {"from": 0}}, "pack": "none"}
FACTS = RunFacts(name="fake", description="Squares.", spec={"a": 1}, config={"b": 2.5}, versions={"synth": "0"})
SQUARES = "squares"
"""The folder of the samples' files."""


class Number(NamedTuple):
    """A verified sample. `machine`: where it was made, for files that come out differently elsewhere."""

    sample_id: int
    machine: str = ""

    @property
    def plan(self) -> Number:
        return self


def rejections(sample_id: int, attempts: int) -> tuple[Rejection, ...]:
    return tuple(
        Rejection(sample_id=sample_id, check="prime", measured=sample_id / 7, limit=0.5, attempt=attempt)
        for attempt in range(attempts)
    )


def outcome_of(sample_id: int, machine: str = "") -> Outcome[Number]:
    """Every fifth sample is refused once, every eleventh is given up."""
    if sample_id % 11 == 10:
        return Outcome(sample_id=sample_id, verified=None, rejections=rejections(sample_id, 2))
    refused = rejections(sample_id, 1 if sample_id % 5 == 0 else 0)
    return Outcome(sample_id=sample_id, verified=Number(sample_id, machine), rejections=refused)


def encode(outcomes: Sequence[Outcome[Number]]) -> Batch:
    """A line, a file, a note and a key for each sample that is not given up."""
    written = [outcome.verified for outcome in outcomes if isinstance(outcome.verified, Number)]
    digits = Counter(str(number.sample_id % 10) for number in written)
    return batch_of(
        outcomes,
        Number,
        BatchContent(
            parts={"numbers": [b"%d\n" % one.sample_id if one.verified else b"" for one in outcomes]},
            groups={
                "parity": Counter("odd" if number.sample_id % 2 else "even" for number in written),
                **({OPEN + "digit": digits} if digits else {}),
            },
            files=[SampleFile(number.sample_id, name_of(number.sample_id), square(*number)) for number in written],
            notes=[Note("square", f"sample {number.sample_id}") for number in written],
            keys=[one.sample_id if one.verified else None for one in outcomes],
        ),
    )


def name_of(sample_id: int) -> str:
    return f"{sample_id:04}.txt"


def square(sample_id: int, machine: str = "") -> bytes:
    return f"{sample_id**2} {machine}\n".encode()


def batches(ids: Iterable[int], size: int = 4, machine: str = "") -> list[Batch]:
    """The samples `ids`, which are consecutive, in batches of `size`."""
    outcomes = [outcome_of(sample_id, machine) for sample_id in ids]
    return [encode(outcomes[start : start + size]) for start in range(0, len(outcomes), size)]


def _final(done: Finished) -> FinalFiles:
    labels = {"numbers.txt": done.parts["numbers"].pieces(), "rejected.jsonl": done.parts[REJECTED].pieces()}
    return FinalFiles(labels, done.totals.record() | done.totals.yield_record(), "# Squares\n", _croissant)


def _croissant(facts: RunFacts, digests: Mapping[str, str]) -> str:
    return "".join(f"{name} {digest}\n" for name, digest in sorted(digests.items()))


LAYOUT = Layout(parts=("numbers",), place=FilePlace(SQUARES, re.compile(r"\d{4}\.txt")), final=_final)


def open_it(path: Path, count: int, **changes: object):
    """`open_folder` with what these tests share."""
    return open_folder(path, **{"identity": IDENTITY, "layout": LAYOUT, "seed": 0, "count": count, **changes})  # type: ignore[arg-type]


def fill(folder: DataFolder, size: int = 4, machine: str = "") -> None:
    """Make what is missing: first damaged files, then the rest."""
    for sample_id in list(folder.damaged):
        folder.mend(encode([outcome_of(sample_id, machine)]))
    for batch in batches(range(folder.done, folder.count), size, machine):
        folder.write(batch)


def run(path: Path, count: int, size: int = 4, machine: str = "") -> Totals:
    """A whole run into `path`, or what is missing of one."""
    with open_it(path, count) as folder:
        fill(folder, size, machine)
        return folder.finish(FACTS)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
