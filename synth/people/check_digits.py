"""Check digits of personal, tax and bank numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_DOUBLED = str.maketrans("0123456789", "0246813579")
"""A digit -> the digit sum of its double."""
_VALUES = {ord("A") + place: str(10 + place) for place in range(26)}


def luhn(body: str) -> str:
    """The digit that completes `body` (ISO/IEC 7812-1, annex B)."""
    return str(-sum(map(int, body[-2::-2] + body[-1::-2].translate(_DOUBLED))) % 10)


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


def insurance_check_digit(body: str) -> str:
    """The last digit of a German Rentenversicherungsnummer (VKVV, section 2): `body` is its first eleven characters."""
    spelt = f"{body[:8]}{ord(body[8]) - 64:02d}{body[9:]}"
    products = (int(mark) * weight for mark, weight in zip(spelt, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    return str(sum(product // 10 + product % 10 for product in products) % 10)


def tax_check_digit(reference: str) -> str:
    """The right first digit in front of nine others of a British Unique Taxpayer Reference."""
    weights = (6, 7, 8, 9, 10, 5, 4, 3, 2)
    return "21987654321"[sum(int(mark) * weight for mark, weight in zip(reference, weights, strict=True)) % 11]


def security_key(number: str) -> str:
    """The key of a French numéro de sécurité sociale: 97 less the rest of its 13 digits."""
    return f"{97 - int(number) % 97:02d}"


def bank_key(bank: str, branch: str, account: str) -> str:
    """The clé RIB of a French account of digits only."""
    return f"{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97:02d}"


def control_digits(bank: str, branch: str, account: str) -> str:
    """The two control digits (DC) of a Spanish account."""
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    ends = []
    for body in (f"00{bank}{branch}", account):
        end = 11 - sum(int(mark) * weight for mark, weight in zip(body, weights, strict=True)) % 11
        ends.append({10: "1", 11: "0"}.get(end, str(end)))
    return "".join(ends)


def number_check_digit(body: str) -> str:
    """The last digit of a Japanese My Number: `body` is its first eleven (ordinance 85 of 2014, article 5)."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(mark) * weight for mark, weight in zip(body, weights, strict=True)) % 11
    return str(0 if rest <= 1 else 11 - rest)


CHECK_DIGITS: Mapping[str, tuple[Callable[[str], str], int]] = {
    "british_tax": (tax_check_digit, 0),
    "french_bank": (lambda body: bank_key(body[:5], body[5:10], body[10:]), 21),
    "french_security": (security_key, 13),
    "german_insurance": (insurance_check_digit, 11),
    "japanese_number": (number_check_digit, 11),
    "luhn": (luhn, 9),
    "mod_11_10": (mod_11_10, 10),
    "spanish_bank": (lambda body: control_digits(body[:4], body[4:8], body[8:]), 8),
}
"""Name in a locale's file (`check`) -> (function from a number to its check digits, index where they are inserted)."""


def completed(check: str, body: str, off: int = 0) -> str:
    """A number with its check digits inserted. `off`, 1 to 9, is added to a single check digit modulo 10."""
    digits, place = CHECK_DIGITS[check]
    right = digits(body)
    return f"{body[:place]}{(int(right) + off) % 10 if off else right}{body[place:]}"
