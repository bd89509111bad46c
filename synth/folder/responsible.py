"""The responsible-AI part of croissant.json (Croissant RAI 1.0, http://mlcommons.org/croissant/RAI/1.0).

What a run knows of its own data: how they came about, whose labels they have, which shares were asked for, whose
persons are in them, what they are no good for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from synth.folder.card import most_first
from synth.folder.manifest import RunFacts

RAI = "http://mlcommons.org/croissant/RAI/1.0"

ONE = ("annotationsPerItem", "dataAnnotationProtocol", "dataCollection", "dataSocialImpact")
"""Properties that have one value; the others have a list."""

Statements = Mapping[str, Sequence[str]]
"""Property of the vocabulary, without its prefix -> sentences."""

NO_MORE: Statements = {}

_MOST_VALUES = 30
"""Of a group whose shares are stated."""


def rai_properties(facts: RunFacts, more: Statements = NO_MORE) -> dict[str, Any]:
    """`rai:` properties of a generated data set: what holds for every kind, and what the kind has to say beside it."""
    stated: dict[str, list[str]] = {
        "dataCollection": [
            (
                f"Generated, not collected: {facts.description.rstrip('.')}. Scene, seed, versions and hashes are "
                "in manifest.json."
            )
        ],
        "dataCollectionType": ["Software Collection"],
        "dataAnnotationProtocol": [
            (
                "Labels came first: each sample was made from its plan, checked against it, and left out where it "
                "did not agree (rejected.jsonl)."
            )
        ],
        "annotationsPerItem": ["0: no person labelled anything"],
        "machineAnnotationTools": ["synth; manifest.json has the versions"],
        "dataUseCases": [
            (
                "Training and testing beside real data; whether a model that learns from them works on real data is "
                "to be measured (`synth compare`)."
            )
        ],
        "dataLimitations": [
            (
                "Synthetic: what the scene does not describe does not occur, and what occurs together does so "
                "because the scene says so."
            )
        ],
        "dataBiases": [
            (
                "Shares are those that the scene asks for, or that the models behind it have learnt; they are no "
                "population's."
            )
        ],
        "dataSocialImpact": [
            "Made to spare real people's data. Conclusions about people or populations must not be drawn from it."
        ],
    }
    for name, sentences in more.items():
        stated[name] = [*stated.get(name, ()), *sentences]
    return {f"rai:{name}": " ".join(said) if name in ONE else said for name, said in stated.items()}


def shares_of(counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """A sentence for each group of values (its name -> value -> number) that has any: which share each value has."""
    return [f"{name}: {_shares(values)}" for name, values in counts.items() if sum(values.values())]


def _shares(values: Mapping[str, int]) -> str:
    whole = sum(values.values())
    shown = [f"{name} {number / whole:.1%}" for name, number in most_first(values)[:_MOST_VALUES]]
    rest = len(values) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest > 0 else "") + f" (of {whole})"
