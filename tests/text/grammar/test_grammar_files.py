"""Mistakes in phrase and word files: one error with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.core.errors import SpecError
from tests.text.grammar.scene import text_of

PHRASES = {
    "a:\n  - fine\n  - {say: x, wieght: 2}\n": r"p\.yaml:3: got 'wieght'; .*did you mean 'weight'",
    "a:\n  - {say: x, when: {tnoe: formal}}\n": r"p\.yaml:2: got 'tnoe'; .*did you mean 'tone'",
    "a:\n  - {say: x, when: {tone: formel}}\n": r"p\.yaml:2: got 'formel'; .*did you mean 'formal'",
    "a:\n  - {say: x, when: {share: 0.5}}\n": r"p\.yaml:2: got 0\.5; only a variable with a `choice`",
    "a: [{say: x, weight: 0}]\n": r"p\.yaml:1: got 0; a: a weight above 0",
    "a: []\n": r"p\.yaml:1: got \[\]; a: a list of alternatives",
    "a:\n- x\n- [y]\n": r"p\.yaml:3: got \['y'\]; a: a text is needed",
    "a:\n- x\nb:\n- |\n  one\n  {{ twoo }}\n": r"p\.yaml:6: got twoo",
    "a:\n- x\n- '{{ tone|uppr }}'\n": r"p\.yaml:3: got uppr; .*did you mean 'upper'",
    "a:\n- x\n- 02139\n": r"p\.yaml:3: got 02139; a: a text as it is typed needs quotes: '02139'",
    "a:\n- x\n- say: '{% if tone %}'\n": r"p\.yaml:3: got ",
}
WORDS = {
    "w: {}\n": r"w\.yaml:1: got \{\}; w: a list of entries",
    "v: [a]\nw: {a: 0}\n": r"w\.yaml:2: got \{'a': 0\}",
    "w:\n- [a]\n": r"w\.yaml:2: got \['a'\]; w: a text, a number or a record",
    "w:\n- a\n- {name: {x: 1}}\n": r"w\.yaml:3: got .*fields are texts",
    "w:\n- a\n- 1.50\n": r"w\.yaml:3: got 1\.50; w: .*needs quotes: '1\.50'",
    "w:\n- {name: a, zip: 02139}\n": r"w\.yaml:2: got 02139; w: .*needs quotes",
    "w: {1e3: 1, b: 2}\n": r"w\.yaml:1: got 1e3; w: .*needs quotes",
    "w: [a, true]\n": r"w\.yaml:1: got True; w: a text is needed; quote it",
    "w: [a, ~]\n": r"w\.yaml:1: got None; w: a text is needed; quote it",
    "w:\n- {name: a, weight: x}\n": r"w\.yaml:2: got 'x'; w: a weight",
}


@pytest.mark.parametrize("text", PHRASES)
def test_a_mistake_in_a_phrase_file_is_shown(text: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=PHRASES[text]):
        text_of(tmp_path, "x", phrases=text)


@pytest.mark.parametrize("text", WORDS)
def test_a_mistake_in_a_word_file_is_shown(text: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=WORDS[text]):
        text_of(tmp_path, "x", words=text)


def test_a_byte_order_mark_is_no_character_of_a_text(tmp_path: Path) -> None:
    template = "{% include 'i.j2' %}{{ say('a') }}{{ pick('w') }}"
    made = {"files": {"i.j2": "\ufeffi"}, "phrases": "\ufeffa: [p]", "words": "\ufeffw: [w]"}
    assert text_of(tmp_path, "\ufeff" + template, **made) == "ipw"
