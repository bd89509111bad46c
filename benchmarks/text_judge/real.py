"""Real sets as examples: a half to train with, the other half to test on, apart by document or by text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from text_judge.examples import Example, renamed, sentences


@dataclass(frozen=True, slots=True)
class RealSet:
    """The halves of a real set, in the order of its file."""

    train: list[Example]
    test: list[Example]


def halves(keyed: Iterable[tuple[str, Iterable[Example]]]) -> RealSet:
    """All examples of a key (a document, a text, a template) fall into one half, by the key's sha256."""
    found = RealSet([], [])
    for key, examples in keyed:
        (found.train if sha256(key.encode()).digest()[0] % 2 else found.test).extend(examples)
    return found


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def conllu(file: Path) -> RealSet:
    """Sentences with Universal parts of speech; split by document."""
    documents: dict[str, list[Example]] = {}
    document = ""
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        rows = []
        for line in block.splitlines():
            if line.startswith("# newdoc id = "):
                document = line.removeprefix("# newdoc id = ")
            if line and line[0] != "#" and (columns := line.split("\t"))[0].isdigit():
                rows.append((columns[1], columns[3]))
        if rows:
            words, tags = zip(*rows, strict=True)
            documents.setdefault(document, []).append(Example(words, tags))
    return halves(documents.items())


def classes(labels: Iterable[str]) -> Callable[[Path], RealSet]:
    """Reads texts with a class, of which only `labels` are kept."""
    kept = frozenset(labels)

    def read(file: Path) -> RealSet:
        rows = (row for row in _lines(file) if row["label"] in kept)
        return halves((row["text"], [Example(row["text"], row["label"])]) for row in rows)

    return read


def tagged(names: Mapping[str, str]) -> Callable[[Path], RealSet]:
    """Reads words with BIO tags; `names`: label of the file -> label here."""

    def read(file: Path) -> RealSet:
        return halves(
            (" ".join(row["tokens"]), [Example(tuple(row["tokens"]), renamed(row["tags"], names))])
            for row in _lines(file)
        )

    return read


def presidio(names: Mapping[str, str]) -> Callable[[Path], RealSet]:
    """Reads the JSON of presidio-research's `data/` (texts made from templates); no template is in both halves."""

    def read(file: Path) -> RealSet:
        return halves(
            (
                row["masked"],
                sentences(
                    row["full_text"],
                    [
                        (span["start_position"], span["end_position"], names[span["entity_type"]])
                        for span in row["spans"]
                        if span["entity_type"] in names
                    ],
                ),
            )
            for row in json.loads(file.read_text(encoding="utf-8"))
        )

    return read
