"""A small scene in a folder, and a person to write about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from synth.core.marked import Marked
from synth.core.seeds import draws_for
from synth.text.grammar.library import NO_FIELDS, Library, load_library
from synth.text.scene.schema import TextScene

LABELS = ("PERSON", "EMAIL", "ADDRESS", "CITY", "ZIP", "SHOP", "DATE")


class Person:
    """A persona with five fields."""

    def __init__(self, who: str, name: str, gender: str = "f") -> None:
        address = Marked("10115 Köln").labelled("ADDRESS", f"{who}.address")
        self._fields = {
            "name": Marked(name).labelled("PERSON", who),
            "pronoun": Marked("she").labelled("PERSON", who),
            "email": Marked("a@x.org").labelled("EMAIL", f"{who}.email"),
            "city": Marked("Köln").labelled("CITY", f"{who}.city"),
            "address": address,
            "gender": Marked(gender),
        }

    def field(self, name: str) -> Marked:
        return self._fields[name]


def library(
    folder: Path,
    template: str,
    *,
    files: Mapping[str, str] | None = None,
    phrases: str = "",
    words: str = "",
    person_fields: Mapping[str, str] = NO_FIELDS,
    user_filters: Mapping[str, Callable[[str], str]] | None = None,
) -> Library:
    """A library whose only entry template is `t.j2` with the given text."""
    mapping: dict[str, Any] = {
        "kind": "text",
        "locale": {"choice": ["en_US", "de_DE", "fr_FR", "es_ES", "ja_JP", "en_GB"]},
        "variables": {
            "tone": {"choice": ["formal", "casual"]},
            "rating": {"integer": [1, 5]},
            "share": {"uniform": [0, 1]},
        },
        "people": ["sender", "recipient"],
        "labels": list(LABELS),
        "templates": {"t": {"file": "t.j2"}},
    }
    written = {"t.j2": template, **(files or {})}
    for name, text in (("p.yaml", phrases), ("w.yaml", words)):
        if text:
            written[name] = text
            mapping["phrases" if name == "p.yaml" else "words"] = [name]
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    scene = TextScene.model_validate(mapping)
    return load_library(scene, folder, person_fields=person_fields, user_filters=user_filters or {})


def variables(**more: object) -> dict[str, object]:
    """What a sample gives to its template."""
    values = {"locale": "en_US", "tone": "formal", "rating": 4}
    people = {"sender": Person("sender", "Anna Groß"), "recipient": Person("recipient", "Ben James", "m")}
    return {**values, **people, **more}


def text_of(folder: Path, template: str, number: int = 0, context: Mapping[str, object] = {}, **more: Any) -> Marked:
    """What the template gives for the sample of that number."""
    made = library(folder, template, **more)
    return made.render("t", variables(**context), draws_for(1, number, "text"))[0]


def marked(text: Marked) -> list[tuple[str, str, str]]:
    """(label, characters, entity) of every mark."""
    return [(mark.label, text.text[mark.start : mark.end], mark.entity) for mark in text.marks]
