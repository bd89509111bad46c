"""Texts of scenes as examples, under the labels of a real set."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import synth
from synth.text.learn.words import Range
from text_judge.examples import Example, sentences

PRONOUNS = frozenset(
    ("i", "me", "my", "he", "him", "his", "she", "her", "hers", "they", "them", "their", "you", "your")
)
"""Mentions of people that a name recogniser does not look for."""
JOINED = ("DATE_TIME",)
"""Labels of the real sets that ours have two of: a date and a time beside each other are one span of them."""
PEER_SCRIPT = Path(__file__).with_name("peer.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A scene, how many texts, its overrides, and what its labels are called in the real set.

    A label that `names` lacks is left out. For classes `names` leads from values of `attribute`, for spans from span
    labels; parts of speech need none.
    """

    scene: str
    count: int
    names: Mapping[str, str] = field(default_factory=dict)
    attribute: str = ""
    overrides: Sequence[str] = ()


def texts_of(source: Source, seed: int) -> list[dict[str, Any]]:
    """Records of the scene's `text.jsonl`."""
    made = synth.generate(source.scene, count=source.count, seed=seed, overrides=source.overrides)
    return [sample.record for sample in made]


def as_classes(source: Source, record: dict[str, Any]) -> Iterator[Example]:
    name = source.names.get(str(record["attributes"][source.attribute]))
    if name is not None:
        yield Example(record["text"], name)


def as_parts_of_speech(_: Source, record: dict[str, Any]) -> Iterator[Example]:
    yield Example(tuple(record["text"][start:end] for start, end in record["tokens"]), tuple(record["pos"]))


def as_spans(source: Source, record: dict[str, Any]) -> Iterator[Example]:
    text, spans = record["text"], list[Range]()
    for span in record["spans"]:
        if span["label"] in source.names and span["value"].lower() not in PRONOUNS:
            start, end, label = span["start"], span["end"], source.names[span["label"]]
            if label in JOINED and spans and spans[-1][2] == label and text[spans[-1][1] : start] in (" ", "T", ", "):
                start = spans.pop()[0]
            spans.append((start, end, label))
    yield from sentences(text, spans)


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
