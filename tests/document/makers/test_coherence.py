"""No paper contradicts itself: laws over kinds, locales and samples, on the records of the shipped scenes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from synth.core.paths import SCENES
from synth.core.seeds import scene_seed
from synth.document import makers
from synth.document.makers.formats import formats_for
from synth.document.plan.make import make_document_plan
from synth.document.records import DocumentPlan, Value
from synth.document.scene.load import load_document_scene
from synth.people import LOCALES
from synth.people.contact import dialled
from synth.people.locale import City, locale_named
from synth.scene.read import read_yaml
from synth.scene.template_plans import TemplatePlanner

KINDS = ("invoice", "receipt", "bank_statement", "medical_report", "form", "id_card", "letter", "payslip", "report")
COUNT = 12
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
EVERY_LOCALE = pytest.mark.parametrize("locale", LOCALES)
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


@cache
def plans(kind: str, locale: str, seed: int = 0) -> tuple[DocumentPlan, ...]:
    """The first plans of a shipped scene, narrowed to a locale, as a run with this seed makes them."""
    scene = load_document_scene({**read_yaml(SCENES / f"{kind}.yaml"), "locale": locale}, kind)
    own = scene_seed(seed, kind)
    planner = TemplatePlanner(scene, COUNT, own)
    return tuple(make_document_plan(scene, planner.plan(number), own) for number in range(COUNT))


def records(kind: str, locale: str) -> list[Any]:
    return [plan.record for plan in plans(kind, locale)]


def values(record: Any, path: str = "") -> Iterator[tuple[str, Value]]:
    """Every value with its path."""
    if isinstance(record, Value):
        yield path, record
    elif isinstance(record, Mapping):
        for key, inner in record.items():
            yield from values(inner, f"{path}.{key}" if path else key)
    elif isinstance(record, list | tuple):
        for number, inner in enumerate(record):
            yield from values(inner, f"{path}.{number}")


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
        for field, reached in (("address", _flat), ("phone", _digits), ("email", _host)):
            found = [reached(part[field].text) for _, part in parties(kind, record) if field in part]
            found = [one for one in found if one and one not in _MAIL_PROVIDERS]
            assert len(found) == len(set(found)), (kind, locale, field)


def _flat(address: str) -> str:
    return " ".join(address.split())


def _digits(phone: str) -> str:
    return dialled(phone)


def _host(email: str) -> str:
    return email.rpartition("@")[2]


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
            patterns = [pattern for city in here for pattern in city.phones]
            assert any(_fits(pattern, part["phone"].text) for pattern in patterns), (kind, name, address)


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\#", r"\d"), text) is not None


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
                assert boxes.count("#") == BOXES[key][locale], key
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


# ---- stories


@EVERY_LOCALE
def test_answers_of_a_form_tell_one_story(locale: str) -> None:
    texts = {}
    for number in range(8):
        for plan in plans("form", locale, number):
            record: Any = plan.record
            answers = record["answers"]
            if record["purpose"] == "insurance" and record["filled"]:
                cause = next(option for option, ticked in answers["cause"].items() if ticked)
                texts.setdefault(answers["description"].text, set()).add(cause)
                if cause == "theft" and any(answers.get("police", {}).values()):
                    assert answers["police"]["yes"]
            if record["purpose"] == "customs" and record["filled"]:
                assert answers["country"].text != locale_named(locale).country
                assert not answers["contents"]["documents"]
            if record["purpose"] == "school" and record["filled"]:
                age = _age(date.fromisoformat(answers["child_birth_date"].value), record["signature"]["date"])
                texts.setdefault(f"grade {answers['grade'].text} {record['issuer']['name'].text[:0]}", set())
                assert 6 <= age <= 15
    assert all(len(causes) <= 1 for causes in texts.values())


def _age(born: date, day: Value) -> int:
    signed = date.fromisoformat(day.value)
    return signed.year - born.year - ((signed.month, signed.day) < (born.month, born.day))


@EVERY_LOCALE
def test_an_order_comes_before_the_delivery_and_that_before_the_invoice(locale: str) -> None:
    for record in records("invoice", locale):
        days = [record[key].value for key in ("order_date", "delivery_date", "date", "due_date")]
        assert days == sorted(days)
        years = re.findall(r"\b20\d\d", record["order_number"].text)
        assert set(years) <= {record["order_date"].value[:4]}


@EVERY_LOCALE
def test_a_stamp_of_receipt_is_younger_than_the_letter(locale: str) -> None:
    for record in records("letter", locale):
        facts = record["facts"]
        assert facts["date"].value < facts["received_date"].value <= date(2026, 1, 15).isoformat()
        if record["sender"]["is_company"] and "email" in record["sender"]:
            assert _host(record["sender"]["email"].text) in record["sender"]["website"].text


@EVERY_LOCALE
def test_blood_is_taken_on_working_days_fasting_where_glucose_is_measured(locale: str) -> None:
    weekend = (4, 5) if locale == "ar" else (5, 6)
    for record in records("medical_report", locale):
        assert date.fromisoformat(record["collected_date"].value).weekday() not in weekend
        keys = {row["key"] for panel in record["panels"] for row in panel["rows"]}
        assert "glucose" not in keys or record["fasting"].text in _FASTING
        urine = any(panel["key"] == "urine" for panel in record["panels"])
        assert not urine or any(word in record["specimen"].text for word in _URINE), record["specimen"].text


_FASTING = {"Fasting", "nüchtern", "À jeun", "En ayunas", "صائم", "खाली पेट", "空腹時"}
_URINE = ("urin", "orina", "بول", "मूत्र", "尿")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ar", "hi", "ja"])
def test_every_sentence_of_a_report_is_whole(language: str) -> None:
    """An unquoted comma in a list of the YAML file makes two fragments of one sentence."""
    topics = read_yaml(Path(makers.__file__).parent / "report" / "data" / f"{language}.yaml")["topics"]
    for topic in topics.values():
        for name in ("intro", "method", "discussion"):
            for sentence in topic.get(name, ()):
                assert sentence.endswith((".", "।", "。")), (name, sentence)


@EVERY_LOCALE
def test_authors_write_from_their_institute(locale: str) -> None:
    for record in records("report", locale):
        hosts = {_host(person["email"].text) for person in record["authors"]} | {_host(record["email"].text)}
        assert len(hosts) == 1
        week = date.fromisoformat(record["date"].value).timetuple().tm_yday // 7 + 1
        assert int(record["number"].text[-2:]) <= max(week, 2)


@EVERY_LOCALE
def test_what_is_studied_belongs_to_the_faculty(locale: str) -> None:
    studies = read_yaml(Path(makers.__file__).parent / "id_card" / "data.yaml")[locale.split("_")[0]]["studies"]
    for record in records("id_card", locale):
        assert record["programme"].text in studies[record["faculty"].text]
        assert int(record["age"].text) == _age(date.fromisoformat(record["birth_date"].value), _TODAY)


_TODAY = Value("", "2026-01-15")


def test_a_laboratory_is_reached_under_its_own_name() -> None:
    for record in records("medical_report", "en_US"):
        stem = _host(record["laboratory"]["email"].text).removesuffix("-lab.example")
        assert stem in record["laboratory"]["name"].text.lower().replace(" ", "-").replace("'", "")
