"""Values of the fields and people that a scene defines: `r.total`, `r.tenant.name`."""

from __future__ import annotations

import datetime
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from synth.core.errors import SpecError, suggest
from synth.core.labels import AttributeValue
from synth.core.seeds import rng_for
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import Formats
from synth.document.makers.limits import clipped, decimal_of, limited_day, limited_draw, on_grid
from synth.document.makers.persona_values import persona_value
from synth.document.records import Record, Value
from synth.document.scene.conditions import leaves_of
from synth.document.scene.field_check import kinds_of
from synth.document.scene.fields import (
    MOST_ROWS,
    AddField,
    CatalogueField,
    CodeField,
    DateField,
    FieldSpec,
    LimitedField,
    MoneyField,
    NumberField,
    PercentField,
    PersonField,
    ProductField,
    RowsField,
    ShareField,
    SumField,
    WhenField,
    field_order,
)
from synth.document.unseen import visible
from synth.people import FIELDS, Persona
from synth.scene.ranges import ValueChoice, ValueLiteral
from synth.scene.templated import LOCALE

FieldValue: TypeAlias = "Value | bool | Record | list[Record]"
_EXACT = Context(prec=100, rounding=ROUND_HALF_EVEN)
_MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _FieldInputs:
    """The inputs of a field: formats, people, the types of all fields, and the fields made so far."""

    formats: Formats
    people: Mapping[str, Persona]
    made: Mapping[str, Any]
    kinds: Mapping[str, str]
    variables: Mapping[str, AttributeValue]

    def held(self, name: str) -> Any:
        """A field that is made, or a column of a catalogue's entry."""
        root, _, column = name.partition(".")
        return self.made[root][column] if column else self.made[root]

    def bounds(self, spec: LimitedField) -> tuple[Decimal | None, Decimal | None]:
        """The printed numbers of the fields that bound one; SpecError where they leave nothing."""
        low, high = (None if name is None else self.amount(name) for name in (spec.min, spec.max))
        if low is not None and high is not None and low > high:
            raise SpecError("min", f"{low}", f"at most `max`, which is {high} in this sample")
        return low, high

    def amount(self, term: str | float) -> Decimal:
        """The printed number of a field; a plain number unchanged."""
        return _printed(self.held(term)) if isinstance(term, str) else decimal_of(term).normalize()

    def written(self, amount: Decimal, *terms: str | float) -> Value:
        """Money where one of the fields `terms` is, else a number with its decimals, at most six."""
        if any(isinstance(term, str) and self.held(term).type == "money" for term in terms):
            return self.formats.money(amount)
        return _number(amount, self.formats)


def make_fields(fields: Mapping[str, FieldSpec], context: RecordContext, people: Mapping[str, Persona]) -> Record:
    """Every field of a scene, in the file's order; one draw from the context, each field's own draws by its name.

    Whatever is computed is computed exactly from the amounts as they are printed. SpecError for a drawn amount, number
    of rows or day that is out of bounds.
    """
    key = context.draws.bits()
    made: dict[str, FieldValue] = {}
    inputs = _FieldInputs(
        formats=context.formats,
        people=people,
        made=made,
        kinds=kinds_of(fields),
        variables={**context.variables, LOCALE: context.locale},
    )
    for name in field_order(fields):
        try:
            made[name] = _made(name, fields[name], inputs, key)
        except SpecError as error:
            raise SpecError(f"fields.{name}: {error.where}", error.got, error.allowed) from None
    return {name: made[name] for name in fields}


def check_persons(fields: Mapping[str, FieldSpec], where: str) -> None:
    """SpecError for the first `person: who.field` whose field no persona has; `where` is the scene's file."""
    for name, spec in fields.items():
        cells = {f"{name}.of.{column}": cell for column, cell in spec.of.items()} if isinstance(spec, RowsField) else {}
        for path, cell in {name: spec, **cells}.items():
            for inner, leaf in leaves_of(cell):
                if isinstance(leaf, PersonField) and (requested := leaf.person.partition(".")[2]) not in FIELDS:
                    at = ".".join((path, *inner))
                    raise SpecError(f"{where}: fields.{at}.person", requested, suggest(requested, FIELDS))


def people_record(people: Mapping[str, Persona]) -> Record:
    """Every field of every persona, by who and field."""
    return {who: {field: persona_value(person, field) for field in FIELDS} for who, person in people.items()}


def _made(name: str, spec: FieldSpec, inputs: _FieldInputs, key: int) -> FieldValue:
    if isinstance(spec, RowsField):
        return _rows(name, spec, inputs, key)
    return _field(spec, inputs, rng_for(key, 0, name))


def _rows(name: str, spec: RowsField, inputs: _FieldInputs, key: int) -> list[Record]:
    """Rows; each column has its own generator, so that no draw depends on another column."""
    count = spec.rows.whole(rng_for(key, 0, name))
    if not 0 <= count <= MOST_ROWS:
        raise SpecError("rows", count, f"0 to {MOST_ROWS} rows are made; set `min` and `max`")
    generators = {column: rng_for(key, 0, f"{name}.{column}") for column in spec.of}
    rows: list[Record] = []
    for _ in range(count):
        row: dict[str, Any] = {}
        inner = replace(inputs, made=ChainMap(row, dict(inputs.made)))
        for column in field_order(spec.of):
            row[column] = _field(spec.of[column], inner, generators[column])
        rows.append({column: row[column] for column in spec.of})
    return rows


def _field(spec: Any, inputs: _FieldInputs, rng: np.random.Generator) -> Value | bool | Record:
    """A field that is drawn, or computed from those that are made."""
    formats = inputs.formats
    match spec:
        case MoneyField():
            return formats.money(limited_draw(spec.money, inputs.bounds(spec), rng))
        case NumberField():
            bounds = inputs.bounds(spec)
            return formats.number(on_grid(limited_draw(spec.number, bounds, rng), spec.decimals, bounds), spec.decimals)
        case PercentField():
            bounds = inputs.bounds(spec)
            return formats.percent(on_grid(limited_draw(spec.percent, bounds, rng), spec.decimals, bounds))
        case DateField():
            return formats.date(_day(spec, inputs, rng), spec.style)
        case CatalogueField():
            entry = spec.catalogue[int(rng.integers(len(spec.catalogue)))]
            return {column: _field(cell, inputs, rng) for column, cell in entry.items()}  # type: ignore[return-value]
        case WhenField():
            return _conditional(spec, inputs, rng)
        case CodeField():
            return _code(spec.code, rng)
        case PersonField():
            who, _, field = spec.person.partition(".")
            return persona_value(inputs.people[who], field)
        case SumField() | ProductField() | AddField() | ShareField():
            return _computed(spec, inputs)
    return _plain(spec, formats, rng)


def _conditional(spec: WhenField, inputs: _FieldInputs, rng: np.random.Generator) -> Value | bool | Record:
    """The field of the branch that holds, from a generator of its own, so that rows draw alike in both."""
    (own,) = rng.spawn(1)
    holds = all(
        any(_is(inputs.variables[name] if _is_variable(name, inputs) else inputs.held(name), value) for value in wanted)
        for name, wanted in spec.when.items()
    )
    branch = spec.then if holds else spec.otherwise
    return Value("", "", "text") if branch is None else _field(branch, inputs, own)


def _is_variable(name: str, inputs: _FieldInputs) -> bool:
    return name.partition(".")[0] not in inputs.made and name in inputs.variables


def _is(held: object, wanted: object) -> bool:
    """Whether a field or variable has a value of the scene file."""
    if isinstance(held, Value):
        is_number = isinstance(wanted, int | float) and not isinstance(wanted, bool) and held.type == "number"
        return Decimal(held.value) == decimal_of(wanted) if is_number else held.text == wanted  # type: ignore[arg-type]
    return held == wanted and isinstance(held, bool) == isinstance(wanted, bool)


def _computed(spec: SumField | ProductField | AddField | ShareField, inputs: _FieldInputs) -> Value:
    match spec:
        case ProductField():
            return inputs.written(reduce(_EXACT.multiply, map(inputs.amount, spec.product)), *spec.product)
        case AddField():
            answered = [name for name in spec.add if inputs.held(name).text]
            return inputs.written(sum(map(inputs.amount, answered), Decimal(0)), *spec.add)
        case ShareField():
            exact = _EXACT.multiply(inputs.amount(spec.share.of), inputs.amount(spec.share.percent).scaleb(-2))
            return inputs.written(exact, spec.share.of)
        case SumField():
            return _sum(spec, inputs)


def _sum(spec: SumField, inputs: _FieldInputs) -> Value:
    rows, _, column = spec.sum.partition(".")
    total = sum((_printed(row[column]) for row in inputs.made[rows] if row[column].text), Decimal(0))
    return inputs.formats.money(total) if inputs.kinds[spec.sum] == "money" else _number(total, inputs.formats)


def _plain(spec: Any, formats: Formats, rng: np.random.Generator) -> Value | bool:
    """A range's value: numbers that are listed keep their decimals, those that are drawn between two are whole."""
    drawn = spec.sample(rng) if isinstance(spec, ValueLiteral | ValueChoice) else spec.whole(rng)
    if isinstance(drawn, bool):
        return drawn
    if isinstance(drawn, str):
        return Value(drawn, visible(drawn))
    return _number(decimal_of(drawn), formats)


def _day(spec: DateField, inputs: _FieldInputs, rng: np.random.Generator) -> datetime.date:
    low, high = (
        None if name is None else datetime.date.fromisoformat(inputs.held(name).value) for name in (spec.min, spec.max)
    )
    if low is not None and high is not None and low > high:
        raise SpecError("min", low.isoformat(), f"at most `max`, which is {high} in this sample")
    if isinstance(spec.date, tuple):
        return limited_day(spec.date, (low, high), rng)
    start, days = datetime.date.fromisoformat(inputs.held(spec.date.after).value), spec.date.days.whole(rng)
    try:
        day = start + datetime.timedelta(days=days)
    except OverflowError:
        raise SpecError("date.days", days, f"a day of the years 1 to 9999 is needed after {start}") from None
    return clipped(day, (low, high))


def _code(form: str, rng: np.random.Generator) -> Value:
    digits, letters = rng.integers(10, size=len(form)), rng.integers(26, size=len(form))
    marks = {"#": lambda at: str(digits[at]), "@": lambda at: chr(ord("A") + int(letters[at]))}
    text = "".join(marks[mark](at) if mark in marks else mark for at, mark in enumerate(form))
    return Value(text, text, "code")


def _printed(value: Value) -> Decimal:
    """The amount of a value of money, number or percent."""
    return Decimal(value.value.rpartition(" ")[2])


def _number(amount: Decimal, formats: Formats) -> Value:
    return formats.number(amount, min(max(0, -int(amount.as_tuple().exponent)), _MOST_DECIMALS))
