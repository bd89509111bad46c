"""Finished shards of one data set, as `synth merge` finds them: what each holds, and that they belong together.

A shard is a folder like any other, of samples `first` to `stop` - 1; `.synth/shard.json` says how to finish the whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from synth.core.canonical import canonical_exact, json_value
from synth.core.errors import DataError, Unquoted, listed
from synth.core.strict_json import read_object
from synth.folder.batch import REJECTED
from synth.folder.data_folder import Layout
from synth.folder.disk import write_atomic
from synth.folder.journal import Journal
from synth.folder.manifest import RunFacts
from synth.folder.opening import LARGEST_IDENTITY, VERSION, Origin, first_difference, texts_of
from synth.folder.replace import IDENTITY
from synth.folder.sample_files import is_intact
from synth.folder.staging import MANIFEST, STATE
from synth.folder.stated import Name, Natural, Positive, Stated, checked

KEPT = "shard.json"
"""Inside STATE: what `ShardStated` says."""

ASKED = "shard"
"""Key of the identity of a shard: its index and how many there are. Beside it `count` is that of the whole data set."""

AGAIN = "run the shard's command again: it makes what is missing or damaged"


class FactsStated(Stated):
    """`RunFacts` of the whole data set, without the clock."""

    name: Name
    description: str
    spec: dict[str, Any]
    config: dict[str, Any]
    versions: dict[str, str]
    hashes: dict[str, str]
    licence: str


class AskedStated(Stated):
    """Which shard of how many."""

    index: Natural
    count: Positive


class IdentityStated(Stated):
    """What the identity of a shard says beside all that the data set's bytes depend on."""

    seed: int
    count: Positive
    shard: AskedStated


class ShardStated(Stated):
    """`.synth/shard.json`: the samples of a shard, the options that its run was given and its facts."""

    first: Natural
    stop: Natural
    options: dict[str, Any]
    facts: FactsStated


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A finished shard. `identity` and `facts` are those of the whole data set of `count` samples."""

    path: Path
    index: int
    of: int
    ids: range
    identity: Mapping[str, Any]
    count: int
    options: Mapping[str, Any]
    facts: RunFacts

    @property
    def texts(self) -> Mapping[str, str]:
        """Name -> text of the files that it was made with, where it remembers them."""
        return texts_of(self.path / STATE)

    def files(self, layout: Layout) -> Path:
        """Where its samples' own files lie."""
        return self.path / layout.place.folder if layout.place else self.path

    @contextmanager
    def opened(self, layout: Layout) -> Iterator[Journal]:
        """Its journal, for reading. DataError where lines are missing or damaged."""
        damaged = DataError(str(self.path), Unquoted("a damaged shard"), AGAIN)
        try:
            journal = Journal(self.path / STATE, (*layout.parts, REJECTED), self.ids.start, frozen=True)
        except OSError:
            raise damaged from None
        try:
            if journal.done != self.ids.stop:
                raise damaged
            yield journal
        finally:
            journal.close()


def keep_shard(folder: Path, ids: range, options: Mapping[str, object], facts: RunFacts) -> None:
    """Note in an open folder which samples it holds and what the last files of the whole data set need.

    OSError when the disk refuses.
    """
    told = {name: getattr(facts, name) for name in FactsStated.model_fields}
    record = {"first": ids.start, "stop": ids.stop, "options": options, "facts": told}
    text = json.dumps(json_value(record, None), ensure_ascii=False)  # unsorted: the order of a scene's entries counts
    write_atomic(folder / STATE / KEPT, f"{text}\n".encode())


def read_shards(paths: Sequence[Path]) -> list[Shard]:
    """All shards of one data set, in order; DataError naming the one that is missing, foreign, unfinished or double."""
    first, known = _read_shard(paths[0]), dict[int, Shard]()
    for path in paths:
        shard = _read_shard(path)
        _check_alike(shard, first)
        if shard.index in known:
            got = Unquoted(f"shard {shard.index} of {shard.of} again")
            raise DataError(str(shard.path), got, f"{known[shard.index].path} is that shard already")
        shared = {"identity": first.identity, "options": first.options, "facts": first.facts}
        known[shard.index] = replace(shard, **shared) if shard.index else shard
    of = first.of
    if missing := [str(index) for index in range(of) if index not in known]:
        got = Unquoted(f"{len(known)} of {of} shards")
        raise DataError("synth merge", got, f"shard.count={of} needs these too: shard.index={listed('', missing)}")
    ordered = [known[index] for index in range(of)]
    for before, after in pairwise(ordered):
        if before.ids.stop != after.ids.start:
            raise DataError(f"{after.path}: first sample", after.ids.start, f"{before.path} ends at {before.ids.stop}")
    return ordered


def check_files(shard: Shard, layout: Layout, journal: Journal) -> None:
    """DataError for the first of the samples' files of a shard that is missing or not as it was written."""
    place = layout.place
    if place is None:
        return
    for _, sha256, name in journal.files():
        path = shard.files(layout) / name
        if not place.own_name.fullmatch(name) or path.is_symlink() or not is_intact(path, sha256):
            raise DataError(str(path), Unquoted("a damaged file" if path.exists() else "no file"), AGAIN)


def _read_shard(path: Path) -> Shard:
    state = path / STATE
    needed = "a shard, as `synth generate ... shard.index=0 shard.count=2` makes it"
    if not (state / IDENTITY).is_file():
        raise DataError(str(path), Unquoted("no data set" if path.is_dir() else "no folder"), needed)
    version = state / "version"
    if (made_with := version.read_text("utf-8", "replace").strip() if version.is_file() else "1") != VERSION:
        raise DataError(f"{path}: .synth", f"version {made_with}", f"this synth merges shards of version {VERSION}")
    identity = read_object(state / IDENTITY, DataError, needed, most=LARGEST_IDENTITY)
    if ASKED not in identity:
        raise DataError(str(path), Unquoted("a whole data set"), needed)
    if not (path / MANIFEST).is_file() or not (state / KEPT).is_file():
        raise DataError(str(path), Unquoted("an unfinished shard"), AGAIN)
    kept = read_object(state / KEPT, DataError, needed, most=LARGEST_IDENTITY)
    checked(IdentityStated, identity, str(state / IDENTITY))
    checked(ShardStated, kept, str(state / KEPT))
    return Shard(
        path=path,
        index=identity[ASKED]["index"],
        of=identity[ASKED]["count"],
        ids=range(kept["first"], kept["stop"]),
        identity={key: value for key, value in identity.items() if key not in (ASKED, "count")},
        count=identity["count"],
        options=kept["options"],
        facts=RunFacts(**kept["facts"]),
    )


def _check_alike(shard: Shard, first: Shard) -> None:
    """DataError for the first thing in which two shards are not of one data set."""
    mine, theirs = _sameness(shard), _sameness(first)
    if canonical_exact(mine) == canonical_exact(theirs):
        return
    if found := first_difference(mine, theirs, Origin(texts=shard.texts), first.texts):
        where, got, there = found
        raise DataError(f"{shard.path}: {where}", got, f"{first.path} was made with {there}: no shards of one run")


def _sameness(shard: Shard) -> dict[str, object]:
    """What all shards of a data set have in common."""
    facts = shard.facts
    run = {"shard.count": shard.of, "count": shard.count, "versions": facts.versions, "hashes": facts.hashes}
    return {**shard.identity, **run}
