"""guidelines.md: what holds for each class or check, in sections, and the edge cases that reviewers met."""

from __future__ import annotations

import re
from pathlib import Path

from synth.core.errors import DataError
from synth.core.plain_file import plain_text
from synth.folder.disk import one_line_errors, write_atomic

FILE = "guidelines.md"

LARGEST, LONGEST_CASE = 1 << 20, 500
"""Bytes of the file, characters of an edge case."""

_HEADING = re.compile(r"^##\s+(.+?)\s*#*\s*$")


class Guidelines:
    """The sections of a Markdown file, named by its headings of level 2; the file need not be there yet."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def section(self, *names: str) -> str:
        """The text below the first of the names that has a heading, whatever its case; empty for none."""
        found = self._sections()
        return next((found[name.casefold()].strip() for name in names if name.casefold() in found), "")

    def add(self, name: str, case: str) -> None:
        """Add an edge case to the end of a section, which is made where it is missing. OutputError by the disk."""
        item = f"- {' '.join(case.split())}"
        lines = self._text().splitlines()
        heads = [at for at, line in enumerate(lines) if _HEADING.match(line)]
        mine = [at for at in heads if _name(lines[at]).casefold() == name.casefold()]
        if mine:
            end = next((at for at in heads if at > mine[0]), len(lines))
            while end > mine[0] + 1 and not lines[end - 1].strip():
                end -= 1
            lines[end:end] = [item] if lines[end - 1].startswith("- ") else ["", item]
        else:
            lines += [*([""] if lines else ["# Guidelines", ""]), f"## {name}", "", item]
        with one_line_errors(self._path.parent):
            write_atomic(self._path, ("\n".join(lines) + "\n").encode())

    def _sections(self) -> dict[str, str]:
        found, name = dict[str, str](), ""
        for line in self._text().splitlines():
            if _HEADING.match(line):
                name = _name(line).casefold()
                found.setdefault(name, "")
            elif name:
                found[name] += f"{line}\n"
        return found

    def _text(self) -> str:
        if not self._path.exists():
            return ""
        return plain_text(self._path, DataError, "a Markdown file of guidelines is needed", most=LARGEST)


def _name(line: str) -> str:
    heading = _HEADING.match(line)
    return heading[1] if heading else ""
