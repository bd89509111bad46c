"""README.md of an annotated set: whose labels are in it."""

from __future__ import annotations

from collections.abc import Mapping

from synth.annotate.counts import FATES, by_class
from synth.annotate.model import Model
from synth.folder.card import joined, licence_section, table
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals

_KEYS = """\
## Whose label is it

A label whose attribute `source` is `annotator` is a model's guess: `model` and `version` say which model, `score` how
sure it was, `reason` what it saw. Labels with another source, or with none, were there before and are as they were.
`rejected.jsonl` lists the labels on which the annotator abstained, with their scores and places.
"""


def card_text(facts: RunFacts, model: Model, threshold: float, totals: Totals, files: Mapping[str, str]) -> str:
    """The card, in Markdown; no clock. `files`: name -> what it holds."""
    score = "about that share of its labels is right" if model.calibrated else "it only ranks: it is not calibrated"
    how = [
        ("model", model.name),
        ("version (sha256)", f"`{model.version}`"),
        ("threshold", f"{threshold:g}"),
        ("what a score means", score),
    ]
    rows = [(name, *counts) for name, counts in by_class(totals)]
    sections = [
        f"# {facts.name}",
        facts.description,
        table(("", ""), how),
        "## Labels\n\n" + table(("class", *FATES.values()), rows),
        _KEYS,
        "## Files\n\n" + table(("file", "what"), [(f"`{name}`", what) for name, what in files.items()]),
        licence_section(facts),
    ]
    return joined(sections)
