"""Laws of a persona: the same from any side, coherent, labelled, and one of very many."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import Draws, draws_for
from synth.people import FIELDS, LOCALES, Persona, personas_for, values_of
from synth.people.contact import dialled
from synth.people.identity import TODAY, born, years
from synth.people.latin import latin
from synth.people.locale import locale_named
from synth.people.mix import mixed_bits, mixed_column
from synth.scene.surface import ORDINARY, RESERVED, Surface
from synth.text.grammar import functions

MANY = 400
FATHERS = ("ar", "hi_IN")
"""Locales in which a father's name may be the middle name."""
OTHER_SCRIPTS = ("ar", "hi_IN", "ja_JP")


def people(locale: str, count: int = MANY, seed: int = 7, surface: Surface = ORDINARY) -> list[Persona]:
    draws = Draws(f"tests/{locale}")
    return [personas_for(["sender"], locale, seed, draws, surface=surface)["sender"] for _ in range(count)]


def test_fields_of_many_people_are_those_of_each() -> None:
    keys = [0, 1, 2**63, 2**64 - 1]
    assert mixed_column(keys, 2**64 - 3) == [mixed_bits(key, 2**64 - 3) for key in keys]
    for locale in ("en_US", "de_DE"):
        alone, together = people(locale, 40), people(locale, 40)
        for name in FIELDS:
            assert values_of(together, name) == [person.value(name) for person in alone]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_field_has_a_text_and_its_label(locale: str) -> None:
    for person in people(locale, 60):
        for name, label in FIELDS.items():
            marked = person.field(name)
            assert marked.text == person.value(name) == marked.text.strip() != ""
            if not label or name.startswith("pronoun"):
                assert marked.marks == ()
                continue
            outer = marked.marks[0]
            assert outer.label == label
            titled = name in ("title_name", "short_name") and person.last in marked.text
            assert marked.text[outer.start : outer.end] == (person.last if titled else marked.text)
            named = name.removesuffix("_lines") if label == "ADDRESS" else name
            wanted = "sender" if label == "PERSON" else f"sender.{named}"
            assert outer.entity == wanted


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("field", ["address", "address_lines", "work_address", "work_address_lines"])
def test_an_address_holds_its_parts_where_they_stand(locale: str, field: str) -> None:
    where = "work_" if field.startswith("work_") else ""
    parts = {"STREET": f"{where}street", "ZIP": f"{where}zip", "CITY": "city"}
    for person in people(locale, 40):
        address = person.field(field)
        inner = {mark.label: address.text[mark.start : mark.end] for mark in address.marks[1:]}
        assert inner == {label: person.value(name) for label, name in parts.items()}
        for mark in address.marks[1:]:
            assert mark.entity == person.field(parts[mark.label]).marks[0].entity
        assert ("\n" in address.text) == field.endswith("_lines")


FLATS = {"en_US": "Apt", "ar": "شقة", "hi_IN": "फ़्लैट", "ja_JP": "号室", "es_ES": "º"}


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_works_where_anybody_lives(locale: str) -> None:
    crowd = people(locale)
    assert all(person.value("work_street") != person.value("street") for person in crowd)
    flats = FLATS.get(locale, "no flat")
    assert not any(flats in person.value("work_street") for person in crowd)
    assert any(flats in person.value("street") for person in crowd) == (locale in FLATS)
    assert all(dialled(person.value("phone")) != dialled(person.value("work_phone")) for person in crowd)


@pytest.mark.parametrize("locale", LOCALES)
def test_people_who_stand_apart_share_no_telephone_and_no_employer(locale: str) -> None:
    draws = Draws(locale)
    crowd = personas_for([f"person{number}" for number in range(30)], locale, 3, draws, apart=True).values()
    phones = [dialled(person.value(name)) for person in crowd for name in ("phone", "work_phone")]
    assert len(set(phones)) == 60
    assert len({person.value("domain") for person in crowd}) == 30


@pytest.mark.parametrize("locale", LOCALES)
def test_a_field_does_not_depend_on_what_else_was_asked(locale: str) -> None:
    forwards, backwards = people(locale, 20), people(locale, 20)
    there = [{name: person.value(name) for name in FIELDS} for person in forwards]
    back = [{name: person.value(name) for name in reversed(list(FIELDS))} for person in backwards]
    assert there == back


def test_a_persona_is_the_same_in_another_process() -> None:
    code = (
        "from synth.people import personas_for; from synth.core.seeds import draws_for\n"
        "person = personas_for(['a', 'b'], 'de_DE', 5, draws_for(5, 3, 'people'))['b']\n"
        "print(person.value('name'), person.value('street'), person.value('iban'), sep='|')"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True)
    person = personas_for(["a", "b"], "de_DE", 5, draws_for(5, 3, "people"))["b"]
    assert done.stdout.strip() == "|".join(person.value(name) for name in ("name", "street", "iban"))


def test_faker_is_loaded_by_the_first_pool_and_not_before() -> None:
    code = (
        "import sys, synth.people.persona as p; from synth.core.seeds import draws_for\n"
        "assert 'faker' not in sys.modules\n"
        "p.personas_for(['a'], 'en_US', 5, draws_for(5, 3, 'people')); assert 'faker' in sys.modules\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_one_draw_a_persona_whatever_is_asked() -> None:
    draws, same = draws_for(1, 1, "people"), draws_for(1, 1, "people")
    personas_for(["a", "b", "c"], "fr_FR", 1, draws)
    for _ in range(3):
        same.bits()
    assert draws.bits() == same.bits()


def test_a_persona_stays_when_others_join() -> None:
    alone = personas_for(["a"], "es_ES", 1, draws_for(1, 1, "people"))["a"]
    first = personas_for(["a", "b"], "es_ES", 1, draws_for(1, 1, "people"))["a"]
    assert alone.value("name") == first.value("name")


@pytest.mark.parametrize("locale", LOCALES)
def test_people_of_one_sample_share_no_name(locale: str) -> None:
    draws = Draws(locale)
    names = [f"person{number}" for number in range(40)]
    crowd = personas_for(names, locale, 3, draws)
    assert list(crowd) == names
    assert len({person.first for person in crowd.values()}) == len({person.last for person in crowd.values()}) == 40


@pytest.mark.parametrize("locale", LOCALES)
def test_more_than_a_million_names_are_possible(locale: str) -> None:
    record = locale_named(locale)
    firsts = {name for gender in "fm" for name, _ in record.first_names(7, gender)}
    lasts = {name for name, _ in record.last_names(7)}
    doubled = len(lasts) ** 2 if record.double_names else 0
    fathers = len(record.first_names(7, "m")) if locale in FATHERS else 1
    assert len(firsts) * (len(lasts) + doubled) * fathers > 1_000_000
    assert len(firsts) > 200
    assert len(lasts) > 300


@pytest.mark.parametrize("locale", LOCALES)
def test_names_and_mail_addresses_hardly_repeat(locale: str) -> None:
    crowd = people(locale, 2_000)
    for field in ("name", "email"):
        assert len({person.value(field) for person in crowd}) > 1_900, field


@pytest.mark.parametrize("locale", LOCALES)
def test_mail_addresses_follow_the_name_and_the_employer(locale: str) -> None:
    for person in people(locale, surface=RESERVED):
        first, last = (part.replace("-", "") for part in person.latin)
        for field in ("email", "work_email", "username"):
            local = person.value(field).partition("@")[0].replace("-", "")
            assert local.isascii()
            assert first in local or last in local
        assert person.value("work_email").endswith("@" + person.value("domain"))
        assert person.value("website").removeprefix("https://").removeprefix("www.") == person.value("domain")


@pytest.mark.parametrize("locale", [code for code in LOCALES if code not in OTHER_SCRIPTS])
def test_the_host_name_is_the_employer_in_ascii(locale: str) -> None:
    for person in people(locale, surface=RESERVED):
        host = person.value("domain").removesuffix(".example")
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", host)
        whole = latin(person.value("employer"), umlauts=locale_named(locale).umlauts).replace("-", "")
        assert all(word in whole for word in host.split("-"))


@pytest.mark.parametrize("locale", LOCALES)
def test_city_zip_state_and_phone_belong_together(locale: str) -> None:
    cities = locale_named(locale).cities

    def fits(text: str, pattern: str) -> bool:
        return bool(re.fullmatch(re.escape(pattern).replace(r"\#", r"\d").replace("@", "[A-Z]"), text))

    for person in people(locale, surface=RESERVED):
        value = person.value
        assert any(
            (city.name, city.state) == (value("city"), value("state"))
            and any(fits(value("zip"), shape) for shape in city.zips)
            and any(fits(value("phone"), shape) for shape in city.phones)
            for city in cities
        )
        assert value("house") in value("street")
    assert len({person.value("city") for person in people(locale)}) >= 12


@pytest.mark.parametrize("locale", LOCALES)
def test_gender_rules_first_name_title_and_pronoun(locale: str) -> None:
    record = locale_named(locale)
    seen = set()
    for person in people(locale):
        gender = person.value("gender")
        seen.add(gender)
        assert person.first in {name for name, _ in record.first_names(7, gender)}
        assert person.value("title_name") == record.titles[gender].format(person.last)
        assert person.value("pronoun") == record.pronouns[gender][0]
        assert person.value("job") in record.jobs[gender]
    assert seen == {"f", "m"}


def test_age_is_what_the_day_of_birth_says() -> None:
    ages = set()
    for person in people("en_GB", 2_000, surface=RESERVED):
        day, age = born(person), years(person)
        ages.add(age)
        assert person.value("age") == str(age)
        assert person.value("birth_date") == f"{day:%d/%m/%Y}"
        last_birthday = day.replace(year=day.year + age, day=min(day.day, 28))
        assert 0 <= (TODAY - last_birthday).days <= 369
    assert (min(ages), max(ages)) == (18, 87) or (18 <= min(ages) < 20 and 85 < max(ages) <= 88)


def test_japanese_names_and_addresses_have_their_order() -> None:
    person = people("ja_JP", 1)[0]
    assert person.value("name") == f"{person.last} {person.first}"
    value = person.value
    assert value("address") == f"〒{value('zip')} {value('state')}{value('city')}{value('street')}"
    assert {p.value("pronoun") for p in people("ja_JP")} == {"彼", "彼女"}


@pytest.mark.parametrize("locale", OTHER_SCRIPTS)
def test_host_names_in_other_scripts_are_spelt_in_ascii(locale: str) -> None:
    hosts = {person.value("domain") for person in people(locale, surface=RESERVED)}
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.example", host) for host in hosts)
    assert len(hosts) > MANY / 2


@pytest.mark.parametrize(("locale", "script"), [("ar", "ARABIC"), ("hi_IN", "DEVANAGARI")])
def test_names_and_places_are_in_the_script_of_the_language(locale: str, script: str) -> None:
    for person in people(locale, 60):
        for field in ("name", "title_name", "city", "state", "country", "street", "employer", "job", "department"):
            letters = [mark for mark in person.value(field) if mark.isalpha()]
            assert letters
            assert all(unicodedata.name(mark).startswith(script) for mark in letters), person.value(field)


@pytest.mark.parametrize("locale", FATHERS)
def test_a_name_begins_with_the_given_one_and_ends_with_the_family_s(locale: str) -> None:
    middles = 0
    for person in people(locale):
        name = person.value("name")
        middle = name.removeprefix(person.first + " ").removesuffix(person.last).strip()
        assert name.startswith(person.first + " ")
        assert name.endswith(" " + person.last)
        assert middle != person.first
        middles += bool(middle)
    assert {"ar": 0.7, "hi_IN": 0.4}[locale] < middles / MANY < {"ar": 0.9, "hi_IN": 0.6}[locale]


def test_an_unknown_field_is_named_with_the_nearest() -> None:
    person = people("en_US", 1)[0]
    with pytest.raises(SpecError, match=r"persona 'sender': got 'emial'; known: .*\(did you mean 'email'\?\)"):
        person.field("emial")


def test_an_unknown_locale_is_named_with_the_nearest() -> None:
    with pytest.raises(SpecError, match=r"locale: got 'de_AT'; known: ar, de_DE, .*\(did you mean 'de_DE'\?\)"):
        personas_for(["a"], "de_AT", 1, Draws("x"))


def test_german_surnames_are_one_name_each_and_french_ones_keep_their_article() -> None:
    assert not [name for name, _ in locale_named("de_DE").last_names(7) if " " in name]
    assert ("Le Gall", "le-gall") in locale_named("fr_FR").last_names(7)


def test_personas_and_templates_live_on_the_same_day() -> None:
    assert TODAY == functions.TODAY
