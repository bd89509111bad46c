"""Which values can be told from real ones at a glance: by their characters, without a list or arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from synth.people.money import TEST_CARDS

FICTION = (
    *("55501", "4960", "79460", "4980", "96496", "20180", "7700900", "1632960"),
    *("23125", "66969", "99998", "4710", "90009", "39200", "040690"),
    *("19900", "26191", "35301", "46571", "53649", "63998"),
)
"""Digits within the ranges of telephone numbers that the United States, the United Kingdom, Germany and France keep for
fiction."""
_CARDS = frozenset(TEST_CARDS)


def _host(value: str) -> bool:
    name = value.removeprefix("https://").removeprefix("http://").partition("/")[0].rpartition("@")[2]
    name = name.removeprefix("www.")
    return name[2:4] == "--" or "example" in name.split(".")


def _phone(value: str) -> bool:
    digits = "".join([mark for mark in value if mark.isdigit()])
    return any(part in digits for part in FICTION)


def _ip(value: str) -> bool:
    return value.lower().startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:", "3fff:"))


def _card(value: str) -> bool:
    number = value.replace(" ", "").replace("-", "")
    return number[:1] == "9" or number in _CARDS


GLANCES: Mapping[str, Callable[[str], bool]] = {
    "EMAIL": _host,
    "DOMAIN": _host,
    "URL": _host,
    "PHONE": _phone,
    "IP_ADDRESS": _ip,
    "MAC_ADDRESS": lambda value: value.lower().replace("-", ":").startswith("00:00:5e:00:53:"),
    "CREDIT_CARD": _card,
}
"""Label -> whether a value of it is seen to be none of real life: hosts in `example` or with `--` in the third place,
telephones of ranges for fiction, addresses for documentation, cards for tests or of no network."""
