"""The last step: final files staged aside, described by card, Croissant and manifest, and put in place together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from synth.folder.facts import RunFacts
from synth.folder.journal import Entry, Journal
from synth.folder.manifest import manifest_text
from synth.folder.staging import MANIFEST, STATE, staged, stream


class FolderFacts(Protocol):
    """What the manifest says of an open folder."""

    path: Path
    identity_sha256: str
    seed: int
    count: int

    @property
    def made(self) -> int: ...


class FinalFiles(NamedTuple):
    """What a kind of data set consists of: its label files in pieces, what counts them, and what describes them.

    `counts` is the record of its totals; `croissant` makes its metadata out of the sha256 of the files by name.
    """

    labels: Mapping[str, Iterable[str | bytes]]
    counts: Mapping[str, object]
    card: str
    croissant: Callable[[RunFacts, Mapping[str, str]], str]


def assemble(folder: FolderFacts, facts: RunFacts, journal: Journal, files: FinalFiles) -> None:
    """Put every final file of `folder` in place, in memory that does not grow with them. OSError on failure.

    The journal is put into order of samples, so that the folder is equal whatever order the workers finished in.
    """
    with staged(folder.path) as staging:
        stage(folder, facts, files, staging)
        if not journal.in_order:
            stream(staging / "journal", journal.lines())
            (staging / "journal").replace(folder.path / STATE / "journal")


def stage(folder: FolderFacts, facts: RunFacts, files: FinalFiles, staging: Path) -> None:
    """Write every final file into `staging`."""
    digests = {name: stream(staging / name, pieces) for name, pieces in files.labels.items()}
    digests["README.md"] = stream(staging / "README.md", [files.card])
    stream(staging / "croissant.json", [files.croissant(facts, digests)])
    manifest = manifest_text(
        facts, files.counts, seed=folder.seed, count=folder.count, identity_sha256=folder.identity_sha256,
        made=folder.made, files=digests,
    )  # fmt: skip
    stream(staging / MANIFEST, [manifest])


def written_column(journal: Journal, pick: Callable[[Entry], str]) -> Iterator[str]:
    """One thing of every sample in the data set, by sample id."""
    return (pick(entry) for entry in journal.entries() if entry.written)


def rejected_column(journal: Journal) -> Iterator[str]:
    """rejected.jsonl in lines."""
    return (line + "\n" for entry in journal.entries() for line in entry.rejections)
