"""Labelled texts about orders, of six people: small, ordinary, with two classes and two labels."""

from __future__ import annotations

import itertools
from typing import Any

NAMES = ("Ada Marlowe", "Tom Quigley", "Eve Sandoval", "Kim Novotny", "Lou Berenger", "Max Thackeray")
THINGS = ("parcel", "invoice")
ASK = ("Where is my {thing}?", "When will my {thing} arrive?", "Please send my {thing} to {name}.")
STOP = (
    "I want to cancel my order of a {thing}.",
    "Can I cancel my order? It is for {name}.",
    "Cancel the {thing} now.",
)


def record(text: str, label: str, *values: tuple[str, str], **more: object) -> dict[str, Any]:
    spans = [[text.index(value), text.index(value) + len(value), name] for value, name in values]
    return {"text": text, "label": label, "slots": sorted(spans), **more}


def ordinary() -> list[dict[str, Any]]:
    found = []
    for (label, templates), thing, name in itertools.product((("ask", ASK), ("stop", STOP)), THINGS, NAMES):
        for template in templates:
            values = [(thing, "thing")] * ("{thing}" in template) + [(name, "person")] * ("{name}" in template)
            found.append(record(template.format(thing=thing, name=name), label, *values, user=name))
    return found
