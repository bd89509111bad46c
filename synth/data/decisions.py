"""What was decided of a label after its data set was made: patches that were applied, and the audit of a review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import DataError
from synth.core.json_lines import compact
from synth.core.json_stream import iter_entries, iter_jsonl

PATCHES, PATCH, BEFORE = ".synth-patches", "patch.jsonl", "before"
"""What `synth apply` leaves in a data set: a folder for each patch, with the files as they were before it."""

AUDIT = "audit.jsonl"

_LONGEST = 120
"""Characters of a value in a line."""


class Label(NamedTuple):
    """Where a label stands: an annotation by its id in `file` (JSON), or number `at` of the list `key` in the line of
    the sample with that id.
    """

    file: str
    sample: int
    annotation: int | None = None
    key: str = ""
    at: int = 0


def decided(folder: Path, label: Label, review: Path | None = None) -> Iterator[str]:
    """A line for each edit of the label, in the order in which they were made.

    DataError where the review is none, or was of other files than the set has or had.
    """
    versions = [folder / label.file]
    for patch in sorted((folder / PATCHES).glob("[0-9]" * 4)):
        before = patch / BEFORE / label.file
        if not before.is_file():
            continue
        versions.append(before)
        place = _place(before, label)
        for line in iter_jsonl(patch / PATCH):
            for edit in _edits(line, label, place):
                sure = "a person decided" if line.get("confidence") == 1 else f"confidence {line.get('confidence')}"
                yield f"changed   by patch {patch.name}, {line.get('check')}: {edit} ({sure})"
    if review is not None:
        yield from _reviewed(review, label, versions)


def _reviewed(review: Path, label: Label, versions: list[Path]) -> Iterator[str]:
    if not (review / AUDIT).is_file():
        raise DataError(str(review), "no review", f"a folder of `synth review`, with {AUDIT}")
    place = None
    for line in iter_jsonl(review / AUDIT):
        if line.get("act") == "begin":
            digest = line.get("files", {}).get(label.file)
            known = [one for one in versions if _digest(one) == digest]
            if not known:
                raise DataError(str(review), f"a review of another {label.file}", "one of this set, before or after it")
            place = _place(known[0], label)
        elif line.get("act") == "decide":
            for edit in _edits(line, label, place):
                why = f": {line['why']}" if line.get("why") else ""
                yield f"decided   {line.get('time', '')} by {line['who']}, {line['verdict']}: {edit}{why}"


def _place(file: Path, label: Label) -> int | None:
    """The number of the annotation, or of the sample's line, in a version of its file; None where it is not there."""
    if label.annotation is None:
        return next((at for at, line in enumerate(iter_jsonl(file)) if line.get("id") == label.sample), None)
    found = (value for key, place, value in iter_entries(file) if key == "annotations" and place is not None)
    return next((at for at, value in enumerate(found) if value.get("id") == label.annotation), None)


def _edits(line: Mapping[str, Any], label: Label, place: int | None) -> Iterator[str]:
    """In words, the edits of a line that are of the label."""
    own = f"{label.key}.{label.at}" if label.annotation is None else ""
    for edit in line.get("edits", ()):
        key = edit["key"]
        mine = not own or key == own or key.startswith(f"{own}.")
        if edit["file"] != label.file or edit["place"] != place or edit["op"] == "add" or not mine:
            continue
        name = key.removeprefix(own).strip(".") or "it"
        if edit["op"] == "remove":
            yield f"{name} removed"
        else:
            yield f"{name} from {_short(edit.get('before'))} to {_short(edit.get('after'))}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _short(value: object) -> str:
    text = value if isinstance(value, str) else compact(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
