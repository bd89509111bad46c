"""guidelines.md of a data set: a section for each label; the conventions in it are read back, and strictly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from synth.core.errors import DataError, Unquoted
from synth.core.plain_file import plain_text

FILE = "guidelines.md"
LARGEST = 1 << 24
"""Bytes."""

WHOLE_SET = "The whole set"
"""Heading of what holds for every label."""

UNDECIDED = "undecided"
_SIDES = ("inside", "outside", UNDECIDED)
_ANSWERS = ("yes", "no", UNDECIDED)

CONVENTIONS: Mapping[str, Sequence[str]] = {
    "a title": _SIDES,
    "an article": _SIDES,
    "punctuation": _SIDES,
    "a possessive": _SIDES,
    "least size": ("N px", UNDECIDED),
    "crowds": _ANSWERS,
    "holes": _ANSWERS,
    "beyond the border": _ANSWERS,
    "two classes at one place": _ANSWERS,
}
"""What may be stated of a label -> its values. The first four: on which side of a span's border it lies. `least size`:
no box has a smaller square root of its area. `crowds`: objects are outlined together where they are many; `holes`:
masks have some; `beyond the border`: boxes are those of whole objects."""

_HEADING = re.compile(r"## (?P<label>\S.*)")
_PART = re.compile(r"### (?P<part>\S.*)")
_LINE = re.compile(r"- (?P<what>[a-z ]+): (?P<value>[^()]+?)\s*(?:\(.*\))?")
_SIZE = re.compile(r"(?P<px>\d{1,6}(?:\.\d{1,3})?) px")
_CONVENTIONS, _DECISIONS = "Conventions", "Decisions"
_DEFINITION = "Definition: "
TO_BE_WRITTEN, NONE_YET = "(to be written)", "(none yet)"


class Convention(NamedTuple):
    """One line: what is stated, its value, and what it rests on, in words."""

    what: str
    value: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelGuide:
    """What is said of one label, parts of which are lines of Markdown; empty parts are left out.

    `wrong`: what is no example of it, or a bad one. `decided`: what people settled.
    """

    label: str
    about: str
    definition: str = TO_BE_WRITTEN
    conventions: Sequence[Convention] = ()
    examples: Sequence[str] = ()
    edges: Sequence[str] = ()
    wrong: Sequence[str] = ()
    decided: Sequence[str] = (NONE_YET,)


@dataclass(frozen=True, slots=True)
class Guidelines:
    """What guidelines state. `conventions`: (label, what) -> value; `definitions` and `decided` lines by label."""

    conventions: Mapping[tuple[str, str], str]
    definitions: Mapping[str, str]
    decided: Mapping[str, Sequence[str]]

    def of(self, label: str, what: str) -> str | None:
        """The value of a label, or else of the whole set; None where nothing is stated, or that it is undecided."""
        value = self.conventions.get((label, what), self.conventions.get((WHOLE_SET, what)))
        return None if value == UNDECIDED else value

    def kept(self, guide: LabelGuide) -> LabelGuide:
        """A draft with the words of people, and the conventions that they stated."""
        stated = {what: value for (label, what), value in self.conventions.items() if label == guide.label}
        drafted = [one._replace(value=stated.pop(one.what)) if one.what in stated else one for one in guide.conventions]
        return replace(
            guide,
            definition=self.definitions.get(guide.label, guide.definition),
            conventions=[*drafted, *(Convention(what, value) for what, value in stated.items())],
            decided=self.decided.get(guide.label, guide.decided),
        )

    def least_px(self, label: str) -> float | None:
        """The least size of a label's boxes."""
        value = self.of(label, "least size")
        match = _SIZE.fullmatch(value) if value else None
        return float(match["px"]) if match else None


def guidelines_text(title: str, introduction: str, whole: Sequence[Convention], guides: Sequence[LabelGuide]) -> str:
    """The file, in Markdown."""
    parts = [f"# {plain(title)}", introduction]
    if whole:
        parts += [f"## {WHOLE_SET}", f"### {_CONVENTIONS}", _lines(_convention(one) for one in whole)]
    for guide in guides:
        parts += [f"## {' '.join(guide.label.split())}", guide.about, f"{_DEFINITION}{guide.definition}"]
        for heading, lines in (
            (_CONVENTIONS, [_convention(one) for one in guide.conventions]),
            ("Examples", guide.examples),
            ("Edge cases", guide.edges),
            ("Negative examples", guide.wrong),
            (_DECISIONS, guide.decided),
        ):
            if lines:
                parts += [f"### {heading}", _lines(iter(lines))]
    return "\n\n".join(parts) + "\n"


def read_guidelines(folder: Path) -> Guidelines:
    """What the guidelines in a folder state; nothing where there are none.

    DataError for a line below `### Conventions` that is none of `CONVENTIONS`, or has another value, and for one that
    is stated twice.
    """
    path = folder / FILE
    found, definitions, decided = dict[tuple[str, str], str](), dict[str, str](), dict[str, list[str]]()
    label = part = ""
    text = plain_text(path, DataError, "guidelines", most=LARGEST) if path.is_file() else ""
    for number, line in enumerate(map(str.rstrip, text.splitlines()), 1):
        if match := _HEADING.fullmatch(line):
            label, part = match["label"], ""
        elif match := _PART.fullmatch(line):
            part = match["part"]
        elif part == _CONVENTIONS and line.startswith("-"):
            what, value = _stated(line, f"{path}:{number}")
            if (label, what) in found:
                raise DataError(f"{path}:{number}", Unquoted(what), f"one line of it below {label!r}")
            found[label, what] = value
        elif line.startswith(_DEFINITION) and line != f"{_DEFINITION}{TO_BE_WRITTEN}":
            definitions[label] = line.removeprefix(_DEFINITION)
        elif part == _DECISIONS and line.startswith("- ") and line != f"- {NONE_YET}":
            decided.setdefault(label, []).append(line.removeprefix("- "))
    return Guidelines(found, definitions, decided)


def plain(text: str) -> str:
    """On one line, with nothing that Markdown reads otherwise."""
    return re.sub(r"([*_`\[\]<>#|\\])", r"\\\1", re.sub(r"\s+", " ", text))


def _stated(line: str, where: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    if match is None or match["what"] not in CONVENTIONS:
        known = ", ".join(CONVENTIONS)
        raise DataError(where, Unquoted(line.removeprefix("- ")), f"one of {known}; a colon and its value behind it")
    what, value = match["what"], match["value"]
    if value not in CONVENTIONS[what] and not ("N px" in CONVENTIONS[what] and _SIZE.fullmatch(value)):
        *others, last = CONVENTIONS[what]
        raise DataError(where, Unquoted(value), f"{', '.join(others)} or {last}")
    return what, value


def _convention(one: Convention) -> str:
    return f"{one.what}: {one.value}" + f" ({one.why})" * bool(one.why)


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(f"- {one}" for one in lines)
