"""WordNet 3.1 from its data files: senses with their counts, names, compounds, glosses, and what is offensive."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

BLOCKED_DOMAINS = {"ethnic_slur", "obscenity", "vulgarism", "disparagement"}
BLOCKED_ROOTS = {
    ("sexual_activity", "04"), ("sexual_desire", "12"), ("prostitute", "18"), ("genitalia", "08"), ("simpleton", "18"),
    ("bigot", "18"), ("unpleasant_person", "18"), ("terrorist", "18"), ("pervert", "18"), ("drug_of_abuse", "06"),
}  # fmt: skip
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}


class Line(NamedTuple):
    """A synset as its line has it; `pointers`: sign and target, a part of speech and an offset."""

    pos: str
    offset: str
    lexfile: str
    words: tuple[str, ...]
    pointers: tuple[tuple[str, str], ...]
    frames: tuple[tuple[int, int], ...]
    gloss: str


class Sense(NamedTuple):
    """A sense of a lemma: how often it was met in SemCor, its lexicographer file, its verb frames and pointers."""

    met: float
    lexfile: str
    target: str
    frames: tuple[int, ...]
    pointers: tuple[tuple[str, str], ...]


class WordNet:
    """`senses` of every (lemma, n v a r), `places` that have names, `glosses`, and the words `blocked` as offensive.

    `kinds`: synset, as in `Sense.target` -> the name in `roots` of what it hangs below.
    """

    def __init__(self, folder: Path, roots: Mapping[str, Collection[tuple[str, str]]]) -> None:
        lines = [line for pos in FILES for line in read_lines(folder, pos)]
        counts, first = read_counts(folder), {f"{line.pos}{line.offset}": line.words[0] for line in lines}
        self.senses: dict[tuple[str, str], list[Sense]] = defaultdict(list)
        self.places = {word for line in lines if line.lexfile == "15" and _is_instance(line) for word in line.words}
        self.kinds = {f"n{line.offset}": kind for kind, tops in roots.items() for line in below(tops, lines)}
        self.glosses = [line.gloss for line in lines]
        self.blocked = {word.lower() for line in below(BLOCKED_ROOTS, lines) for word in line.words}
        for line in lines:
            if {first[target] for sign, target in line.pointers if sign == ";u"} & BLOCKED_DOMAINS:
                self.blocked |= {word.lower() for word in line.words}
            elif not _is_instance(line):
                for number, word in enumerate(line.words, 1):
                    frames = tuple(frame for frame, place in line.frames if place in (0, number))
                    met = counts.get((word.lower(), line.pos, line.offset), 0) + 0.2
                    sense = Sense(met, line.lexfile, f"{line.pos}{line.offset}", frames, line.pointers)
                    self.senses[word, line.pos].append(sense)


def _is_instance(line: Line) -> bool:
    return any(sign == "@i" for sign, _ in line.pointers)


def below(roots: Collection[tuple[str, str]], lines: list[Line]) -> Iterator[Line]:
    """The noun synsets that have one of `roots`, a word and a lexicographer file, and all that hang below them."""
    children = defaultdict(list)
    for line in lines:
        for sign, target in line.pointers:
            if sign in ("@", "@i"):
                children[target].append(line)
    todo = [line for line in lines if line.pos == "n" and any((word, line.lexfile) in roots for word in line.words)]
    while todo:
        line = todo.pop()
        yield line
        todo += children[f"{line.pos}{line.offset}"]


def read_counts(folder: Path) -> dict[tuple[str, str, str], int]:
    """(lemma, part of speech, offset) -> occurrences in SemCor."""
    found = {}
    for row in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, offset, _, count = row.split()
        lemma, rest = key.split("%")
        found[lemma, "nvara"[int(rest[0]) - 1], offset] = int(count)
    return found


def read_lines(folder: Path, pos: str) -> Iterator[Line]:
    """The synsets of a data file; its format is that of wndb(5WN)."""
    for row in (folder / f"data.{FILES[pos]}").read_text(encoding="utf-8").splitlines():
        if not row[:1].isdigit():
            continue
        data, _, gloss = row.partition(" | ")
        fields = data.split()
        size = int(fields[3], 16)
        words = tuple(re.sub(r"\(.*\)", "", word) for word in fields[4 : 4 + 2 * size : 2])
        rest = fields[4 + 2 * size :]
        last = 1 + 4 * int(rest[0])
        pointers = tuple((rest[at], rest[at + 2].replace("s", "a") + rest[at + 1]) for at in range(1, last, 4))
        after = rest[last:]
        frames = tuple((int(after[at + 1]), int(after[at + 2], 16)) for at in range(1, len(after), 3))
        yield Line(pos, fields[0], fields[1], words, pointers, frames, gloss)
