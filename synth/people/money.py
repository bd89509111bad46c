"""Accounts and cards that pass every check digit test and belong to no bank.

Cards: numbers that payment providers publish for tests, and numbers under 9999: the industry digit 9 is for national
use and goes on with a country code (ISO/IEC 7812-1), and 999 is no country (ISO 3166-1 leaves it to its users).
BIC: a 0 in the eighth place marks a test code (ISO 9362).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from synth.people.check_digits import luhn, mod_97
from synth.people.identity import TODAY
from synth.people.locale import Maker
from synth.people.mix import decimal_digits

if TYPE_CHECKING:
    from synth.people.persona import Persona

TEST_CARDS = (
    "4111111111111111",
    "4242424242424242",
    "4012888888881881",
    "4000056655665556",
    "5555555555554444",
    "5105105105105100",
    "5200828282828210",
    "2223003122003222",
    "6011111111111117",
    "6011000990139424",
    "6011981111111113",
    "3566002020360505",
    "3530111333300000",
    "6200000000000005",
    "378282246310005",
    "371449635398431",
)
_LETTERS = "BCDFGHKLMNPRSTVW"


def iban(country: str, account: str) -> str:
    """The account in groups of four, check digits in place."""
    whole = f"{country}{mod_97(country, account)}{account}"
    return " ".join([whole[at : at + 4] for at in range(0, len(whole), 4)])


def bank_letters(person: Persona) -> str:
    """The four letters of a person's bank, at the start of its BIC."""
    bits = person.bits("bic")
    return "".join([_LETTERS[bits >> 4 * at & 15] for at in range(4)])


def _iban(person: Persona, bits: int) -> str:
    country, account, _ = person.locale.account(person)
    return iban(country, account) if bits & 1 else iban(country, account).replace(" ", "")


def _bic(person: Persona, bits: int) -> str:
    return f"{bank_letters(person)}{person.locale.account(person)[0]}{_LETTERS[bits >> 32 & 15]}0"


def _card(person: Persona, bits: int) -> str:
    if bits & 1:
        number = TEST_CARDS[(bits >> 8) % len(TEST_CARDS)]
    else:
        body = f"9999{decimal_digits(bits >> 8, 11)}"
        number = body + luhn(body)
    glue = " " if bits >> 1 & 3 else ""
    if len(number) == 15:
        return glue.join((number[:4], number[4:10], number[10:]))
    return glue.join(number[at : at + 4] for at in range(0, 16, 4))


def _expiry(person: Persona, bits: int) -> str:
    return f"{bits % 12 + 1:02d}/{(TODAY.year + 1 + (bits >> 8) % 5) % 100:02d}"


def _cvv(person: Persona, bits: int) -> str:
    return decimal_digits(bits, 4 if person.value("card").startswith(("34", "37")) else 3)


MONEY: Mapping[str, Maker] = {
    "iban": _iban,
    "bic": _bic,
    "account": lambda person, bits: person.locale.account(person)[2],
    "card": _card,
    "card_expiry": _expiry,
    "cvv": _cvv,
}
