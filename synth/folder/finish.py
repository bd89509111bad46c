"""The last step: final files staged aside and described by card, Croissant and manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from synth.folder.facts import RunFacts
from synth.folder.manifest import manifest_text
from synth.folder.staging import MANIFEST, stream


class FolderFacts(Protocol):
    """What the manifest says of an open folder."""

    identity_sha256: str
    seed: int
    count: int

    @property
    def made(self) -> int: ...


class FinalFiles(NamedTuple):
    """What a kind of data set consists of: its label files in pieces, what counts them, and what describes them.

    `counts` are the manifest's entries about its totals; `croissant` makes its metadata out of the sha256 of the files
    by name.
    """

    labels: Mapping[str, Iterable[str | bytes]]
    counts: Mapping[str, object]
    card: str
    croissant: Callable[[RunFacts, Mapping[str, str]], str]


def stage(folder: FolderFacts, facts: RunFacts, files: FinalFiles, staging: Path) -> None:
    """Write every final file into `staging`, in memory that does not grow with them. OSError on failure."""
    digests = {name: stream(staging / name, pieces) for name, pieces in files.labels.items()}
    digests["README.md"] = stream(staging / "README.md", [files.card])
    stream(staging / "croissant.json", [files.croissant(facts, digests)])
    manifest = manifest_text(
        facts, files.counts, seed=folder.seed, count=folder.count, identity_sha256=folder.identity_sha256,
        made=folder.made, files=digests,
    )  # fmt: skip
    stream(staging / MANIFEST, [manifest])
