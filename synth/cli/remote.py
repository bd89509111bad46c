"""`out=s3://bucket/name`: the data set is made in outputs/name, and put there when it is whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from synth.cli.terminal import progress_into, say
from synth.core.errors import SynthError
from synth.folder.remote import Remote, is_address, public_files

if TYPE_CHECKING:
    from synth.cli.hydra import Job


def remote_of(jobs: Sequence[Job], *, sweep: bool) -> Remote | None:
    """Where `out` says that the data set goes besides this machine; None where it names a folder.

    SynthError for an address that cannot be used, for sweeps and for shards; OutputError where others' files are there.
    """
    addresses = [out for job in jobs if is_address(out := str(job.values["out"] or ""))]
    if not addresses:
        return None
    if sweep:
        raise SynthError("out", addresses[0], "a sweep goes into a folder of this machine")
    if jobs[0].values["shard"]["count"] is not None:
        raise SynthError("out", addresses[0], "a shard goes into a folder, where `synth merge` finds it")
    remote = Remote(addresses[0])
    remote.check()
    return remote


def put(remote: Remote, folder: Path) -> None:
    """Put a finished data set there, and say so."""
    with progress_into(folder) as progress:
        progress.begin(total=len(public_files(folder)), unit="files")
        for _ in remote.put(folder):
            progress.advance()
    say(f"put       {progress.done} files at {remote.address}")
