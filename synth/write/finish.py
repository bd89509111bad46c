"""The last step: from the journal to the final files, staged aside and put in place together."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from synth.labels import Category
from synth.write.card import card_text
from synth.write.coco import captions_frame, instances_frame, join
from synth.write.croissant import croissant_text
from synth.write.disk import sync_folder
from synth.write.facts import RunFacts, Totals, totals_of
from synth.write.journal import Entry, Journal
from synth.write.manifest import manifest_text

MANIFEST = "manifest.json"
"""Written last and removed first: where it stands, the folder is whole."""

STATE = ".synth"
"""The folder's own memory: identity, lock and journal. It is needed to resume or to grow the folder, not to read it."""

STAGING = "staging"
"""Inside STATE: where final files wait until all of them are written."""

_BUFFER = 1 << 20


class FolderState(Protocol):
    """What of an open folder its files depend on."""

    path: Path
    identity_sha256: str
    seed: int
    count: int
    categories: tuple[Category, ...]

    @property
    def made(self) -> int: ...


def assemble(folder: FolderState, facts: RunFacts, journal: Journal) -> Totals:
    """Write every final file of `folder`, by sample id, in memory that does not grow with them. OSError on failure.

    The journal is put into the same order, so that the folder is equal whatever order the workers finished in.
    """
    staging = folder.path / STATE / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        totals = _stage(folder, facts, journal, staging)
        if not journal.in_order:
            _stream(staging / "journal", (line.decode("ascii") for line in journal.lines()))
            (staging / "journal").replace(folder.path / STATE / "journal")
        (folder.path / MANIFEST).unlink(missing_ok=True)
        for staged in sorted(staging.iterdir(), key=lambda path: path.name == MANIFEST):
            staged.replace(folder.path / staged.name)
        sync_folder(folder.path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return totals


def _stage(folder: FolderState, facts: RunFacts, journal: Journal, staging: Path) -> Totals:
    def column(pick: Callable[[Entry], str]) -> Iterable[str]:
        return (pick(entry) for entry in journal.entries() if entry.written)

    def images() -> Iterable[str]:
        return column(lambda entry: entry.image)

    totals = totals_of(journal.entries())
    instances = join(instances_frame(facts.name, folder.categories), images(), column(lambda entry: entry.annotations))
    captions = join(captions_frame(facts.name), images(), column(lambda entry: entry.captions))
    digests = {
        name: _stream(staging / name, pieces)
        for name, pieces in {
            "annotations.json": instances,
            "captions.json": captions,
            "samples.jsonl": column(lambda entry: entry.sample + "\n"),
            "rejected.jsonl": (line + "\n" for entry in journal.entries() for line in entry.rejections),
        }.items()
    }
    card = card_text(facts, folder.categories, totals, folder.seed)
    digests["README.md"] = _stream(staging / "README.md", [card])
    _stream(staging / "croissant.json", [croissant_text(facts, digests)])
    manifest = manifest_text(
        facts, totals, seed=folder.seed, count=folder.count, identity_sha256=folder.identity_sha256, made=folder.made,
        files=digests,
    )  # fmt: skip
    _stream(staging / MANIFEST, [manifest])
    return totals


def _stream(path: Path, pieces: Iterable[str]) -> str:
    """Write `pieces` one after the other, durably; returns the file's sha256 (hex)."""
    digest = sha256()
    with path.open("wb", buffering=_BUFFER) as file:
        for piece in pieces:
            data = piece.encode()
            digest.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
