"""France.

Fictitious by rule: phones that ARCEP keeps for audiovisual works, social security numbers with the order number 000
(the first is 001), tax numbers that begin with 9 (given out: 0 to 3), bank codes that begin with 99, passports of the
year 99 (biometric ones began in 09), driving licences of the month 00, number plates with an O (never used).
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from synth.people.identity import born
from synth.people.locale import City, Locale
from synth.people.locales.french import BRANDS, DEPARTMENTS, JOBS_F, JOBS_M, TRADES
from synth.people.mix import chosen, digits
from synth.people.pools import first_names, last_names, pool

if TYPE_CHECKING:
    from synth.people.persona import Persona

_LETTERS = "ABCDEFGHJKLMNPRS"
_ELISION = re.compile(r"\b[dD]e (?=[AEIOUYHÉÈ])")
_BLOCKS = {"01": "01 99 00 ## ##", "02": "02 61 91 ## ##", "03": "03 53 01 ## ##", "04": "04 65 71 ## ##"}
_MOBILE = "06 39 98 ## ##"


@cache
def _streets(seed: int) -> tuple[str, ...]:
    return tuple(_ELISION.sub("d'", street) for street in pool("fr_FR", "street_name", seed))


def _street(person: Persona, bits: int) -> str:
    street, bits = chosen(_streets(person.seed), bits)
    return f"{person.value('house')}{' bis' if bits & 15 == 0 else ''} {street}"


def security_key(number: str) -> str:
    """The key of a numéro de sécurité sociale: 97 less the rest of its 13 digits."""
    return f"{97 - int(number) % 97:02d}"


def _security(person: Persona, bits: int) -> str:
    day = born(person)
    bits, town = divmod(bits, 300)
    place = f"{bits % 90 + 1:02d}"
    if place == "20":
        place = "21"  # Corsica has letters
    number = f"{2 if person.gender == 'f' else 1}{day.year % 100:02d}{day.month:02d}{place}{town + 1:03d}000"
    groups = (number[0], number[1:3], number[3:5], number[5:7], number[7:10], number[10:], security_key(number))
    return (" " if bits >> 20 & 1 else "").join(groups)


def bank_key(bank: str, branch: str, account: str) -> str:
    """The clé RIB of an account of digits only."""
    return f"{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97:02d}"


def _account(person: Persona) -> tuple[str, str, str]:
    bits = person.bits("account")
    bank, branch, number = f"99{digits(bits, 3)}", digits(bits >> 10, 5), digits(bits >> 27, 11)
    return "FR", f"{bank}{branch}{number}{bank_key(bank, branch, number)}", number


def _passport(person: Persona, bits: int) -> str:
    return f"99{_LETTERS[bits & 15]}{_LETTERS[bits >> 4 & 15]}{digits(bits >> 8, 5)}"


def _plate(person: Persona, bits: int) -> str:
    ends = [_LETTERS[bits >> 4 * place & 15] for place in range(3)]
    return f"{ends[0]}O-{(bits >> 12) % 999 + 1:03d}-{ends[1]}{ends[2]}"


def _city(name: str, region: str, zips: str, zone: str) -> City:
    block = _BLOCKS.get(zone, "05 36 49 ## ##")
    shapes = (
        block,
        _MOBILE,
        block.replace(" ", "."),
        _MOBILE.replace(" ", ""),
        f"+33 {block[1:]}",
        f"+33 {_MOBILE[1:]}",
    )
    return City(name, region, tuple(zips.split()), shapes)


LOCALE = Locale(
    code="fr_FR",
    country="France",
    cities=(
        _city("Paris", "Île-de-France", "7501# 75001 75002 75003 75005 75009 75020", "01"),
        _city("Versailles", "Île-de-France", "78000", "01"),
        _city("Nantes", "Pays de la Loire", "44000 44100 44200 44300", "02"),
        _city("Rennes", "Bretagne", "35000 35200 35700", "02"),
        _city("Tours", "Centre-Val de Loire", "37000 37100 37200", "02"),
        _city("Rouen", "Normandie", "76000 76100", "02"),
        _city("Strasbourg", "Grand Est", "67000 67100 67200", "03"),
        _city("Lille", "Hauts-de-France", "59000 59800", "03"),
        _city("Dijon", "Bourgogne-Franche-Comté", "21000", "03"),
        _city("Nancy", "Grand Est", "54000 54100", "03"),
        _city("Lyon", "Auvergne-Rhône-Alpes", "69001 69002 69003 69004 69006 69007 69008", "04"),
        _city("Marseille", "Provence-Alpes-Côte d'Azur", "13001 13002 13004 13005 13006 13007 13008 13010 13012", "04"),
        _city("Grenoble", "Auvergne-Rhône-Alpes", "38000 38100", "04"),
        _city("Montpellier", "Occitanie", "34000 34070 34080 34090", "04"),
        _city("Nice", "Provence-Alpes-Côte d'Azur", "06000 06100 06200 06300", "04"),
        _city("Bordeaux", "Nouvelle-Aquitaine", "33000 33100 33200 33300 33800", "05"),
        _city("Toulouse", "Occitanie", "31000 31100 31200 31300 31400 31500", "05"),
        _city("Limoges", "Nouvelle-Aquitaine", "87000 87100 87280", "05"),
    ),
    pronouns={"f": ("elle", "elle", "sa"), "m": ("il", "lui", "son")},
    titles={"f": "Mme {}", "m": "M. {}"},
    date="{day:02d}/{month:02d}/{year}",
    address=("street", ", ", "zip", " ", "city"),
    address_lines=("street", "\n", "zip", " ", "city"),
    jobs={"f": JOBS_F, "m": JOBS_M},
    departments=DEPARTMENTS,
    brands=BRANDS,
    trades=TRADES,
    employers=(
        "{trade} {last}",
        "{trade} {last} SARL",
        "{trade} {brand}",
        "{brand} {trade} SAS",
        "{last} {other} & Associés",
        "{trade} {brand} SA",
    ),
    first_names=partial(first_names, "fr_FR"),
    last_names=partial(last_names, "fr_FR"),
    account=_account,
    makers={
        "street": _street,
        "ssn": _security,
        "tax_id": lambda person, bits: (
            f"9{digits(bits, 1)} {digits(bits >> 4, 2)} {digits(bits >> 12, 3)} "
            f"{digits(bits >> 24, 3)} {digits(bits >> 36, 3)}"
        ),
        "passport": _passport,
        "driver_licence": lambda person, bits: f"{digits(bits, 2)}00{digits(bits >> 8, 8)}",
        "plate": _plate,
    },
)
