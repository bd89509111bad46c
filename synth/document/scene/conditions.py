"""Rules of fields that depend on others: what `when` asks for, columns of catalogues, fields without a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from synth.core.errors import suggest
from synth.document.scene.fields import CatalogueField, WhenField
from synth.scene.messages import SceneProblem
from synth.scene.ranges import ValueChoice, ValueLiteral

FieldPath = tuple[str, ...]


def leaves_of(spec: Any) -> Iterator[tuple[FieldPath, Any]]:
    """(path, field) of a field and of all fields inside of it; rows are left to themselves."""
    yield (), spec
    if isinstance(spec, WhenField):
        for part, branch in (("then", spec.then), ("otherwise", spec.otherwise)):
            if branch is not None:
                yield from (((part, *path), leaf) for path, leaf in leaves_of(branch))


def unknown_names(path: FieldPath, name: str, known: Mapping[str, Any]) -> Iterator[SceneProblem]:
    """A field that nothing is called, or a column that a catalogue does not have."""
    root, _, column = name.partition(".")
    spec = known.get(root)
    if spec is None:
        yield SceneProblem(path, name, suggest(root, known))
    elif column and not isinstance(spec, CatalogueField):
        yield SceneProblem(path, name, f"only a catalogue has columns; write {root}")
    elif column and column not in spec.catalogue[0]:
        yield SceneProblem(path, name, suggest(column, spec.catalogue[0]))


def condition_problems(
    path: FieldPath, spec: WhenField, known: Mapping[str, Any], variables: Mapping[str, Any]
) -> Iterator[SceneProblem]:
    """Names of a `when` that nothing has, and values that never come up."""
    for name, wanted in spec.when.items():
        where = (*path, "when", name)
        if name.partition(".")[0] not in known and name in variables:
            possible = variables[name].values()
        elif problems := tuple(unknown_names(where, name, {**variables, **known})):
            yield from problems
            continue
        else:
            possible = _listed(name, known)
        for value in wanted:
            if possible is None:
                yield SceneProblem(where, value, "only a `choice` of values or a catalogue's column can be matched")
            elif value not in possible or isinstance(value, bool) not in {isinstance(one, bool) for one in possible}:
                yield SceneProblem(where, value, suggest(str(value), map(str, possible)))


def _listed(name: str, known: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Every value of a field with listed values, or of a catalogue's column; None for any other field."""
    root, _, column = name.partition(".")
    spec = known[root]
    cells = [entry[column] for entry in spec.catalogue] if column else [spec]
    if not all(isinstance(cell, ValueLiteral | ValueChoice) for cell in cells):
        return None
    return tuple(value for cell in cells for value in cell.ends())


def may_be_unanswered(spec: Any) -> bool:
    """Whether a field may have no value: a `when` without `otherwise`."""
    return isinstance(spec, WhenField) and (
        spec.otherwise is None or may_be_unanswered(spec.then) or may_be_unanswered(spec.otherwise)
    )
