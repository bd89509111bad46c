"""guidelines.md of a generated data set of texts: its labels with examples out of its first texts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from synth.folder.guidelines import LabelGuide, guidelines_text, plain
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals

MOST_TEXTS, MOST_EXAMPLES, AROUND = 200, 3, 25
"""Texts that are looked at, examples of a label, characters beside one."""

_INTRODUCTION = """\
Written by `synth generate`: a span is what the scene's templates mark with its label, and examples are out of the first
texts. Definitions and decisions are for people to refine. No span begins or ends with white space, or cuts a character
in two; where spans are nested, the outer one comes first."""


def text_guidelines(facts: RunFacts, labels: Sequence[str], totals: Totals, lines: Iterable[str | bytes]) -> str:
    """The file, in Markdown; `lines` are those of text.jsonl."""
    shown = defaultdict[str, dict[str, str]](dict)
    for line in islice(lines, MOST_TEXTS):
        record = json.loads(line)
        for span in record.get("spans", ()):
            examples = shown[span["label"]]
            if len(examples) < MOST_EXAMPLES:
                examples.setdefault(span["value"], _shown(record["text"], span["start"], span["end"]))
    counts = totals.group("spans")
    guides = [
        LabelGuide(
            label=label,
            about=f"{counts.get(label, 0)} spans.",
            examples=list(shown[label].values()),
        )
        for label in labels
    ]
    return guidelines_text(f"Guidelines of {facts.name}", _INTRODUCTION, (), guides)


def _shown(text: str, start: int, end: int) -> str:
    """A span in bold, with some characters beside it."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return f"{plain(before)}**{plain(text[start:end])}**{plain(after)}"
