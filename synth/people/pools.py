"""Names and streets from Faker, drawn into pools once for each (locale, field, seed), because Faker is slow."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from synth.core.seeds import seed_for
from synth.people.latin import Names

if TYPE_CHECKING:
    from faker import Faker

PROVIDERS = ["faker.providers.address", "faker.providers.person"]
"""Of all that Faker has, what the methods in the files of the locales need: the others take longer to load than to draw
from."""

DRAWS = 2_000
"""Draws for one pool; the pool holds the distinct values among them."""


@cache
def _faker(locale: str) -> Faker:
    from faker import Faker

    return Faker(locale, providers=PROVIDERS, use_weighting=False)


@cache
def pool(locale: str, field: str, seed: int) -> tuple[str, ...]:
    """The different values of one Faker method (`field`) in the order drawn, without titles or brackets."""
    faker = _faker(locale)
    faker.seed_instance(seed_for(seed, 0, f"pool/{locale}/{field}", bits=64))
    draw: Callable[[], str] = getattr(faker, field)
    return tuple(value for value in dict.fromkeys(draw() for _ in range(DRAWS)) if not set(value) & set("().,/"))


@cache
def readings(locale: str, field: str, seed: int) -> Names:
    """The different (kanji, ASCII reading) of one of Faker's Japanese methods that give a name in three scripts."""
    faker = _faker(locale)
    faker.seed_instance(seed_for(seed, 0, f"pool/{locale}/{field}", bits=64))
    draw: Callable[[], tuple[str, str, str]] = getattr(faker, field)
    return tuple((kanji, latin.lower()) for kanji, _, latin in dict.fromkeys(draw() for _ in range(DRAWS)))
