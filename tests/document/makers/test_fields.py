"""Own fields: every amount is exactly what follows from the amounts that are printed, in every locale."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.document.makers.context import RecordContext
from synth.document.makers.fields import check_persons, make_fields, people_record
from synth.document.makers.formats import formats_for
from synth.document.makers.persona_values import TYPES
from synth.document.records import Record, Value
from synth.document.scene.load import load_document_scene
from synth.document.scene.schema import DocumentScene
from synth.people import FIELDS, LOCALES, Persona
from synth.people.identity import born
from synth.scene.read import parse_yaml

from .test_formats import number_read

INVOICE = """
number: {code: "INV-####-@@"}
issued: {date: [2025-01-01, 2025-12-31], style: long}
due: {date: {after: issued, days: {integer: [7, 30]}}}
payer: {person: tenant.name}
rate: {percent: {choice: [19, 8.25]}, decimals: 2}
items:
  rows: {integer: [0, 6]}
  of:
    amount: {product: [hours, price]}
    hours: {number: {uniform: [0, 40]}, decimals: 2}
    price: {money: {lognormal: [90, 1.5]}}
net: {sum: items.amount}
worked: {sum: items.hours}
vat: {share: {of: net, percent: rate}}
rebate: {share: {of: net, percent: -2.5}}
total: {add: [net, vat, rebate]}
owed: {product: [total, -1]}
"""
LOCALE, SEEDS = st.sampled_from(LOCALES), st.integers(0, 2**32)


@cache
def loaded(fields: str) -> DocumentScene:
    scene = {"kind": "document", "people": ["tenant"], "templates": {"a": {"file": "a.typ"}}}
    return load_document_scene({**scene, "fields": parse_yaml(fields, "fields")})


def made(fields: str, locale: str = "en_US", sample: int = 1) -> Record:
    scene = loaded(fields)
    context = RecordContext(draws=draws_for(3, sample, "record"), locale=locale, seed=3)
    people = dict(zip(scene.people, context.people(*scene.people), strict=True))
    return make_fields(scene.fields, context, people)


def printed(value: object, locale: str) -> Decimal:
    """The number that stands on the page; that it means what is stored is checked on the way."""
    assert isinstance(value, Value)
    read = number_read(value.text, locale)
    assert read == Decimal(value.value.rpartition(" ")[2])
    return read


@given(LOCALE, SEEDS)
@settings(deadline=None)
def test_what_is_printed_adds_up_to_the_last_digit(locale: str, sample: int) -> None:
    record, forms = made(INVOICE, locale, sample), formats_for(locale)
    rows: Any = record["items"]

    def paid(exact: Decimal) -> Decimal:
        return exact.quantize(Decimal(1).scaleb(-forms.decimals), ROUND_HALF_EVEN)

    amounts = {name: printed(record[name], locale) for name in ("net", "vat", "rebate", "total", "owed", "rate")}
    for row in rows:
        assert printed(row["amount"], locale) == paid(printed(row["hours"], locale) * printed(row["price"], locale))
    assert amounts["net"] == sum((printed(row["amount"], locale) for row in rows), Decimal(0))
    assert printed(record["worked"], locale) == sum((printed(row["hours"], locale) for row in rows), Decimal(0))
    assert amounts["vat"] == paid(amounts["net"] * amounts["rate"] / 100)
    assert amounts["rebate"] == paid(amounts["net"] * Decimal("-0.025"))
    assert amounts["total"] == amounts["net"] + amounts["vat"] + amounts["rebate"] == -amounts["owed"]
    for name in ("net", "vat", "rebate", "total", "owed"):
        value: Any = record[name]
        assert value.type == "money"
        assert value.value.split()[0] == forms.currency


@given(LOCALE, SEEDS)
@settings(deadline=None)
def test_days_count_from_one_another(locale: str, sample: int) -> None:
    record: Any = made(INVOICE, locale, sample)
    issued, due = (date.fromisoformat(record[name].value) for name in ("issued", "due"))
    assert date(2025, 1, 1) <= issued <= date(2025, 12, 31)
    assert timedelta(7) <= due - issued <= timedelta(30)
    assert record["issued"] == formats_for(locale).date(issued, "long")
    assert record["due"] == formats_for(locale).date(due, "short")


def test_all_of_a_range_is_drawn() -> None:
    records: list[Any] = [made(INVOICE, "en_US", sample) for sample in range(300)]
    assert {len(record["items"]) for record in records} == set(range(7))
    assert {record["rate"].value for record in records} == {"19", "8.25"}
    assert len({record["issued"].value for record in records}) > 150
    days = [made("{a: {date: [2025-01-01, 2025-01-02]}}", "en_US", sample)["a"] for sample in range(40)]
    assert {value.value for value in days if isinstance(value, Value)} == {"2025-01-01", "2025-01-02"}


def test_codes_have_their_form() -> None:
    codes: list[Any] = [made("{a: {code: 'AB/####-@@@ x'}}", "en_US", sample)["a"] for sample in range(200)]
    assert all(re.fullmatch(r"AB/\d{4}-[A-Z]{3} x", code.text) and code.type == "code" for code in codes)
    assert len({code.text for code in codes}) == 200
    assert {mark for code in codes for mark in code.text[3:7]} == set("0123456789")
    assert {mark for code in codes for mark in code.text[8:11]} == {chr(65 + at) for at in range(26)}


def test_plain_values_stay_what_they_are() -> None:
    fields = "{text: hi, flag: true, whole: 1234, half: {choice: [1.5]}, between: {uniform: [2.2, 3.8]}}"
    record: Any = made(fields, "de_DE")
    assert record["text"] == Value("hi", "hi", "text")
    assert record["flag"] is True
    assert record["whole"] == Value("1.234", "1234", "number")
    assert record["half"] == Value("1,5", "1.5", "number")
    assert record["between"] == Value("3", "3", "number")


@pytest.mark.parametrize(
    ("price", "rate", "tax"), [(0.5, 5, "0.02"), (1.5, 5, "0.08"), (2.5, 5, "0.12"), (10.1, 5, "0.50")]
)
def test_half_a_cent_goes_to_even(price: float, rate: float, tax: str) -> None:
    record: Any = made(f"{{net: {{money: {price}}}, tax: {{share: {{of: net, percent: {rate}}}}}}}")
    assert record["tax"].value == f"USD {tax}"


def test_money_is_what_the_author_wrote_and_not_what_the_machine_keeps() -> None:
    record: Any = made("{a: {money: 2.675}, b: {money: 1.005}, c: {percent: 8.875}}")
    assert (record["a"].value, record["b"].value) == ("USD 2.68", "USD 1.00")
    assert record["c"] == Value("9%", "9", "percent")


def test_numbers_keep_their_decimals_through_sums_and_products() -> None:
    fields = "{a: {number: 1.5, decimals: 2}, b: {number: 0.5, decimals: 1}, ab: {product: [a, b]}, s: {add: [a, b]}}"
    record: Any = made(fields)
    assert (record["ab"].text, record["s"].text) == ("0.750", "2.00")


def test_a_sum_over_no_rows_keeps_its_type() -> None:
    record: Any = made("{n: {sum: i.x}, m: {sum: i.y}, i: {rows: 0, of: {x: 1, y: {money: 3}}}}")
    assert record == {"n": Value("0", "0", "number"), "m": Value("$0.00", "USD 0.00", "money"), "i": []}


def test_a_field_does_not_depend_on_the_others() -> None:
    alone: Any = made("{total: {money: {uniform: [1, 1e5]}}}")
    among: Any = made("{other: {money: {uniform: [1, 1e5]}}, total: {money: {uniform: [1, 1e5]}}}")
    assert among["total"] == alone["total"] != among["other"]
    few: Any = made("{i: {rows: 2, of: {x: {uniform: [1, 9999]}}}}")
    more: Any = made("{i: {rows: 3, of: {y: {uniform: [1, 9999]}, x: {uniform: [1, 9999]}}}}")
    assert [row["x"] for row in more["i"]][:2] == [row["x"] for row in few["i"]]
    assert len({row["x"] for row in more["i"]}) == 3


def test_fields_stand_in_the_order_of_the_file_and_cost_one_draw() -> None:
    record = made(INVOICE)
    assert list(record) == list(parse_yaml(INVOICE, "fields"))
    assert made(INVOICE) == record
    context = RecordContext(draws=draws_for(1, 1, "x"), locale="en_US", seed=1)
    make_fields({}, context, {})
    same = draws_for(1, 1, "x")
    same.bits()
    assert context.draws.bits() == same.bits()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("{a: {product: [b, 1e6, 1e6]}, b: {money: 1e6}}", "fields.a: amount: got '10{18}.*; numbers up"),
        ("{a: {rows: {normal: [5, 1e6]}, of: {x: 1}}}", "fields.a: rows: got -?\\d+; 0 to 1000 rows are made; set"),
        ("{b: {date: {after: a, days: {normal: [0, 1e6]}}}, a: {date: [9999-12-31, 9999-12-31]}}",
         "fields.b: date.days: got \\d+; a day of the years 1 to 9999"),
    ],
)  # fmt: skip
def test_a_draw_out_of_bounds_is_told_with_its_field(fields: str, message: str) -> None:
    told = []
    for sample in range(20):
        try:
            made(fields, "en_US", sample)
        except SpecError as error:
            told.append(str(error))
    assert told
    assert all(re.match(message, line) for line in told)


def test_a_person_s_field_that_nobody_has_is_named_with_the_nearest() -> None:
    cell = "{x: {person: tenant.emial}}"
    for path, fields in (("x", cell), ("b.of.x", f"{{b: {{rows: 1, of: {cell}}}}}")):
        message = rf"^mine.yaml: fields.{path}.person: got 'emial'; known: .*\(did you mean 'email'\?\)"
        with pytest.raises(SpecError, match=message):
            check_persons(loaded(fields).fields, "mine.yaml")
    check_persons(loaded(INVOICE).fields, "mine.yaml")


@pytest.mark.parametrize("locale", LOCALES)
def test_people_are_told_with_their_types_and_meanings(locale: str) -> None:
    assert TYPES.keys() <= FIELDS.keys()
    for sample in range(30):
        context = RecordContext(draws=draws_for(3, sample, "people"), locale=locale, seed=3)
        people: dict[str, Persona] = dict(zip("ab", context.people("a", "b"), strict=True))
        record: Any = people_record(people)
        for who, person in people.items():
            assert record[who].keys() == FIELDS.keys()
            told = record[who]
            assert told["birth_date"] == formats_for(locale).date(born(person))
            assert all(told[name].text == person.value(name) for name in FIELDS if name != "birth_date")
            assert re.fullmatch(r"\d{4}-\d\d", told["card_expiry"].value)
            assert re.fullmatch(r"\+?\d{9,13}", told["phone"].value)
            assert re.fullmatch(r"[A-Z]{2}\d{2}\w+", told["iban"].value)
            assert "\n" in told["address_lines"].text
            assert "\n" not in told["address_lines"].value
            types = {name: value.type for name, value in told.items()}
            assert (types["name"], types["address_lines"], types["birth_date"]) == ("name", "address", "date")
            assert (types["email"], types["phone"], types["iban"], types["job"]) == ("email", "phone", "code", "text")
