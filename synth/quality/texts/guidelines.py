"""guidelines.md of a set of texts: a section for each label, drafted from the set; the conventions that it states."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from synth.core.errors import DataError, Unquoted
from synth.core.plain_file import plain_text
from synth.quality.finding import Finding
from synth.quality.texts.raw import Line, RawTexts, Span

FILE = "guidelines.md"
LARGEST = 1 << 20
"""Bytes of guidelines."""

MOST_EXAMPLES, MOST_EDGES = 5, 5
"""Examples of a label, and findings that are its edge cases."""

AROUND = 25
"""Characters beside an example."""

SIDES = ("inside", "outside")
_LABEL = re.compile(r"## (?P<label>\S.*)")
_CONVENTION = re.compile(r"- (?P<what>[a-z ]+): (?P<side>\w+)\s*(?:\(.*\))?")
_UNDECIDED = "undecided"

Conventions = Mapping[tuple[str, str], bool]
"""(label, what lies at the border of its spans) -> whether it is inside."""


def read_conventions(folder: Path, known: Sequence[str]) -> Conventions:
    """What the guidelines in a folder state of `known`, what may lie at a border; nothing where there are none.

    A line such as `- a title: outside`, in the section of its label. DataError for another word after the colon.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    found, label = dict[tuple[str, str], bool](), ""
    for number, line in enumerate(plain_text(path, DataError, "guidelines", most=LARGEST).splitlines(), 1):
        if match := _LABEL.fullmatch(line.rstrip()):
            label = match["label"]
        elif (match := _CONVENTION.fullmatch(line.rstrip())) and match["what"] in known and label:
            if match["side"] not in (*SIDES, _UNDECIDED):
                raise DataError(f"{path}:{number}", Unquoted(match["side"]), f"{', '.join(SIDES)} or {_UNDECIDED}")
            if match["side"] != _UNDECIDED:
                found[label, match["what"]] = match["side"] == "inside"
    return found


class Examples:
    """Keeps a few spans of each label, the first whose values differ."""

    def __init__(self) -> None:
        self._shown = defaultdict[str, dict[str, str]](dict)
        self._counts = Counter[str]()

    def learn(self, line: Line) -> None:
        """Keep what is new of a line."""
        for span in line.sound:
            self._counts[span.label] += 1
            shown = self._shown[span.label]
            if len(shown) < MOST_EXAMPLES:
                shown.setdefault(line.text[span.start : span.end], _shown(line.text, span))

    def draft(
        self, texts: RawTexts, borders: Mapping[tuple[str, str], tuple[int, int]], findings: Sequence[Finding]
    ) -> str:
        """The guidelines as a text in Markdown. `borders`: (label, what) -> (times inside, times outside)."""
        parts = [f"# Guidelines of {Path(texts.name).name}", _INTRODUCTION]
        for label in sorted(self._counts, key=lambda one: (-self._counts[one], one)):
            edges = [one for one in findings if label in (one.given, one.suggested) or f" of {label} " in one.evidence]
            parts += [f"## {label}", f"{self._counts[label]} spans.", "Definition: (to be written)", "### Conventions"]
            conventions = [
                f"- {what}: {_side(*counts)} ({counts[0]} inside, {counts[1]} outside)"
                for (owner, what), counts in sorted(borders.items())
                if owner == label
            ]
            parts.append("\n".join(conventions) or "None was met.")
            parts += ["### Examples", "\n".join(f"- {one}" for one in self._shown[label].values())]
            if edges:
                lines = (f"- {_plain(one.subject)}: {one.check}, {_plain(one.evidence)}" for one in edges[:MOST_EDGES])
                parts += ["### Edge cases", "\n".join(lines)]
            parts += ["### Decisions", "(none yet)"]
        return "\n\n".join(parts) + "\n"


_INTRODUCTION = """\
Drafted by `synth check` from the set: examples and edge cases are its own, definitions and decisions are for people.
Laid into the folder of the set, its conventions are what `synth check` holds spans against: `inside`, `outside` or
`undecided`, after the colon."""


def _side(inside: int, outside: int) -> str:
    """As nine in ten have it."""
    total = inside + outside
    return next((side for side, many in zip(SIDES, (inside, outside), strict=True) if many >= 0.9 * total), _UNDECIDED)


def _shown(text: str, span: Span) -> str:
    """A span in bold, with some characters beside it."""
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return f"{_plain(before)}**{_plain(text[span.start : span.end])}**{_plain(after)}"


def _plain(text: str) -> str:
    """On one line, with nothing that Markdown reads otherwise."""
    return re.sub(r"([*_`\[\]<>#|\\])", r"\\\1", re.sub(r"\s+", " ", text))
