"""Machine-readable zones of travel documents (ICAO Doc 9303, parts 3 to 5): transliteration, check digits, lines."""

from __future__ import annotations

import datetime
import unicodedata
from typing import NamedTuple

STATE = "UTO"
"""The state of ICAO's own specimens: Utopia."""

_FILLER = "<"
_WEIGHTS = (7, 3, 1)
_SPELT = str.maketrans(
    {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Æ": "AE", "Ø": "OE", "Œ": "OE", "ß": "SS", "ẞ": "SS", "Þ": "TH",
     "Ð": "D", "Đ": "D", "Ł": "L", "'": "", "’": "", "-": _FILLER, " ": _FILLER}
)  # fmt: skip
"""Latin letters whose transliteration is not the bare letter (part 3, section 6, table A)."""


class Holder(NamedTuple):
    """The holder in a zone: names in Latin letters, day of birth, sex (F, M or X)."""

    surname: str
    given_names: str
    birth_date: datetime.date
    sex: str


class TravelDocument(NamedTuple):
    """The document in a zone: its code (`I`, `AR`, `P`), number, expiry, and optional data."""

    code: str
    number: str
    expiry_date: datetime.date
    optional: str = ""


def transliterated(name: str) -> str:
    """A name in the zone's letters: A to Z, fillers for blanks and hyphens."""
    plain = unicodedata.normalize("NFKD", name.upper().translate(_SPELT))
    return "".join(mark for mark in plain if mark == _FILLER or "A" <= mark <= "Z")


def check_digit(text: str) -> str:
    """The digit that checks `text`: weights 7, 3, 1, letters count from A = 10, fillers are 0 (part 3, section 4.9)."""
    return str(sum(int(mark, 36) * _WEIGHTS[at % 3] for at, mark in enumerate(text.replace(_FILLER, "0"))) % 10)


def identity_lines(document: TravelDocument, holder: Holder) -> tuple[str, str, str]:
    """The three lines of 30 of a card (TD1)."""
    first = f"{_padded(document.code, 2)}{STATE}{_checked(document.number, 9)}{_padded(document.optional, 15)}"
    birth, expiry = _checked(_day(holder.birth_date), 6), _checked(_day(document.expiry_date), 6)
    composite = check_digit(f"{first[5:]}{birth}{expiry}{_FILLER * 11}")
    return first, f"{birth}{_sex(holder)}{expiry}{STATE}{_FILLER * 11}{composite}", _names(holder, 30)


def passport_lines(document: TravelDocument, holder: Holder) -> tuple[str, str]:
    """The two lines of 44 of a booklet's page (TD3)."""
    number, birth = _checked(document.number, 9), _checked(_day(holder.birth_date), 6)
    expiry, optional = _checked(_day(document.expiry_date), 6), _checked(document.optional, 14)
    composite = check_digit(f"{number}{birth}{expiry}{optional}")
    first = f"{_padded(document.code, 2)}{STATE}{_names(holder, 39)}"
    return first, f"{number}{STATE}{birth}{_sex(holder)}{expiry}{optional}{composite}"


def _names(holder: Holder, room: int) -> str:
    """Surname, two fillers, given names; a long surname leaves room for a given name, and a cut ends in a letter."""
    surname, given = transliterated(holder.surname), transliterated(holder.given_names)
    while len(surname) + 2 + min(len(given), 4) > room or f"{surname}{_FILLER * 2}{given}"[:room].endswith(_FILLER):
        surname = surname[:-1]
    return _padded(f"{surname}{_FILLER * 2}{given}"[:room], room)


def _padded(text: str, room: int) -> str:
    return text.ljust(room, _FILLER)


def _checked(text: str, room: int) -> str:
    padded = _padded(text, room)
    return padded + check_digit(padded)


def _day(day: datetime.date) -> str:
    return f"{day:%y%m%d}"


def _sex(holder: Holder) -> str:
    return _FILLER if holder.sex == "X" else holder.sex
