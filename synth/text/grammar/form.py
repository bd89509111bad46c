"""Straight templates of a scene whose slots are fields of people and variables: compiled to code that writes the text
together with its spans, so that no mark is made and joined.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from synth.core.labels import NO_ATTRIBUTES, Span
from synth.core.marked import UNSEEN
from synth.people import values_of, whole_label
from synth.text.grammar.budget import MAX_CHARS
from synth.text.grammar.straight import Straight

Written = tuple[str, tuple[Span, ...]]
"""The characters and the spans of a text."""

_KNOWN = {"new": tuple.__new__, "Span": Span, "UNSEEN": UNSEEN, "NO_ATTRIBUTES": NO_ATTRIBUTES}


class Form(NamedTuple):
    """A compiled template: `slots` are a person and a field, or a variable and an empty text.

    `write` takes their values, as texts; None where it takes a general rendering: white space at an edge of the text or
    of a span, or too many characters.
    """

    slots: tuple[tuple[str, str], ...]
    write: Callable[..., Written | None]

    def written(self, contexts: Sequence[Mapping[str, Any]]) -> list[Written | None]:
        """The texts of several samples of one locale, by their variables and people. The values of a slot are drawn for
        all of them before those of the next: so they take a quarter less time than text by text.
        """
        columns: list[list[str]] = []
        for name, field in self.slots:
            values = [context[name] for context in contexts]
            columns.append(values_of(values, field) if field else list(map(str, values)))
        return list(map(self.write, *columns)) if columns else [self.write() for _ in contexts]


class _Part(NamedTuple):
    """A slot: the text `before` it, a field of a person (empty: a variable), its label and the number of its entity."""

    before: str
    name: str
    field: str
    label: str
    entity: int


def form_of(
    straight: Straight, variables: Collection[str], people: Collection[str], fields: Collection[str]
) -> Form | None:
    """A scene's template as a form; None where a slot is none of `variables` (whose values are texts and numbers) and
    no field of `people` that is labelled as a whole.
    """
    parts: list[_Part] = []
    entities: dict[str, int] = {}
    before = ""
    for piece in straight.pieces:
        if isinstance(piece, str):
            before = piece
            continue
        call, name, field, _ = piece
        known = name in people and field in fields if field else name in variables
        whole = (whole_label(name, field) if field else ("", "")) if known and not call else None
        if whole is None:
            return None
        label, entity = whole
        number = entities.setdefault(entity, len(entities) + 1) if label else 0
        parts.append(_Part(before, name, field, label, number))
        before = ""
    values = ", ".join([f"v{number}" for number in range(len(parts))])
    code = "\n    ".join([f"def write({values}):", *_lines(parts, before)])
    names: dict[str, Any] = dict(_KNOWN)
    exec(compile(code, f"<form {straight.name}>", "exec"), names)  # of the template's own text it holds the repr()
    return Form(tuple([(part.name, part.field) for part in parts]), names["write"])


def _lines(parts: list[_Part], ending: str) -> Iterator[str]:
    """The body of the function of the values v0, v1 ...; their spans begin and end at b0 and e0, b1 and e1 ..."""
    at = "0"
    for number, (before, _, _, label, _) in enumerate(parts):
        if label:
            yield f"if not v{number} or v{number}[0] in UNSEEN or v{number}[-1] in UNSEEN: return None"
        yield f"b{number} = {at} + {len(before)}"
        yield f"e{number} = b{number} + len(v{number})"
        at = f"e{number}"
    written = [f"{_escaped(part.before)}{{v{number}}}" for number, part in enumerate(parts)]
    yield f"text = f{''.join([*written, _escaped(ending)])!r}"
    yield f"if text[:1].isspace() or text[-1:].isspace() or {at} + {len(ending)} > {MAX_CHARS}: return None"
    spans = [
        f"new(Span, (b{number}, e{number}, {part.label!r}, v{number}, {part.entity}, NO_ATTRIBUTES)), "
        for number, part in enumerate(parts)
        if part.label
    ]
    yield f"return text, ({''.join(spans)})"


def _escaped(text: str) -> str:
    """A text as a part of an f-string."""
    return text.replace("{", "{{").replace("}", "}}")
