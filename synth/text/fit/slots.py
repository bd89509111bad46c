"""What the values of a label are made from: a person's field, a list of words, a shape; never a rare real value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale

from synth.core.errors import DataError, SpecError, suggest
from synth.core.paths import shipped_scenes
from synth.people import FIELDS
from synth.text.fit.known import COUNTRY, MOMENT, known_maker, mostly_lower
from synth.text.fit.noise import Noise
from synth.text.fit.quoted import escaped, identifier
from synth.text.fit.shapes import Shape, Value, expression, shapes_of

_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_CLOSED = 0.8
"""Share of a label's values that at least k sources have, from which it is a list of these."""
_MOMENTS = (
    "<today|tonight|tomorrow|right now|now>",
    "<this|next> <week|weekend|month|year>",
    "<this|tomorrow> <morning|afternoon|evening>",
    "<|next >{{ one_of('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday') }}",
    "{{ whole(1, 12) }} <am|pm|o'clock>",
    "{{ clock() }}",
    "{{ day(-400, 0)|date('any') }}",
    "<noon|midnight|lunchtime|sunset>",
)
"""How people name a day or a time in English; prepositions are the templates' own."""
_ENOUGH = 0.3
"""Share of a label's values that lists and shapes with words of their own make, from which they make all."""
_NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "XK", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
_NOUNS = ("animal", "artifact", "building", "device", "event", "writing", "cognition")
_LEAST_RATE = 12
FILLING = "filling"
"""List of the words that shapes are filled with."""
_NAMES = {"Word": '{{ pick("filling")|title }}', "word": '{{ pick("filling") }}'}
_PEOPLE = {"Word": "{{ first.last_name|plain }}", "word": "{{ first.last_name|plain|lower }}"}


@dataclass(slots=True)
class Slot:
    """A label: the expression of its value (`who` is the person), phrases and words that it needs, where it is from."""

    label: str
    value: str
    said: str
    phrases: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    words: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def personal(self) -> bool:
        return self.value.startswith("who.")

    @property
    def person_needed(self) -> bool:
        return self.personal or any("first." in text for rule in self.phrases.values() for text, _ in rule)

    def expression(self, person: str) -> str:
        """The slot as it stands in a template."""
        return f'{{{{ {self.value.replace("who.", f"{person}.")}|plain|label("{self.label}") }}}}'


def slots_of(
    values: Mapping[str, Sequence[Value]], k: int, given: Mapping[str, str], locale: str, noise: Noise
) -> dict[str, Slot]:
    """Label -> slot, of the labels that at least k sources have.

    SpecError for a wrong entry of `given`, DataError for labels that no scene can have, or not both.
    """
    for label in given:
        if label not in values:
            raise SpecError(f"values.{label}", given[label], suggest(label, values))
    names = dict[str, str]()
    for label in sorted(values):
        if not _LABEL.fullmatch(label) or names.setdefault(identifier(label), label) != label:
            other = names.get(identifier(label), "")
            got = label if other in ("", label) else f"{label} beside {other}"
            raise DataError("a label", got, "up to 64 of A-Z, a-z, 0-9, `_`, `.`, `-`, a letter first; alike in no two")
    return {
        label: _slot(label, found, k, given.get(label), locale, noise)
        for label, found in sorted(values.items())
        if len({source for source, _ in found}) >= k
    }


def filling(locale: str) -> dict[str, int]:
    """Everyday English nouns that shapes of values are filled with: word -> weight. Empty for other languages."""
    if not locale.startswith("en"):
        return {}
    table = shipped_scenes()["pos_tagged"].with_suffix("") / "nouns.tsv"
    rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:])
    names = {name for kind, name, rate, *_ in rows if kind in _NOUNS and float(rate) >= _LEAST_RATE}
    return {name: 1 for name in sorted(names) if name.isalpha() and name.islower()}


def _slot(label: str, found: Sequence[Value], k: int, given: str | None, locale: str, noise: Noise) -> Slot:
    if given is not None:
        return _given(label, given)
    texts = [value for _, value in found]
    made_up = _made_up(label, texts, locale)
    if made_up is not None:
        return made_up
    users = defaultdict[str, set[str]](set)
    for source, value in found:
        users[value].add(source)
    listed = {value: len(sources) for value, sources in users.items() if len(sources) >= k}
    covered = sum(value in listed for value in texts) / len(texts)
    name = f"list_{identifier(label)}"
    words = {name: {value: noise.count(number, k) for value, number in sorted(listed.items())}} if listed else {}
    if covered >= _CLOSED:
        return Slot(label, f'pick("{name}")', f"a list of {_number(len(listed), 'value')}", {}, words)
    shapes = shapes_of([(source, value) for source, value in found if value not in listed], k)
    said = sum(number for shape, number in shapes.items() if _says_something(shape)) + covered * len(texts)
    if said >= _ENOUGH * len(texts):
        shapes = {shape: number for shape, number in shapes.items() if _says_something(shape)}
    return _open(label, shapes, words, locale, k, noise)


def _made_up(label: str, values: Sequence[str], locale: str) -> Slot | None:
    """A slot of a label whose name or values say what they are."""
    known = known_maker(label, values)
    if known == COUNTRY:
        name = f"list_{identifier(label)}"
        words = {name: dict.fromkeys(_countries(locale), 1)}
        return Slot(label, f'pick("{name}")', "countries of the world", {}, words)
    if known == MOMENT:
        name = f"moment_{identifier(label)}"
        rule = {name: [(one, 1) for one in _MOMENTS]}
        said = "made up: days and times in words"
        return Slot(label, f'say("{name}")', said, rule) if locale.startswith("en") else None
    if known is None:
        return None
    value = known.replace("MONEY", '"EUR"' if locale[-2:] in ("DE", "FR", "ES") else '"USD"')
    lower = "|plain|lower" if mostly_lower(values) and not known.startswith("who.email") else ""
    return Slot(label, value + lower, f"made up: {known.split('|')[0]}")


def _open(
    label: str, shapes: Mapping[Shape, int], words: dict[str, dict[str, int]], locale: str, k: int, noise: Noise
) -> Slot:
    """A slot of shapes and of a list, where there is one."""
    makers = _NAMES if locale.startswith("en") else _PEOPLE
    rule = [(text, noise.count(number, k)) for text, number in _written(shapes, makers)]
    said = f"open, values.{label}=FILE says it better: {_number(len(rule), 'shape')}"
    for name, entries in words.items():
        rule.append((f'{{{{ pick("{name}") }}}}', sum(entries.values())))
        said += f" and {_number(len(entries), 'value')}"
    name = f"shape_{identifier(label)}"
    return Slot(label, f'say("{name}")', said, {name: rule or [(makers["Word"], k)]}, words)


def _countries(locale: str) -> list[str]:
    """Names of the countries in a locale's language (CLDR)."""
    names = Locale.parse(locale).territories
    return sorted(
        name for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    )


def _says_something(shape: Shape) -> bool:
    """Whether a shape has a word or a number as it stands, and not placeholders alone."""
    return any(part.kind == "code" or (part.kind == "kept" and part.text[0].isalnum()) for part in shape)


def _written(shapes: Mapping[Shape, int], makers: Mapping[str, str]) -> Iterable[tuple[str, int]]:
    for shape, number in sorted(shapes.items(), key=lambda one: (-one[1], str(one[0]))):
        parts = tuple(part._replace(text=escaped(part.text)) if part.kind == "kept" else part for part in shape)
        yield expression(parts, makers), number


def _number(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _given(label: str, given: str) -> Slot:
    if given in FIELDS:
        return Slot(label, f"who.{given}", f"made up: {given}")
    path = Path(given).expanduser()
    if not path.is_file():
        raise SpecError(f"values.{label}", given, f"a file with a value a line, or a field: {suggest(given, FIELDS)}")
    values = dict.fromkeys(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    if not values:
        raise SpecError(f"values.{label}", given, "a file with a value a line: this one has none")
    name = f"list_{identifier(label)}"
    return Slot(
        label,
        f'pick("{name}")',
        f"a list of {_number(len(values), 'value')}, as given",
        {},
        {name: dict.fromkeys(values, 1)},
    )
