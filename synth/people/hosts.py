"""Domain names of ordinary shape that nobody can hold.

Each is of one of these kinds, none of which can be registered:

- the second-level label has hyphens in the third and fourth place and does not begin with `xn` (`wb--bakery.com`): such
  labels are reserved (RFC 5890, section 2.3.1); ICANN's agreements and the registries of countries withhold them all;
- the top-level domain is a country's code of three letters (ISO 3166-1 alpha-3): ICANN gives out none (Applicant
  Guidebook, section 2.2.1.4.1), and domains of countries have two letters (RFC 1591);
- it is a code of two letters that ISO 3166-1 leaves to its users (clause 8.1.3: AA, QM to QZ, XA to XZ, ZZ), so that it
  can never be a country's;
- it is `.bv` or `.sj`, in which Norid registers no names;
- it is kept for private networks: `.internal` (ICANN 2024) or `.corp`, `.home`, `.mail` (ICANN 2018.02.04.12);
- it is kept for examples (RFC 2606).
"""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import TYPE_CHECKING

from synth.people.locale import Locale
from synth.people.mix import chosen
from synth.scene.surface import RESERVED

if TYPE_CHECKING:
    from synth.people.persona import Persona

USER_ASSIGNED = ("aa", "zz", *(f"q{mark}" for mark in ascii_lowercase[12:]), *(f"x{mark}" for mark in ascii_lowercase))
CLOSED = ("bv", "sj")
PRIVATE = ("internal", "corp", "home", "mail")
EXAMPLES = ("example", "example.com", "example.org", "example.net")
_TAGS = ("my", "go", "to", "we", "le", "la", "el", "al", "de", "st", "up", "on", "24", "e1", "in", "jo")
_ENDS = ("24", "online", "group", "web", "hq", "team", "service", "-online", "-group", "-web", "-direct", "-plus")
_STARTS = ("my", "get", "the", "team-", "shop-", "go-")


def ordinary_host(words: Sequence[str], locale: Locale, bits: int) -> str:
    """The host name of who is called by `words`: ASCII in small letters, the most telling first."""
    kind, bits = bits & 31, bits >> 5
    if kind < 8:
        initials = words[0][0] + words[-1][0]
        tag, bits = chosen((*_TAGS, *(() if initials == "xn" else (initials, initials))), bits)
        end, bits = chosen(locale.suffixes, bits)
        return f"{tag}--{_label(words, bits)}.{end}"
    if kind < 21:
        country, bits = chosen(locale.countries, bits)
        end, bits = chosen((country,) * 6 + (f"co.{country}", f"com.{country}"), bits)
    elif kind < 27:
        end, bits = chosen(USER_ASSIGNED, bits)
    elif kind < 29:
        end, bits = chosen(CLOSED, bits)
    else:
        end, bits = chosen(PRIVATE if kind < 31 else EXAMPLES, bits)
    return f"{_label(words, bits)}.{end}"


def host_of(words: Sequence[str], person: Persona, bits: int) -> str:
    """The host of what is called by `words`, on the surface and in the country of a person who belongs to it."""
    return f"{'-'.join(words)}.example" if person.surface == RESERVED else ordinary_host(words, person.locale, bits)


def _label(words: Sequence[str], bits: int) -> str:
    """A label of the words: all or some of them, joined or hyphenated, with what is added to a name that is taken."""
    shape, bits = bits & 15, bits >> 4
    if shape < 3:
        return "-".join(words)
    if shape < 9:
        return "".join(words)
    if shape < 11:
        return words[0]
    if shape == 11:
        return "-".join(reversed(words))
    if shape < 15:
        return words[0] + chosen(_ENDS, bits)[0]
    return chosen(_STARTS, bits)[0] + words[0]
