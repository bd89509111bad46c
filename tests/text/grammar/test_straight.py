"""Straight templates and forms print and label what Jinja does."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.core.marked import UNSEEN, concat
from synth.core.seeds import draws_for
from synth.people import FIELDS, personas_for
from synth.text.grammar import library as library_module
from synth.text.grammar.form import form_of
from synth.text.grammar.straight import straight_template
from tests.text.grammar.scene import library, text_of, variables

PHRASES = """
greeting: ["Dear {{ sender.name }},", "Hi {{ tone }}"]
shop: ["{{ pick('shops') }}", 'at {{ pick( "shops" ) }}!']
"""
WORDS = "shops: [Nord, {name: Süd, weight: 2}, 7]"
STRAIGHT = (
    *("plain }} text", "{{ sender.name }}", "a {{sender.email}}\n {{ rating }}{{ say('greeting') }}", "{ {{ tone }} }"),
    *("{{ say(\"shop\") }} {{ pick('shops') }}", "{{ sender.address }}{{ sender.gender }}", "{{ share }} {{ locale }}"),
)
OTHERS = (
    *(
        "{{ sender.name|upper }}",
        "{% if true %}a{% endif %}",
        "{{- tone }}",
        "a{# b #}",
        "{{ true }}",
        "{{ say }}",
        "a\n",
    ),
    *(
        "{{ 'a' }}",
        "{{ say('a', b=1) }}",
        "{{ sender.name.first }}",
        "{{ não }}",
        "{{ digits(3) }}",
        "{{ tone",
        "{{{ tone }}}",
    ),
)


@pytest.mark.parametrize("template", STRAIGHT)
def test_it_prints_what_jinja_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: str) -> None:
    assert straight_template("t.j2", template)

    def rendered() -> list[object]:
        made = library(tmp_path, template, phrases=PHRASES, words=WORDS)
        texts = [made.render("t", variables(share=0.5), draws_for(1, number, "text"))[0] for number in range(6)]
        return [(text.text, text.marks) for text in texts]

    found = rendered()
    monkeypatch.setattr(library_module, "straight_template", lambda name, text: None)
    assert rendered() == found


@pytest.mark.parametrize("template", OTHERS)
def test_others_are_left_to_jinja(template: str) -> None:
    assert straight_template("t.j2", template) is None


@pytest.mark.parametrize(
    ("template", "phrases", "message"),
    [
        ("a\n{{ sender.nam }}", "", r"t\.j2:2: got sender\.nam; known: .*did you mean 'name'"),
        ("{{ tome }}", "", r"t\.j2:1: got tome; known: .*did you mean 'tone'"),
        ("{{ say('hi') }}", "", r"t\.j2:1: got hi"),
        (
            "{{ say('a') }}",
            "a: ['x\n\n {{ sender.city }}{{ say(\"a\") }}']",
            r"p\.yaml:\d+: got .* calls inside one another",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_line(tmp_path: Path, template: str, phrases: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        text_of(tmp_path, template, phrases=phrases, person_fields={"name": "PERSON", "city": "CITY"})


@settings(max_examples=60, deadline=None)
@given(
    locale=st.sampled_from(["en_US", "ja_JP"]),
    number=st.integers(0, 10**6),
    slots=st.lists(
        st.sampled_from([*(f"one.{field}" for field in FIELDS), "two.name", "tone"]), min_size=1, max_size=6
    ),
    between=st.sampled_from([" ", ", ", "", "\n"]),
)
def test_a_form_has_the_spans_of_the_marks(locale: str, number: int, slots: list[str], between: str) -> None:
    straight = straight_template("t", "To " + between.join(f"{{{{ {slot} }}}}" for slot in slots) + ".")
    assert straight
    form = form_of(straight, ["tone"], ["one", "two"], FIELDS)
    people = personas_for(("one", "two"), locale, 5, draws_for(5, number, "text"))
    if form is None:
        assert any(FIELDS.get(slot[4:]) in ("ADDRESS", "PERSON") for slot in slots)
        return
    pieces = [people[slot[:3]].field(slot[4:]) if "." in slot else "calm" for slot in slots]
    marked = concat([*chain(["To ", pieces[0]], *((between, piece) for piece in pieces[1:])), "."])
    (written,) = form.written([{**people, "tone": "calm"}])
    assert written == (marked.text, marked.spans()[0])


def test_unseen_characters_are_white_space_and_three_more() -> None:
    assert {char for char in map(chr, range(0x110000)) if char.isspace()} | set("\u200b\u2060\ufeff") == UNSEEN
