"""Rules between the fields of a document scene: names that exist, nothing that follows from itself, fitting types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from synth.core.errors import suggest
from synth.document.scene.conditions import condition_problems, leaves_of, may_be_unanswered, unknown_names
from synth.document.scene.fields import (
    MOST_ROWS,
    AddField,
    CatalogueField,
    CodeField,
    DateAfter,
    DateField,
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
    references,
)
from synth.scene.messages import SceneProblem
from synth.scene.ranges import ValueChoice, ValueLiteral

Kind: TypeAlias = Literal["money", "number", "percent", "date", "text", "rows", "catalogue"]
FieldPath = tuple[str, ...]
Kinds = Mapping[str, Kind]
MOST_DAYS = 36_500
_OWN: Mapping[type, Kind] = {
    MoneyField: "money", NumberField: "number", PercentField: "percent", DateField: "date", CodeField: "text",
    PersonField: "text", RowsField: "rows", CatalogueField: "catalogue",
}  # fmt: skip
_AMOUNTS: tuple[Kind, ...] = ("money", "number")


def field_problems(
    fields: Mapping[str, Any], people: tuple[str, ...], variables: Mapping[str, Any]
) -> Iterator[SceneProblem]:
    """Everything that is wrong with a scene's fields: names first, then cycles, then types.

    `variables`: name -> range of what a `when` may ask for besides fields.
    """
    for name in fields:
        if name in people:
            yield SceneProblem(("fields", name), name, "another name: this one is a person's")
    scopes: list[tuple[FieldPath, Mapping[str, Any], Mapping[str, Any]]] = [(("fields",), fields, fields)]
    for name, spec in fields.items():
        if isinstance(spec, RowsField):
            scopes.append((("fields", name, "of"), spec.of, {**fields, **spec.of}))
    broken = False
    for path, scope, known in scopes:
        for finding in (*_names(path, scope, known, (people, variables)), *_cycle(path, scope)):
            broken = True
            yield finding
    if broken:
        return
    kinds = kinds_of(fields)
    for path, scope, known in scopes:
        yield from _unanswered(path, scope, known)
        inner = ".".join((*path[1:2], ""))
        own: Kinds = {name.removeprefix(inner): kind for name, kind in kinds.items() if name.startswith(inner)}
        for name, spec in scope.items():
            yield from _misfits((*path, name), spec, {**kinds, **own})


def kinds_of(fields: Mapping[str, Any]) -> Kinds:
    """What every field is, and every column as `rows.column`; fields whose names hold together are assumed."""
    kinds: dict[str, Kind] = {}
    for name in field_order(fields):
        spec = fields[name]
        if isinstance(spec, RowsField):
            inner = dict(kinds)
            for column in field_order(spec.of):
                for part, kind in _kinds(column, spec.of[column], inner).items():
                    inner[part] = kinds[f"{name}.{part}"] = kind
        kinds.update(_kinds(name, spec, kinds))
    return kinds


def _unanswered(path: FieldPath, scope: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[SceneProblem]:
    """Fields that need the value of one that may have none; only sums do without."""
    for name, spec in scope.items():
        for leaf, other in references(spec) if not isinstance(spec, RowsField) else ():
            if leaf[-2:-1] != ("add",) and "when" not in leaf and may_be_unanswered(known[other.partition(".")[0]]):
                yield SceneProblem(
                    (*path, name, *leaf), other, "a field with a value always is needed: give `otherwise`"
                )


def _kinds(name: str, spec: Any, kinds: Kinds) -> dict[str, Kind]:
    """What a field is, and the columns of a catalogue, as `name.column`."""
    columns = spec.catalogue[0].items() if isinstance(spec, CatalogueField) else ()
    return {name: _kind(spec, kinds), **{f"{name}.{column}": _kind(cell, kinds) for column, cell in columns}}


def _names(
    path: FieldPath,
    scope: Mapping[str, Any],
    known: Mapping[str, Any],
    others: tuple[tuple[str, ...], Mapping[str, Any]],
) -> Iterator[SceneProblem]:
    """Names that nothing has, and numbers out of bounds; `others` are people and variables."""
    people, variables = others
    for name, spec in scope.items():
        for leaf, other in references(spec) if not isinstance(spec, RowsField) else ():
            if "when" not in leaf:
                yield from unknown_names((*path, name, *leaf), other, known)
        for inner, one in leaves_of(spec):
            where = (*path, name, *inner)
            if isinstance(one, PersonField) and (who := one.person.partition(".")[0]) not in people:
                allowed = suggest(who, people) if people else "the scene has no `people`"
                yield SceneProblem((*where, "person"), who, allowed)
            if isinstance(one, WhenField):
                yield from condition_problems(where, one, known, variables)
            if isinstance(one, CatalogueField) and inner:
                yield SceneProblem(where, "a catalogue", "a field of one value is needed under `when`")
            yield from _bounds(where, one)


def _bounds(path: FieldPath, spec: Any) -> Iterator[SceneProblem]:
    leaf, low, high, ends = (), 0, 0, ()
    if isinstance(spec, RowsField):
        leaf, low, high, ends = ("rows",), 0, MOST_ROWS, spec.rows.ends()
    elif isinstance(spec, DateField) and isinstance(spec.date, DateAfter):
        leaf, low, high, ends = ("date", "days"), -MOST_DAYS, MOST_DAYS, spec.date.days.ends()
    for end in ends:
        if not low <= end <= high:
            yield SceneProblem((*path, *leaf), end, f"{low} to {high} is allowed")


def _cycle(path: FieldPath, scope: Mapping[str, Any]) -> Iterator[SceneProblem]:
    """The first cycle, listed from the field that stands first in the file."""
    ordered = set(field_order(scope))
    waiting = {
        name: [other for _, other in references(spec) if other in scope and other not in ordered]
        for name, spec in scope.items()
        if name not in ordered
    }
    if not waiting:
        return
    trail = [next(iter(waiting))]
    while (following := waiting[trail[-1]][0]) not in trail:
        trail.append(following)
    loop = trail[trail.index(following) :]
    yield SceneProblem((*path, loop[0]), " -> ".join([*loop, loop[0]]), "no value can follow from itself")


def _kind(spec: Any, kinds: Kinds) -> Kind:
    """What a field is, given what those are that it follows from."""
    match spec:
        case ProductField():
            return "money" if any(kinds.get(str(term)) == "money" for term in spec.product) else "number"
        case AddField():
            return kinds[spec.add[0]]
        case ShareField():
            return kinds[spec.share.of]
        case SumField():
            return kinds.get(spec.sum, "number")
        case WhenField():
            return _kind(spec.then, kinds)
        case ValueLiteral() | ValueChoice():
            numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in spec.ends())
            return "number" if numbers else "text"
    return _OWN.get(type(spec), "number")  # what is left are numeric ranges


def _misfits(path: FieldPath, spec: Any, kinds: Kinds) -> Iterator[SceneProblem]:
    """What a field follows from and cannot, by its type."""
    own = {SumField: _sum_misfits, CatalogueField: _mixed_columns, WhenField: _branch_misfits}.get(type(spec))
    if own is not None:
        yield from own(path, spec, kinds)
        return
    if isinstance(spec, RowsField):
        return
    for leaf, name in references(spec):
        allowed = _allowed(spec, leaf)
        if kinds[name] not in allowed:
            yield SceneProblem(
                (*path, *leaf), name, f"a field of {' or '.join(allowed)} is needed; this is {kinds[name]}"
            )
    if isinstance(spec, AddField) and len({kinds[name] for name in spec.add}) > 1:
        yield SceneProblem((*path, "add"), list(spec.add), "either all of money or all of number")
    if isinstance(spec, ProductField) and [kinds.get(str(term)) for term in spec.product].count("money") > 1:
        yield SceneProblem((*path, "product"), list(spec.product), "at most one field of money")


def _branch_misfits(path: FieldPath, spec: WhenField, kinds: Kinds) -> Iterator[SceneProblem]:
    yield from _misfits((*path, "then"), spec.then, kinds)
    if spec.otherwise is not None:
        yield from _misfits((*path, "otherwise"), spec.otherwise, kinds)
        one, other = _kind(spec.then, kinds), _kind(spec.otherwise, kinds)
        if one != other:
            yield SceneProblem((*path, "otherwise"), other, f"{one}, as `then` is")


def _sum_misfits(path: FieldPath, spec: SumField, kinds: Kinds) -> Iterator[SceneProblem]:
    rows, _, column = spec.sum.partition(".")
    if kinds[rows] != "rows":
        yield SceneProblem((*path, "sum"), rows, f"a field of rows is needed; this is {kinds[rows]}")
    elif spec.sum not in kinds:
        columns = [name.removeprefix(f"{rows}.") for name in kinds if name.startswith(f"{rows}.")]
        yield SceneProblem((*path, "sum"), column, suggest(column, columns))
    elif kinds[spec.sum] not in _AMOUNTS:
        found = kinds[spec.sum]
        yield SceneProblem((*path, "sum"), column, f"a column of {' or '.join(_AMOUNTS)} is needed; this is {found}")


def _allowed(spec: Any, leaf: FieldPath) -> tuple[Kind, ...]:
    if isinstance(spec, DateField):
        return ("date",)
    if leaf[-1] in ("min", "max") and isinstance(spec, LimitedField):
        return ("percent", "number") if isinstance(spec, PercentField) else (_OWN[type(spec)],)
    return ("percent", "number") if leaf[-1] == "percent" else _AMOUNTS


def _mixed_columns(path: FieldPath, spec: CatalogueField, kinds: Kinds) -> Iterator[SceneProblem]:
    for number, entry in enumerate(spec.catalogue):
        for column, cell in entry.items():
            first, own = _kind(spec.catalogue[0][column], kinds), _kind(cell, kinds)
            if own != first:
                yield SceneProblem((*path, "catalogue", str(number), column), own, f"{first}, as in the first entry")
