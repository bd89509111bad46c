"""Put what a comparison found into the card, the metadata and the manifest of a finished data set."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from synth.core.errors import DataError, OutputError
from synth.core.strict_json import read_object
from synth.folder.disk import one_line_errors, write_atomic
from synth.folder.evidence import KEPT, Evidence, kept_text, with_section, with_statements
from synth.folder.finished import LARGEST_MANIFEST
from synth.folder.opening import locked
from synth.folder.replace import IDENTITY, LOCK
from synth.folder.staging import CARD, CROISSANT, MANIFEST, STATE, staged, stream
from synth.folder.stated import Manifest, Stated, checked


class _Croissant(Stated):
    distribution: list[dict[str, Any]]


_WANTED = f"a finished data set of `synth generate`, with {MANIFEST}, {CARD} and {STATE}/"


def check_attachable(path: Path) -> None:
    """OutputError where `path` is no data set whose card can be written."""
    if not all((path / name).is_file() for name in (MANIFEST, CARD, f"{STATE}/{IDENTITY}")):
        raise OutputError(str(path), "no such folder" if not path.is_dir() else "another folder", _WANTED)


def attach_evidence(path: Path, evidence: Evidence) -> None:
    """Write card, metadata and manifest of the data set `path`, all or none. An earlier comparison's section and
    sentences make room for the new ones; no other byte changes.

    OutputError as `check_attachable`, where a run holds the folder, and where the disk refuses.
    """
    check_attachable(path)
    with one_line_errors(path), locked(path / STATE / LOCK):
        manifest = read_object(path / MANIFEST, DataError, "the manifest of a data set", most=LARGEST_MANIFEST)
        checked(Manifest, manifest, str(path / MANIFEST))
        files = manifest.setdefault("files", {})
        labels = {name: digest for name, digest in files.items() if name != CARD}
        card = with_section((path / CARD).read_text("utf-8"), evidence.section).encode()
        files[CARD] = sha256(card).hexdigest()
        with staged(path) as staging:
            stream(staging / CARD, [card])
            if (path / CROISSANT).is_file():
                record = read_object(path / CROISSANT, DataError, "Croissant metadata", most=LARGEST_MANIFEST)
                checked(_Croissant, record, str(path / CROISSANT))
                for one in record["distribution"]:
                    if one.get("@id") == CARD:
                        one["sha256"] = files[CARD]
                stream(staging / CROISSANT, [with_statements(json.dumps(record), evidence.statements)])
            stream(staging / MANIFEST, [json.dumps(manifest, sort_keys=True, indent=2) + "\n"])
            write_atomic(path / STATE / KEPT, kept_text(evidence, labels).encode())
