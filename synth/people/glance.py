"""Which values can be told from real ones at a glance: by their characters, without a list or arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from synth.people.contact import without_extension
from synth.people.money import TEST_CARDS

FICTION = re.compile(
    r"55501\d\d$|(?:11[3-8]|1[2-6]1)4960|2079460|1914980|2896496|2920180|7700900|1632960|"
    r"3023125|4066969|8999998|2214710|6990009|17139200|176040690|"
    r"19900|26191|35301|46571|53649|63998"
)
"""Digits within the telephone numbers that the United States, Britain, Germany and France keep for fiction."""
_NO_DIGIT = re.compile(r"\D+")
_CARDS = frozenset(TEST_CARDS)


def _host(value: str) -> bool:
    if "--" not in value and "example" not in value:
        return False
    name = value.removeprefix("https://").removeprefix("http://").partition("/")[0].rpartition("@")[2]
    name = name.removeprefix("www.")
    return name[2:4] == "--" or "example" in name.split(".")


def _phone(value: str) -> bool:
    return FICTION.search(_NO_DIGIT.sub("", without_extension(value))) is not None


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
