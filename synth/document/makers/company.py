"""A company as its papers show it: out of the persona that works there."""

from __future__ import annotations

from synth.document.makers.persona_values import dialled_digits
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.contact import without_extension


def company(person: Persona) -> Record:
    """name, address, phone, email, website and tax_id of the persona's employer, none of which is the persona's own.

    An address keeps its line breaks in the text; normalised it is one line.
    """
    return {
        "name": Value(person.value("employer"), person.value("employer"), "name"),
        "address": office_address(person),
        "phone": office_phone(person),
        "email": office_mail(person.value("domain"), person.bits("domain")),
        "website": Value(person.value("website"), person.value("website"), "url"),
        "tax_id": Value(person.value("work_tax_id"), person.value("work_tax_id"), "code"),
    }


def office_address(person: Persona) -> Value:
    """Where the persona works: an office, never a flat."""
    return Value(person.value("work_address_lines"), person.value("work_address"), "address")


def office_phone(person: Persona) -> Value:
    """The number of a whole firm: nobody's extension."""
    number = without_extension(person.value("work_phone"))
    return Value(number, dialled_digits(number), "phone")


def office_mail(host: str, bits: int) -> Value:
    """The mailbox of a whole firm."""
    address = f"{_MAILBOXES[bits % len(_MAILBOXES)]}@{host}"
    return Value(address, address, "email")


def customer(person: Persona) -> Record:
    """name, address, phone, email and customer_id of a private person, as `company`."""
    return {
        "name": Value(person.value("name"), person.value("name"), "name"),
        "address": Value(person.value("address_lines"), person.value("address"), "address"),
        "phone": Value(person.value("phone"), dialled_digits(person.value("phone")), "phone"),
        "email": Value(person.value("email"), person.value("email"), "email"),
        "customer_id": Value(person.value("customer_id"), person.value("customer_id"), "code"),
    }


_MAILBOXES = ("info", "office", "contact", "mail", "service", "info")
