"""United Kingdom.

Fictitious by rule: phones that Ofcom keeps for drama, National Insurance numbers with prefixes that are never given
out (BG, GB, KN, NK, NT, TN, ZZ), tax references with a wrong check digit, number plates of the years 00 and 01 (the
first were 51 and 02). Passports and driving licences have the shape only: their issuers publish no unused range.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from synth.people.identity import born
from synth.people.locale import City, Locale
from synth.people.locales.english import BRANDS, DEPARTMENTS, JOBS, TRADES
from synth.people.mix import chosen, digits
from synth.people.money import british_account
from synth.people.pools import first_names, last_names

if TYPE_CHECKING:
    from synth.people.persona import Persona

_KINDS = ("Road", "Street", "Lane", "Avenue", "Close", "Gardens", "Drive", "Terrace", "Way", "Crescent", "Grove")
_NAMES = ("Church", "Station", "Park", "Mill", "Victoria", "Queen's", "Albert", "Manor", "Orchard", "School", "Bridge")
_NEVER_GIVEN = ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"


def _street(person: Persona, bits: int) -> str:
    kind, bits = chosen(_KINDS, bits)
    if bits & 1:
        name, _ = chosen(_NAMES, bits >> 1)
    else:
        (name, _), _ = chosen(last_names("en_GB", person.seed), bits >> 1)
    return f"{person.value('house')} {name} {kind}"


def _insurance(person: Persona, bits: int) -> str:
    prefix, bits = chosen(_NEVER_GIVEN, bits)
    suffix, bits = chosen(("A", "B", "C", "D"), bits)
    return f"{prefix} {digits(bits, 2)} {digits(bits >> 8, 2)} {digits(bits >> 16, 2)} {suffix}"


def tax_check_digit(reference: str) -> str:
    """The right first digit in front of nine others of a Unique Taxpayer Reference."""
    weights = (6, 7, 8, 9, 10, 5, 4, 3, 2)
    return "21987654321"[sum(int(mark) * weight for mark, weight in zip(reference, weights, strict=True)) % 11]


def _tax(person: Persona, bits: int) -> str:
    rest = digits(bits >> 8, 9)
    wrong = (int(tax_check_digit(rest)) + 1 + (bits & 7)) % 10
    return f"{wrong}{rest[:4]} {rest[4:]}"


def _licence(person: Persona, bits: int) -> str:
    day = born(person)
    first, last = (part.replace("-", "").upper() for part in person.latin)
    month = day.month + (50 if person.gender == "f" else 0)
    decade, year = divmod(day.year % 100, 10)
    end = _LETTERS[bits % 22] + _LETTERS[(bits >> 8) % 22]
    return f"{last[:5]:9<5}{decade}{month:02d}{day.day:02d}{year}{first[0]}99{end}"


def _plate(person: Persona, bits: int) -> str:
    letters = "".join(_LETTERS[(bits >> 5 * place) % 22] for place in range(5))
    return f"{letters[:2]}0{bits >> 32 & 1} {letters[2:]}"


def _city(name: str, county: str, zips: str, code: str, block: str) -> City:
    return City(name, county, (zips,), (f"{code} {block}###", f"({code}) {block}###", f"+44 {code[1:]} {block}###"))


LOCALE = Locale(
    code="en_GB",
    country="United Kingdom",
    cities=(
        _city("Leeds", "West Yorkshire", "LS1# #@@", "0113", "496 0"),
        _city("Sheffield", "South Yorkshire", "S# #@@", "0114", "496 0"),
        _city("Nottingham", "Nottinghamshire", "NG# #@@", "0115", "496 0"),
        _city("Leicester", "Leicestershire", "LE# #@@", "0116", "496 0"),
        _city("Bristol", "Bristol", "BS# #@@", "0117", "496 0"),
        _city("Reading", "Berkshire", "RG# #@@", "0118", "496 0"),
        _city("Birmingham", "West Midlands", "B# #@@", "0121", "496 0"),
        _city("Edinburgh", "Midlothian", "EH# #@@", "0131", "496 0"),
        _city("Glasgow", "Lanarkshire", "G# #@@", "0141", "496 0"),
        _city("Liverpool", "Merseyside", "L# #@@", "0151", "496 0"),
        _city("Manchester", "Greater Manchester", "M# #@@", "0161", "496 0"),
        _city("London", "Greater London", "SE# #@@", "020", "7946 0"),
        _city("Newcastle upon Tyne", "Tyne and Wear", "NE# #@@", "0191", "498 0"),
        _city("Belfast", "County Antrim", "BT# #@@", "028", "9649 6"),
        _city("Cardiff", "South Glamorgan", "CF1# #@@", "029", "2018 0"),
        City("York", "North Yorkshire", ("YO1# #@@",), ("07700 900###", "+44 7700 900###")),
        City("Norwich", "Norfolk", ("NR# #@@",), ("07700 900###", "+44 7700 900###")),
        City("Exeter", "Devon", ("EX# #@@",), ("07700 900###", "+44 7700 900###")),
    ),
    pronouns={"f": ("she", "her", "her"), "m": ("he", "him", "his")},
    titles={"f": "Ms {}", "m": "Mr {}"},
    date="{day:02d}/{month:02d}/{year}",
    address=("street", ", ", "city", " ", "zip"),
    address_lines=("street", "\n", "city", " ", "zip"),
    jobs={"f": JOBS, "m": JOBS},
    departments=DEPARTMENTS,
    brands=BRANDS,
    trades=TRADES,
    employers=(
        "{last} {trade} Ltd",
        "{last} {trade}",
        "{brand} {trade} Ltd",
        "{brand} {trade} plc",
        "{last} & {other} LLP",
        "{last} {other} {trade}",
    ),
    first_names=partial(first_names, "en_GB"),
    last_names=partial(last_names, "en_GB"),
    account=british_account,
    makers={
        "street": _street,
        "ssn": _insurance,
        "tax_id": _tax,
        "passport": lambda person, bits: f"0{digits(bits, 8)}",
        "driver_licence": _licence,
        "plate": _plate,
    },
)
