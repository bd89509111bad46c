"""Fields of a user's own document that depend on each other: catalogues, bounds, conditions."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.cli.json_schema import scene_json_schema
from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.document.makers.context import RecordContext
from synth.document.makers.fields import make_fields
from synth.document.records import Value
from synth.document.scene.load import load_document_scene
from synth.scene.load import scene_mapping
from synth.scene.read import parse_yaml

ORDER = """
limit: {money: {uniform: [100, 900]}}
paid: {money: {uniform: [50, 2000]}, max: limit}
tip: {money: {lognormal: [40, 1.5]}, min: floor, max: limit}
floor: {money: {choice: [0, 5]}}
rate: {percent: {uniform: [0, 30]}, decimals: 1, max: ceiling}
ceiling: {percent: {choice: [7.25, 19]}, decimals: 2}
issued: {date: [2025-01-01, 2025-12-31]}
due: {date: [2025-06-01, 2026-01-31], min: issued}
sent: {date: {after: due, days: {uniform: [-60, 5]}}, min: issued, max: due}
method: {choice: [card, cash, transfer]}
card: {when: {method: card}, then: {code: "####"}}
fee: {when: {method: [card, transfer], express: true}, then: {money: 3}}
terms: {when: {method: cash}, then: paid at once, otherwise: {choice: [14 days, 30 days]}}
item: {catalogue: [{name: Kettle, number: K-1, price: {money: 24.9}}, {name: Lamp, number: L-7, price: {money: 8}}]}
gift: {when: {item.name: Lamp}, then: {number: 1}, otherwise: {number: 2}}
lines:
  rows: {integer: [1, 5]}
  of:
    what: {catalogue: [{name: Tea, kind: food, price: {money: 2.5}}, {name: Pan, kind: tool, price: {money: 30}}]}
    count: {integer: [1, 4]}
    amount: {product: [count, what.price]}
    deposit: {when: {what.kind: tool}, then: {share: {of: amount, percent: 10}}}
net: {sum: lines.amount}
deposits: {sum: lines.deposit}
total: {add: [net, deposits, fee, item.price]}
"""
SCENE: dict[str, Any] = {
    "kind": "document",
    "variables": {"express": {"choice": [True, False]}},
    "templates": {"a": {"file": "a.typ"}},
}


def loaded(fields: str) -> Any:
    return load_document_scene({**SCENE, "fields": parse_yaml(fields, "f")}, "f")


ORDER_SCENE = loaded(ORDER)


def made(sample: int, locale: str = "en_US", *, express: bool = True, scene: Any = ORDER_SCENE) -> Any:
    draws = draws_for(3, sample, "record")
    context = RecordContext(draws=draws, locale=locale, seed=3, variables={"express": express})
    return make_fields(scene.fields, context, {})


def amount(value: Value) -> Decimal:
    return Decimal(value.value.rpartition(" ")[2]) if value.text else Decimal(0)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["en_US", "de_DE", "ja_JP"]), st.booleans())
def test_every_relation_between_fields_holds_in_every_sample(sample: int, locale: str, express: bool) -> None:
    r = made(sample, locale, express=express)
    assert amount(r["paid"]) <= amount(r["limit"])
    assert amount(r["floor"]) <= amount(r["tip"]) <= amount(r["limit"])
    assert amount(r["rate"]) <= amount(r["ceiling"])
    issued, due, sent = (date.fromisoformat(r[name].value) for name in ("issued", "due", "sent"))
    assert issued <= sent <= due
    assert bool(r["card"].text) == (r["method"].text == "card")
    assert bool(r["fee"].text) == (r["method"].text != "cash" and express)
    assert (r["terms"].text == "paid at once") == (r["method"].text == "cash")
    assert {"Kettle": ("K-1", "24.90"), "Lamp": ("L-7", "8.00")}[r["item"]["name"].text][0] == r["item"]["number"].text
    assert r["gift"].value == ("1" if r["item"]["name"].text == "Lamp" else "2")
    for row in r["lines"]:
        assert row["what"]["kind"].text == {"Tea": "food", "Pan": "tool"}[row["what"]["name"].text]
        assert amount(row["amount"]) == amount(row["what"]["price"]) * amount(row["count"])
        assert bool(row["deposit"].text) == (row["what"]["kind"].text == "tool")
    parts = (r["net"], r["deposits"], r["fee"], r["item"]["price"])
    assert amount(r["total"]) == sum(map(amount, parts))


def test_bounded_draws_are_spread_and_not_piled_on_the_bound() -> None:
    records = [made(sample) for sample in range(300)]
    assert sum(r["paid"].value == r["limit"].value for r in records) < 10
    assert sum(r["due"].value == r["issued"].value for r in records) < 10
    assert len({r["item"]["name"].text for r in records}) == 2


def test_a_range_that_ends_before_its_bound_gives_the_bound() -> None:
    scene = loaded("a: {money: 9}\nb: {money: {uniform: [1, 2]}, min: a}\nc: {date: [2025-01-01, 2025-01-02], min: d}\n"
                   "d: {date: [2026-01-01, 2026-01-01]}")  # fmt: skip
    r = made(1, scene=scene)
    assert (r["b"].value, r["c"].value) == ("USD 9.00", "2026-01-01")


def test_a_branch_does_not_shift_the_draws_of_other_rows() -> None:
    rows = "l: {rows: 6, of: {k: {choice: [a, b]}, v: {when: {k: KIND}, then: {number: {normal: [50, 9]}}}}}"
    a, b = (made(4, scene=loaded(rows.replace("KIND", kind)))["l"] for kind in "ab")
    both = made(4, scene=loaded(rows.replace("KIND", "[a, b]")))["l"]
    assert [one["v"].text or other["v"].text for one, other in zip(a, b, strict=True)] == [
        one["v"].text for one in both
    ]


def test_such_a_scene_survives_its_own_dump_and_the_editors_schema() -> None:
    validator = jsonschema.Draft202012Validator(scene_json_schema())
    validator.validate({**SCENE, "fields": parse_yaml(ORDER, "f")})
    dumped = json.loads(json.dumps(scene_mapping(ORDER_SCENE)))
    assert load_document_scene(dumped) == ORDER_SCENE
    assert list(load_document_scene(dumped).fields) == list(ORDER_SCENE.fields)


WRONG = {
    "a: {money: 1, max: b}": r"fields\.a\.max: got 'b'; known: a",
    "a: {money: 1, max: b}\nb: {number: 1}": r"fields\.a\.max: got 'b'; a field of money is needed; this is number",
    "a: {date: [2025-01-01, 2025-01-01], min: b}\nb: {money: 1}": r"a field of date is needed; this is money",
    "a: {money: 1, max: b}\nb: {money: 1, min: a}": r"fields\.a: got 'a -> b -> a'; no value can follow from itself",
    "a: {product: [b.c, 2]}\nb: {money: 1}": r"fields\.a\.product\.0: got 'b\.c'; only a catalogue has columns",
    "a: {product: [b.d, 2]}\nb: {catalogue: [{c: {money: 1}}]}": r"got 'b\.d'; known: c",
    "a: {product: [b.c, 2]}\nb: {catalogue: [{c: x}]}": r"a field of money or number is needed; this is text",
    "a: {product: [b, 2]}\nb: {catalogue: [{c: 1}]}": r"a field of money or number is needed; this is catalogue",
    "a: {catalogue: [{c: 1, d: 2}, {c: 1}]}": r"fields\.a: .*entry 2 has c; all need c, d, in this order",
    "a: {catalogue: [{c: 1}, {c: x}]}": r"fields\.a\.catalogue\.1\.c: got 'text'; number, as in the first entry",
    "a: {catalogue: []}": r"fields\.a\.catalogue: got \[\]; at least 1 needed",
    "a: {when: {b: 1}, then: x}": r"fields\.a\.when\.b: got 'b'; known: a, express, locale",
    "a: {when: {expres: true}, then: x}": r"got 'expres'; .*did you mean 'express'",
    "a: {when: {express: maybe}, then: x}": r"fields\.a\.when\.express: got 'maybe'; known: False, True",
    "a: {when: {b: z}, then: x}\nb: {choice: [y, w]}": r"fields\.a\.when\.b: got 'z'; known: w, y",
    "a: {when: {b: 5}, then: x}\nb: {number: 5}": r"only a `choice` of values or a catalogue's column can be matched",
    "a: {when: {b.c: z}, then: x}\nb: {catalogue: [{c: y}]}": r"fields\.a\.when\.b\.c: got 'z'; known: y",
    "a: {when: {express: true}, then: {money: 1}, otherwise: x}": r"fields\.a\.otherwise: got 'text'; money, as `then`",
    "a: {product: [b, 2]}\nb: {when: {express: true}, then: 3}": r"got 'b'; a field with a value always is needed",
    "a: {when: {express: true}, then: {catalogue: [{c: 1}]}}": r"fields\.a\.then: got 'a catalogue'; a field of one",
    "a: {when: {express: true}, then: {person: x.name}}": r"fields\.a\.then\.person: got 'x'; the scene has no",
    "a: {when: {b: x}, then: x}\nb: {when: {a: x}, then: x}": r"can be matched",
}  # fmt: skip


@pytest.mark.parametrize("fields", WRONG)
def test_what_cannot_be_is_told_with_its_place(fields: str) -> None:
    with pytest.raises(SpecError, match=WRONG[fields]):
        loaded(fields)


def test_bounds_that_leave_nothing_are_one_line() -> None:
    scene = loaded("a: {money: 9}\nb: {money: 1}\nc: {money: 5, min: a, max: b}")
    with pytest.raises(SpecError, match=r"fields\.c: min: got '9\.00'; at most `max`, which is 1\.00 in this sample"):
        made(1, scene=scene)
