"""Texts of scenes as examples, under the labels of a real set."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import synth
from text_judge.examples import Example, sentences

PRONOUNS = frozenset(
    ("i", "me", "my", "he", "him", "his", "she", "her", "hers", "they", "them", "their", "you", "your")
)
"""Mentions of people that a name recogniser does not look for."""
PEER_SCRIPT = Path(__file__).with_name("peer.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A scene, its overrides, and what its labels are called in the real set; what `names` lacks is left out.

    For classes `names` leads from values of `attribute`, for spans from span labels; parts of speech need none.
    """

    scene: str
    names: Mapping[str, str] = field(default_factory=dict)
    attribute: str = ""
    overrides: Sequence[str] = ()


def texts_of(source: Source, count: int, seed: int) -> list[dict[str, Any]]:
    """`count` records of the scene's `text.jsonl`."""
    return [
        sample.record for sample in synth.generate(source.scene, count=count, seed=seed, overrides=source.overrides)
    ]


def as_classes(source: Source, record: dict[str, Any]) -> Iterator[Example]:
    name = source.names.get(str(record["attributes"][source.attribute]))
    if name is not None:
        yield Example(record["text"], name)


def as_parts_of_speech(_: Source, record: dict[str, Any]) -> Iterator[Example]:
    yield Example(tuple(record["text"][start:end] for start, end in record["tokens"]), tuple(record["pos"]))


def as_spans(source: Source, record: dict[str, Any]) -> Iterator[Example]:
    yield from sentences(
        record["text"],
        [
            (span["start"], span["end"], source.names[span["label"]])
            for span in record["spans"]
            if span["label"] in source.names and span["value"].lower() not in PRONOUNS
        ],
    )


def of_peer(python: Path, names: Mapping[str, str], count: int, seed: int) -> list[Example]:
    """Sentences of presidio-evaluator's generator with its own templates, made by an interpreter that has it."""
    made = subprocess.run(
        [str(python), str(PEER_SCRIPT), str(count), str(seed)], capture_output=True, text=True, check=True
    ).stdout
    found = []
    for line in made.splitlines():
        row = json.loads(line)
        found += sentences(row["text"], [(s, e, names[label]) for s, e, label in row["spans"] if label in names])
    return found
