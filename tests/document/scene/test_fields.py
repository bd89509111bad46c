"""What a scene may say about its own fields, and what it is told where that cannot be."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.cli.json_schema import scene_json_schema
from synth.core.errors import SpecError
from synth.document.scene.field_check import kinds_of
from synth.document.scene.fields import field_order
from synth.document.scene.load import load_document_scene
from synth.scene.load import scene_mapping
from synth.scene.read import parse_yaml
from tests.scene.strategies import JUNK
from tests.scene.test_mutations import mutate, paths

VALIDATOR = jsonschema.Draft202012Validator(scene_json_schema())
INVOICE = """
total: {add: [net, vat]}
vat: {share: {of: net, percent: rate}}
net: {sum: items.amount}
rate: {percent: {choice: [19, 7]}}
number: {code: "INV-####-@@"}
issued: {date: [2025-01-01, 2025-12-31], style: long}
due: {date: {after: issued, days: {choice: [14, 30]}}}
payer: {person: tenant.name}
paid: {choice: [true, false]}
items:
  rows: {integer: [1, 6]}
  of:
    amount: {product: [quantity, price]}
    quantity: {integer: [1, 9]}
    price: {money: {lognormal: [20, 0.8]}}
    hours: {number: {uniform: [0, 8]}, decimals: 2}
    word: {choice: [Table, Chair]}
"""


def scene_mapping_of(fields: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "document", "people": ["tenant"], "templates": {"a": {"file": "a.typ"}}, "fields": fields}


def test_a_scene_with_fields_survives_its_own_dump_and_the_editors_schema() -> None:
    mapping = scene_mapping_of(parse_yaml(INVOICE, "fields"))
    VALIDATOR.validate(mapping)
    scene = load_document_scene(mapping)
    dumped = json.loads(json.dumps(scene_mapping(scene)))
    VALIDATOR.validate(dumped)
    again = load_document_scene(dumped)
    assert again == scene
    assert list(again.fields) == list(scene.fields)


def test_kinds_follow_from_what_a_field_is_made_of() -> None:
    kinds = kinds_of(load_document_scene(scene_mapping_of(parse_yaml(INVOICE, "fields"))).fields)
    amounts = ("total", "vat", "net", "items.amount", "items.price")
    assert {name for name, kind in kinds.items() if kind == "money"} == set(amounts)
    assert {name for name, kind in kinds.items() if kind == "number"} == {"items.quantity", "items.hours"}
    assert (kinds["rate"], kinds["issued"], kinds["due"], kinds["items"]) == ("percent", "date", "date", "rows")
    assert kinds["number"] == kinds["payer"] == kinds["paid"] == kinds["items.word"] == "text"


@given(st.permutations(list(parse_yaml(INVOICE, "fields").items())))
@settings(deadline=None)
def test_the_order_in_the_file_does_not_matter(entries: list[tuple[str, Any]]) -> None:
    fields = load_document_scene(scene_mapping_of(dict(entries))).fields
    order = field_order(fields)
    assert sorted(order) == sorted(fields)
    for first, then in (("items", "net"), ("net", "vat"), ("rate", "vat"), ("vat", "total"), ("issued", "due")):
        assert order.index(first) < order.index(then)


def test_two_hundred_fields_are_allowed_and_no_more() -> None:
    many = {f"f{number}": number for number in range(200)}
    assert len(load_document_scene(scene_mapping_of(many)).fields) == 200
    with pytest.raises(SpecError, match=r"fields: .*at most 200 allowed"):
        load_document_scene(scene_mapping_of({**many, "more": 1}))


WRONG = [  # the fields, what the message says after the file's name
    ("{a: {money: {unifrom: [1, 2]}}}", r"fields.a.money: got .*known: choice, .*\(did you mean 'uniform'\?\)"),
    ("{a: {mony: 3}}", r"fields.a: got .*known: add, .*\(did you mean 'money'\?\)"),
    ("{a: {money: 3, number: 4}}", "fields.a: got .*only one of money and number is allowed"),
    ("{a: {money: 3, decimals: 4}}", "fields.a.decimals: got an unknown key; known: max, min, money"),
    ("{a: {number: '3'}}", r"fields.a.number: got '3'; a number is needed \(without quotes\)"),
    ("{a: {number: 3, decimals: 7}}", "fields.a.decimals: got 7; at most 6 is allowed"),
    ("{a: {date: [2025-13-01, 2025-12-31]}}", "fields.a.date.0: got '2025-13-01'; a day is needed: 2025-12-31"),
    ("{a: {date: [20250101, 2025-12-31]}}", "fields.a.date.0: got 20250101; a day is needed"),
    ("{a: {date: [2025-12-01, 2025-11-30]}}", "fields.a: got .*the first day must not be after the last"),
    ("{a: {date: {after: a, days: 3}}}", "fields.a: got 'a -> a'; no value can follow from itself"),
    ("{a: {date: {after: b, days: 3}}, b: 3}", "fields.a.date.after: got 'b'; a field of date is needed; .* number"),
    ("{a: {date: {after: b, days: 1e5}}, b: {date: [2025-01-01, 2025-01-02]}}",
     "fields.a.date.days: got 100000.0; -36500 to 36500 is allowed"),
    ("{a: {person: tenat.name}}", r"fields.a.person: got 'tenat'; known: tenant \(did you mean 'tenant'\?\)"),
    ("{a: {person: tenant}}", "fields.a.person: got 'tenant'; two names with a point between them are needed"),
    ("{a: {rows: 3000, of: {x: 1}}}", "fields.a.rows: got 3000.0; 0 to 1000 is allowed"),
    ("{a: {rows: {uniform: [-1, 3]}, of: {x: 1}}}", "fields.a.rows: got -1.0; 0 to 1000 is allowed"),
    ("{a: {rows: 3, of: {x: {rows: 3, of: {y: 1}}}}}", "fields.a.of.x: got .*known: add, catalogue, choice, code, "),
    ("{a: {rows: 3, of: {x: {product: [y, 2]}}}}", "fields.a.of.x.product.0: got 'y'; known: a, x"),
    ("{a: {rows: 3, of: {x: {product: [y, 2]}, y: {product: [x, 2]}}}}", "fields.a.of.x: got 'x -> y -> x'; no value"),
    ("{tenant: 3}", "fields.tenant: got 'tenant'; another name: this one is a person's"),
    ("{t: {sum: items.amuont}, items: {rows: 2, of: {amount: {money: 3}}}}",
     r"fields.t.sum: got 'amuont'; known: amount \(did you mean 'amount'\?\)"),
    ("{t: {sum: itmes.amount}, items: {rows: 2, of: {amount: 3}}}",
     r"fields.t.sum: got 'itmes'; known: items, t \(did you mean 'items'\?\)"),
    ("{t: {sum: items.word}, items: {rows: 2, of: {word: hi}}}",
     "fields.t.sum: got 'word'; a column of money or number is needed; this is text"),
    ("{t: {sum: items.word}, items: 3}", "fields.t.sum: got 'items'; a field of rows is needed; this is number"),
    ("{t: {add: [a, b]}, a: {money: 3}, b: 3}", r"fields.t.add: got \['a', 'b'\]; either all of money or all of"),
    ("{t: {add: [a, b]}, a: 3, b: {percent: 3}}", "fields.t.add.1: got 'b'; a field of money or number is needed"),
    ("{t: {product: [a, a]}, a: {money: 3}}", r"fields.t.product: got \['a', 'a'\]; at most one field of money"),
    ("{t: {share: {of: a, percent: a}}, a: {money: 3}}",
     "fields.t.share.percent: got 'a'; a field of percent or number is needed; this is money"),
    ("{t: {sum: items.x}, items: {rows: 2, of: {x: {share: {of: t, percent: 3}}}}}",
     "fields.t: got 't -> items -> t'; no value can follow from itself"),
    ("{d: {add: [c, x]}, a: {add: [b, b]}, b: {add: [c, c]}, c: {add: [a, a]}, x: 1}",
     "fields.c: got 'c -> a -> b -> c'; no value can follow from itself"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message"), WRONG)
def test_what_is_wrong_is_told_with_its_place(fields: str, message: str) -> None:
    with pytest.raises(SpecError, match=f"^mine.yaml: {message}"):
        load_document_scene(scene_mapping_of(parse_yaml(fields, "fields")), "mine.yaml")


def outcome(fields: dict[str, Any]) -> str:
    """The message, or nothing where the scene still loads and survives its own dump."""
    try:
        scene = load_document_scene(scene_mapping_of(fields), "mine.yaml")
    except SpecError as error:
        return str(error)
    assert load_document_scene(scene_mapping(scene)) == scene
    return ""


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_mutated_fields_give_a_scene_or_one_line(data: st.DataObject) -> None:
    fields = parse_yaml(INVOICE, "fields")
    for _ in range(data.draw(st.integers(1, 3))):
        how = data.draw(st.sampled_from(["replace", "delete", "rename", "add"]))
        mutate(fields, data.draw(st.sampled_from(paths(fields)[1:] or [("a",)])), how, data.draw(JUNK))
    message = outcome(fields)
    assert not message or (message.startswith("mine.yaml: fields") and "\n" not in message)


def test_a_person_needs_people() -> None:
    mapping = {**scene_mapping_of({"a": {"person": "tenant.name"}}), "people": []}
    with pytest.raises(SpecError, match=r"fields.a.person: got 'tenant'; the scene has no `people`"):
        load_document_scene(mapping)
