"""The locales' files equal the modules that they replaced, and what is wrong in one is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.people import FIELDS, LOCALES, personas_for, pools
from synth.people import locale as module
from synth.people.contact import CONTACT
from synth.people.documents import DOCUMENTS
from synth.people.identity import IDENTITY
from synth.people.locale import FOLDER, locale_named
from synth.people.locale_file import OWN, read_locale
from synth.people.money import MONEY
from synth.people.persona import ADDRESS
from synth.people.work import WORK
from synth.scene.surface import RESERVED
from tests.tables import digest

SEED = 20_260_115
"""A run's seed that no other test has, since names are kept by seed."""
NAMES = ("Ängel", "Björn-Åke", "De la Rue", "Rue de Arc", "Weiß", "Ōtsu", "Ann", "Bob", "Eve", "Îlot", "O'Neil", "Zoë")

TABLES = {
    "ar": "86de6dde7123b460428ab344f2b11f25b77950a686ebfb734762c2df22d6ed3b",
    "de_DE": "d6109792daf32c34e86436774c8c2eaf8cf001d93d92849ed6cfc08f95702239",
    "en_GB": "135d5d9411415c4999b7e8f89cdb19251e28e3b23e4acf0a7022b510c0f5bec7",
    "en_US": "2e4312151b0d3f747a4137e3adab9a84151096704a575a9bc1f17ad285968138",
    "es_ES": "1fb3975384dd4a7582a64d2686038a82e01dd3eae70d49b6adb2c4ba35f502b3",
    "fr_FR": "39117e619430cdcb544b98f9d40c78a52519f82218048fc4a5e7367afb0ef7de",
    "hi_IN": "0c00ad969b4ec3ff55347a4a9538e35339d9d261a587422186aa6ddd588ef867",
    "ja_JP": "ffb7528dc0beea2f3b91283314be23bd41daf31678863b5b51dc080d14a5b4f3",
}
"""Locale -> the values of its former module: texts, words and cities, and the names that are not Faker's."""
PEOPLE = {
    "ar": "85d5656e2f6b3533e58394e042ad73d10f61213e026dd073e85449915380f313",
    "de_DE": "ca284105073f2ca4d6eca41473520c8e6a20a71f7d39c2ff06a8426b764ed3e7",
    "en_GB": "eb171b25cce5b4f7c653cb57cc81d4a0f6e8de7996bda4da908916ea126a88fc",
    "en_US": "26b18762ed2b9ff592a172edab4e9775aeb4ac3d2ff5b9cab2752e124dec9290",
    "es_ES": "c9278ae6caf01174b99559979de08c2d9c428613cdbfbb72aa2ba98dd8f0b9f4",
    "fr_FR": "306b9770c1161a951ec2135c117974b844838b7fb29f001c82d3dd63aadc5a27",
    "hi_IN": "b3101e46cbb78fc6edab2b402034eb5b59fb28031fd0bd1b156495986ba14a29",
    "ja_JP": "7dc0e6850037deaa5712a8bbc6c9c4e10f7a5e6e25c5a94844ba725373ee25e1",
}
"""Locale -> every field of 200 people whose Faker is `Written`."""


class Written:
    """A Faker that returns NAMES in order, for every method."""

    def __init__(self) -> None:
        self.count = 0

    def seed_instance(self, seed: int) -> None:
        self.count = 0

    def __getattr__(self, method: str) -> Callable[[], Any]:
        return lambda: self.draw(method)

    def draw(self, method: str) -> str | tuple[str, str, str]:
        self.count += 1
        name = f"{NAMES[self.count % len(NAMES)]}{'abcdefg'[self.count % 7]}"
        return (name, "", f"R{self.count % 50}") if method.endswith("_pair") else name


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "_faker", lambda locale: Written())


def table(code: str) -> Any:
    """The fields of a locale's record, without its functions."""
    locale = locale_named(code)
    made = {"makers", "first_names", "last_names", "account", "middle_name"}
    later = {"countries", "suffixes", "styles", "office_styles", "dates", "mobile", "ordinary", "origins", "nicknames"}
    content = {entry.name: getattr(locale, entry.name) for entry in fields(locale) if entry.name not in made | later}
    content["cities"] = [tuple(city)[:5] for city in locale.cities]
    if code not in ("ar", "hi_IN"):
        return [content, []]
    return [content, [locale.first_names(SEED, "f"), locale.first_names(SEED, "m"), locale.last_names(SEED)]]


LATER = {
    *("work_phone", "work_street", "work_zip", "work_address", "work_address_lines", "work_tax_id", "homepage"),
    *("nickname", "name_initial", "name_inverted", "initials"),
}  # fmt: skip
"""Fields that are younger than the digests."""


def crowd(code: str) -> list[Mapping[str, Any]]:
    people = [
        person
        for number in range(100)
        for person in personas_for(["a", "b"], code, SEED, draws_for(SEED, number, "people"), surface=RESERVED).values()
    ]
    names = [name for name in FIELDS if name not in LATER]
    return [{name: person.value(name) for name in names} | {"latin": person.latin} for person in people]


@pytest.mark.parametrize("code", LOCALES)
def test_a_file_says_what_the_module_said(code: str) -> None:
    assert digest(table(code)) == TABLES[code]


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.usefixtures("written")
def test_a_file_makes_the_people_that_the_module_made(code: str) -> None:
    assert digest(crowd(code)) == PEOPLE[code]


@pytest.mark.parametrize("code", LOCALES)
def test_a_file_says_why_its_numbers_are_nobodys(code: str) -> None:
    content = json.loads((FOLDER / f"{code}.json").read_bytes())
    assert len(" ".join(content["about"])) > 100


def test_a_new_locale_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "de_LU.json").write_bytes((FOLDER / "de_DE.json").read_bytes().replace(b"Berlin", b"Wien"))
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(module, "LOCALES", ("de_LU",))
    person = personas_for(["a"], "de_LU", 3, draws_for(3, 0, "people"))["a"]
    assert all(person.value(name) for name in FIELDS)
    assert "Wien" in {city.name for city in person.locale.cities}


def change(content: dict[str, Any], path: str, value: Any) -> None:
    """Puts a value at `a.b.0`; None takes it out."""
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    place: Any = content
    for step in steps:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("cites", [], "de_DE.json: got 'cites'; known: cities, date, "),
        ("cities", None, "de_DE.json: got ['about', "),
        ("jobs", None, "de_DE.json: got ['about', "),
        ("shared", "german", "german.json: got 'No such file or directory'; a JSON file is needed"),
        ("umlauts", 1, "de_DE.json: umlauts: got 1; true or false is needed"),
        ("double_names", -1, "de_DE.json: double_names: got -1; a whole number, 0 or more, is needed"),
        ("titles.f", None, "de_DE.json: titles: got ['m']; 'f' is needed"),
        ("cities.3.zips.0", 50, "de_DE.json: cities[3].zips[0]: got 50; a text is needed"),
        ("cities.8.phones", "0301", "de_DE.json: cities: got '0301'; known: 0221, "),
        ("jobs.2", ["a", "b", "c"], "de_DE.json: jobs[2]: got ['a', 'b', 'c']; a list of 2 is needed"),
        ("names.f.0", {"words": [], "heads": []}, "de_DE.json: names.f[0]: got ['words', 'heads']; one of faker, "),
        ("fields.plate", None, "de_DE.json: fields: got ['street', 'work_street', 'ssn', "),
        ("fields.plates", "x", "de_DE.json: fields: got 'plates'; known: address, age, employer, "),
        ("fields.plate", "{offices} 1", "de_DE.json: fields.plate: got 'offices'; known: bic, first_name, house, "),
        ("fields.plate", "{office", "de_DE.json: fields.plate: got '{office'; every brace must belong to a slot"),
        ("fields.ssn.check", "luna", "de_DE.json: fields.ssn: got 'luna'; known: british_tax, "),
        ("fields.ssn.bits", "snn", "de_DE.json: fields.ssn: got 'snn'; known: first_name, last_name, "),
        ("fields.street.draw", ["street"], "de_DE.json: fields.street: got 'street'; known: entrance, "),
        ("fields.street.drawn", [], "de_DE.json: fields.street: got 'drawn'; known: bits, check, draw, shape, text, "),
        ("lists.house", "AB", "de_DE.json: lists: got 'house'; a list needs a name of its own"),
        ("lists.entrance", 3, "de_DE.json: lists.entrance: got 3; a text, a list or an object (f and m; faker; "),
        ("lists.entrance", ["{second}"], "de_DE.json: lists.entrance: got 'second'; known: account, "),
        ("account.iban", {"txt": ""}, "de_DE.json: account.iban: got 'txt'; known: bits, check, draw, shape, text, "),
    ],
)
def test_what_is_wrong_in_a_file_is_named(path: str, value: Any, message: str, tmp_path: Path) -> None:
    content = json.loads((FOLDER / "de_DE.json").read_bytes())
    change(content, path, value)
    file = tmp_path / "de_DE.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        read_locale(file)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_every_field_that_only_a_locale_can_make_is_needed() -> None:
    common = {*IDENTITY, *CONTACT, *WORK, *MONEY, *DOCUMENTS, *ADDRESS}
    assert set(FIELDS) - common == set(OWN)
