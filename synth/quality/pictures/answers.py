"""Findings on pictures and their objects, and the edits of COCO files that answer them."""

from __future__ import annotations

from typing import Any

from synth.quality.finding import SURE, Edit, Finding, Place
from synth.quality.pictures.raw import Entry, RawSet
from synth.quality.pictures.view import SeenObject, View


def set_key(raw: RawSet, entry: Entry, key: str, value: Any) -> Edit:
    """A key of an entry gets another value."""
    return Edit("set", raw.files[entry.file], entry.list, entry.place, key, entry.get(key), value)


def remove(raw: RawSet, entry: Entry) -> Edit:
    """An entry goes."""
    return Edit("remove", raw.files[entry.file], entry.list, entry.place, "", entry.value)


def of_entry(
    raw: RawSet, entry: Entry, check: str, given: object, suggested: object, evidence: str, edits: tuple[Edit, ...] = ()
) -> Finding:
    """A finding on an entry of a list, whatever picture it is of."""
    return Finding(
        check=check, data_set=raw.name, where=raw.where(entry), subject=f"{entry.list} {entry.get('id')}", given=given,
        suggested=suggested, confidence=SURE, evidence=evidence, edits=edits, place=place_of(raw, entry),
    )  # fmt: skip


def of_picture(
    view: View, check: str, given: object, suggested: object, evidence: str, edits: tuple[Edit, ...] = ()
) -> Finding:
    """A finding on a picture as a whole."""
    return Finding(
        check=check, data_set=view.raw.name, where=view.where, subject=view.subject, given=given, suggested=suggested,
        confidence=SURE, evidence=evidence, edits=edits, picture=view.path,
        place=place_of(view.raw, view.entry),
    )  # fmt: skip


def of_object(
    view: View,
    one: SeenObject,
    check: str,
    given: object,
    suggested: object,
    evidence: str,
    edits: tuple[Edit, ...] = (),
    confidence: float = SURE,
) -> Finding:
    """A finding on one of its objects."""
    return Finding(
        check=check, data_set=view.raw.name, where=one.where, subject=f"{view.subject}, {one.category or 'an object'}",
        given=given, suggested=suggested, confidence=confidence, evidence=evidence, edits=edits,
        picture=view.path, box=one.sound_box, place=place_of(view.raw, one.entry),
    )  # fmt: skip


def place_of(raw: RawSet, entry: Entry) -> Place:
    """Where an entry stands, for programs."""
    return Place(raw.files[entry.file], entry.list, entry.place)
