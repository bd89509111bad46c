"""Which labels mean a field of a person, or another value that is made up: by the values' look, then by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from synth.people import FIELDS

_ALIASES = {
    "name": "per name names full_name customer patient doctor artist author employee sender recipient director actor "
    "contact_name customer_name person_name",
    "first_name": "first_name given_name firstname forename",
    "last_name": "last_name surname lastname family_name",
    "email": "email e_mail mail email_address",
    "phone": "phone telephone phone_number telephone_number mobile tel fax",
    "address": "address street_address postal_address",
    "street": "street street_name",
    "zip": "zip zip_code zipcode postcode postal_code",
    "city": "city town gpe loc location place",
    "state": "state province region",
    "country": "country nation",
    "employer": "org organization organisation company employer corporation",
    "job": "job job_title occupation profession title_of_job",
    "age": "age",
    "birth_date": "birth_date date_of_birth dob birthday",
    "username": "username user_name login handle",
    "password": "password passcode",
    "ip": "ip ip_address ipv4",
    "domain": "domain domain_name",
    "website": "url website link homepage web_address",
    "iban": "iban iban_code",
    "bic": "bic swift",
    "account": "account account_number bank_account",
    "card": "card card_number credit_card creditcard credit_card_number",
    "cvv": "cvv cvc",
    "ssn": "ssn us_ssn national_id social_security_number",
    "tax_id": "tax_id tax_number vat_id",
    "passport": "passport passport_number us_passport",
    "driver_licence": "driver_licence driver_license us_driver_license",
    "plate": "plate licence_plate license_plate",
    "customer_id": "customer_id customer_number",
    "employee_id": "employee_id",
    "record_number": "mrn record_number medical_record_number",
}
COUNTRY = "who.country"
MOMENT = "moment"
_MOMENTS = ["time_range", "timerange", "date_time", "datetime", "when", "period", "moment", "date", "time", "day"]
_OTHERS = {
    "day(0, 400)|date('any')": "date day due_date",
    "clock()": "time time_of_day hour",
    "decimal(3, 900, 2)|money(MONEY)": "money amount price sum amount_of_money currency_amount",
}
_DIGIT = re.compile(r"\d")
_LOOKS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "email": re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
        "website": re.compile(r"(?:https?://|www\.)\S+"),
        "ip": re.compile(r"\d{1,3}(?:\.\d{1,3}){3}"),
        "iban": re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}"),
        "card": re.compile(r"\d(?:[ -]?\d){12,18}"),
        "phone": re.compile(r"(?:\+|\(?0)[\d ()/.-]{6,18}\d"),
    }
)
_MOSTLY = 0.8


def _named() -> dict[str, str]:
    """Name of a label -> expression, a field of the person `who` or a call."""
    found = dict[str, str]()
    for field, label in FIELDS.items():
        if label:
            found.setdefault(label.casefold(), f"who.{field}")
    found |= {name: f"who.{field}" for field, names in _ALIASES.items() for name in names.split()}
    return found | {name: call for call, names in _OTHERS.items() for name in names.split()}


_NAMED = _named()


def known_maker(label: str, values: Collection[str]) -> str | None:
    """The expression that makes values of a label; None where neither its name nor its values say which.

    Sums are only those whose values mostly have digits, and so are dates and times: others are a `MOMENT` in words.
    """
    digits = _share(values, lambda value: _DIGIT.search(value) is not None)
    for field, look in _LOOKS.items():
        if _share(values, lambda value, look=look: look.fullmatch(value) is not None) >= _MOSTLY:
            return f"who.{field}"
    name = re.sub(r"[\W_]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", label)).strip("_").casefold()
    found = _NAMED.get(name)
    if name in _MOMENTS and digits < _MOSTLY:
        return MOMENT
    if found is None:
        return None
    if found == "who.name":
        if digits > 1 - _MOSTLY:
            return None
        return "who.first_name" if _share(values, lambda value: " " not in value.strip()) >= _MOSTLY else found
    if "(" in found and digits < _MOSTLY:
        return None
    return found


def mostly_lower(values: Collection[str]) -> bool:
    """Whether nearly all values have no capital letter."""
    return _share(values, lambda value: value == value.lower()) >= _MOSTLY


def _share(values: Collection[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, values)) / max(len(values), 1)
