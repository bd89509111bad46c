"""A persona: a 64-bit key, and fields that are made on first use, each independent of which others were read."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from synth.core.errors import SpecError, suggest
from synth.core.marked import Mark, Marked
from synth.core.seeds import Draws
from synth.people.cards import CARDS
from synth.people.contact import CONTACT, dialled
from synth.people.dates import DATES
from synth.people.documents import DOCUMENTS
from synth.people.fields import FIELDS
from synth.people.identity import IDENTITY
from synth.people.latin import Names
from synth.people.locale import Locale, Maker, locale_named
from synth.people.machines import MACHINES
from synth.people.mailboxes import ADDRESSES
from synth.people.mix import mixed_bits, mixed_column, salt
from synth.people.money import MONEY
from synth.people.origins import families
from synth.people.phones import PHONES
from synth.people.rules import OWN_NAMES, NameRules
from synth.people.work import HOSTS, WORK
from synth.scene.given import GivenPerson
from synth.scene.surface import ORDINARY, Surface

_NESTED = {"street": "STREET", "work_street": "STREET", "zip": "ZIP", "work_zip": "ZIP", "city": "CITY"}
_AT_WORK = {"street": "work_street", "zip": "work_zip"}
"""Part of a home's address -> that of the office, which lies in the same town."""
_NAMES = frozenset({"name", "first_name", "last_name"})
"""Names without a title, and no pronouns."""
_NAME, _AGAIN, _ORIGIN = salt("name of the person"), salt("again"), salt("origin of the name")
_TITLED = {"title_name", "short_name"}
NOBODY: Mapping[str, GivenPerson] = {}
"""No persona that is given."""
_PRONOUNS = {"pronoun", "pronoun_object", "pronoun_possessive"}


class Persona:
    """One person of a sample; `who` is what the scene calls them, and the entity their names and pronouns share.

    `said_birth`: the day of birth that the sample states, where that is not the person's own.
    """

    __slots__ = (
        *("_makers", "_marked", "_values", "first", "gender", "key", "last", "latin", "locale", "near", "rules"),
        *("said_birth", "seed", "surface", "who"),
    )

    def __init__(
        self,
        who: str,
        locale: Locale,
        seed: int,
        key: int,
        surface: Surface = ORDINARY,
        near: Persona | None = None,
        rules: NameRules = OWN_NAMES,
        said_birth: datetime.date | None = None,
    ) -> None:
        self.who, self.locale, self.seed, self.key, self.near, self.rules = who, locale, seed, key, near, rules
        self.said_birth = said_birth
        self.surface: Surface = surface
        women, men, lasts, self._makers = _stock(locale.code, seed, surface)
        origin = mixed_bits(key, _ORIGIN) if locale.origins and rules.foreign else 0xFFFF
        foreign = (origin & 0xFFFF) < rules.foreign * 0x10000
        if foreign:
            found = families(locale.origins, umlauts=locale.umlauts)
            last, women, men = found[(origin >> 16) % len(found)]
            lasts = (last,)
        self.gender, firsts = ("f", women) if key & 1 else ("m", men)
        bits, at = divmod(mixed_bits(key, _NAME), len(firsts))
        self.first, latin_first = firsts[at]
        bits, at = divmod(bits, len(lasts))
        self.last, latin_last = lasts[at]
        if locale.double_names and not foreign and bits % locale.double_names == 0:
            other, latin_other = lasts[bits // locale.double_names % len(lasts)]
            if other != self.last:
                self.last = locale.double.format(self.last, other)
                latin_last = latin_last if locale.double_names == 1 else f"{latin_last}-{latin_other}"
        self.latin = latin_first, latin_last
        self._values: dict[str, str] = {}
        self._marked: dict[str, Marked] = {}

    def __repr__(self) -> str:
        return f"Persona({self.who!r}, {self.locale.code}, {self.value('name')!r})"

    def neighbour_of(self, other: Persona) -> Persona:
        """The same person, but for living and working in the town of another one of the same locale."""
        return Persona(self.who, self.locale, self.seed, self.key, self.surface, other, self.rules, self.said_birth)

    def bits(self, name: str) -> int:
        """The 64 random bits of this persona for the field `name`."""
        return mixed_bits(self.key, _salted(name))

    def value(self, name: str) -> str:
        """A field as plain text. SpecError for a name that is not in FIELDS."""
        value = self._values.get(name)
        if value is None:
            entry = self._makers.get(name)
            if entry is None:
                raise SpecError(f"persona '{self.who}'", name, suggest(name, FIELDS))
            maker, salted = entry
            value = self._values[name] = maker(self, mixed_bits(self.key, salted))
        return value

    def field(self, name: str) -> Marked:
        """A field with its label on; an ADDRESS holds its STREET, ZIP and CITY. SpecError as for `value`."""
        marked = self._marked.get(name)
        if marked is None:
            text = self.value(name)
            label = FIELDS[name]
            if name in _PRONOUNS and not self.rules.pronouns:
                marked = Marked(text)
            elif name in _TITLED and not self.rules.titles and self.last in text:
                at = text.index(self.last)
                marked = Marked(text, (Mark(at, at + len(self.last), label, self.who),))
            elif label == "ADDRESS":
                marked = self._address(text, *_PARTS[name](self.locale))
            elif label:
                entity = self.who if label == "PERSON" else f"{self.who}.{name}"
                marked = Marked(text, (Mark(0, len(text), label, entity),))
            else:
                marked = Marked(text)
            self._marked[name] = marked
        return marked

    def _address(self, text: str, entity: str, parts: tuple[str, ...]) -> Marked:
        marks = [Mark(0, len(text), "ADDRESS", f"{self.who}.{entity}")]
        at = 0
        for part in parts:
            end = at + len(self.value(part) if part in FIELDS else part)
            if part in _NESTED:
                marks.append(Mark(at, end, _NESTED[part], f"{self.who}.{part}"))
            at = end
        return Marked(text, tuple(marks))


def values_of(people: Sequence[Persona], name: str) -> list[str]:
    """A field, out of FIELDS, of people of one locale and surface, drawn for all of them at once."""
    maker, salted = people[0]._makers[name]
    values: list[str] = []
    for person, bits in zip(people, mixed_column([person.key for person in people], salted), strict=True):
        value = person._values.get(name)
        if value is None:
            value = person._values[name] = maker(person, bits)
        values.append(value)
    return values


def whole_label(who: str, name: str) -> tuple[str, str] | None:
    """(label, entity) of a person's field that has one label on all its text, or none (both empty), in every scene.

    None where `Persona.field` must be asked.
    """
    label = FIELDS[name]
    if label == "PERSON":
        return (label, who) if name in _NAMES else None
    if label == "ADDRESS":
        return None
    return (label, f"{who}.{name}") if label else ("", "")


def personas_for(
    names: Sequence[str],
    locale: str,
    seed: int,
    draws: Draws,
    *,
    apart: bool = False,
    surface: Surface = ORDINARY,
    rules: NameRules = OWN_NAMES,
    given: Mapping[str, GivenPerson] = NOBODY,
) -> dict[str, Persona]:
    """A persona for each of `names`, no two with a first name or a surname in common; one draw a persona.

    Those that are `given` stand in the places of the drawn ones, who have no name in common with them either.

    `apart`: no two have a telephone or an employer's host name in common either. `seed` is the scene's; the name pools
    depend on it; `rules` say where names come from and what their label covers. SpecError for an unknown locale.
    """
    record = locale_named(locale)
    people: dict[str, Persona] = {}
    known = {name: persona_of(name, record, one, surface, rules) for name, one in given.items()}
    taken: set[str] = set().union(*(_told_by(person, apart) for person in known.values()))
    for name in names:
        key = draws.bits()
        if name in known:
            people[name] = known[name]
            continue
        person = Persona(name, record, seed, key, surface, rules=rules)
        if len(names) > 1 or taken:
            while taken & (own := _told_by(person, apart)):
                key = mixed_bits(key, _AGAIN)
                person = Persona(name, record, seed, key, surface, rules=rules)
            taken |= own
        people[name] = person
    return people


def persona_of(
    who: str, locale: Locale, given: GivenPerson, surface: Surface = ORDINARY, rules: NameRules = OWN_NAMES
) -> Persona:
    """The persona that a sample is given; the same one in all samples of a locale and surface. The name is of the
    locale, whatever the scene's own people are called."""
    own = rules._replace(foreign=OWN_NAMES.foreign)
    near = persona_of(who, locale, given.near, surface, own) if given.near else None
    return Persona(who, locale, given.seed, given.key, surface, near, own, given.said_birth)


def _told_by(person: Persona, apart: bool) -> set[str]:
    """What tells a person from others: the names, and how they are reached."""
    names = {person.first, person.last}
    if not apart:
        return names
    return names | {person.value("domain"), *(dialled(person.value(name)) for name in ("phone", "work_phone"))}


def _address_lines(person: Persona, parts: tuple[str, ...]) -> str:
    return "".join(person.value(part) if part in FIELDS else part for part in parts)


def _at_work(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_AT_WORK.get(part, part) for part in parts)


_PARTS: Mapping[str, Callable[[Locale], tuple[str, tuple[str, ...]]]] = {
    "address": lambda locale: ("address", locale.address),
    "address_lines": lambda locale: ("address", locale.address_lines),
    "work_address": lambda locale: ("work_address", _at_work(locale.address)),
    "work_address_lines": lambda locale: ("work_address", _at_work(locale.address_lines)),
}
"""Address -> the entity that it names, its parts and the glue between them."""


def _address_maker(name: str) -> Maker:
    return lambda person, bits: _address_lines(person, _PARTS[name](person.locale)[1])


ADDRESS: Mapping[str, Maker] = {name: _address_maker(name) for name in _PARTS}


@cache
def _stock(code: str, seed: int, surface: Surface) -> tuple[Names, Names, Names, Mapping[str, tuple[Maker, int]]]:
    """(women's names, men's names, surnames, a maker and a salt for each field) of a locale and a surface."""
    locale = locale_named(code)
    merged = {**IDENTITY, **CONTACT, **WORK, **MONEY, **DOCUMENTS, **ADDRESS, **locale.makers}
    if surface == ORDINARY:
        merged |= {**ADDRESSES, **HOSTS, **MACHINES, **PHONES, **CARDS, **DATES, **locale.ordinary}
    makers = {name: (merged[name], salt(name)) for name in FIELDS}
    return locale.first_names(seed, "f"), locale.first_names(seed, "m"), locale.last_names(seed), makers


_salted = cache(salt)
