"""What the values of a label are made from: a person's field, a list of words, a shape; never a rare real value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale

from synth.core.errors import SpecError, suggest
from synth.core.paths import shipped_scenes
from synth.people import FIELDS
from synth.text.fit.known import COUNTRY, MOMENT, known_maker, mostly_lower
from synth.text.fit.noise import Noise
from synth.text.fit.quoted import escaped, identifier
from synth.text.fit.shapes import Shape, Value, expression, shapes_of

_CLOSED = 0.8
"""Share of a label's values that at least k sources have, from which it is a list of these."""
_MOMENTS = (
    "<today|tonight|tomorrow|right now|now>",
    "<this|next> <week|weekend|month|year>",
    "<this|tomorrow> <morning|afternoon|evening>",
    "<|on |next >{{ one_of('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday') }}",
    "in {{ whole(2, 30) }} <minutes|hours|days|weeks>",
    "<two|three|five|ten> <minutes|hours|days|weeks> from now",
    "{{ whole(1, 12) }} <am|pm|o'clock>",
    "<at |around |>{{ clock() }}",
    "<on |>{{ day(-400, 0)|date('any') }}",
    "<noon|midnight|lunchtime|sunset>",
)
"""How people name a day or a time, in English."""
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
    """Label -> slot, of the labels that at least k sources have. SpecError for a wrong entry of `given`."""
    for label in given:
        if label not in values:
            raise SpecError(f"values.{label}", given[label], suggest(label, values))
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
    names = {name for kind in _NOUNS for name, rate in _rates(table, kind) if rate >= _LEAST_RATE}
    return {name: 1 for name in sorted(names) if name.isalpha() and name.islower()}


def _rates(table: Path, kind: str) -> Iterator[tuple[str, float]]:
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        list_name, name, rate, *_ = line.split("\t")
        if list_name == kind:
            yield name, float(rate)


def _slot(label: str, found: Sequence[Value], k: int, given: str | None, locale: str, noise: Noise) -> Slot:
    if given is not None:
        return _given(label, given)
    texts = [value for _, value in found]
    known = known_maker(label, texts)
    if known == COUNTRY:
        name = f"list_{identifier(label)}"
        return Slot(
            label, f'pick("{name}")', "countries of the world", {}, {name: dict.fromkeys(_countries(locale), 1)}
        )
    if known == MOMENT and locale.startswith("en"):
        name = f"moment_{identifier(label)}"
        return Slot(label, f'say("{name}")', "made up: days and times in words", {name: [(one, 1) for one in _MOMENTS]})
    if known is not None and known != MOMENT:
        value = known.replace("MONEY", '"EUR"' if locale[-2:] in ("DE", "FR", "ES") else '"USD"')
        lower = "|plain|lower" if mostly_lower(texts) and not known.startswith("who.email") else ""
        return Slot(label, value + lower, f"made up: {known.split('|')[0]}")
    users = defaultdict[str, set[str]](set)
    for source, value in found:
        users[value].add(source)
    listed = {value: len(sources) for value, sources in users.items() if len(sources) >= k}
    covered = sum(value in listed for value in texts) / len(texts)
    name = identifier(label)
    words = {f"list_{name}": {value: noise.count(number, k) for value, number in sorted(listed.items())}}
    if covered >= _CLOSED:
        return Slot(label, f'pick("list_{name}")', f"a list of {_number(len(listed), 'value')}", {}, words)
    shapes = shapes_of([(source, value) for source, value in found if value not in listed], k)
    makers = _NAMES if locale.startswith("en") else _PEOPLE
    used = sum(number for shape, number in shapes.items() if _says_something(shape)) + covered * len(texts)
    if used >= _ENOUGH * len(texts):
        shapes = {shape: number for shape, number in shapes.items() if _says_something(shape)}
    rule = [(expression_of, noise.count(number, k)) for expression_of, number in _written(shapes, makers)]
    if listed:
        rule.append((f'{{{{ pick("list_{name}") }}}}', max(k, sum(words[f"list_{name}"].values()))))
    if not rule:
        rule = [(makers["Word"], k)]
    said = f"open, values.{label}=FILE says it better: {_number(len(rule) - bool(listed), 'shape')}" + (
        f" and {_number(len(listed), 'value')}" if listed else ""
    )
    return Slot(label, f'say("shape_{name}")', said, {f"shape_{name}": rule}, words if listed else {})


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
