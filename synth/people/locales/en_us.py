"""United States.

Fictitious by rule: phones 555-0100 to 555-0199 (NANPA), social security numbers 9xx with a middle 01 to 49 (never a
social security number, never an ITIN), employer numbers with a prefix the IRS does not use.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from synth.people.locale import City, Locale
from synth.people.locales.english import BRANDS, DEPARTMENTS, JOBS, TRADES
from synth.people.mix import chosen, digits
from synth.people.money import british_account
from synth.people.pools import first_names, last_names

if TYPE_CHECKING:
    from synth.people.persona import Persona

_UNUSED_PREFIXES = ("07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89")
_KINDS = ("Street", "Avenue", "Road", "Lane", "Drive", "Court", "St", "Ave", "Rd", "Dr", "Blvd", "Way", "Place")


def _street(person: Persona, bits: int) -> str:
    (last, _), bits = chosen(last_names("en_US", person.seed), bits)
    kind, bits = chosen(_KINDS, bits)
    home = f", Apt {bits % 40 + 1}" if bits >> 8 & 3 == 0 else ""
    return f"{person.value('house')} {last} {kind}{home}"


def _ssn(person: Persona, bits: int) -> str:
    return f"9{digits(bits, 2)}-{(bits >> 8) % 49 + 1:02d}-{(bits >> 16) % 9999 + 1:04d}"


def _licence(person: Persona, bits: int) -> str:
    return f"{person.latin[1][0].upper()}{digits(bits, 3)}-{digits(bits >> 12, 4)}-{digits(bits >> 28, 4)}"


def _city(name: str, state: str, zips: str, area: str) -> City:
    shapes = ("({}) 555-01##", "{}-555-01##", "+1 {} 555 01##", "{}.555.01##")
    return City(name, state, (zips,), tuple(shape.format(area) for shape in shapes))


LOCALE = Locale(
    code="en_US",
    country="United States",
    cities=(
        _city("Boston", "MA", "021##", "617"),
        _city("New York", "NY", "100##", "212"),
        _city("Philadelphia", "PA", "191##", "215"),
        _city("Baltimore", "MD", "212##", "410"),
        _city("Atlanta", "GA", "303##", "404"),
        _city("Miami", "FL", "331##", "305"),
        _city("Nashville", "TN", "372##", "615"),
        _city("Columbus", "OH", "432##", "614"),
        _city("Detroit", "MI", "482##", "313"),
        _city("Milwaukee", "WI", "532##", "414"),
        _city("Minneapolis", "MN", "554##", "612"),
        _city("Chicago", "IL", "606##", "312"),
        _city("St. Louis", "MO", "631##", "314"),
        _city("Dallas", "TX", "752##", "214"),
        _city("Austin", "TX", "787##", "512"),
        _city("Denver", "CO", "802##", "303"),
        _city("Phoenix", "AZ", "850##", "602"),
        _city("San Diego", "CA", "921##", "619"),
        _city("San Francisco", "CA", "941##", "415"),
        _city("Portland", "OR", "972##", "503"),
        _city("Seattle", "WA", "981##", "206"),
    ),
    pronouns={"f": ("she", "her", "her"), "m": ("he", "him", "his")},
    titles={"f": "Ms. {}", "m": "Mr. {}"},
    date="{month:02d}/{day:02d}/{year}",
    address=("street", ", ", "city", ", ", "state", " ", "zip"),
    address_lines=("street", "\n", "city", ", ", "state", " ", "zip"),
    jobs={"f": JOBS, "m": JOBS},
    departments=DEPARTMENTS,
    brands=BRANDS,
    trades=TRADES,
    employers=(
        "{last} {trade} Inc.",
        "{last} {trade}",
        "{brand} {trade} LLC",
        "{brand} {trade}",
        "{last} & {other} LLP",
        "{last} {other} {trade}",
    ),
    first_names=partial(first_names, "en_US"),
    last_names=partial(last_names, "en_US"),
    account=british_account,
    makers={
        "house": lambda person, bits: str(bits % 9_899 + 101),
        "street": _street,
        "ssn": _ssn,
        "tax_id": lambda person, bits: f"{_UNUSED_PREFIXES[bits % len(_UNUSED_PREFIXES)]}-{digits(bits >> 8, 7)}",
        "passport": lambda person, bits: f"QX{digits(bits, 7)}",
        "driver_licence": _licence,
        "plate": lambda person, bits: f"{digits(bits, 3)}-{'ABCDEFGHJKLMNPRS'[bits >> 12 & 15]}QO",
    },
)
