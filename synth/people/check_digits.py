"""The check digits of the numbers that people carry."""

from __future__ import annotations

_VALUES = {ord("A") + place: str(10 + place) for place in range(26)}


def luhn(body: str) -> str:
    """The digit that completes `body` (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, mark in enumerate(reversed(body)):
        digit = int(mark) * (2 - place % 2)
        total += digit // 10 + digit % 10
    return str(-total % 10)


def mod_97(country: str, account: str) -> str:
    """The two check digits of an IBAN (ISO 13616: letters count from A = 10)."""
    return f"{98 - int(f'{account}{country}00'.translate(_VALUES)) % 97:02d}"


def mod_11_10(body: str) -> str:
    """The digit that completes `body` (ISO/IEC 7064, MOD 11,10)."""
    product = 10
    for mark in body:
        product = (int(mark) + product) % 10 or 10
        product = product * 2 % 11
    return str((11 - product) % 10)
