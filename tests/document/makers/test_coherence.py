"""No paper contradicts itself: whose address, telephone and account it is, and what the country has and has not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from synth.document.makers.formats import formats_for
from synth.people import LOCALES
from synth.people.contact import dialled
from synth.people.locale import City, locale_named

from .papers import COUNT, EVERY_KIND, EVERY_LOCALE, KINDS, host_of, plans, records, values

WITH_IBAN = {"de_DE": "DE", "fr_FR": "FR", "es_ES": "ES", "ar": "SA", "en_GB": "GB"}
FLATS = ("Apt", "Flat", "شقة", "फ़्लैट", "号室", "º ")
FIRMS: Mapping[str, Sequence[str]] = {
    "invoice": ("seller",),
    "receipt": ("",),
    "bank_statement": ("bank",),
    "medical_report": ("laboratory", "physician"),
    "form": ("issuer",),
    "payslip": ("employer",),
}
"""Kind -> the parts of its record that are firms; "": the record itself."""


def parties(kind: str, record: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parts of a record that have an address, by name; where goods go to the buyer, that is one party."""
    if "address" in record:
        yield "", record
    for name, part in record.items():
        if isinstance(part, Mapping) and "address" in part and part.get("is_other", True):
            yield name, part


# ---- people, firms and places


def test_nine_kinds_at_one_seed_hold_nine_kinds_of_people_and_looks() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for seed in (0, 1):
        for kind in KINDS:
            for plan in plans(kind, "en_US", seed):
                for _, value in values(plan.record):
                    if value.type == "address" and any(map(str.isdigit, value.text)):
                        seen[" ".join(value.text.split())].add(f"{kind} {seed} {plan.sample_id}")
    assert len(seen) > 2 * 9 * COUNT / 2
    assert {address: where for address, where in seen.items() if len(where) > 1} == {}
    looks = {plans(kind, "en_US")[0].style["accent"] for kind in KINDS}
    assert len(looks - {"#222222"}) >= len(KINDS) - 3
    assert len({plans(kind, "en_US")[0].dice for kind in KINDS}) == len(KINDS)


@EVERY_KIND
def test_the_same_sample_in_another_language_is_about_somebody_else(kind: str) -> None:
    days = [
        frozenset(value.value for _, value in values(plans(kind, locale)[0].record) if value.type == "date")
        for locale in LOCALES
    ]
    assert len(set(days)) >= len(LOCALES) - 1


@EVERY_KIND
@EVERY_LOCALE
def test_no_two_parties_share_an_address_a_telephone_or_a_host_name(kind: str, locale: str) -> None:
    for record in records(kind, locale):
        for field, reached in (("address", _flat), ("phone", _digits), ("email", host_of)):
            found = [reached(part[field].text) for _, part in parties(kind, record) if field in part]
            found = [one for one in found if one and one not in _MAIL_PROVIDERS]
            assert len(found) == len(set(found)), (kind, locale, field)


def _flat(address: str) -> str:
    return " ".join(address.split())


def _digits(phone: str) -> str:
    return dialled(phone)


_MAIL_PROVIDERS = {
    *("example.com", "example.org", "example.net"),
    *(f"{name}.example" for name in ("mail", "inbox", "post", "webmail", "letters")),
}


@EVERY_LOCALE
@pytest.mark.parametrize("kind", FIRMS)
def test_no_firm_has_its_seat_in_a_flat(kind: str, locale: str) -> None:
    for record in records(kind, locale):
        for name in FIRMS[kind]:
            address = (record[name] if name else record)["address"].text
            assert not any(flat in address for flat in FLATS), address


@EVERY_LOCALE
@EVERY_KIND
def test_telephones_are_those_of_the_town(kind: str, locale: str) -> None:
    cities: dict[str, list[City]] = defaultdict(list)
    for city in locale_named(locale).cities:
        cities[city.name].append(city)
    for record in records(kind, locale):
        for name, part in parties(kind, record):
            if "phone" not in part:
                continue
            address = part["address"].text
            here = [city for found in cities.values() for city in found if city.name in address]
            patterns = [pattern for city in here for pattern in (*city.numbers, *locale_named(locale).mobile)]
            assert any(_fits(pattern, part["phone"].value) for pattern in patterns), (kind, name, address)


def _fits(pattern: str, digits: str) -> bool:
    """A national number, whatever is dialled before it."""
    end = re.escape(pattern.replace("|", "")).replace(r"\#", r"\d").replace("N", "[2-9]").replace("E", "[2-8]")
    return re.fullmatch(rf"(0|1|\+\d{{1,3}})?{end}", digits) is not None


@pytest.mark.parametrize("locale", sorted(LOCALES))
@pytest.mark.parametrize(("kind", "one", "other"), [
    ("payslip", "employer", "employee"),
    ("bank_statement", "bank", "holder"),
    ("medical_report", "laboratory", "patient"),
])  # fmt: skip
def test_who_deals_with_each_other_every_day_is_in_one_town(kind: str, one: str, other: str, locale: str) -> None:
    towns = {city.name for city in locale_named(locale).cities}
    for record in records(kind, locale):
        here, there = ({town for town in towns if town in record[who]["address"].text} for who in (one, other))
        assert here & there


# ---- what a country has and has not


@EVERY_KIND
@EVERY_LOCALE
def test_accounts_are_those_of_the_country(kind: str, locale: str) -> None:
    for record in records(kind, locale):
        for path, value in values(record):
            text = value.text.replace(" ", "")
            if path.endswith("iban") and text:
                assert text[:2] == WITH_IBAN[locale], path
            if path.endswith("bic"):
                assert text[4:6] == WITH_IBAN[locale], path
            if value.type == "code" and re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", text) and "mrz" not in path:
                assert locale in WITH_IBAN, (path, text)


@EVERY_KIND
@EVERY_LOCALE
def test_money_is_the_countrys(kind: str, locale: str) -> None:
    currency = formats_for(locale).currency
    for record in records(kind, locale):
        assert {value.value.split()[0] for _, value in values(record) if value.type == "money"} <= {currency}


BOXES = {
    "zip": {"en_US": 5, "en_GB": 7, "de_DE": 5, "fr_FR": 5, "es_ES": 5, "ar": 5, "hi_IN": 6, "ja_JP": 7},
    "iban": {"de_DE": 22, "fr_FR": 27, "es_ES": 24, "ar": 24},
    "routing_number": {"en_US": 9},
    "sort_code": {"en_GB": 6},
    "account": {"en_GB": 8, "ja_JP": 7},
    "ifsc": {"hi_IN": 11},
    "branch": {"ja_JP": 3},
    "birth_date": dict.fromkeys(LOCALES, 8),
    "child_birth_date": dict.fromkeys(LOCALES, 8),
    "incident_date": dict.fromkeys(LOCALES, 8),
    "policy": dict.fromkeys(LOCALES, 10),
}


@EVERY_LOCALE
def test_combs_have_as_many_boxes_as_the_country_needs(locale: str) -> None:
    seen = set()
    for number in range(4):
        for plan in plans("form", locale, number):
            for item in (item for section in plan.record["sections"] for item in section["items"]):  # type: ignore[union-attr, index]
                if item["kind"] != "comb":
                    continue
                key, boxes = item["key"], item["boxes"]
                seen.add(key)
                more = 4 if "-" in boxes and (key, locale) == ("zip", "en_US") else 0  # ZIP+4
                assert boxes.count("#") == BOXES[key][locale] + more, key
                answer = plan.record["answers"][key].text.replace(" ", "")  # type: ignore[index]
                assert len(answer) <= len(boxes)
                shape = re.sub(r"[^\W_]", "#", answer)
                assert boxes.startswith(shape), (key, answer, boxes)
    assert {"zip", "birth_date", "policy"} <= seen


@EVERY_LOCALE
def test_forms_ask_for_what_the_country_has(locale: str) -> None:
    asked: set[str] = set()
    orders = set()
    for number in range(4):
        for plan in plans("form", locale, number):
            for section in plan.record["sections"]:  # type: ignore[union-attr]
                keys = [item["key"] for item in section["items"]]  # type: ignore[index]
                asked |= set(keys)
                orders.add(tuple(key for key in keys if key in ("street", "zip", "city", "state")))
    assert ("iban" in asked) == (locale in ("de_DE", "fr_FR", "es_ES", "ar"))
    assert ("routing_number" in asked) == (locale == "en_US")
    assert ("sort_code" in asked) == (locale == "en_GB")
    assert ("ifsc" in asked) == (locale == "hi_IN")
    own = [part for part in locale_named(locale).address if part in ("street", "zip", "city", "state")]
    assert ("state" in asked) == ("state" in own)
    for order in orders:
        assert list(order) == [part for part in own if part in order]
