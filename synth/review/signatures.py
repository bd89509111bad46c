"""Whose a label is after a review: those that a person accepted or changed say so, and no annotator replaces them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from synth.core.labels import ANNOTATOR, PERSON, SOURCE
from synth.quality.finding import Edit
from synth.review.decision import Decision, Net
from synth.review.desk import Desk, Signed
from synth.review.item import LABEL, Item

REVIEWER = "reviewer"
"""The attribute with the names of those who decided."""


def with_signatures(
    edits: Iterable[tuple[int, Edit]], net: Net, desk: Desk, people: Mapping[int, str], accepted: Iterable[Item]
) -> list[tuple[int, Edit]]:
    """The edits, (item, edit) each, with `source: person` and the reviewers on the labels that they change or add.

    `people` names who decided each item; `accepted` items are labels that stay as they are: a model's become theirs.
    """
    found, signed = list[tuple[int, Edit]](), set[tuple[str, str, int, str]]()
    changed = list(edits)
    stated = {(edit.file, edit.list, edit.place, edit.key) for _, edit in changed}
    for item, edit in changed:
        if edit.op == "add":
            found.append((item, _signed_addition(edit, people[item])))
            continue
        found.append((item, edit))
        if edit.op == "set" and not net.is_removed(edit.file, edit.list, edit.place, edit.key):
            found += _signatures(item, edit, desk.signed(edit), people[item], signed, stated)
    for item in accepted:
        edit = _edit_of(item)
        place = desk.signed(edit) if edit else None
        if edit and not net.is_removed(edit.file, edit.list, edit.place, edit.key) and _is_of_a_model(place):
            found += _signatures(item.number, edit, place, people[item.number], signed, stated)
    return found


def _is_of_a_model(place: Signed | None) -> bool:
    return place is not None and (place.attributes or {}).get(SOURCE) == ANNOTATOR


def is_accepted(item: Item, decision: Decision) -> bool:
    """Whether a person looked at a label and let it stand."""
    return item.check == LABEL and decision.verdict == "accept" and not decision.edits


def _edit_of(item: Item) -> Edit | None:
    """An edit that would change the label of an item."""
    if item.place is None:
        return None
    span = "" if item.place.span is None else f"spans.{item.place.span}"
    return Edit("set", item.place.file, item.place.list, item.place.place, item.key or span, None)


def _signatures(
    item: int, edit: Edit, place: Signed | None, who: str, signed: set[tuple[str, str, int, str]],
    stated: Collection[tuple[str, str, int, str]],
) -> Iterator[tuple[int, Edit]]:  # fmt: skip
    """What says whose a label is, once for each label, and not where an edit states its attributes anyway."""
    if place is None or (key := (edit.file, edit.list, edit.place, place.key)) in signed:
        return
    signed.add(key)
    if any(one[:3] == key[:3] and f"{one[3]}.".startswith(f"{place.key}.") for one in stated):
        return
    mine = {SOURCE: PERSON, REVIEWER: who}
    if place.attributes is None:
        yield item, Edit("set", edit.file, edit.list, edit.place, place.key, None, mine)
        return
    for name, value in mine.items():
        before = place.attributes.get(name)
        if before != value:
            yield item, Edit("set", edit.file, edit.list, edit.place, f"{place.key}.{name}", before, value)


def _signed_addition(edit: Edit, who: str) -> Edit:
    """An object or a span that a person drew or marked; what is added elsewhere is as it is."""
    after: Any = edit.after
    if not isinstance(after, dict) or not ({"bbox", "label"} & after.keys()):
        return edit
    return edit._replace(
        after={**after, "attributes": {**(after.get("attributes") or {}), SOURCE: PERSON, REVIEWER: who}}
    )
