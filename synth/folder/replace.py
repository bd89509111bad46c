"""`overwrite=true`: the data set in a folder is set aside, and goes for good when the new one has its first sample.

Only what a run wrote is touched; it is known by its names, which a folder notes in `.synth/own.json`. A kill at any
moment leaves the old data set, whole, or the new one: `recover` puts the old one back while the new has no sample.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from synth.core.canonical import canonical_exact
from synth.core.errors import OutputError
from synth.core.inside import inside
from synth.folder.disk import sync_folder, write_atomic
from synth.folder.journal import FILES
from synth.folder.sample_files import FilePlace
from synth.folder.staging import MANIFEST, STATE

ASIDE = "replaced"
"""Inside STATE: where the old data set waits."""

OWN, LOCK, IDENTITY = "own.json", "lock", "identity.json"

_PLAIN = "a plain file name is needed: remove the folder"


def note_own(path: Path, place: FilePlace | None, names: Iterable[str]) -> None:
    """Note what a run writes into the data set folder `path`: the samples' subfolders, and the names of other files."""
    own: dict[str, object] = {"folder": place and place.folder, "files": sorted({*names, MANIFEST})}
    own |= {"inner": list(place.inner)} if place and place.inner else {}
    write_atomic(path / STATE / OWN, (canonical_exact(own) + "\n").encode())


def set_aside(path: Path) -> None:
    """Move the data set of `path` out of the way. OutputError, with nothing moved, where its files are not noted."""
    if (path / STATE).is_symlink():
        raise OutputError(f"{path}: {STATE}", "a link", "a folder is needed: remove the link")
    moves = list(_own_files(path))
    aside = path / STATE / ASIDE
    for source in moves:
        target = aside / source.relative_to(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
    _remove_empty_folders(path, moves)
    _move_state(path / STATE, aside / STATE)
    sync_folder(path / STATE)


def forget_aside(path: Path) -> None:
    """Remove what was set aside."""
    shutil.rmtree(path / STATE / ASIDE, ignore_errors=True)


def recover(path: Path) -> None:
    """Put back what was set aside for a data set that has no sample; forget it where that one has."""
    state, aside = path / STATE, path / STATE / ASIDE
    if not aside.is_dir():
        return
    if (aside / STATE / IDENTITY).exists():  # else the old data set was still being moved, and its state is in place
        if (state / "journal").exists() and (state / "journal").stat().st_size:
            forget_aside(path)
            return
        for entry in _entries(state):
            _remove(entry)
        (aside / STATE / IDENTITY).replace(state / IDENTITY)
    for source in sorted(aside.rglob("*")):
        if not source.is_dir():
            target = path / source.relative_to(aside)
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
    sync_folder(state)
    shutil.rmtree(aside)


def _own_files(path: Path) -> Iterator[Path]:
    """The files of the data set in `path`, without those in STATE."""
    try:
        own = json.loads((path / STATE / OWN).read_text("utf-8"))
        folder, inner, files = own["folder"], list(own.get("inner", ())), own["files"]
        lines = () if folder is None else (path / STATE / f"{FILES}.part").read_text("utf-8").splitlines()
    except (OSError, ValueError, KeyError, TypeError):
        allowed = "it does not say which files are its own: remove the folder or choose another out="
        raise OutputError(f"{path}: {STATE}/{OWN}", "no list of files", allowed) from None
    for name in files:
        if (found := path / _plain(path, name)).is_file():
            yield found
    holding = {one: path / _plain(path, one) for one in inner or ([] if folder is None else [folder])}
    for one in holding.values():
        if one.is_symlink():
            raise OutputError(str(one), "a link", "a folder is needed: remove the link")
    for line in lines:
        name = line.split(" ", 2)[-1]
        above, _, below = name.partition("/") if inner else (folder, "", name)
        if above not in holding:
            raise OutputError(f"{path}: {STATE}", name, _PLAIN)
        found = inside(holding[above], below, f"{path}: {STATE}", OutputError, _PLAIN)
        if found.is_file():
            yield found


def _plain(path: Path, name: object) -> str:
    """A name that leads to no other folder; OutputError for any other, which no run of ours wrote."""
    if not isinstance(name, str) or name in ("", ".", "..") or Path(name).name != name or "\0" in name:
        raise OutputError(f"{path}: {STATE}", name, _PLAIN)
    return name


def _move_state(state: Path, aside: Path) -> None:
    """Move the old run's memory, its identity last."""
    aside.mkdir(parents=True, exist_ok=True)
    for entry in sorted(_entries(state), key=lambda entry: entry.name == IDENTITY):
        entry.replace(aside / entry.name)


def _entries(state: Path) -> list[Path]:
    return [entry for entry in state.iterdir() if entry.name not in (LOCK, ASIDE)]


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def _remove_empty_folders(path: Path, moved: Iterable[Path]) -> None:
    folders = {above for file in moved for above in file.parents if path in above.parents}
    for folder in sorted(folders, reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
