"""Whatever a template does to marked texts, each mark covers the characters that were marked."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.marked import Marked
from tests.text.grammar.scene import text_of

PIECES = (
    *("é", "e\u0301", "ß", "ſ", "İ", "ﬁ", "👩‍👩‍👧", "🇩🇪", "שלום", "مرحبا", "\u202eabc\u202c", "日本", "𝒳"),
    *("\u00a0x", "a\u0308b", "\u200b", "Anna", "O’Neil", "7", "ΟΔΟΣ", "ǆ"),
)
UNSEEN = "\u00a0\u200b"
"""What a span does not begin or end with."""
VALUES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join).filter(lambda text: text.strip(UNSEEN))
BETWEEN = st.lists(st.sampled_from((*PIECES, " ", ", ", "\n")), max_size=3).map("".join)
FILTERS = st.sampled_from(["upper", "lower", "title", "capitalize", "first_upper", "replace('a', 'bb')", "plural"])
WRAPS = st.sampled_from(
    [
        "{% set NAME %}BODY{% endset %}{{ NAME }}{{ NAME }}",
        "{% set NAME %}BODY{% endset %}{{ [NAME, 'é', NAME]|join(' ') }}",
        "{% set NAME %}BODY{% endset %}{{ (NAME + 'x')|title }}",
        "{% for NAME in range(3) %}BODY{% endfor %}",
        "{% macro NAME() %}BODY{% endmacro %}{{ NAME() ~ 1 ~ NAME() }}",
        "{% if true %}BODY{% endif %}",
        "{% filter upper %}BODY{% endfilter %}",
        "{% call label('ADDRESS') %}BODY{% endcall %}",
        "{{ 'é' }}BODY{% with NAME = 1 %}BODY{% endwith %}",
    ]
)


class FixedFields:
    """A person whose fields `v0`, `v1` ... are the given texts under one label."""

    def __init__(self, values: list[str]) -> None:
        self._values = values

    def field(self, name: str) -> Marked:
        return Marked(self._values[int(name[1:])]).labelled("CITY", name)


@settings(max_examples=150, deadline=None)
@given(
    values=st.lists(VALUES, min_size=1, max_size=4),
    between=BETWEEN,
    filters=st.lists(FILTERS, max_size=3),
    genitive=st.booleans(),
    wraps=st.lists(WRAPS, max_size=3),
)
def test_every_mark_covers_what_was_marked(
    values: list[str], between: str, filters: list[str], genitive: bool, wraps: list[str]
) -> None:
    slots = (
        "⟦{{ " + "|".join([f"sender.v{number}", *filters, *["possessive"] * genitive]) + " }}⟧"
        for number in range(len(values))
    )
    template = between.join(slots)
    for number, wrap in enumerate(wraps):
        template = wrap.replace("NAME", f"name{number}").replace("BODY", template)
    with tempfile.TemporaryDirectory() as folder:
        made = text_of(Path(folder), template, context={"sender": FixedFields(values)})
    fenced = re.findall("⟦(.*?)⟧", made.text, re.DOTALL)
    marked = [made.text[mark.start : mark.end] for mark in made.marks if mark.label == "CITY"]
    assert len(marked) == len(fenced) >= len(values)
    for value, whole in zip(marked, fenced, strict=True):
        shown = whole.lstrip(UNSEEN)
        assert shown.startswith(value)
        assert value == value.strip(UNSEEN)
        ending = shown.removeprefix(value).strip(UNSEEN).lower()
        assert ending in (("'", "'s") if genitive else ("",))  # a genitive's ending stays outside of the label
