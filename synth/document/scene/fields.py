"""Own fields of a document scene: `total: {add: [net, tax]}`; what a user's document tells, without a line of code.

A field is a plain value, a range, or a mapping with exactly one of FIELD_TAGS. Some are drawn, some follow from others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    RootModel,
    Tag,
    model_validator,
)

from synth.scene.model import Model, Name, Number, Whole
from synth.scene.ranges import TAGS, NumberRange, Numeric, ValueChoice, ValueLiteral, range_tag
from synth.scene.when import Values

FIELD_TAGS = (
    *("money", "number", "percent", "date", "code", "person", "rows", "sum", "product", "share", "add"),
    *("catalogue", "when"),
)
"""The keys of which a field that is a mapping has one, if it is no range."""
MOST_ROWS = 1000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*")


def _day(value: Any) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("a day is needed: 2025-12-31")


def _dotted(value: str) -> str:
    if not _DOTTED.fullmatch(value):
        raise ValueError("two names with a point between them are needed")
    return value


def _named(value: Any) -> str:
    return "<name>" if isinstance(value, str) else "<value>"


Day = Annotated[date, BeforeValidator(_day)]
Dotted = Annotated[str, Field(strict=True, max_length=129), AfterValidator(_dotted)]
Reference = Annotated[
    str, Field(strict=True, max_length=129, pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$")
]
"""The name of a field; `item.price` is a column of the entry that the catalogue `item` picks."""
NameOrNumber = Annotated[Annotated[Reference, Tag("<name>")] | Annotated[Number, Tag("<value>")], Discriminator(_named)]
Decimals = Annotated[Whole, Field(ge=0, le=6)]


class DateAfter(Model):
    """A day that is counted from another field's."""

    after: Reference
    """the field that holds the other day"""
    days: NumberRange
    """days later, -36500 to 36500; below 0: earlier"""


def _date_tag(value: Any) -> str:
    return "<after>" if isinstance(value, Mapping | DateAfter) else "<between>"


class LimitedField(Model):
    """A field whose draws another field bounds."""

    min: Reference | None = None
    """a field of the same type that this one is not below; where its range ends before, it is that field's value"""
    max: Reference | None = None
    """a field of the same type that this one is not above, as `min`"""


class MoneyField(LimitedField):
    """An amount in the locale's currency, rounded half to even to what can be paid."""

    money: NumberRange
    """the amount"""


class NumberField(LimitedField):
    """A number as the locale writes it."""

    number: NumberRange
    """the number"""
    decimals: Decimals = 0
    """decimals that are printed, 0 to 6"""


class PercentField(LimitedField):
    """A percentage; 19 is 19 %."""

    percent: NumberRange
    """the percentage"""
    decimals: Decimals = 0
    """decimals that are kept, 0 to 6; zeros at the end are not printed"""


class DateField(LimitedField):
    """A day as the locale writes it."""

    date: Annotated[
        Annotated[tuple[Day, Day], Tag("<between>")] | Annotated[DateAfter, Tag("<after>")], Discriminator(_date_tag)
    ]
    """[first, last] day, or {after, days}: counted from another field's"""
    style: Literal["short", "long"] = "short"
    """`long` names the month"""

    @model_validator(mode="after")
    def _ordered(self) -> DateField:
        if isinstance(self.date, tuple) and self.date[0] > self.date[1]:
            raise ValueError("the first day must not be after the last")
        return self


class CodeField(Model):
    """A number or code that an office gives out."""

    code: Annotated[str, Field(strict=True, min_length=1, max_length=64)]
    """its form: `#` is any digit, `@` any capital letter, all else stands as it is"""


class PersonField(Model):
    """Something about one of `people`."""

    person: Dotted
    """`name.field` of a persona: `tenant.address`"""


class SumField(Model):
    """The sum of a column, exact to the printed decimals."""

    sum: Dotted
    """`rows.column`: a field with `rows` and one of its columns, of money or numbers"""


class ProductField(Model):
    """Numbers multiplied; with an amount of money among them, an amount, rounded to what can be paid."""

    product: Annotated[tuple[NameOrNumber, ...], Field(min_length=2, max_length=4)]
    """fields and plain numbers, at most one of them an amount of money; `-1` turns a sign"""


class AddField(Model):
    """Fields added up, exact to the printed decimals."""

    add: Annotated[tuple[Reference, ...], Field(min_length=2, max_length=20)]
    """fields, either all of money or all numbers"""


class ShareOf(Model):
    """What a share is taken of, and how much of it."""

    of: Reference
    """a field of money or a number"""
    percent: NameOrNumber
    """a field with a percentage or number, or a plain number; 19 is 19 %"""


class ShareField(Model):
    """A percentage of another field: a tax, a discount; money is rounded to what can be paid."""

    share: ShareOf
    """{of, percent}"""


class RowsField(Model):
    """A list of rows that have the same columns."""

    rows: NumberRange
    """how many, 0 to 1000"""
    of: Annotated[dict[Name, CellSpec], Field(min_length=1, max_length=50)]
    """column: field, drawn anew for each row; one that follows from others names columns of its row, or fields"""


class CatalogueField(Model):
    """One entry of a list, whose columns belong together: an article with its number and price."""

    catalogue: Annotated[
        tuple[Annotated[dict[Name, EntrySpec], Field(min_length=1, max_length=50)], ...],
        Field(min_length=1, max_length=1000),
    ]
    """entries, each with the same columns; in templates `r.item.price`, for other fields `item.price`"""

    @model_validator(mode="after")
    def _same_columns(self) -> CatalogueField:
        for number, entry in enumerate(self.catalogue):
            if list(entry) != list(self.catalogue[0]):
                wanted = ", ".join(self.catalogue[0])
                raise ValueError(f"entry {number + 1} has {', '.join(entry)}; all need {wanted}, in this order")
        return self


class WhenField(Model):
    """A field that depends on others: `{when: {method: card}, then: {code: "####"}, otherwise: none}`."""

    when: Annotated[dict[Reference, Values], Field(min_length=1, max_length=20)]
    """variables, fields with a `choice`, or columns of a catalogue (`item.kind`): value or list; all must match"""
    then: CellSpec
    """the field where they do"""
    otherwise: CellSpec | None = None
    """the field where they do not; left out: unanswered, an empty text, which adds nothing to sums"""


def _tag(value: Any) -> str:
    """As `range_tag`, over the tags of fields and of ranges."""
    if isinstance(value, RootModel) or not isinstance(value, Mapping | BaseModel):
        return "<literal>"
    keys = type(value).model_fields if isinstance(value, BaseModel) else map(str, value)
    tags = [key for key in keys if key in FIELD_TAGS or key in TAGS]
    return f"<{' and '.join(tags)}>" if tags else range_tag(value)


_Cell = (
    Annotated[ValueLiteral, Tag("<literal>")]
    | Numeric
    | Annotated[ValueChoice, Tag("<choice>")]
    | Annotated[MoneyField, Tag("<money>")]
    | Annotated[NumberField, Tag("<number>")]
    | Annotated[PercentField, Tag("<percent>")]
    | Annotated[DateField, Tag("<date>")]
    | Annotated[CodeField, Tag("<code>")]
    | Annotated[PersonField, Tag("<person>")]
    | Annotated[ProductField, Tag("<product>")]
    | Annotated[ShareField, Tag("<share>")]
    | Annotated[AddField, Tag("<add>")]
)
EntrySpec = Annotated[
    Annotated[ValueLiteral, Tag("<literal>")]
    | Numeric
    | Annotated[ValueChoice, Tag("<choice>")]
    | Annotated[MoneyField, Tag("<money>")]
    | Annotated[NumberField, Tag("<number>")]
    | Annotated[PercentField, Tag("<percent>")]
    | Annotated[CodeField, Tag("<code>")],
    Discriminator(_tag),
]
CellSpec = Annotated[
    _Cell | Annotated[CatalogueField, Tag("<catalogue>")] | Annotated[WhenField, Tag("<when>")], Discriminator(_tag)
]
FieldSpec = Annotated[
    _Cell
    | Annotated[CatalogueField, Tag("<catalogue>")]
    | Annotated[WhenField, Tag("<when>")]
    | Annotated[RowsField, Tag("<rows>")]
    | Annotated[SumField, Tag("<sum>")],
    Discriminator(_tag),
]
for _model in (CatalogueField, WhenField, RowsField):
    _model.model_rebuild()

References = tuple[tuple[tuple[str, ...], str], ...]
"""(path of the leaf inside of a field, name or `catalogue.column` that it holds) of every field that one needs."""


def references(spec: Any) -> References:
    """What a field follows from; of a sum the rows, of rows what their columns need from outside."""
    if isinstance(spec, LimitedField):
        bounds = tuple(((leaf,), name) for leaf in ("min", "max") if (name := getattr(spec, leaf)) is not None)
        return bounds + _own_references(spec)
    return _own_references(spec)


def _own_references(spec: Any) -> References:
    match spec:
        case DateField(date=DateAfter(after=name)):
            return ((("date", "after"), name),)
        case SumField():
            return ((("sum",), spec.sum.partition(".")[0]),)
        case ProductField():
            return _names("product", spec.product)
        case AddField():
            return _names("add", spec.add)
        case ShareField(share=ShareOf(of=name, percent=percent)):
            return ((("share", "of"), name), *(((("share", "percent"), percent),) if isinstance(percent, str) else ()))
        case RowsField():
            inner = (
                (("of", column, *leaf), name) for column, cell in spec.of.items() for leaf, name in references(cell)
            )
            return tuple((leaf, name) for leaf, name in inner if name.partition(".")[0] not in spec.of)
        case WhenField():
            branches = [("then", spec.then), *([("otherwise", spec.otherwise)] if spec.otherwise is not None else [])]
            asked = tuple((("when", name), name) for name in spec.when)
            return asked + tuple(((part, *leaf), name) for part, cell in branches for leaf, name in references(cell))
    return ()


def field_order(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of `fields`, each after those it follows from, otherwise as in the file; those in a cycle are left out.

    Names that are not among `fields` are no hindrance.
    """
    needs = {
        name: {other.partition(".")[0] for _, other in references(spec)} & fields.keys()
        for name, spec in fields.items()
    }
    placed: dict[str, None] = {}
    while ready := [name for name, needed in needs.items() if needed <= placed.keys()]:
        placed.update(dict.fromkeys(ready))
        for name in ready:
            del needs[name]
    return tuple(placed)


def _names(tag: str, terms: tuple[str | float, ...]) -> References:
    return tuple(((tag, str(at)), term) for at, term in enumerate(terms) if isinstance(term, str))
