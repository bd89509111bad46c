"""Germany.

Fictitious by rule: phones that the Bundesnetzagentur keeps for media (Amtsblatt 7/2021, Mitteilung 148), social
insurance numbers of area 9x (offices end at 89), tax numbers that begin with 0 (kept for tests), bank codes that begin
with 9 (clearing areas are 1 to 8), passports that begin with a letter that is never used (B, D, Q, S), number plates
with a leading zero. The driving licence has the shape only.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from synth.people.check_digits import mod_11_10
from synth.people.identity import born
from synth.people.locale import City, Locale
from synth.people.locales.german import BRANDS, DEPARTMENTS, JOBS_F, JOBS_M, TRADES
from synth.people.mix import chosen, digits
from synth.people.pools import first_names, last_names, pool

if TYPE_CHECKING:
    from synth.people.persona import Persona

_MOBILE = ("0171 39200##", "0171 39200 ##", "0176 040690##", "+49 171 39200##", "+49 176 040690##")
_LETTERS = "CFGHJKLMNPRTVWXYZ"


def _street(person: Persona, bits: int) -> str:
    street, bits = chosen(pool("de_DE", "street_name", person.seed), bits)
    return f"{street} {person.value('house')}{('', '', '', 'a', '', '', 'b')[bits % 7]}"


def insurance_check_digit(body: str) -> str:
    """The last digit of a Rentenversicherungsnummer (VKVV, section 2): `body` is its first eleven characters."""
    spelt = f"{body[:8]}{ord(body[8]) - 64:02d}{body[9:]}"
    products = (int(mark) * weight for mark, weight in zip(spelt, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    return str(sum(product // 10 + product % 10 for product in products) % 10)


def _insurance(person: Persona, bits: int) -> str:
    day = born(person)
    serial = (50 if person.gender == "f" else 0) + bits % 50
    letter = person.latin[1][0].upper()
    body = f"9{(bits >> 8) % 10}{day.day:02d}{day.month:02d}{day.year % 100:02d}{letter}{serial:02d}"
    whole = body + insurance_check_digit(body)
    return f"{whole[:2]} {whole[2:8]} {whole[8]} {whole[9:]}"


def _tax(person: Persona, bits: int) -> str:
    """Eleven digits, of which the first ten hold one digit twice (BZSt's rule)."""
    left, made = list("123456789"), ["0"]
    for size in range(9, 0, -1):
        bits, at = divmod(bits, size)
        made.append(left.pop(at))
    twice, bits = chosen((1, 2, 3, 4, 5, 6, 7), bits)
    made[twice + 2] = made[twice]
    body = "".join(made)
    whole = body + mod_11_10(body)
    return f"{whole[:2]} {whole[2:5]} {whole[5:8]} {whole[8:]}"


def _account(person: Persona) -> tuple[str, str, str]:
    bits = person.bits("account")
    number = digits(bits, 10)
    return "DE", f"9{digits(bits >> 34, 7)}{number}", number


def _passport(person: Persona, bits: int) -> str:
    middle = "".join(_LETTERS[(bits >> 8 * place) % 17] for place in range(3))
    return f"{'BDQS'[bits >> 30 & 3]}{middle[0]}{bits >> 40 & 7}{middle[1:]}{digits(bits >> 43, 4)}"


def _plate(person: Persona, bits: int) -> str:
    letters = _LETTERS[bits % 17] + _LETTERS[(bits >> 8) % 17] * (bits >> 16 & 1)
    city = person.value("city")
    code = next(town.plate for town in person.locale.cities if town.name == city)
    return f"{code}-{letters} 0{digits(bits >> 20, 3)}"


def _city(name: str, state: str, zips: str, plate: str, code: str = "", block: str = "") -> City:
    shapes = (f"{code} {block} ###", f"{code} {block}###", f"{code}/{block}###", f"+49 {code[1:]} {block}-###")
    return City(name, state, (zips,), shapes if code else _MOBILE, plate)


LOCALE = Locale(
    code="de_DE",
    country="Deutschland",
    cities=(
        _city("Berlin", "Berlin", "104##", "B", "030", "23125"),
        _city("Hamburg", "Hamburg", "202##", "HH", "040", "66969"),
        _city("München", "Bayern", "803##", "M", "089", "99998"),
        _city("Köln", "Nordrhein-Westfalen", "506##", "K", "0221", "4710"),
        _city("Frankfurt am Main", "Hessen", "603##", "F", "069", "90009"),
        _city("Berlin", "Berlin", "120##", "B", "030", "23125"),
        _city("Hamburg", "Hamburg", "223##", "HH", "040", "66969"),
        _city("Köln", "Nordrhein-Westfalen", "508##", "K", "0221", "4710"),
        _city("Leipzig", "Sachsen", "042##", "L"),
        _city("Dresden", "Sachsen", "010##", "DD"),
        _city("Stuttgart", "Baden-Württemberg", "701##", "S"),
        _city("Nürnberg", "Bayern", "904##", "N"),
        _city("Hannover", "Niedersachsen", "301##", "H"),
        _city("Bremen", "Bremen", "281##", "HB"),
        _city("Düsseldorf", "Nordrhein-Westfalen", "402##", "D"),
        _city("Kiel", "Schleswig-Holstein", "241##", "KI"),
        _city("Rostock", "Mecklenburg-Vorpommern", "180##", "HRO"),
        _city("Freiburg", "Baden-Württemberg", "791##", "FR"),
        _city("Erfurt", "Thüringen", "990##", "EF"),
    ),
    pronouns={"f": ("sie", "sie", "ihr"), "m": ("er", "ihn", "sein")},
    titles={"f": "Frau {}", "m": "Herr {}"},
    date="{day:02d}.{month:02d}.{year}",
    address=("street", ", ", "zip", " ", "city"),
    address_lines=("street", "\n", "zip", " ", "city"),
    jobs={"f": JOBS_F, "m": JOBS_M},
    departments=DEPARTMENTS,
    brands=BRANDS,
    trades=TRADES,
    employers=(
        "{last} {trade} GmbH",
        "{brand} {trade} GmbH",
        "{brand} {trade} AG",
        "{trade} {last}",
        "{last} & {other} OHG",
        "{last} {trade} GmbH & Co. KG",
        "{trade} {last} e.K.",
    ),
    first_names=partial(first_names, "de_DE", umlauts=True),
    last_names=partial(last_names, "de_DE", umlauts=True, one_word=True),
    account=_account,
    umlauts=True,
    makers={
        "street": _street,
        "ssn": _insurance,
        "tax_id": _tax,
        "passport": _passport,
        "driver_licence": lambda person, bits: f"Q0{digits(bits, 2)}{_LETTERS[bits >> 8 & 15]}{digits(bits >> 12, 6)}",
        "plate": _plate,
    },
)
