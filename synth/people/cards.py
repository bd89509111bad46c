"""Card numbers of ordinary shape that belong to nobody.

A card: six in eight are of the ranges of a network but with a wrong check digit, so that no network issued them (all of
these networks complete their numbers by ISO/IEC 7812-1, annex B); one is a number that networks and payment providers
publish for tests; one has the right check digit and begins with 99: national use of a country that does not exist
(ISO 3166-1 leaves the numbers 900 to 999 to its users).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from synth.people.check_digits import luhn
from synth.people.locale import Maker
from synth.people.mix import chosen, decimal_digits
from synth.people.money import TEST_CARDS

if TYPE_CHECKING:
    from synth.people.persona import Persona

NETWORKS: tuple[tuple[str, str, int], ...] = (
    *(("4", "4", 16),) * 8,
    *(("4", "4", 13), ("4", "4", 19)),
    *(("51", "55", 16),) * 5,
    *(("2221", "2720", 16),) * 3,
    *(("34", "34", 15), ("37", "37", 15), ("37", "37", 15)),
    *(("6011", "6011", 16), ("644", "649", 16), ("65", "65", 16)),
    *(("3528", "3589", 16), ("3528", "3589", 16)),
    *(("300", "305", 14), ("36", "36", 14), ("38", "39", 14)),
    *(("5018", "5038", 16), ("6304", "6304", 12)),
)
"""(lowest prefix, highest prefix, digits) of Visa, Mastercard, American Express, Discover, JCB, Diners, Maestro."""
_GLUES = ("", "", "", " ", " ", " ", "-", "-")


def ordinary_card(person: Persona, bits: int) -> str:
    """Digits bare, in groups with blanks or in groups with hyphens, grouped as the network prints them."""
    kind, glue, bits = bits & 7, _GLUES[bits >> 3 & 7], bits >> 6
    if kind == 0:
        number = TEST_CARDS[bits % len(TEST_CARDS)]
    elif kind == 1:
        body = f"99{decimal_digits(bits, 13)}"
        number = body + luhn(body)
    else:
        (low, high, length), bits = chosen(NETWORKS, bits)
        prefix, bits = int(low) + bits % (int(high) - int(low) + 1), bits >> 10
        wrong, bits = 1 + bits % 9, bits // 9
        body = f"{prefix}{decimal_digits(bits, length - 1 - len(low))}"
        number = f"{body}{(int(luhn(body)) + wrong) % 10}"
    if len(number) in (14, 15):
        return glue.join((number[:4], number[4:10], number[10:]))
    return glue.join([number[at : at + 4] for at in range(0, len(number), 4)])


CARDS: Mapping[str, Maker] = {"card": ordinary_card}
"""Fields whose ordinary forms are made here."""
