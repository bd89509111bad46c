"""Amounts that do not add up where those of nearly all other documents do.

Which amounts belong together is learned from the set: a column that adds up to a field, two fields that add up to a
third, two columns whose product is a third.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal, InvalidOperation
from itertools import combinations, permutations, product
from typing import NamedTuple

from synth.quality.documents.raw import Document, of_document
from synth.quality.finding import Finding

LEAST_DOCUMENTS, LEAST_SHARE = 10, 0.9
"""Documents in which amounts must add up, and their share of those that have them, before others are asked about."""

CONFIDENCE = 0.9

_MOST_FIELDS = 24
"""Fields of a document beyond which their sums are not sought."""

_TYPES = ("money", "number")


class Relation(NamedTuple):
    """What adds up to what: keys of fields, a column as `items.*.amount`."""

    kind: str
    parts: tuple[str, ...]
    result: str

    def __str__(self) -> str:
        joint = {"column": "the sum of ", "fields": " + ", "rows": " x "}[self.kind]
        left = f"{joint}{self.parts[0]}" if self.kind == "column" else joint.join(self.parts)
        return f"{left} = {self.result}"


class _Amounts(NamedTuple):
    """Fields with one amount, and columns: row -> amount; (list, row) of rows with a share, such as a discount."""

    fields: Mapping[str, Decimal]
    columns: Mapping[str, Mapping[str, Decimal]]
    reduced: Set[tuple[str, str]]


class Sums:
    """What adds up in the documents of a set; those are read twice."""

    def __init__(self) -> None:
        self._held, self._there = Counter[Relation](), Counter[Relation]()
        self._together = set[tuple[Relation, Relation]]()

    def add(self, document: Document) -> None:
        """Learn from a document."""
        held = list[Relation]()
        for relation, misses in _relations(_amounts(document)):
            self._there[relation] += 1
            if not misses:
                self._held[relation] += 1
                held.append(relation)
        self._together.update(pair for pair in permutations(held, 2) if _same_result(*pair))

    def known(self) -> set[Relation]:
        """What adds up in nearly all documents that have it, but not in all."""
        return {
            relation
            for relation, there in self._there.items()
            if there > self._held[relation] >= max(LEAST_DOCUMENTS, LEAST_SHARE * there)
        }

    def findings(self, document: Document, known: set[Relation]) -> Iterator[Finding]:
        """What does not add up in a document."""
        amounts = _amounts(document)
        relations = list(_relations(amounts))
        right = [relation for relation, misses in relations if not misses]
        for relation, misses in relations:
            if not misses or relation not in known or _is_a_part(relation, amounts):
                continue
            if any(self._instead(one, relation) for one in right):
                continue
            number, key = _field_of(document, misses[0] if relation.kind == "rows" else relation.result)
            words = document.each("fields")[number]["words"]
            outline = document.words[words[0]] if words and words[0] < len(document.words) else None
            held, there = self._held[relation], self._there[relation]
            yield of_document(
                document, "sum", f"fields[{number}]", document.each("fields")[number]["text"], None,
                f"{key}: {relation} in {held} of {there} documents, not in this one", outline=outline,
                confidence=CONFIDENCE,
            )  # fmt: skip

    def _instead(self, one: Relation, other: Relation) -> bool:
        """Whether a relation stands in for another: no document of the set has both."""
        return _same_result(one, other) and (one, other) not in self._together


def _is_a_part(relation: Relation, amounts: _Amounts) -> bool:
    """Whether one of two fields is the result already: prices hold the tax that is printed beside them."""
    fields = amounts.fields
    return relation.kind == "fields" and fields[relation.result] in [fields[part] for part in relation.parts]


def _same_result(one: Relation, other: Relation) -> bool:
    """Whether two sums of two fields share a part and the result: `subtotal + tax = card` where tax comes on top, and
    `subtotal + discount = card` where prices hold it."""
    of_fields = one.kind == other.kind == "fields"
    return of_fields and one.result == other.result and bool(set(one.parts) & set(other.parts))


def _amounts(document: Document) -> _Amounts:
    """Those of a document; a key that has two amounts is left out."""
    fields = defaultdict[str, set[Decimal]](set)
    columns = defaultdict[str, dict[str, set[Decimal]]](dict)
    reduced = set[tuple[str, str]]()
    for one in document.each("fields"):
        parts = one["key"].split(".")
        rows = [at for at, part in enumerate(parts) if part.isdecimal()]
        if len(rows) == 1 and one["type"] == "percent":
            reduced.add((".".join(parts[: rows[0]]), parts[rows[0]]))
        amount = _number(one["value"]) if one["type"] in _TYPES else None
        if amount is None:
            continue
        if len(rows) == 1:
            column = ".".join((*parts[: rows[0]], "*", *parts[rows[0] + 1 :]))
            columns[column].setdefault(parts[rows[0]], set()).add(amount)
        elif not rows and one["type"] == "money":
            fields[one["key"]].add(amount)
    return _Amounts(
        {key: next(iter(found)) for key, found in fields.items() if len(found) == 1},
        {
            key: {row: next(iter(found)) for row, found in rows.items()}
            for key, rows in columns.items()
            if all(len(found) == 1 for found in rows.values())
        },
        reduced,
    )


def _relations(amounts: _Amounts) -> Iterator[tuple[Relation, list[str]]]:
    """Every relation that a document has amounts for, and the keys of the results that it does not give."""
    fields = {key: amount for key, amount in amounts.fields.items() if amount}
    if len(fields) > _MOST_FIELDS:
        return
    totals = {(column,): sum(rows.values()) for column, rows in amounts.columns.items() if len(rows) > 1}
    pairs = {(one, other): fields[one] + fields[other] for one, other in combinations(sorted(fields), 2)}
    for kind, sums in (("column", totals), ("fields", pairs)):
        for (parts, total), (key, amount) in product(sums.items(), fields.items()):
            if key not in parts:
                yield Relation(kind, parts, key), [] if total == amount else [key]
    yield from _of_rows(amounts)


def _of_rows(amounts: _Amounts) -> Iterator[tuple[Relation, list[str]]]:
    """Two columns of a list whose product is a third."""
    by_list = defaultdict[str, list[str]](list)
    for column in sorted(amounts.columns):
        by_list[column.partition("*")[0]].append(column)
    for columns in by_list.values():
        for (one, other), result in product(combinations(columns, 2), columns):
            if result not in (one, other):
                yield from _products(amounts, one, other, result)


def _products(amounts: _Amounts, one: str, other: str, result: str) -> Iterator[tuple[Relation, list[str]]]:
    """Of rows without a share, which would be a third factor."""
    columns, of_list = amounts.columns, result.partition(".*")[0]
    rows = columns[one].keys() & columns[other].keys() & columns[result].keys()
    rows -= {row for name, row in amounts.reduced if name == of_list}
    misses = [
        result.replace("*", row)
        for row in sorted(rows)
        if abs(columns[one][row] * columns[other][row] - columns[result][row]) > _half_a_unit(columns[result][row])
    ]
    if rows:
        yield Relation("rows", (one, other), result), misses


def _half_a_unit(amount: Decimal) -> Decimal:
    """Half of the last printed place: so much rounding may take."""
    exponent = amount.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) / 2


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value.split()[-1]) if value.split() else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _field_of(document: Document, key: str) -> tuple[int, str]:
    """Number and key of the first field of a key."""
    return next((number, one["key"]) for number, one in enumerate(document.each("fields")) if one["key"] == key)
