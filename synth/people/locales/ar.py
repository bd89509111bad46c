"""Saudi Arabia, in Arabic script: a given name, the father's, and the family's.

Saudi Arabia keeps no phones for fiction: here the local number begins with 0, which none does (it is the trunk prefix).
Accounts are in the bank 99, which no bank has. National numbers, and driving licences with them, have a check digit
that is never right; VAT numbers end in 0 (a real one begins and ends with 3); number plates have a letter that none has
(ت, ج, ز or ف). Passports have the shape only: the issuer publishes no unused range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from synth.people.check_digits import luhn
from synth.people.locale import City, Locale
from synth.people.locales.arabic import (
    BRANDS,
    DEPARTMENTS,
    DISTRICTS,
    JOBS_F,
    JOBS_M,
    STREETS,
    TRADES,
    family_names,
    given_names,
)
from synth.people.mix import chosen, digits

if TYPE_CHECKING:
    from synth.people.persona import Persona

_LETTERS = "ابحدرسصطعقكلمنهوى"
_UNUSED_LETTERS = "تجزف"


def _name(person: Persona, bits: int) -> str:
    """Four in five tell the father's name too."""
    father = "" if bits % 5 == 0 else chosen(given_names(person.seed, "m"), bits // 5)[0][0]
    return " ".join(part for part in (person.first, "" if father == person.first else father, person.last) if part)


def _street(person: Persona, bits: int) -> str:
    street, bits = chosen(STREETS, bits)
    district, bits = chosen(DISTRICTS, bits)
    unit = f"، شقة {bits % 40 + 1}" if bits >> 8 & 3 == 0 else ""
    return f"{person.value('house')} شارع {street}، حي {district}{unit}"


def _identity(person: Persona, bits: int) -> str:
    body = f"{'12'[bits % 8 == 0]}{digits(bits >> 8, 8)}"
    return body + str((int(luhn(body)) + 1 + (bits >> 40) % 9) % 10)


def _account(person: Persona) -> tuple[str, str, str]:
    number = digits(person.bits("account"), 18)
    return "SA", f"99{number}", number


def _plate(person: Persona, bits: int) -> str:
    letters = [_LETTERS[bits % 17], _UNUSED_LETTERS[bits >> 8 & 3], _LETTERS[(bits >> 16) % 17]]
    return f"{' '.join(letters)} {(bits >> 24) % 9_999 + 1}"


def _city(name: str, region: str, zips: str, area: str) -> City:
    shapes = (f"0{area} 0## ####", f"0{area}0######", f"+966 {area} 0## ####")
    return City(name, region, (zips,), shapes)


LOCALE = Locale(
    code="ar",
    country="المملكة العربية السعودية",
    cities=(
        _city("الرياض", "منطقة الرياض", "12###", "11"),
        _city("الخرج", "منطقة الرياض", "16###", "11"),
        _city("جدة", "منطقة مكة المكرمة", "23###", "12"),
        _city("مكة المكرمة", "منطقة مكة المكرمة", "24###", "12"),
        _city("الطائف", "منطقة مكة المكرمة", "26###", "12"),
        _city("المدينة المنورة", "منطقة المدينة المنورة", "42###", "14"),
        _city("ينبع", "منطقة المدينة المنورة", "46###", "14"),
        _city("الدمام", "المنطقة الشرقية", "32###", "13"),
        _city("الخبر", "المنطقة الشرقية", "34###", "13"),
        _city("الجبيل", "المنطقة الشرقية", "35###", "13"),
        _city("الهفوف", "المنطقة الشرقية", "36###", "13"),
        _city("بريدة", "منطقة القصيم", "52###", "16"),
        _city("عنيزة", "منطقة القصيم", "56###", "16"),
        _city("حائل", "منطقة حائل", "55###", "16"),
        _city("تبوك", "منطقة تبوك", "47###", "14"),
        _city("سكاكا", "منطقة الجوف", "72###", "14"),
        _city("عرعر", "منطقة الحدود الشمالية", "73###", "14"),
        _city("أبها", "منطقة عسير", "62###", "17"),
        _city("الباحة", "منطقة الباحة", "65###", "17"),
        _city("نجران", "منطقة نجران", "66###", "17"),
        _city("جازان", "منطقة جازان", "82###", "17"),
    ),
    pronouns={"f": ("هي", "ها", "ها"), "m": ("هو", "ه", "ه")},
    titles={"f": "السيدة {}", "m": "السيد {}"},
    date="{day:02d}/{month:02d}/{year}",
    address=("street", "، ", "city", " ", "zip"),
    address_lines=("street", "\n", "city", " ", "zip"),
    jobs={"f": JOBS_F, "m": JOBS_M},
    departments=DEPARTMENTS,
    brands=BRANDS,
    trades=TRADES,
    employers=(
        "شركة {brand} {trade}",
        "شركة {brand} {trade} المحدودة",
        "مؤسسة {brand} {trade}",
        "مؤسسة {last} {trade}",
        "شركة {last} و{other} {trade}",
        "مجموعة {last} {trade}",
    ),
    first_names=given_names,
    last_names=family_names,
    double_names=0,
    account=_account,
    makers={
        "name": _name,
        "house": lambda person, bits: str(bits % 8_000 + 2_000),
        "street": _street,
        "ssn": _identity,
        "tax_id": lambda person, bits: f"3{digits(bits, 13)}0",
        "passport": lambda person, bits: f"{'ABCDEFGHJKLMNPQR'[bits & 15]}{digits(bits >> 8, 8)}",
        "driver_licence": lambda person, bits: person.value("ssn"),
        "plate": _plate,
    },
)
