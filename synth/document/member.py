"""Documents as members of packets: what a plan tells, and what verified pages show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from synth.core.facts import Shown, Told
from synth.document.records import DocumentPlan, Value, VerifiedDocument
from synth.document.studio import DocumentStudio
from synth.kinds import Membership

ALIASES = "aliases"
"""The key of a record that gives parts of it names of their own: `salary: transactions.4`."""


def told(plan: DocumentPlan) -> Mapping[str, Told]:
    """Every value of the record by its dotted key."""
    return {key: Told(value.value, value.type) for key, value in _values(plan.record, "")}


def shown(document: VerifiedDocument) -> Iterator[Shown]:
    """Every field that is printed, with its outlines: corners in px, clockwise from the text's top left."""
    aliases = document.plan.record.get(ALIASES, {})
    assert isinstance(aliases, Mapping)
    for field in document.draft.labels.fields:
        if not field.outlines:
            continue
        names = [f"{alias}{field.key.removeprefix(str(key))}" for alias, key in aliases.items() if _in(field.key, key)]
        outlines = [
            {"page": outline.page, "quad": [round(float(number), 2) for number in outline.quad.reshape(-1)]}
            for outline in field.outlines
        ]
        yield Shown((field.key, *names), field.text, field.value, {"field": field.key, "quads": outlines})


def _in(key: str, part: object) -> bool:
    return key.startswith(f"{part}.")


def _values(node: object, key: str) -> Iterator[tuple[str, Value]]:
    if isinstance(node, Value):
        yield key, node
    elif isinstance(node, Mapping):
        for name, value in node.items():
            yield from _values(value, f"{key}.{name}" if key else str(name))
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for number, value in enumerate(node):
            yield from _values(value, f"{key}.{number}")


MEMBERSHIP = Membership(plan=DocumentStudio.plan, told=told, shown=shown)
