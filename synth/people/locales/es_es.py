"""Spain.

Spain keeps no phones for fiction: these begin with 4 where the province's code has a 9 (the national plan holds the
first digit 4 in reserve). Identity numbers end in I, O or U, which no DNI ends in; bank codes begin with 99; number
plates have a vowel (never used). Passports have the shape only: the issuer publishes no unused range.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from synth.people.locale import City, Locale
from synth.people.locales.spanish import BRANDS, DEPARTMENTS, JOBS_F, JOBS_M, TRADES
from synth.people.mix import chosen, digits
from synth.people.pools import first_names, last_names, pool

if TYPE_CHECKING:
    from synth.people.persona import Persona

_LETTERS = "BCDFGHJKLMNPRSTV"


def _street(person: Persona, bits: int) -> str:
    street, bits = chosen(pool("es_ES", "street_name", person.seed), bits)
    flat = ("", "", f", {bits % 7 + 1}º {'ABCD'[bits >> 8 & 3]}")[bits % 3]
    return f"{street}, {person.value('house')}{flat}"


def _identity(person: Persona, bits: int) -> str:
    return f"{digits(bits, 8)}{('', '-')[bits >> 32 & 1]}{'IOU'[(bits >> 34) % 3]}"


def control_digits(bank: str, branch: str, account: str) -> str:
    """The two control digits (DC) of a Spanish account."""
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    ends = []
    for body in (f"00{bank}{branch}", account):
        end = 11 - sum(int(mark) * weight for mark, weight in zip(body, weights, strict=True)) % 11
        ends.append({10: "1", 11: "0"}.get(end, str(end)))
    return "".join(ends)


def _account(person: Persona) -> tuple[str, str, str]:
    bits = person.bits("account")
    bank, branch, number = f"99{digits(bits, 2)}", digits(bits >> 8, 4), digits(bits >> 24, 10)
    return "ES", f"{bank}{branch}{control_digits(bank, branch, number)}{number}", number


def _passport(person: Persona, bits: int) -> str:
    return "X" + _LETTERS[bits & 15] + _LETTERS[bits >> 4 & 15] + digits(bits >> 8, 6)


def _plate(person: Persona, bits: int) -> str:
    return f"{digits(bits, 4)} {_LETTERS[bits >> 16 & 15]}{'AEIOU'[(bits >> 20) % 5]}{_LETTERS[bits >> 28 & 15]}"


def _city(name: str, state: str, zips: str, code: str) -> City:
    if len(code) == 2:
        shapes = (f"{code} ### ## ##", f"{code}# ### ###", f"+34 {code} ### ## ##", f"{code}#######")
    else:
        shapes = (f"{code} ### ###", f"{code} ## ## ##", f"+34 {code} ### ###", f"{code}######")
    return City(name, state, (zips,), shapes)


LOCALE = Locale(
    code="es_ES",
    country="España",
    cities=(
        _city("Madrid", "Madrid", "280##", "41"),
        _city("Barcelona", "Cataluña", "080##", "43"),
        _city("Valencia", "Comunidad Valenciana", "460##", "46"),
        _city("Sevilla", "Andalucía", "410##", "454"),
        _city("Zaragoza", "Aragón", "500##", "476"),
        _city("Málaga", "Andalucía", "290##", "452"),
        _city("Murcia", "Región de Murcia", "300##", "468"),
        _city("Bilbao", "País Vasco", "480##", "44"),
        _city("Valladolid", "Castilla y León", "470##", "483"),
        _city("Granada", "Andalucía", "180##", "458"),
        _city("Oviedo", "Asturias", "330##", "48"),
        _city("Salamanca", "Castilla y León", "370##", "423"),
        _city("Burgos", "Castilla y León", "090##", "447"),
        _city("Santander", "Cantabria", "390##", "442"),
        _city("A Coruña", "Galicia", "150##", "481"),
        _city("Logroño", "La Rioja", "260##", "441"),
        _city("Toledo", "Castilla-La Mancha", "450##", "425"),
    ),
    pronouns={"f": ("ella", "ella", "su"), "m": ("él", "él", "su")},
    titles={"f": "Sra. {}", "m": "Sr. {}"},
    date="{day:02d}/{month:02d}/{year}",
    address=("street", ", ", "zip", " ", "city"),
    address_lines=("street", "\n", "zip", " ", "city"),
    jobs={"f": JOBS_F, "m": JOBS_M},
    departments=DEPARTMENTS,
    brands=BRANDS,
    trades=TRADES,
    employers=(
        "{trade} {last}",
        "{trade} {last} S.L.",
        "{trade} {brand} S.L.",
        "{brand} {trade} S.A.",
        "{last} y {other} Abogados",
        "{trade} {brand}",
    ),
    first_names=partial(first_names, "es_ES"),
    last_names=partial(last_names, "es_ES"),
    double_names=1,
    double="{} {}",
    account=_account,
    makers={
        "street": _street,
        "ssn": _identity,
        "tax_id": lambda person, bits: person.value("ssn").replace("-", ""),
        "driver_licence": lambda person, bits: person.value("ssn").replace("-", " "),
        "passport": _passport,
        "plate": _plate,
    },
)
