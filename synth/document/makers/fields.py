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
from synth.core.seeds import rng_for
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import Formats
from synth.document.makers.persona_values import persona_value
from synth.document.records import Record, Value
from synth.document.scene.field_check import kinds_of
from synth.document.scene.fields import (
    MOST_ROWS,
    AddField,
    CodeField,
    DateAfter,
    DateField,
    FieldSpec,
    MoneyField,
    NumberField,
    PercentField,
    PersonField,
    ProductField,
    RowsField,
    ShareField,
    SumField,
    field_order,
)
from synth.document.unseen import visible
from synth.people import FIELDS, Persona
from synth.scene.ranges import ValueChoice, ValueLiteral

FieldValue: TypeAlias = "Value | bool | list[Record]"
_EXACT = Context(prec=100, rounding=ROUND_HALF_EVEN)
_MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _FieldInputs:
    """The inputs of a field: formats, people, the types of all fields, and the fields made so far."""

    formats: Formats
    people: Mapping[str, Persona]
    made: Mapping[str, Any]
    kinds: Mapping[str, str]

    def amount(self, term: str | float) -> Decimal:
        """The printed number of a field; a plain number unchanged."""
        return _printed(self.made[term]) if isinstance(term, str) else _decimal(term).normalize()

    def written(self, amount: Decimal, *terms: str | float) -> Value:
        """Money where one of the fields `terms` is, else a number with its decimals, at most six."""
        if any(isinstance(term, str) and self.made[term].type == "money" for term in terms):
            return self.formats.money(amount)
        return _number(amount, self.formats)


def make_fields(fields: Mapping[str, FieldSpec], context: RecordContext, people: Mapping[str, Persona]) -> Record:
    """Every field of a scene, in the file's order; one draw from the context, each field's own draws by its name.

    Whatever is computed is computed exactly from the amounts as they are printed. SpecError for a drawn amount, number
    of rows or day that is out of bounds.
    """
    key = context.draws.bits()
    made: dict[str, FieldValue] = {}
    inputs = _FieldInputs(formats=context.formats, people=people, made=made, kinds=kinds_of(fields))
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
        for path, leaf in {name: spec, **cells}.items():
            if isinstance(leaf, PersonField) and (requested := leaf.person.partition(".")[2]) not in FIELDS:
                raise SpecError(f"{where}: fields.{path}.person", requested, suggest(requested, FIELDS))


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


def _field(spec: Any, inputs: _FieldInputs, rng: np.random.Generator) -> Value | bool:
    """A field that is drawn, or computed from those that are made."""
    formats = inputs.formats
    match spec:
        case MoneyField():
            return formats.money(_decimal(spec.money.sample(rng)))
        case NumberField():
            return formats.number(_decimal(spec.number.sample(rng)), spec.decimals)
        case PercentField():
            return formats.percent(_decimal(spec.percent.sample(rng)).quantize(Decimal(1).scaleb(-spec.decimals)))
        case DateField():
            return formats.date(_day(spec.date, inputs, rng), spec.style)
        case CodeField():
            return _code(spec.code, rng)
        case PersonField():
            who, _, field = spec.person.partition(".")
            return persona_value(inputs.people[who], field)
        case SumField() | ProductField() | AddField() | ShareField():
            return _computed(spec, inputs)
    return _plain(spec, formats, rng)


def _computed(spec: SumField | ProductField | AddField | ShareField, inputs: _FieldInputs) -> Value:
    match spec:
        case ProductField():
            return inputs.written(reduce(_EXACT.multiply, map(inputs.amount, spec.product)), *spec.product)
        case AddField():
            return inputs.written(sum(map(inputs.amount, spec.add), Decimal(0)), *spec.add)
        case ShareField():
            exact = _EXACT.multiply(inputs.amount(spec.share.of), inputs.amount(spec.share.percent).scaleb(-2))
            return inputs.written(exact, spec.share.of)
        case SumField():
            return _sum(spec, inputs)


def _sum(spec: SumField, inputs: _FieldInputs) -> Value:
    rows, _, column = spec.sum.partition(".")
    total = sum((_printed(row[column]) for row in inputs.made[rows]), Decimal(0))
    return inputs.formats.money(total) if inputs.kinds[spec.sum] == "money" else _number(total, inputs.formats)


def _plain(spec: Any, formats: Formats, rng: np.random.Generator) -> Value | bool:
    """A range's value: numbers that are listed keep their decimals, those that are drawn between two are whole."""
    drawn = spec.sample(rng) if isinstance(spec, ValueLiteral | ValueChoice) else spec.whole(rng)
    if isinstance(drawn, bool):
        return drawn
    if isinstance(drawn, str):
        return Value(drawn, visible(drawn))
    return _number(_decimal(drawn), formats)


def _day(
    spec: tuple[datetime.date, datetime.date] | DateAfter, inputs: _FieldInputs, rng: np.random.Generator
) -> datetime.date:
    if isinstance(spec, tuple):
        first, last = spec
        return first + datetime.timedelta(days=int(rng.integers((last - first).days, endpoint=True)))
    start, days = datetime.date.fromisoformat(inputs.made[spec.after].value), spec.days.whole(rng)
    try:
        return start + datetime.timedelta(days=days)
    except OverflowError:
        raise SpecError("date.days", days, f"a day of the years 1 to 9999 is needed after {start}") from None


def _code(form: str, rng: np.random.Generator) -> Value:
    digits, letters = rng.integers(10, size=len(form)), rng.integers(26, size=len(form))
    marks = {"#": lambda at: str(digits[at]), "@": lambda at: chr(ord("A") + int(letters[at]))}
    text = "".join(marks[mark](at) if mark in marks else mark for at, mark in enumerate(form))
    return Value(text, text, "code")


def _decimal(number: float) -> Decimal:
    """A number as its author wrote it, not as the machine keeps it."""
    return Decimal(str(number))


def _printed(value: Value) -> Decimal:
    """The amount of a value of money, number or percent."""
    return Decimal(value.value.rpartition(" ")[2])


def _number(amount: Decimal, formats: Formats) -> Value:
    return formats.number(amount, min(max(0, -int(amount.as_tuple().exponent)), _MOST_DECIMALS))
