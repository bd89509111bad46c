"""Straight templates: text and slots alone, without statements, filters or operators; written without Jinja.

Four of five alternatives of the shipped scenes are straight. They are split once, when the scene is loaded, which takes
a twentieth of the time that Jinja takes to parse and compile one; what they print is what Jinja prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from synth.core.marked import Marked
from synth.text.grammar.budget import Rendering, printable
from synth.text.grammar.functions import FUNCTIONS

_SLOT = re.compile(
    r"""\{\{\s*(?:(?P<call>say|pick)\(\s*(?P<quote>["'])(?P<of>[^"'\\{}\n]+)(?P=quote)\s*\)"""
    r"""|(?P<name>[A-Za-z_]\w*)(?:\.(?P<field>[A-Za-z_]\w*))?)\s*\}\}""",
    re.ASCII,
)
_NO_NAMES = frozenset(
    {*FUNCTIONS, "loop", "caller", "self", "true", "false", "none", "True", "False", "None"}
    | {"and", "else", "if", "in", "is", "not", "or"}
)
"""Words that are no variable: functions, and what Jinja gives a meaning of its own."""


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
