"""Straight templates: text and slots alone, without statements, filters or operators; written without Jinja.

Four of five alternatives of the shipped scenes are straight. They are split once, when the scene is loaded, which takes
a twentieth of the time that Jinja takes to parse and compile one; what they print is what Jinja prints.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from synth.core.labels import NO_ATTRIBUTES, Span
from synth.core.marked import UNSEEN, Marked
from synth.people import whole_label
from synth.text.grammar.budget import MAX_CHARS, Rendering, printable
from synth.text.grammar.functions import FUNCTIONS

_SLOT = re.compile(
    r"""\{\{\s*(?:(?P<call>say|pick)\(\s*(?P<quote>["'])(?P<of>\w+)(?P=quote)\s*\)"""
    r"""|(?P<name>[A-Za-z_]\w*)(?:\.(?P<field>[A-Za-z_]\w*))?)\s*\}\}""",
    re.ASCII,
)
_NO_NAMES = frozenset(
    {*FUNCTIONS, "loop", "caller", "self", "true", "false", "none", "True", "False", "None"}
    | {"and", "else", "if", "in", "is", "not", "or"}
)
"""Words that are no variable: functions, and what Jinja gives a meaning of its own."""

_span = tuple.__new__


class Slot(NamedTuple):
    """A slot: a call of `say` or `pick` with the name of a rule or list, or a variable or a field of one."""

    call: str
    name: str
    field: str
    line: int


class Straight:
    """A straight template: `pieces` are its texts and slots, in order."""

    __slots__ = ("name", "pieces", "text")

    def __init__(self, name: str, text: str, pieces: tuple[str | Slot, ...]) -> None:
        self.name, self.text, self.pieces = name, text, pieces

    @property
    def slots(self) -> Iterator[Slot]:
        """The slots, in order."""
        return (piece for piece in self.pieces if not isinstance(piece, str))

    def write(self, variables: dict[str, Any], rendering: Rendering) -> Iterator[Marked | str]:
        """What the pieces print, one after the other. Raises what Jinja's code raises in their places."""
        library = rendering.library
        for piece in self.pieces:
            if isinstance(piece, str):
                yield piece
                continue
            call, name, field, _ = piece  # whose line `synth.text.grammar.render` reads
            if call:
                rendering.enter()
                value: Any = (
                    library.say(variables, rendering, name)
                    if call == "say"
                    else library.word_list(name).draw(rendering.draws)
                )
                rendering.spend_on(value)
                rendering.depth -= 1
            else:
                value = library.variable(variables, name, field)
            yield printable(value)


WRITE = Straight.write.__code__


def straight_template(name: str, text: str) -> Straight | None:
    """The template of a text; None where it is not straight."""
    if "{%" in text or "{#" in text or "\r" in text or text.endswith("\n"):
        return None
    pieces: list[str | Slot] = []
    at, line = 0, 1
    for found in _SLOT.finditer(text):
        plain = text[at : found.start()]
        line += plain.count("\n")
        if found["name"] in _NO_NAMES or plain.endswith("{"):
            return None
        pieces += [plain] if plain else []
        pieces.append(Slot(found["call"] or "", found["of"] or found["name"], found["field"] or "", line))
        line += found[0].count("\n")
        at = found.end()
    pieces += [text[at:]] if text[at:] else []
    if any(isinstance(piece, str) and "{{" in piece for piece in pieces):
        return None
    return Straight(name, text, tuple(pieces))


class Form:
    """A straight template of a scene whose slots are labelled fields of people and variables: its spans need no marks.

    `parts`: the text before a slot, the name and the field of the slot (empty: a variable), the label, the entity.
    """

    __slots__ = ("_ending", "_parts")

    def __init__(self, parts: tuple[tuple[str, str, str, str, int], ...], ending: str) -> None:
        self._parts, self._ending = parts, ending

    def write(self, context: Mapping[str, Any]) -> tuple[str, tuple[Span, ...]] | None:
        """The text and its spans; None where that takes a general rendering: white space at an edge of the text or of
        a span, too many characters, or a variable that is no text or number.
        """
        texts: list[str] = []
        spans: list[Span] = []
        at = 0
        for before, name, field, label, entity in self._parts:
            value = context[name].value(field) if field else str(context[name])
            start = at + len(before)
            at = start + len(value)
            if label:
                if not value or value[0] in UNSEEN or value[-1] in UNSEEN:
                    return None
                spans.append(_span(Span, (start, at, label, value, entity, NO_ATTRIBUTES)))
            texts += (before, value)
        texts.append(self._ending)
        text = "".join(texts)
        if text[:1].isspace() or text[-1:].isspace() or len(text) > MAX_CHARS:
            return None
        return text, tuple(spans)


def form_of(
    straight: Straight, variables: Collection[str], people: Collection[str], fields: Collection[str]
) -> Form | None:
    """A scene's template as a form; None where a slot is none of `variables` (whose values are texts and numbers) and
    no field of `people` that is labelled as a whole.
    """
    parts: list[tuple[str, str, str, str, int]] = []
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
        parts.append((before, name, field, label, number))
        before = ""
    return Form(tuple(parts), before)
