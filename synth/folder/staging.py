"""Final files are staged aside and put in place together, the manifest last: where it stands, the folder is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

from synth.folder.disk import sync_folder
from synth.folder.evidence import kept_evidence, with_section, with_statements
from synth.folder.guidelines import FILE as GUIDELINES
from synth.folder.manifest import RunFacts, manifest_text

MANIFEST = "manifest.json"
"""Written last and removed first: where it stands, the folder is whole."""

CARD, CROISSANT = "README.md", "croissant.json"

STATE = ".synth"
"""The folder's own memory: identity, lock and journal. It is needed to resume or to grow the folder, not to read it."""

STAGING = "staging"
"""Inside STATE: where final files wait until all of them are written."""

_BUFFER = 1 << 20


@contextmanager
def staged(path: Path) -> Iterator[Path]:
    """An empty folder for final files; those that are left in it are put into `path` when the block ends well."""
    staging = path / STATE / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        yield staging
        (path / MANIFEST).unlink(missing_ok=True)
        for file in sorted(staging.iterdir(), key=lambda file: file.name == MANIFEST):
            file.replace(path / file.name)
        sync_folder(path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def stream(path: Path, pieces: Iterable[str | bytes]) -> str:
    """Write `pieces` one after the other, durably; returns the file's sha256 (hex)."""
    digest = sha256()
    with path.open("wb", buffering=_BUFFER) as file:
        for piece in pieces:
            data = piece.encode() if isinstance(piece, str) else piece
            digest.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


class FolderFacts(Protocol):
    """What the manifest says of an open folder."""

    identity_sha256: str
    seed: int

    @property
    def count(self) -> int: ...

    @property
    def made(self) -> int: ...


class FinalFiles(NamedTuple):
    """What a kind of data set consists of: its label files in pieces, what counts them, and what describes them.

    `counts` are the manifest's entries about its totals; `croissant` makes its metadata out of the sha256 of the files
    by name (None: it has none); `guidelines` say what its labels mean (empty: it has none).
    """

    labels: Mapping[str, Iterable[str | bytes]]
    counts: Mapping[str, object]
    card: str
    croissant: Callable[[RunFacts, Mapping[str, str]], str] | None = None
    guidelines: str = ""


def stage(folder: FolderFacts, facts: RunFacts, files: FinalFiles, staging: Path) -> None:
    """Write every final file into `staging`, in memory that does not grow with them. OSError on failure."""
    digests = {name: stream(staging / name, pieces) for name, pieces in files.labels.items()}
    if files.guidelines:
        digests[GUIDELINES] = stream(staging / GUIDELINES, [files.guidelines])
    evidence = kept_evidence(staging.parent, digests)
    digests[CARD] = stream(staging / CARD, [with_section(files.card, evidence.section) if evidence else files.card])
    if files.croissant:
        croissant = files.croissant(facts, digests)
        stream(staging / CROISSANT, [with_statements(croissant, evidence.statements) if evidence else croissant])
    manifest = manifest_text(
        facts, files.counts, seed=folder.seed, count=folder.count, identity_sha256=folder.identity_sha256,
        made=folder.made, files=digests,
    )  # fmt: skip
    stream(staging / MANIFEST, [manifest])
