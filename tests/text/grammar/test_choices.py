"""The short syntax of phrases, `<this|that>` and `<rule>`, beside Jinja and without it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.text.grammar.choices import Choice, Reference, split_choices

from .scene import library, text_of, variables


def texts(folder: Path, phrases: str, number: int = 200) -> Counter[str]:
    made = library(folder, "{{ say('a') }}", phrases=phrases)
    return Counter(made.render("t", variables(), draws_for(1, at, "text"))[0].text for at in range(number))


def test_a_phrase_is_split_at_its_outermost_choices() -> None:
    assert list(split_choices("x <a|<b|c> d|> y <r>z")) == [
        "x ",
        Choice(("a", "<b|c> d", "")),
        " y ",
        Reference("r"),
        "z",
    ]


@pytest.mark.parametrize("text", ["a < b", "<{{ sender.email }}>", "{{ 1 < 2 }}|{% if x %}<{% endif %}", "a > b", "<3"])
def test_other_angle_brackets_are_text(text: str) -> None:
    assert list(split_choices(text)) == [text]


def test_each_wording_comes_up_alike_often(tmp_path: Path) -> None:
    found = texts(tmp_path, "a: ['<my|<the|this>> card']", 400)
    assert set(found) == {"my card", "the card", "this card"}
    assert 160 < found["my card"] < 240
    assert 70 < found["the card"] < 130


def test_a_reference_is_an_alternative_of_its_rule_by_its_when(tmp_path: Path) -> None:
    rules = "a: ['<hi |><b>']\nb: [{say: sir, when: {tone: formal}}, {say: mate, when: {tone: casual}}]"
    assert set(texts(tmp_path, rules)) == {"hi sir", "sir"}


def test_choices_hold_slots_with_their_labels(tmp_path: Path) -> None:
    rules = "a: ['<to <{{ sender.city }}|b>|c> <c>']\nc: ['{{ sender.email }}']"
    made = library(tmp_path, "{{ say('a') }}", phrases=rules)
    drawn = [made.render("t", variables(), draws_for(1, at, "text"))[0] for at in range(60)]
    assert {text.text for text in drawn} == {"to Köln a@x.org", "to b a@x.org", "c a@x.org"}
    for text in drawn:
        found = [(span.label, span.value) for span in text.spans()[0]]
        assert found == [("CITY", "Köln")] * ("Köln" in text.text) + [("EMAIL", "a@x.org")]


@pytest.mark.parametrize(
    ("phrases", "message"),
    {
        "a: [x]\nb: ['<aa>']\n": r"p\.yaml:2: got 'aa'; known: a, b \(did you mean 'a'",
        "a:\n- x\n- '<y|<{{ tone }}|bb>> <aa>'\n": r"p\.yaml:3: got aa; known: a \(did you mean 'a'",
        "a:\n- x\n- '<y|{{ tnoe }}>'\n": r"p\.yaml:3: got tnoe; .*did you mean 'tone'",
        "a:\n- x\n- 'go <y|z'\n": r"p\.yaml:3: got '<y\|z'; a: a choice <this\|that> ends with >",
        "a: ['<a>']\n": r"more than 40 calls inside one another",
    }.items(),
)
def test_a_mistake_is_shown_with_its_line(phrases: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=message):
        text_of(tmp_path, "{{ say('a') }}", phrases=phrases)
