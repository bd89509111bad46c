"""A template that is wrong or hostile: one error with its file and line, soon."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from synth.core.errors import SpecError
from synth.core.marked import Marked
from synth.text.grammar.library import load_library
from synth.text.scene.load import load_text_scene
from tests.small_text import SCENE, write_small_text
from tests.text.grammar.scene import LABELS, text_of

DOUBLE = "{% set x = x ~ x %}\n" * 40
PAIRS = "{% set a = [a, a] %}{% set b = [b, b] %}\n" * 30
BAD = {
    "unknown slot": ("\nfine\n{{ sendr.name }}", 3, "did you mean 'sender'?"),
    "unknown filter": ("{{ sender.name|uper }}", 1, "did you mean 'upper'?"),
    "filter of Jinja": ("{{ sender.name|safe }}", 1, "known: "),
    "unknown test": ("{% if tone is callable %}{% endif %}", 1, "known: "),
    "unknown function": ("{{ tell('x') }}", 1, "got tell"),
    "unknown rule": ("a\n{{ say('bya') }}", 2, "did you mean 'bye'?"),
    "unknown computed rule": ("a\n{{ say('by' ~ 'a') }}", 2, "known: bye"),
    "unknown list": ("{{ pick('shop') }}", 1, "did you mean 'shops'?"),
    "unknown label": ("{{ 'x'|label('CTY') }}", 1, "did you mean 'CITY'?"),
    "unknown label of a block": ("\n{% call label('CTY') %}x{% endcall %}", 2, "did you mean 'CITY'?"),
    "unknown field of a person": ("x\n{{ sender.nme }}", 2, "nme"),
    "unknown field of a record": ("x\n{{ pick('shops').nme }}", 2, "did you mean 'name'?"),
    "wrong arguments": ("{{ whole(1) }}", 1, "it takes (low, high)"),
    "label without a block": ("{{ label('CITY') }}", 1, "caller"),
    "unclosed block": ("a\n{% if tone == 'formal' %}\nb", 3, "endif"),
    "unclosed slot": ("a\n{{ tone", 2, "Jinja2 syntax is needed"),
    "undefined at run time": ("a\n{{ x }}{% set x = 1 %}", 2, "'x' is undefined"),
    "internals of a text": ("\n\n{{ ''.__class__ }}", 3, "only people and word records have fields"),
    "internals by name": ("{{ ''['__class__'] }}", 1, "only people and word records have fields"),
    "internals of a person": ("{{ sender.__class__.__mro__ }}", 1, "__class__"),
    "internals of a list": ("{{ [].__class__ }}", 1, "__class__"),
    "internals of a function": ("{{ say.__globals__ }}", 1, "__globals__"),
    "internals of a macro": ("{% macro m() %}{% endmacro %}\n{{ m._func }}", 2, "_func"),
    "internals of a loop": ("{% for i in [1] %}{{ loop._iterator }}{% endfor %}", 1, "known: first"),
    "internals by filter": ("{{ tone|attr('__class__') }}", 1, "attr"),
    "format strings": ("{{ '{0.__class__}'.format(1) }}", 1, "'format'"),
    "self": ("{{ self.__init__ }}", 1, "self"),
    "cycler": ("{{ cycler(1) }}", 1, "cycler"),
    "long repetition": ("a\n{{ 'x' * 10**9 }}", 2, "arithmetic takes numbers"),
    "long list": ("{{ [1] * 10**9 }}", 1, "arithmetic takes numbers"),
    "huge number": ("{{ 9 ** 9 ** 9 }}", 1, "numbers up to"),
    "padding": ("{{ '%999999999d' % 1 }}", 1, "arithmetic takes numbers"),
    "1 GB loop": (
        "{% for i in range(1000) %}\n{{ 'x' ~ tone }}" + "x" * 50_000 + "{% endfor %}",
        2,
        "100000 characters",
    ),
    "long range": ("{% for i in range(10**9) %}x{% endfor %}", 1, "at most 1000"),
    "nested loops": (
        "{% for i in range(1000) %}\n{% for j in range(1000) %}\n{% for k in range(1000) %}" + "{% endfor %}" * 3,
        3,
        "20000 steps",
    ),
    "doubling": ("{% set x = 'xx' %}\n" + DOUBLE, 17, "100000 characters"),
    "doubling lists": ("{% set a = [1] %}{% set b = [1] %}\n" + PAIRS + "{{ a == b }}", 3, "two levels"),
    "long texts through slow filters": (
        "{% set x = 'Ab' ~ tone %}"
        + "{% set x = x ~ x %}" * 13
        + "\n{% for i in range(999) %}\n{{ x|title|plain|length }}{% endfor %}",
        3,
        "20000 steps",
    ),
    "many marks": (
        "{% set x = 'a'|label('CITY') %}"
        + "{% set x = x ~ x %}" * 15
        + "\n{% for i in range(999) %}{{ (x ~ x)|length }}{% endfor %}",
        2,
        "20000 steps",
    ),
    "endless macro": ("{% macro m() %}\n{{ m() }}{% endmacro %}{{ m() }}", 2, "40 calls"),
    "endless phrase": ("{{ say('ever') }}", 3, "40 calls"),
    "wide recursion": ("{{ say('wide') }}", 4, "20000 steps"),
    "own include": ("a\n{% include 't.j2' %}", 2, "must not include itself"),
    "missing include": ("a\n{% include 'no.j2' %}", 2, "no.j2"),
    "include from elsewhere": ("a\n{% include '../../etc/passwd' %}", 2, "inside the scene's folder"),
    "computed include": ("{% include tone %}", 1, "a computed file name"),
    "extends": ("{% extends 'x.j2' %}", 1, "no such thing"),
    "a slice": ("{{ tone[1:] }}", 1, "a slice"),
    "printing a list": ("\n{{ [1, 2] }}", 2, "a slot prints a text or a number"),
    "printing a person": ("{{ sender }}", 1, "a field of it is printed"),
    "looping over a text": ("{% for c in tone %}{% endfor %}", 1, "a loop goes over a list"),
    "division by zero": ("x\n{{ rating / 0 }}", 2, "division by zero"),
    "comparing texts with numbers": ("x\n{% if tone < 3 %}{% endif %}", 2, "not supported"),
    "deep parentheses": ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", 1, "simpler template"),
    "deep blocks": ("{% if tone %}" * 30 + "{% endif %}" * 30, 1, "at most 12 blocks"),
}
PHRASES = """
bye: [bye]
ever: ['{{ say("ever") }}']
wide: ['{% for i in range(1000) %}{{ say("leaf") }}{% for j in range(99) %}{% endfor %}{% endfor %}']
leaf: ['{{ tone }}']
"""
WORDS = "shops: [{name: Aldi}]\n"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_template_gives_one_error_with_file_and_line(name: str, tmp_path: Path) -> None:
    template, line, message = BAD[name]
    began = time.process_time()
    with pytest.raises(SpecError) as raised:
        text_of(tmp_path, template, phrases=PHRASES, words=WORDS)
    assert time.process_time() - began < 1.5
    text = str(raised.value)
    assert "\n" not in text
    assert message in text
    assert re.search(rf"/(t\.j2|p\.yaml):{line}: ", text), text
    assert len(text) < 600


def test_fields_of_people_are_checked_before_anything_is_rendered(tmp_path: Path) -> None:
    fields = {"name": "PERSON", "iban": "IBAN"}
    with pytest.raises(SpecError, match=r"t\.j2:2: got sender\.nam; known: iban, name \(did you mean 'name'\?\)"):
        text_of(tmp_path, "\n{% if false %}{{ sender.nam }}{% endif %}", person_fields=fields)
    with pytest.raises(SpecError, match="add IBAN to the scene's labels"):
        text_of(tmp_path, "{{ sender.iban }}", person_fields=fields)


def test_a_label_that_a_field_brings_must_be_listed(tmp_path: Path) -> None:
    class Rich:
        def field(self, name: str) -> object:
            return Marked("DE00").labelled("IBAN", "x")

    with pytest.raises(SpecError, match=r"t\.j2: got 'IBAN'.*\|plain"):
        text_of(tmp_path, "{{ sender.iban }}", context={"sender": Rich()})
    assert "IBAN" not in LABELS


def test_a_template_file_must_lie_in_the_folder_and_be_small_text(tmp_path: Path) -> None:
    (tmp_path / "big.j2").write_text("x" * 70_000)
    (tmp_path / "bytes.j2").write_bytes(b"\xff")
    (tmp_path / "link.j2").symlink_to("/etc/passwd")
    for name, message in (("big", "65536 bytes"), ("bytes", "not UTF-8"), ("link", "not a link out of it")):
        with pytest.raises(SpecError, match=message):
            text_of(tmp_path, f"{{% include '{name}.j2' %}}")


@pytest.mark.parametrize("file", ["mail.j2", "phrases.yaml", "words.yaml"])
def test_no_file_of_a_scene_is_a_link_out_of_its_folder_or_a_pipe(tmp_path: Path, file: str) -> None:
    scene = load_text_scene(write_small_text(tmp_path / "scene"))
    path = tmp_path / "scene" / file
    path.rename(tmp_path / file)
    path.symlink_to(tmp_path / file)
    with pytest.raises(SpecError, match=rf"got '{file}'; a file inside the scene's folder is needed, not a link"):
        load_library(scene, path.parent)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(SpecError, match=rf"{file}: got a named pipe"):
        load_library(scene, path.parent)


def test_a_linked_folder_leads_nowhere(tmp_path: Path) -> None:
    write_small_text(tmp_path / "elsewhere")
    scene = load_text_scene(write_small_text(tmp_path / "scene", SCENE.replace("mail.j2", "link/mail.j2")))
    (tmp_path / "scene/link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SpecError, match=r"templates\.mail\.file: got 'link/mail\.j2'; .*not a link out of it"):
        load_library(scene, tmp_path / "scene")
