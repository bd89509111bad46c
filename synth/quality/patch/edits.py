"""Edits of label files: what they make of a file, or why they do not fit it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from synth.core.canonical import encode, readable
from synth.core.errors import DataError, Unquoted
from synth.core.inside import inside
from synth.core.plain_file import plain_text
from synth.core.strict_json import parse_json
from synth.quality.finding import Edit
from synth.quality.patch.lines import PatchLine

LARGEST = 1 << 31
"""Bytes of a label file."""

_GONE = object()


def edited(folder: Path, lines: Sequence[PatchLine]) -> Mapping[str, bytes]:
    """File, relative to `folder` -> its bytes after the edits of all lines.

    DataError for an edit of what is not there or stands there otherwise, and for two edits of one thing.
    """
    by_file = defaultdict[str, list[tuple[PatchLine, Edit]]](list)
    for line in lines:
        for edit in line.edits:
            by_file[edit.file].append((line, edit))
    _refuse_two_of_one(by_file.values())
    return {file: _edited(folder, file, edits) for file, edits in by_file.items()}


def _refuse_two_of_one(groups: Iterable[Sequence[tuple[PatchLine, Edit]]]) -> None:
    for edits in groups:
        owners = dict[tuple[str, int, str], PatchLine]()
        removed = {(edit.list, edit.place): line for line, edit in edits if edit.op == "remove" and not edit.key}
        for line, edit in edits:
            if edit.op == "add":
                continue
            place = (edit.list, edit.place, edit.key)
            other = owners.setdefault(place, line)
            gone = removed.get((edit.list, edit.place), line)
            if (owner := next((one for one in (other, gone) if one is not line), None)) is not None:
                got = Unquoted(f"a second edit of {edit.list}[{edit.place}]{edit.key and '.'}{edit.key}")
                raise DataError(
                    line.where, got, f"one edit of each thing: leave out finding {owner.finding}, or this one"
                )


def _edited(folder: Path, file: str, edits: Sequence[tuple[PatchLine, Edit]]) -> bytes:
    where = inside(folder, file, edits[0][0].where, DataError, "a file inside the data set")
    if all(edit.list for _, edit in edits):
        text = plain_text(where, DataError, "a label file", most=LARGEST)
        whole = parse_json(text, str(where), DataError)
        _change(whole, edits, str(where))
        return (json.dumps(whole, ensure_ascii=False, indent=_indent_of(text)) + "\n").encode()
    by_line = defaultdict[int, list[tuple[PatchLine, Edit]]](list)
    for line, edit in edits:
        by_line[edit.place].append((line, edit._replace(list="", place=0)))
    kept = list[bytes]()
    there = where.read_bytes().splitlines(keepends=True)
    for place, raw in enumerate(there):
        if place not in by_line:
            kept.append(raw)
            continue
        at = f"{where}:{place + 1}"
        record: dict[str, list[Any]] = {"": [parse_json(raw.decode(), at, DataError)]}
        _change(record, by_line[place], at)
        kept += [f"{readable(one)}\n".encode() for one in record[""]]
    if beyond := next((edits for place, edits in by_line.items() if place >= len(there)), None):
        raise DataError(
            beyond[0][0].where, Unquoted(f"a line beyond the {len(there)} of {where}"), "a line that is there"
        )
    return b"".join(kept)


def _change(whole: Any, edits: Sequence[tuple[PatchLine, Edit]], where: str) -> None:
    """Apply the edits to a JSON value in place: all is compared first, removals of elements come last."""
    for line, edit in edits:
        if edit.op != "add":
            found = _value(whole, edit, line.where)
            if encode(None if found is _GONE else found) != encode(edit.before):
                told = f"{_place(edit)} to be {_short(edit.before)}, as when {where} was checked"
                raise DataError(line.where, None if found is _GONE else found, told)
    removals = list[tuple[Any, Any]]()
    for line, edit in edits:
        if edit.op == "add":
            _list_at(whole, edit, line.where).append(edit.after)
            continue
        owner, key = _owner(whole, edit, line.where)
        if edit.op == "remove":
            removals.append((owner, key))
        else:
            owner[key] = edit.after
    for owner, key in sorted(removals, key=lambda one: 0 if isinstance(one[1], str) else -one[1]):
        del owner[key]


def _value(whole: Any, edit: Edit, where: str) -> Any:
    owner, key = _owner(whole, edit, where)
    return owner.get(key, _GONE) if isinstance(owner, dict) else owner[key]


def _list_at(whole: Any, edit: Edit, where: str) -> list[Any]:
    """The list that an edit adds to: the one at its key, or without a key the member `list` of the file."""
    there = _value(whole, edit, where) if edit.key else whole.get(edit.list) if isinstance(whole, dict) else None
    if not isinstance(there, list):
        raise DataError(where, None if there is _GONE else there, f"a list at {_place(edit)}")
    return there


def _owner(whole: Any, edit: Edit, where: str) -> tuple[Any, Any]:
    """What holds the value that an edit is of, and its key there. DataError where the path leads nowhere."""
    path: list[Any] = [
        edit.list,
        edit.place,
        *(int(part) if part.isdecimal() else part for part in edit.key.split(".") if part),
    ]
    owner = whole
    for at, key in enumerate(path):
        last = at == len(path) - 1
        if not _leads_on(owner, key, new=last):
            got = Unquoted(f"an edit of {_place(edit)}")
            raise DataError(where, got, "something that is there: the file has changed")
        if not last:
            owner = owner[key]
    return owner, path[-1]


def _leads_on(value: Any, key: Any, *, new: bool) -> bool:
    """Whether a value holds something at the key; of an object with `new`, whether it could."""
    if isinstance(key, str):
        return isinstance(value, dict) and (new or key in value)
    return isinstance(value, list) and key < len(value)


def _place(edit: Edit) -> str:
    return f"{edit.list}[{edit.place}]" + (f".{edit.key}" if edit.key else "")


def _short(value: object) -> str:
    text = encode(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _indent_of(text: str) -> int | None:
    """The indent of a JSON file; None where it has none."""
    lines = text[:1000].splitlines()
    return len(lines[1]) - len(lines[1].lstrip(" ")) or None if len(lines) > 1 else None
