"""The shipped scenes of posts, chats, forms, logs, tickets and calls: personal data in other texts than mails."""

from __future__ import annotations

import re
from functools import cache

import pytest

from synth.core.paths import SCENES
from synth.text.scene.load import load_text_scene

from .rendered import Rendered, rendered

SHIPPED = ("pii_chat", "pii_form", "pii_log", "pii_post", "pii_ticket", "pii_transcript")
LOCALES = {"en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ja_JP"}
COUNT = 400
FLAWS = ("{{", "}}", " ,", "  ", "\n\n\n", "..,", ",,", "。。")


@cache
def texts(name: str) -> list[Rendered]:
    return rendered(name, COUNT, 5)


def of_content(*contents: str) -> list[Rendered]:
    return [post for post in texts("pii_post") if post.plan.variables["content"] in contents]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_label_and_locale_comes_up(name: str) -> None:
    scene = load_text_scene(SCENES / f"{name}.yaml")
    assert {made.plan.locale for made in texts(name)} == LOCALES
    missing = set(scene.labels) - {span.label for made in texts(name) for span in made.spans}
    assert len(missing) <= 1, missing


@pytest.mark.parametrize("name", SHIPPED)
def test_texts_differ_and_none_looks_broken(name: str) -> None:
    made = texts(name)
    assert len({one.text for one in made}) > 0.9 * COUNT
    for plan, _, text, _, _ in made:
        english = plan.locale.startswith("en")
        assert text == text.strip()
        assert not any(flaw in text for flaw in FLAWS), text
        assert not (english and re.search(r"\ba [ai]\w\w+", text)), text


@pytest.mark.parametrize("name", SHIPPED)
def test_a_full_name_is_one_span_wherever_it_stands(name: str) -> None:
    found = 0
    for _, people, text, spans, _ in texts(name):
        for person in people.values():
            for at in re.finditer(rf"(?<![\w@.]){re.escape(person.value('name'))}(?!\w)", text, re.IGNORECASE):
                found += 1
                assert any(
                    span.label == "PERSON" and span.start <= at.start() and at.end() <= span.end for span in spans
                ), text
    assert found > COUNT // 8


def test_posts_without_personal_data_name_nobody() -> None:
    none = of_content("none")
    assert len(none) == round(0.3 * COUNT)
    assert not any(span.label in ("PERSON", "CITY", "COUNTRY", "STATE", "LOCATION") for p in none for span in p.spans)
    assert all(any(span.label == "PERSON" for span in post.spans) for post in of_content("person"))


def test_a_word_that_is_a_name_too_is_a_person_only_where_it_names_one() -> None:
    words = {
        "May",
        "Will",
        "Jordan",
        "Georgia",
        "Paris",
        "Rose",
        "Austin",
        "Hope",
        "Grace",
        "Dallas",
        "Chelsea",
        "Madison",
    }
    named = {(span.value, span.label) for post in texts("pii_post") for span in post.spans if span.value in words}
    assert {label for _, label in named} >= {"PERSON", "COUNTRY"}
    months = re.compile(r"\b(?:May|March|April|August) was \w+")
    plain = [post for post in of_content("hard") if months.search(post.text)]
    assert not any(
        post.text[span.start : span.end] in ("May", "April", "August") for post in plain for span in post.spans
    )


def test_titles_stay_outside_of_a_name() -> None:
    titled = re.compile(r"^(?:Mr|Ms|Mrs|Frau|Herr|Mme|M\.|Sra?\.|Dr)\b")
    for name in (*SHIPPED, "pii_email"):
        assert not any(
            span.label == "PERSON" and titled.match(span.value) for t in rendered_few(name) for span in t.spans
        )


def rendered_few(name: str) -> list[Rendered]:
    return texts(name) if name in SHIPPED else rendered(name, 60, 5)


def test_a_call_spells_what_it_says() -> None:
    digits = ["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "plus"]
    phones = [
        span.value
        for call in texts("pii_transcript")
        for span in call.spans
        if span.label == "PHONE" and call.plan.locale.startswith("en")
    ]
    assert phones
    assert all(word in digits for phone in phones for word in phone.split())


def test_a_chat_is_of_the_kind_that_its_label_says() -> None:
    """The first or the second line has what the kind is about; names and times stand before lines of every kind."""
    about = [one for one in texts("pii_chat") if one.plan.variables["kind"] in ("login", "bank")]
    assert {one.plan.variables["form"] for one in about} >= {"chat", "log"}
    for one in about:
        assert {span.label for span in one.spans} - {"PERSON", "TIME", "USERNAME"}, one.text
