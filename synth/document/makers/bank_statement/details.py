"""Bank details in the form of a locale."""

from __future__ import annotations

from synth.core.seeds import Draws
from synth.document.records import Record, Value
from synth.people import Persona


def bank_details(person: Persona, bank: str, draws: Draws) -> Record:
    """Holder, bank and account of a persona's employer, in the order of printing; the keys name the values.

    Invented beyond the personas' own accounts: American routing numbers begin with 98, which no district has; Indian
    bank codes have a fifth character that is no zero.
    """
    serial = f"{draws.below(10**7):07d}"
    holder, name = person.value("employer"), Value(bank, bank, "name")
    local = {
        "en_US": {"routing_number": routing_number(f"98{serial[:6]}"), "account": person.value("account")},
        "en_GB": {"sort_code": _sort_code(person.value("iban")), "account": person.value("account")},
        "hi_IN": {
            "account": f"{serial}{person.value('account')[:5]}",
            "ifsc": f"{person.value('bic')[:4]}1{serial[:6]}",
        },
        "ja_JP": {"branch": serial[:3], "account": serial},
    }
    codes = local.get(person.locale.code, {"iban": person.value("iban"), "bic": person.value("bic")})
    return {
        "holder": Value(holder, holder, "name"),
        "bank": name,
        **{key: Value(text, text, "code") for key, text in codes.items()},
    }


def routing_number(body: str) -> str:
    """Eight digits and the check digit of the American Bankers Association."""
    total = sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
    return f"{body}{-total % 10}"


def _sort_code(iban: str) -> str:
    """The British sort code, 12-34-56, out of a British IBAN."""
    digits = iban.replace(" ", "")[8:14]
    return "-".join((digits[:2], digits[2:4], digits[4:]))
