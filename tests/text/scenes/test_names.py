"""The policy for people's names, and the filters that say numbers aloud."""

from __future__ import annotations

import pytest

from synth.core.marked import Mark, Marked
from synth.core.seeds import draws_for
from synth.people import LOCALES, NameRules, Persona, personas_for
from synth.people.locale import locale_named
from synth.text.grammar.speech import spelled, spoken


def people(locale: str, rules: NameRules, count: int = 200) -> list[Persona]:
    return [personas_for(["p"], locale, 3, draws_for(3, at, "p"), rules=rules)["p"] for at in range(count)]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_share_of_people_has_names_from_elsewhere(locale: str) -> None:
    own, mixed = people(locale, NameRules()), people(locale, NameRules(foreign=0.4))
    differing = sum(a.value("name") != b.value("name") for a, b in zip(own, mixed, strict=True))
    assert (60 < differing < 100) if locale_named(locale).origins else differing == 0
    assert all(a.value("phone") == b.value("phone") for a, b in zip(own, mixed, strict=True))


@pytest.mark.parametrize("locale", LOCALES)
def test_titles_and_pronouns_are_labelled_as_the_policy_says(locale: str) -> None:
    for rules in (NameRules(), NameRules(titles=True, pronouns=True)):
        person = people(locale, rules, 1)[0]
        (title,) = person.field("title_name").marks
        covered = person.value("title_name")[title.start : title.end]
        assert covered == (person.value("title_name") if rules.titles else person.last)
        assert [mark.label for mark in person.field("pronoun").marks] == ["PERSON"] * rules.pronouns


def test_names_are_written_in_many_ways() -> None:
    for person in people("en_US", NameRules(foreign=0.3)):
        assert person.value("name_initial") == f"{person.first[0]}. {person.last}"
        assert person.value("name_inverted") == f"{person.last}, {person.first}"
        assert len(person.value("initials")) == 2
    assert any(person.value("nickname") != person.first for person in people("en_US", NameRules()))


@pytest.mark.parametrize(
    ("locale", "written", "said"),
    [
        ("en_US", "+1 (617) 555-0123", "plus one six one seven five five five zero one two three"),
        ("en_GB", "LS1 4AB", "L S one four A B"),
        ("en_GB", "ann45@24-7.example", "ann four five at two four seven dot example"),
        ("de_DE", "a.b_7@x-y.de", "a punkt b unterstrich sieben at x bindestrich y punkt de"),
        ("ja_JP", "03-1234", "〇三の一二三四"),
    ],
)
def test_numbers_are_said_digit_by_digit_under_their_label(locale: str, written: str, said: str) -> None:
    text = spoken(Marked(written, (Mark(0, len(written), "X", "x"),)), locale)
    assert text.text == said
    assert (text.marks[0].start, text.marks[0].end) == (0, len(said))


def test_a_name_is_spelled_letter_by_letter() -> None:
    assert spelled(Marked("weiß-o'neil")).text == "w e i ß-o'n e i l"
