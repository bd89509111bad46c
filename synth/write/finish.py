"""The last step: from the journal to the final files, staged aside and put in place together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from synth.labels import Category
from synth.write.card import card_text
from synth.write.coco import captions_frame, instances_frame, join
from synth.write.croissant import croissant_text
from synth.write.facts import RunFacts, Totals, totals_of
from synth.write.journal import Entry, Journal
from synth.write.manifest import manifest_text
from synth.write.staging import MANIFEST, STATE, staged, stream


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
    with staged(folder.path) as staging:
        totals = _stage(folder, facts, journal, staging)
        if not journal.in_order:
            stream(staging / "journal", journal.lines())
            (staging / "journal").replace(folder.path / STATE / "journal")
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
        name: stream(staging / name, pieces)
        for name, pieces in {
            "annotations.json": instances,
            "captions.json": captions,
            "samples.jsonl": column(lambda entry: entry.sample + "\n"),
            "rejected.jsonl": (line + "\n" for entry in journal.entries() for line in entry.rejections),
        }.items()
    }
    card = card_text(facts, folder.categories, totals, folder.seed)
    digests["README.md"] = stream(staging / "README.md", [card])
    stream(staging / "croissant.json", [croissant_text(facts, digests)])
    manifest = manifest_text(
        facts, totals.record(), seed=folder.seed, count=folder.count, identity_sha256=folder.identity_sha256,
        made=folder.made, files=digests,
    )  # fmt: skip
    stream(staging / MANIFEST, [manifest])
    return totals
