"""Contact data: mail, phone, places and machines, all from ranges that are reserved for examples.

Mail and hosts: RFC 2606 (`.example`, example.com/.org/.net). IP: RFC 5737 and RFC 3849. MAC: RFC 7042, section 2.1.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from synth.people.locale import City, Maker
from synth.people.mix import chosen, mixed_bits, salt

if TYPE_CHECKING:
    from synth.people.persona import Persona

MAILBOXES = (
    "example.com",
    "example.org",
    "example.net",
    "mail.example",
    "inbox.example",
    "post.example",
    "webmail.example",
    "letters.example",
)
_NETWORKS = ("192.0.2.{}", "198.51.100.{}", "203.0.113.{}")
_ADJECTIVES = ("quiet", "blue", "rapid", "lucky", "amber", "north", "tiny", "brave", "sunny", "velvet", "misty", "bold")
_NOUNS = ("otter", "maple", "comet", "harbor", "falcon", "pixel", "willow", "badger", "canyon", "lantern", "tiger")
_SIGNS = "!#$%&*+-=?@_"
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_ANOTHER = salt("another number")
_ZIP_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # the second half of a British postcode has no C, I, K, M, O or V


def town(person: Persona) -> City:
    """The city a person lives in."""
    if person.near is not None:
        return town(person.near)
    cities = person.locale.cities
    return cities[person.bits("city") % len(cities)]


def filled_pattern(pattern: str, bits: int) -> str:
    """`pattern` with a digit for each `#` and a letter for each `@`."""
    made = []
    for mark in pattern:
        if mark == "#":
            bits, at = divmod(bits, 10)
            mark = str(at)
        elif mark == "@":
            bits, at = divmod(bits, 20)
            mark = _ZIP_LETTERS[at]
        made.append(mark)
    return "".join(made)


def _local_part(person: Persona, bits: int, *, number: bool) -> str:
    first, last = (part.replace("-", "") for part in person.latin)
    shapes = (f"{first}.{last}", f"{first[0]}.{last}", f"{first}_{last}", f"{last}.{first}", f"{first[0]}{last}")
    shape, bits = chosen(shapes, bits)
    return f"{shape}{bits % 99 + 1}" if number and bits >> 20 & 1 else shape


def _email(person: Persona, bits: int) -> str:
    if bits & 1:
        return person.value("work_email")
    box, bits = chosen(MAILBOXES, bits >> 1)
    return f"{_local_part(person, bits, number=True)}@{box}"


def _work_email(person: Persona, bits: int) -> str:
    first, last = person.latin
    shape = (f"{first}.{last}", f"{first[0]}.{last}", f"{first}")[person.bits("domain") % 3]  # the employer's habit
    return f"{shape}@{person.value('domain')}"


def _username(person: Persona, bits: int) -> str:
    kind, bits = bits & 3, bits >> 2
    if kind:
        return _local_part(person, bits, number=True)
    noun, bits = chosen(_NOUNS, bits)
    return f"{person.latin[0].replace('-', '')}_{noun}{bits % 1000}"


def _password(person: Persona, bits: int) -> str:
    if bits & 1:
        bits >>= 1
        adjective, bits = chosen(_ADJECTIVES, bits)
        noun, bits = chosen(_NOUNS, bits)
        sign, bits = chosen(tuple(_SIGNS), bits)
        return f"{adjective.title()}{noun.title()}{bits % 10_000}{sign}"
    made = []
    for _ in range(10):
        bits, at = divmod(bits, len(_LETTERS))
        made.append(_LETTERS[at])
    return "".join(made) + _SIGNS[bits % len(_SIGNS)]


def _ip(person: Persona, bits: int) -> str:
    if bits % 8 == 0:
        return f"2001:db8:{bits >> 8 & 0xFFFF:x}::{bits >> 24 & 0xFFFF:x}"
    return _NETWORKS[bits % 3].format(1 + (bits >> 8) % 254)


def _mac(person: Persona, bits: int) -> str:
    return f"00-00-5E-00-53-{bits >> 8 & 0xFF:02X}" if bits & 1 else f"00:00:5e:00:53:{bits >> 8 & 0xFF:02x}"


def town_zip(person: Persona, bits: int) -> str:
    """A post code of the person's town."""
    shape, bits = chosen(town(person).zips, bits)
    return filled_pattern(shape, bits)


def _phone(person: Persona, bits: int) -> str:
    shape, bits = chosen(town(person).phones, bits)
    return filled_pattern(shape, bits)


def _work_phone(person: Persona, bits: int) -> str:
    """A number of the same town that is not the person's own."""
    while dialled(number := _phone(person, bits)) == dialled(person.value("phone")):
        bits = mixed_bits(bits, _ANOTHER)
    return number


def dialled(phone: str) -> str:
    """The last seven digits before an extension: the same however the country and the town are written before them."""
    return "".join(mark for mark in without_extension(phone) if mark.isdigit())[-7:]


def without_extension(phone: str) -> str:
    """A number up to the word before its extension (`x`, `ext.`)."""
    return phone[: next((at for at, mark in enumerate(phone) if mark.isalpha()), None)].rstrip()


CONTACT: Mapping[str, Maker] = {
    "email": _email,
    "work_email": _work_email,
    "username": _username,
    "homepage": lambda person, bits: f"https://portfolio.example/{person.value('username')}",
    "password": _password,
    "phone": _phone,
    "ip": _ip,
    "mac": _mac,
    "work_phone": _work_phone,
    "zip": town_zip,
    "work_zip": town_zip,
    "city": lambda person, bits: town(person).name,
    "state": lambda person, bits: town(person).state,
    "country": lambda person, bits: person.locale.country,
    "house": lambda person, bits: str(1 + bits % 180),
}
