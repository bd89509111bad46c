"""Patterns of a locale's file: a field's text with slots, which a persona and 64 random bits fill.

`{#8}` are eight digits, `{01-49}` is a number of that range (written as wide as its low end), `{letters}` one entry of
the file's list `letters`, `{house}` another field, `{initial}` one of `PARTS`. Each reads the bits from the lowest on;
`{#8>>12}` reads them from the twelfth on. An entry of a list may have slots itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from synth.core.errors import SpecError, suggest
from synth.people.check_digits import CHECK_DIGITS, completed
from synth.people.fields import FIELDS
from synth.people.locale import Maker
from synth.people.parts import PARTS

if TYPE_CHECKING:
    from synth.people.persona import Persona

TextOrMaker = str | Maker
ListEntries = tuple[TextOrMaker, ...] | Callable[["Persona"], tuple[TextOrMaker, ...]]
"""The entries of a list, or a function that gives those for a persona."""
PatternLists = Mapping[str, ListEntries]

_SLOT = re.compile(r"\{([^{}>]+)(?:>>(\d+))?\}|[{}]")
_RANGE = re.compile(r"(\d+)-(\d+)")


def compile_pattern(pattern: str, lists: PatternLists, where: str) -> TextOrMaker:
    """The maker of a pattern; a plain text where it has no slots. SpecError for an unknown slot."""
    pieces = [
        (plain, _slot(slot, shift, lists, where) if slot else "") for plain, slot, shift in _split(pattern, where)
    ]
    parts: list[TextOrMaker] = [part for piece in pieces for part in piece if part]
    if len(parts) < 2:
        return parts[0] if parts else ""
    return lambda person, bits: "".join([part if isinstance(part, str) else part(person, bits) for part in parts])


def compile_rule(rule: Mapping[str, Any], lists: PatternLists, where: str) -> Maker:
    """The maker of a field from a rule of the file. SpecError for an unknown slot, list or check.

    `text`: the pattern. `bits`: the field whose bits are read instead of its own. `draw`: lists from which one entry
    each is drawn first; the remaining bits fill the other slots. `check`: the check digits that are inserted, and
    `wrong` a pattern of the error that is added to them. `shape`: a pattern, whose `#` the text's characters replace.
    """
    source, check, draw = rule.get("bits"), rule.get("check"), rule.get("draw", ())
    for name, known in ((source, FIELDS), (check, CHECK_DIGITS), *((name, lists) for name in draw)):
        if name is not None and name not in known:
            raise SpecError(where, name, suggest(name, known))
    if len(rule) == 1:
        return _always(rule["text"], lists, where)
    write = _drawing(rule["text"], draw, lists, where)
    wrong, shape = (_always(rule[key], lists, where) if key in rule else None for key in ("wrong", "shape"))

    def make(person: Persona, bits: int) -> str:
        made, bits = write(person, person.bits(source) if source else bits)
        if check:
            made = completed(check, made, int(wrong(person, bits)) if wrong else 0)
        return shaped(made, shape(person, bits)) if shape else made

    return make


def shaped(text: str, shape: str) -> str:
    """`shape` with one character of the text for each `#`. ValueError where there are not as many."""
    pieces, count = _pieces(shape)
    if count != len(text):
        raise ValueError(f"{text!r} does not fit into {shape!r}")
    return "".join([piece if isinstance(piece, str) else text[piece] for piece in pieces])


@cache
def _pieces(shape: str) -> tuple[list[str | slice], int]:
    """A shape as texts and slices of what is put in, and how long that is."""
    pieces: list[str | slice] = []
    count = 0
    for piece in re.findall("#+|[^#]+", shape):
        pieces.append(slice(count, count + len(piece)) if piece[0] == "#" else piece)
        count += len(piece) if piece[0] == "#" else 0
    return pieces, count


def _always(pattern: str, lists: PatternLists, where: str) -> Maker:
    made = compile_pattern(pattern, lists, where)
    return (lambda person, bits: made) if isinstance(made, str) else made


def _drawing(
    pattern: str, draw: Sequence[str], lists: PatternLists, where: str
) -> Callable[[Persona, int], tuple[str, int]]:
    """Writes a text whose slots of `draw` are drawn first, one after the other; gives the bits that are left then."""
    parts: list[TextOrMaker | int] = []
    for plain, slot, shift in _split(pattern, where):
        parts += [plain] if plain else []
        if slot:
            parts.append(draw.index(slot) if slot in draw else _slot(slot, shift, lists, where))
    steps = [lists[name] for name in draw]

    def write(person: Persona, bits: int) -> tuple[str, int]:
        drawn: list[TextOrMaker] = []
        for step in steps:
            found = step if isinstance(step, tuple) else step(person)
            bits, at = divmod(bits, len(found))
            drawn.append(found[at])
        made = ""
        for part in parts:
            entry = drawn[part] if isinstance(part, int) else part
            made += entry if isinstance(entry, str) else entry(person, bits)
        return made, bits

    return write


def _split(pattern: str, where: str) -> Iterator[tuple[str, str, int]]:
    """(plain text, the slot behind it, its first bit); no slot behind the last."""
    at = 0
    for found in _SLOT.finditer(pattern):
        if found[1] is None:
            raise SpecError(where, pattern, "every brace must belong to a slot")
        yield pattern[at : found.start()], found[1], int(found[2] or 0)
        at = found.end()
    yield pattern[at:], "", 0


def _slot(slot: str, shift: int, lists: PatternLists, where: str) -> Maker:
    if slot[0] == "#" and slot[1:].isdecimal():
        return _digits(int(slot[1:]), shift)
    if ends := _RANGE.fullmatch(slot):
        return _number(ends[1], ends[2], shift)
    if slot in lists:
        return _listed(lists[slot], shift)
    if slot in PARTS:
        make = PARTS[slot]
        return lambda person, bits: make(person, bits >> shift)
    if slot in FIELDS:
        return lambda person, bits: person.value(slot)
    raise SpecError(where, slot, suggest(slot, {*lists, *PARTS, *FIELDS}))


def _digits(count: int, shift: int) -> Maker:
    end = 10**count
    return lambda person, bits: str((bits >> shift) % end).zfill(count)


def _number(low: str, high: str, shift: int) -> Maker:
    least, many, width = int(low), int(high) - int(low) + 1, len(low)
    return lambda person, bits: str(least + (bits >> shift) % many).zfill(width)


def _listed(entries: ListEntries, shift: int) -> Maker:
    if isinstance(entries, tuple):
        texts = [found for found in entries if isinstance(found, str)]
        if len(texts) == len(entries):
            return lambda person, bits: texts[(bits >> shift) % len(texts)]

    def write(person: Persona, bits: int) -> str:
        each = entries if isinstance(entries, tuple) else entries(person)
        found = each[(bits >> shift) % len(each)]
        return found if isinstance(found, str) else found(person, bits)

    return write
