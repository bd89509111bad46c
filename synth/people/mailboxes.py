"""User names, mail addresses and sites of ordinary shape; the hosts behind them are those of `hosts.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from synth.people.hosts import ordinary_host
from synth.people.identity import true_birth
from synth.people.locale import Maker
from synth.people.mix import chosen

if TYPE_CHECKING:
    from synth.people.persona import Persona

_PROVIDERS = (
    *("mail", "inbox", "post", "web", "letter", "box", "net", "line", "fast", "blue", "air", "cloud", "note", "quick"),
    *("open", "sunny", "north", "pin", "ever", "mein", "correo", "poste", "swift", "lake", "star", "hello"),
)
_ADJECTIVES = (
    *("quiet", "blue", "rapid", "lucky", "amber", "tiny", "brave", "sunny", "velvet", "misty", "bold", "dark"),
    *("silent", "crazy", "golden", "frozen", "super", "happy", "lazy", "red", "wild", "old", "real", "little", "mad"),
)
_NOUNS = (
    *("otter", "maple", "comet", "harbor", "falcon", "pixel", "willow", "badger", "canyon", "lantern", "tiger"),
    *("rider", "gamer", "baker", "coder", "panda", "dragon", "ninja", "runner", "fox", "raven", "moon", "chef"),
    *("cat", "bear", "storm", "king", "queen", "pilot", "sailor", "artist", "reader", "skater", "lion", "hawk"),
)
_TAGS = ("news", "shop", "work", "travel", "bank", "lists", "spam", "2")
_PAGES = (
    "contact",
    "about",
    "portfolio",
    "index.html",
    "en",
    "shop/cart",
    "blog/2025/11/news",
    "team",
    "login?next=%2F",
)
_NO_SIGNS = str.maketrans("", "", "._-")
_SEASONS = ("Spring", "Summer", "Autumn", "Winter", "Welcome", "Password", "Monday", "Coffee", "Sunshine", "Dragon")


_Written = Callable[[str, str], str]
"""First name and surname, in small ASCII letters -> a user name."""

_OF_NAMES: tuple[_Written, ...] = (
    *(lambda first, last: f"{first}.{last}", lambda first, last: f"{first}.{last}"),
    *(lambda first, last: f"{first}{last}", lambda first, last: f"{first[0]}.{last}"),
    *(lambda first, last: f"{first[0]}{last}", lambda first, last: f"{first}_{last}"),
    *(lambda first, last: f"{first}-{last}", lambda first, last: f"{last}.{first}"),
    *(lambda first, last: f"{last}{first[0]}", lambda first, last: f"{last}_{first[0]}"),
    *(lambda first, last: first, lambda first, last: last),
    *(lambda first, last: f"{first}{last[0]}", lambda first, last: f"{first}.{last[0]}"),
    *(lambda first, last: f"{first[:3]}{last[:4]}", lambda first, last: f"{last}.{first[0]}"),
    *(lambda first, last: f"{first.title()}{last.title()}", lambda first, last: f"{first[0].upper()}{last.title()}"),
)
"""Of people's own mailboxes."""
_HABITS: tuple[_Written, ...] = (
    *(lambda first, last: f"{first}.{last}", lambda first, last: f"{first}.{last}"),
    *(lambda first, last: f"{first[0]}.{last}", lambda first, last: first),
    *(lambda first, last: f"{first[0]}{last}", lambda first, last: f"{first}_{last}"),
    *(lambda first, last: f"{last}.{first}", lambda first, last: f"{last}{first[0]}"),
    *(lambda first, last: f"{first}-{last}", lambda first, last: last),
)
"""Of employers."""


def _names(person: Persona) -> tuple[str, str]:
    first, last = person.latin
    return first.replace("-", ""), last.replace("-", "")


def _local_part(person: Persona, bits: int) -> str:
    """What stands before the @: most often names, sometimes with the year of birth or a number, sometimes a word."""
    first, last = _names(person)
    kind, bits = bits & 31, bits >> 5
    if kind < 20:
        return _OF_NAMES[bits % len(_OF_NAMES)](first, last)
    if kind < 28:
        year = true_birth(person).year
        name, bits = chosen((first, last, first + last, f"{first}.{last}", f"{first}_", f"{first[0]}{last}"), bits)
        return name + chosen((f"{year % 100:02d}", str(year), str(bits >> 8 & 7), f"{bits >> 8 & 127}"), bits)[0]
    return _nickname(bits)


def _nickname(bits: int) -> str:
    adjective, bits = chosen(_ADJECTIVES, bits)
    noun, bits = chosen(_NOUNS, bits)
    number, bits = bits % 1000, bits // 1000
    shapes = (
        *(f"{adjective}{noun}{number}", f"{noun}{number}", f"{adjective}_{noun}", f"{adjective.title()}{noun.title()}"),
        *(f"{adjective}-{noun}{number % 100}", f"{noun}.{adjective}", f"the_{adjective}_{noun}", f"x{noun}x{number}"),
    )
    return chosen(shapes, bits)[0]


def _email(person: Persona, bits: int) -> str:
    kind, bits = bits & 7, bits >> 3
    if kind < 3:
        return person.value("work_email")
    local = _local_part(person, bits)
    if kind == 7:
        words = _names(person)[::-1]
    else:
        start, bits = chosen(_PROVIDERS, bits >> 16)
        words = start, chosen(_PROVIDERS, bits)[0]
    host = ordinary_host(words, person.locale, person.bits("mailbox"))
    if bits & 0x3F00 == 0:
        local = f"{local}+{_TAGS[bits & 7]}"
    return f"{_cased(local, bits >> 32)}@{host}"


def _cased(local: str, bits: int) -> str:
    """One in eight with capitals, as some people write them: `Anna.Berg`, `AnnaBerg`."""
    if bits & 7:
        return local
    return local.title() if bits & 8 else local.title().translate(_NO_SIGNS)


def _work_email(person: Persona, bits: int) -> str:
    first, last = _names(person)
    habit = _HABITS[person.bits("domain") % len(_HABITS)]
    return f"{_cased(habit(first, last), bits)}@{person.value('domain')}"


def _username(person: Persona, bits: int) -> str:
    kind, bits = bits & 7, bits >> 3
    if kind < 3:
        return _local_part(person, bits)
    if kind < 5:
        return _nickname(bits)
    first, last = _names(person)
    noun, bits = chosen(_NOUNS, bits)
    number = bits % 10_000
    shapes = (
        *(
            f"{first}_{noun}{number % 100}",
            f"{first[0]}{last[0]}{number:04d}",
            f"{first}{last[0].upper()}{number % 100}",
        ),
        *(f"{last[:5]}{first[:2]}{number % 10}", f"{first.title()}{last.title()}", f"{noun}_{first}"),
        *(f"{last[:6].upper()}{first[0].upper()}", f"@{first}_{last}", f"real{first}{number % 100}"),
        f"{first}.{number}",
    )
    return chosen(shapes, bits // 10_000)[0]


def _password(person: Persona, bits: int) -> str:
    kind, bits = bits & 3, bits >> 2
    adjective, bits = chosen(_ADJECTIVES, bits)
    noun, bits = chosen(_NOUNS, bits)
    sign, bits = chosen(tuple("!#$%&*+-=?_"), bits)
    number = bits % 10_000
    if kind == 0:
        return f"{chosen(_SEASONS, bits >> 14)[0]}{2019 + number % 8}{sign}"
    if kind == 1:
        return f"{adjective}-{noun}-{chosen(_NOUNS, bits >> 14)[0]}-{number % 100}"
    if kind == 2:
        return f"{adjective.title()}{noun.title()}{number}{sign}"
    marks = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#$%&*+-=?_"
    bits = person.bits("marks of the password")
    made = []
    for _ in range(8 + number % 4):
        bits, at = divmod(bits, len(marks))
        made.append(marks[at])
    return "".join(made)


def _website(person: Persona, bits: int) -> str:
    """The employer's site: with or without scheme and `www`, sometimes with a slash or a page."""
    start = ("https://www.", "www.", "https://", "http://www.", "https://www.", "www.", "http://", "https://")[bits & 7]
    end = ("", "", "", "", "/", "/", "/", f"/{_PAGES[(bits >> 3) % len(_PAGES)]}")[bits >> 8 & 7]
    return start + person.value("domain") + end


def _homepage(person: Persona, bits: int) -> str:
    """A person's own site, under a host or a page of their name."""
    start, bits = chosen(("https://", "https://www.", "www.", "http://", ""), bits)
    first, last = _names(person)
    if bits & 1:
        return start + ordinary_host((last, first), person.locale, bits >> 1)
    bits >>= 1
    noun, bits = chosen(_PROVIDERS, bits)
    page, bits = chosen((f"/{first}{last}", f"/@{first}", f"/~{first[0]}{last}", f"/users/{first}.{last}/"), bits)
    return start + ordinary_host((noun, "pages"), person.locale, bits) + page


ADDRESSES: Mapping[str, Maker] = {
    "email": _email,
    "work_email": _work_email,
    "username": _username,
    "password": _password,
    "website": _website,
    "homepage": _homepage,
}
"""Fields whose ordinary forms are made here."""
