"""Labels stay on their characters through everything that a template can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from tests.text.grammar.scene import library, marked, text_of, variables

SENDER = ("PERSON", "Anna Groß", "sender")
TAGS = ("AUX", "PART", "SYM", "ADV", "PRON")
KEPT = {
    "a slot": ("Hi {{ sender.name }}!", "Hi Anna Groß!", [SENDER]),
    "two slots, one entity": (
        "{{ sender.name }}: {{ sender.pronoun }}",
        "Anna Groß: she",
        [SENDER, ("PERSON", "she", "sender")],
    ),
    "set": ("{% set p = sender.name %}{{ p }} {{ p }}", "Anna Groß Anna Groß", [SENDER, SENDER]),
    "a block of set": (
        "{% set p %}-{{ sender.name }}-{% endset %}{{ p }}{{ p }}",
        "-Anna Groß--Anna Groß-",
        [SENDER, SENDER],
    ),
    "tilde": ("{{ 1 ~ sender.name ~ '.' }}", "1Anna Groß.", [SENDER]),
    "plus": ("{{ 'x' + sender.name + 'y' }}", "xAnna Großy", [SENDER]),
    "a macro": ("{% macro m(p, s='!') %}<{{ p.name }}{{ s }}>{% endmacro %}{{ m(sender) }}", "<Anna Groß!>", [SENDER]),
    "a caller": (
        "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}{{ sender.name }}{% endcall %}",
        "[Anna Groß]",
        [SENDER],
    ),
    "a loop": (
        "{% for p in [sender, recipient] %}{{ loop.index }} {{ p.name }}{{ '' if loop.last else ', ' }}{% endfor %}",
        "1 Anna Groß, 2 Ben James",
        [SENDER, ("PERSON", "Ben James", "recipient")],
    ),
    "pairs": (
        "{% for k, p in [('a', sender.name), ('b', 2)] %}{{ k }}={{ p }} {% endfor %}",
        "a=Anna Groß b=2",
        [SENDER],
    ),
    "a condition": (
        "{% if rating > 3 and tone == 'formal' %}{{ sender.name }}{% else %}x{% endif %}",
        "Anna Groß",
        [SENDER],
    ),
    "a choice": ("{{ sender.name if rating in [4, 5] else 'x' }}", "Anna Groß", [SENDER]),
    "an include": ("{{ 'a' }}{% include 'i.j2' %}", "a<Anna Groß>", [SENDER]),
    "an imported macro": ("{% import 'm.j2' as m %}{{ m.hi(sender) }}", "hi Anna Groß formal", [SENDER]),
    "from an import": ("{% from 'm.j2' import hi as hello %}{{ hello(sender) }}", "hi Anna Groß formal", [SENDER]),
    "a filtered block": (
        "{% filter upper %}hi {{ sender.name }}{% endfilter %}",
        "HI ANNA GROSS",
        [("PERSON", "ANNA GROSS", "sender")],
    ),
    "a phrase": ("{{ say('hi') }}", "Hello Anna Groß", [SENDER]),
    "a phrase in a phrase": ("{{ say('twice', x=3) }}", "3: Hello Anna Groß", [SENDER]),
    "a phrase that sees what was set": ("{% set x = 5 %}{{ say('twice') }}", "5: Hello Anna Groß", [SENDER]),
    "an include in a loop": (
        "{% for p in [sender, recipient] %}{% include 'p.j2' %}{% endfor %}",
        "<Anna Groß><Ben James>",
        [SENDER, ("PERSON", "Ben James", "recipient")],
    ),
    "first_upper after a mark": ("{{ ('¿' ~ sender.pronoun)|first_upper }}", "¿She", [("PERSON", "She", "sender")]),
    "a list": ("{{ [sender.name, 1, 'x']|join('; ') }}", "Anna Groß; 1; x", [SENDER]),
    "with": ("{% with p = sender.name %}{{ p }}{% endwith %}", "Anna Groß", [SENDER]),
    "nested labels": (
        "{% call label('ADDRESS') %}{{ '10115'|label('ZIP') }} {{ sender.city }}{% endcall %}",
        "10115 Köln",
        [("ADDRESS", "10115 Köln", "ADDRESS.1"), ("ZIP", "10115", "ZIP.0"), ("CITY", "Köln", "sender.city")],
    ),
    "upper": ("{{ sender.name|upper }}!", "ANNA GROSS!", [("PERSON", "ANNA GROSS", "sender")]),
    "lower": ("{{ sender.name|lower }}!", "anna groß!", [("PERSON", "anna groß", "sender")]),
    "title": ("{{ ('o’neil ' ~ sender.name|upper)|title }}", "O’neil Anna Gross", [("PERSON", "Anna Gross", "sender")]),
    "capitalize": ("{{ ('x' ~ sender.name)|capitalize }}", "Xanna groß", [("PERSON", "anna groß", "sender")]),
    "first_upper": ("{{ sender.pronoun|first_upper }}", "She", [("PERSON", "She", "sender")]),
    "trim": ("{{ ('  ' ~ sender.name ~ '\t')|trim }}.", "Anna Groß.", [SENDER]),
    "replace": (
        "{{ ('an ' ~ sender.name)|replace('n', 'nnn') }}",
        "annn Annnnnna Groß",
        [("PERSON", "Annnnnna Groß", "sender")],
    ),
    "plural": ("{{ ('Köln'|label('CITY'))|plural }}", "Kölns", [("CITY", "Kölns", "CITY.0")]),
    "plural of a count": ("{{ 'day'|plural(1) }} {{ 'day'|plural(2) }}", "day days", []),
    "possessive": (
        "{{ sender.name|possessive }} {{ recipient.name|possessive }}",
        "Anna Groß's Ben James'",
        [SENDER, ("PERSON", "Ben James", "recipient")],
    ),
    "article": ("{{ sender.name|article }}", "an Anna Groß", [SENDER]),
    "default": ("{{ nobody|default(sender.name) }}{{ rating|default(1) }}", "Anna Groß4", [SENDER]),
    "length": ("{{ sender.name|length }}{{ [1, 2]|length }}", "92", []),
    "plain": ("{{ sender.name|plain }}", "Anna Groß", []),
    "label": ("{{ 'Aldi'|label('SHOP') }} {{ 'Aldi'|label('SHOP') }}", "Aldi Aldi", [("SHOP", "Aldi", "SHOP.0")] * 2),
    "label of a person": ("{{ 'Dr A'|label('PERSON', of=sender) }}", "Dr A", [("PERSON", "Dr A", "sender")]),
    "label of a mention": (
        "{% set s = 'Aldi'|label('SHOP') %}{{ s }}, {{ 'it'|label('SHOP', of=s) }}",
        "Aldi, it",
        [("SHOP", "Aldi", "SHOP.0"), ("SHOP", "it", "SHOP.0")],
    ),
    "no label twice": ("{{ sender.name|label('PERSON') }}", "Anna Groß", [SENDER]),
    "pos": ("{{ 'dog'|pos('NOUN') }}", "dog", [("pos:NOUN", "dog", "pos:")]),
    "tagged": (
        "{{ \"do/AUXn't/PART //SYM\"|tagged }} {{ pick('tags')|tagged|upper }}",
        "don't / SO WHAT",
        [(f"pos:{tag}", word, "pos:") for tag, word in zip(TAGS, ("do", "n't", "/", "SO", "WHAT"), strict=True)],
    ),
    "pos of an article": ("{{ 'owl'|article('DET') }}", "an owl", [("pos:DET", "an", "pos:")]),
    "pos of a genitive": (
        "{{ sender.name|possessive('PART') }} {{ 'cats'|possessive('PART') }}",
        "Anna Groß's cats'",
        [SENDER, ("pos:PART", "'s", "pos:"), ("pos:PART", "'", "pos:")],
    ),
    "agreement": ("{{ agree(sender, 'amie', 'ami') }} {{ agree(recipient, 'amie', 'ami') }}", "amie ami", []),
    "a record": (
        "{% set m = pick('shops') %}{{ m.name|label('SHOP') }} ({{ m.kind }})",
        "Aldi (food)",
        [("SHOP", "Aldi", "SHOP.0")],
    ),
    "a record that has a name": (
        "{% set m = pick('shops') %}{{ m|label('SHOP')|upper }} {{ 'x' ~ m }}{{ m == 'Aldi' }}",
        "ALDI xAldiTrue",
        [("SHOP", "ALDI", "SHOP.0")],
    ),
    "arithmetic": ("{{ rating * 2 + 1 }} {{ 7 // 2 }} {{ 7 % 4 }} {{ -rating }} {{ 2 ** 3 }}", "9 3 3 -4 8", []),
    "formats": ("{{ 1234.5|number }} {{ 1234.5|money('EUR') }}", "1,234.5 €1,234.50", []),
    "white space": ("\n\n  {{ sender.name }}\n\n", "Anna Groß", [SENDER]),
}
FILES = {
    "i.j2": "<{{ sender.name }}>\n",
    "p.j2": "<{{ p.name }}>",
    "m.j2": "{% macro hi(p) %}hi {{ p.name }} {{ tone }}{% endmacro %}",
}
PHRASES = """
hi:
  - {say: "Hello {{ sender.name }}", when: {tone: formal}}
  - {say: "Hey", when: {tone: [casual]}, weight: 3}
twice: ["{{ x|default('?') }}: {{ say('hi') }}"]
"""
WORDS = """
shops: [{name: Aldi, kind: food, weight: 2}]
fruit: {apple: 1, pear: 3}
nuts: [hazel, pea, 3]
tags: [so/ADV what/PRON]
"""


@pytest.mark.parametrize("name", KEPT)
def test_labels_are_kept_through(name: str, tmp_path: Path) -> None:
    template, text, marks = KEPT[name]
    made = text_of(tmp_path, template, files=FILES, phrases=PHRASES, words=WORDS)
    assert made.text == text
    assert marked(made) == marks


def test_attributes_stand_on_the_outermost_label(tmp_path: Path) -> None:
    made = text_of(tmp_path, "{{ sender.city|label('ADDRESS')|attr(polarity='bad', rank=rating) }}")
    assert [(m.label, dict(m.attributes)) for m in made.marks] == [
        ("ADDRESS", {"polarity": "bad", "rank": 4}),
        ("CITY", {}),
    ]


def test_a_user_filter_keeps_labels(tmp_path: Path) -> None:
    made = text_of(tmp_path, "{{ ('ab' ~ sender.city)|twice }}", user_filters={"twice": lambda text: text * 2})
    assert made.text == "ababKölnKöln"
    assert marked(made) == [("CITY", "KölnKöln", "sender.city")]


def test_notes_are_collected_and_print_nothing(tmp_path: Path) -> None:
    topics = "{{ note('topic', 'x') }}{{ note('topic', 2) }}{{ note('topic', 'x') }}"
    template = f"a{topics}{{{{ note('t', sender.name) }}}}{{{{ note('t', pick('shops')) }}}}b"
    made = library(tmp_path, template, words=WORDS)
    text, notes = made.render("t", variables(), draws_for(1, 0, "text"))
    assert (text.text, notes) == ("ab", {"topic": ("x", 2), "t": ("Anna Groß", "Aldi")})


def test_alternatives_are_drawn_by_weight_among_those_that_match(tmp_path: Path) -> None:
    phrases = "a: [{say: '1', weight: 3}, '2', {say: '3', when: {tone: casual}}]\n"
    made = library(tmp_path, "{{ say('a') }}", phrases=phrases)
    drawn = [made.render("t", variables(), draws_for(1, n, "text"))[0].text for n in range(2000)]
    assert set(drawn) == {"1", "2"}
    assert 0.71 < drawn.count("1") / 2000 < 0.79
    casual = [made.render("t", variables(tone="casual"), draws_for(1, n, "text"))[0].text for n in range(200)]
    assert set(casual) == {"1", "2", "3"}


def test_a_rule_without_a_matching_alternative_is_named(tmp_path: Path) -> None:
    made = library(tmp_path, "\n{{ say('a') }}", phrases="a: [{say: x, when: {tone: casual}}]\n")
    with pytest.raises(SpecError, match=r"t\.j2:2: got the phrase 'a' with tone formal; an alternative whose `when`"):
        made.render("t", variables(), draws_for(1, 0, "text"))


def test_draws_depend_on_the_sample_alone(tmp_path: Path) -> None:
    template = (
        "{{ pick('fruit') }} {{ pick_many('nuts', 2)|join(' ') }} {{ one_of(1, 2, 3) }} {{ chance(0.5) }} "
        "{{ whole(1, 6) }} {{ decimal(1, 2, 3) }} "
        "{{ day(0, 30)|date('iso') }} {{ clock() }} {{ digits(4) }} {{ letters(3) }}"
    )
    made = library(tmp_path, template, words=WORDS)
    texts = [made.render("t", variables(), draws_for(1, n, "text"))[0].text for n in range(50)]
    assert len(set(texts)) == 50
    assert (
        texts[7] == library(tmp_path, template, words=WORDS).render("t", variables(), draws_for(1, 7, "text"))[0].text
    )


def test_pick_takes_a_list_too(tmp_path: Path) -> None:
    made = library(tmp_path, "{% set terms = ['lid', 'cord'] %}{{ pick(terms) }} {{ pick(['one']) }}", words=WORDS)
    found = {made.render("t", variables(), draws_for(1, number, "text"))[0].text for number in range(20)}
    assert found == {"lid one", "cord one"}
    with pytest.raises(SpecError, match="at least one value is needed"):
        text_of(tmp_path, "{{ pick([]) }}", words=WORDS)


def test_pick_many_never_repeats(tmp_path: Path) -> None:
    made = library(tmp_path, "{{ pick_many('nuts', 3)|join(' ') }}", words=WORDS)
    for number in range(20):
        assert set(made.render("t", variables(), draws_for(1, number, "text"))[0].text.split()) == {"hazel", "pea", "3"}
    with pytest.raises(SpecError, match="the list has 3"):
        text_of(tmp_path, "{{ pick_many('nuts', 4)|join }}", words=WORDS)


def test_an_indented_block_under_a_label_leaves_its_white_space_outside(tmp_path: Path) -> None:
    template = "To:\n{% call label('ADDRESS') %}\n  12 Elm Street\n  {{ sender.city }}\n{% endcall %}\nBye"
    made = text_of(tmp_path, template)
    assert [(span.label, span.value) for span in made.spans()[0]] == [
        ("ADDRESS", "12 Elm Street\n  Köln"), ("CITY", "Köln"),
    ]  # fmt: skip


def test_values_that_differ_in_white_space_alone_are_one_entity_and_labelled_once(tmp_path: Path) -> None:
    made = text_of(tmp_path, "{{ 'Ann'|label('PERSON') }} {{ (' Ann ')|label('PERSON')|label('PERSON') }}")
    assert [(span.value, span.entity_id) for span in made.spans()[0]] == [("Ann", 1), ("Ann", 1)]


@pytest.mark.parametrize("blank", ["{{ ' '|label('PERSON') }}", "{% call label('PERSON') %}\n\n{% endcall %}"])
def test_a_label_of_white_space_alone_is_refused(blank: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"t\.j2:2: got the text .*; label\('PERSON'\) of white space alone"):
        text_of(tmp_path, f"a\n{blank}")


@pytest.mark.parametrize("template", ["{{ 'a/DET dog'|tagged }}", "{{ 'a/DT'|tagged }}", "{{ tone|tagged }}"])
def test_a_token_without_its_tag_is_refused(template: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"t\.j2:1: got .*(dog|a/DT|formal).*; tagged\(\) takes token/TAG"):
        text_of(tmp_path, template)
