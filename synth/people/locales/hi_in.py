"""India, in Hindi.

India keeps no phones for fiction: here the local number begins with 0, which none does (it is the trunk prefix).
Aadhaar numbers begin with 0 or 1 (given out: 2 to 9), the fourth letter of a PAN is X, Q or Z (none of them is a kind
of holder), passports begin with Q (never used), driving licences and number plates are those of the office 00 (they
begin at 01). Accounts are British ones: no IBAN is given out in India.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from synth.people.identity import born
from synth.people.locale import City, Locale
from synth.people.locales.hindi import (
    BRANDS,
    COLONIES,
    DEPARTMENTS,
    JOBS,
    MIDDLES,
    MIDDLES_F,
    STREETS,
    TRADES,
    family_names,
    given_names,
)
from synth.people.mix import chosen, digits
from synth.people.money import british_account

if TYPE_CHECKING:
    from synth.people.persona import Persona

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def _name(person: Persona, bits: int) -> str:
    """Half have a middle name, the father's or one of the usual ones."""
    kind, bits = bits & 3, bits >> 2
    usual = MIDDLES_F if person.gender == "f" else MIDDLES
    middle = (chosen(usual, bits)[0], chosen(given_names(person.seed, "m"), bits)[0][0], "", "")[kind]
    return " ".join(part for part in (person.first, "" if middle == person.first else middle, person.last) if part)


def _street(person: Persona, bits: int) -> str:
    street, bits = chosen(STREETS, bits)
    colony, bits = chosen(COLONIES, bits)
    flat = f"फ़्लैट {bits % 40 + 1}, " if bits >> 8 & 3 == 0 else ""
    return f"{flat}{person.value('house')}, {street}, {colony}"


def _aadhaar(person: Persona, bits: int) -> str:
    number = f"{bits & 1}{digits(bits >> 8, 11)}"
    return f"{number[:4]} {number[4:8]} {number[8:]}" if bits & 6 else number


def _letter(bits: int) -> str:
    return _LETTERS[bits % len(_LETTERS)]


def _pan(person: Persona, bits: int) -> str:
    start = "".join(_letter(bits >> 8 * at) for at in range(3))
    initial = person.latin[1][0].upper()
    return f"{start}{'XQZ'[(bits >> 24) % 3]}{initial}{(bits >> 32) % 9_999 + 1:04d}{_letter(bits >> 48)}"


def _office(person: Persona) -> str:
    city = person.value("city")
    return next(town.plate for town in person.locale.cities if town.name == city)


def _licence(person: Persona, bits: int) -> str:
    return f"{_office(person)}00 {born(person).year + 18 + bits % 8}{digits(bits >> 8, 7)}"


def _plate(person: Persona, bits: int) -> str:
    series = _letter(bits) + _letter(bits >> 8)
    return f"{_office(person)} 00 {series} {(bits >> 16) % 9_999 + 1:04d}"


def _city(name: str, state: str, zips: str, code: str, plate: str) -> City:
    local = f"0{'#' * (9 - len(code))}"
    shapes = (f"0{code}-{local}", f"0{code} {local[:4]} {local[4:]}", f"+91 {code} {local}", f"+91-{code}-{local}")
    return City(name, state, (zips,), shapes, plate)


LOCALE = Locale(
    code="hi_IN",
    country="भारत",
    cities=(
        _city("नई दिल्ली", "दिल्ली", "1100##", "11", "DL"),
        _city("गुरुग्राम", "हरियाणा", "1220##", "124", "HR"),
        _city("अमृतसर", "पंजाब", "1430##", "183", "PB"),
        _city("शिमला", "हिमाचल प्रदेश", "1710##", "177", "HP"),
        _city("देहरादून", "उत्तराखंड", "2480##", "135", "UK"),
        _city("लखनऊ", "उत्तर प्रदेश", "2260##", "522", "UP"),
        _city("कानपुर", "उत्तर प्रदेश", "2080##", "512", "UP"),
        _city("प्रयागराज", "उत्तर प्रदेश", "2110##", "532", "UP"),
        _city("वाराणसी", "उत्तर प्रदेश", "2210##", "542", "UP"),
        _city("आगरा", "उत्तर प्रदेश", "2820##", "562", "UP"),
        _city("जयपुर", "राजस्थान", "3020##", "141", "RJ"),
        _city("जोधपुर", "राजस्थान", "3420##", "291", "RJ"),
        _city("अहमदाबाद", "गुजरात", "3800##", "79", "GJ"),
        _city("मुंबई", "महाराष्ट्र", "4000##", "22", "MH"),
        _city("पुणे", "महाराष्ट्र", "4110##", "20", "MH"),
        _city("नागपुर", "महाराष्ट्र", "4400##", "712", "MH"),
        _city("इंदौर", "मध्य प्रदेश", "4520##", "731", "MP"),
        _city("भोपाल", "मध्य प्रदेश", "4620##", "755", "MP"),
        _city("ग्वालियर", "मध्य प्रदेश", "4740##", "751", "MP"),
        _city("रायपुर", "छत्तीसगढ़", "4920##", "771", "CG"),
        _city("पटना", "बिहार", "8000##", "612", "BR"),
        _city("गया", "बिहार", "8230##", "631", "BR"),
        _city("रांची", "झारखंड", "8340##", "651", "JH"),
    ),
    pronouns={"f": ("वह", "उन्हें", "उनका"), "m": ("वह", "उन्हें", "उनका")},
    titles={"f": "श्रीमती {}", "m": "श्री {}"},
    date="{day:02d}/{month:02d}/{year}",
    address=("street", ", ", "city", ", ", "state", " - ", "zip"),
    address_lines=("street", "\n", "city", ", ", "state", " - ", "zip"),
    jobs={"f": JOBS, "m": JOBS},
    departments=DEPARTMENTS,
    brands=BRANDS,
    trades=TRADES,
    employers=(
        "{brand} {trade} प्राइवेट लिमिटेड",
        "{brand} {trade} लिमिटेड",
        "{brand} {trade}",
        "{last} {trade}",
        "{last} एंड {other} {trade}",
        "{last} {trade} प्राइवेट लिमिटेड",
    ),
    first_names=given_names,
    last_names=family_names,
    double_names=0,
    account=british_account,
    makers={
        "name": _name,
        "street": _street,
        "ssn": _aadhaar,
        "tax_id": _pan,
        "passport": lambda person, bits: f"Q{digits(bits, 7)}",
        "driver_licence": _licence,
        "plate": _plate,
    },
)
