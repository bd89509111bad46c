"""Facts that several samples tell: what a plan tells, and the places where a verified sample shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Told(NamedTuple):
    """A value in its normalised form (ISO 8601 day, `GBP 12.50`, plain decimal ...) and its type.

    `type` is one of text, name, address, date, time, money, number, percent, code, phone, email, url.
    """

    value: str
    type: str


class Shown(NamedTuple):
    """A labelled value in a verified sample: its name there, as it is written, and where it stands.

    `names` are what it is called: keys of a field; the entity of a span (`sender`, `sender.iban`), and the fact that a
    template says it is. `value` is the normalised form that the label states; empty where it states none. `at` is its
    place in JSON's own types: page outlines of a document, characters of a text, their times in sound,
    boxes in a picture.
    """

    names: tuple[str, ...]
    text: str
    value: str
    at: Mapping[str, object]
