"""A company as its papers show it: out of the persona that works there."""

from __future__ import annotations

from synth.document.records import Record, Value
from synth.people import Persona


def company(person: Persona) -> Record:
    """name, address, phone, email, website, tax_id, iban, bic and account of the persona's employer.

    The address keeps its line breaks in the text; normalised it is one line.
    """
    address = person.value("address_lines")
    return {
        "name": Value(person.value("employer"), person.value("employer"), "name"),
        "address": Value(address, ", ".join(address.splitlines()), "address"),
        **{name: Value(person.value(name), person.value(name), kind) for name, kind in _FIELDS.items()},
        "email": Value(person.value("work_email"), person.value("work_email"), "email"),
    }


def customer(person: Persona) -> Record:
    """name, address, phone, email and customer_id of a private person, as `company`."""
    address = person.value("address_lines")
    return {
        "name": Value(person.value("name"), person.value("name"), "name"),
        "address": Value(address, ", ".join(address.splitlines()), "address"),
        "phone": Value(person.value("phone"), person.value("phone"), "phone"),
        "email": Value(person.value("email"), person.value("email"), "email"),
        "customer_id": Value(person.value("customer_id"), person.value("customer_id"), "code"),
    }


_FIELDS = {
    "phone": "phone",
    "website": "url",
    "tax_id": "code",
    "iban": "code",
    "bic": "code",
    "account": "code",
}
