"""A template with its inputs becomes a PDF, its pages' pixels and the marks of its labels, in document order."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from synth.core.errors import SpecError, Unquoted, suggest
from synth.document.typeset.engine import Engine, RefusedError, Typeset
from synth.document.typeset.fonts import FontSet
from synth.document.typeset.limits import Limits
from synth.document.typeset.workspace import MAIN, PRELUDE, Workspace

_WHERE = re.compile(r"┌─ (.+?):(\d+):(\d+)")
_LINE = re.compile(r"│ ?(.*\S.*)")
_NOT_FOUND = re.compile(r"package not found \(searched for (@\S+)\)")
_NOT_DOWNLOADED = re.compile(r"failed to download package \(\S+?/(preview)/(\S+)-(\d+\.\d+\.\d+)\.tar\.gz")
_NO_PACKAGES = "packages are not allowed, they would come from the network"


class TypstMark(NamedTuple):
    """A word's link target (str) or the prelude's metadata (mapping); page from 0, x and y in pt from the top left."""

    value: str | Mapping[str, Any]
    page: int
    x: float
    y: float


class Compiler:
    """Typst for one run's templates; keep it, the first document costs several times as much as the next."""

    def __init__(self, workspace: Workspace, fonts: FontSet, dpi: float, limits: Limits) -> None:
        self._workspace = workspace
        self._engine = Engine(workspace, fonts, dpi, limits)

    @property
    def families(self) -> frozenset[str]:
        """The fonts that a template may name."""
        return self._engine.families

    def compile(self, template: str, given: Mapping[str, Any]) -> Typeset:
        """The document. SpecError with file, line and message for a template that Typst refuses, PageFaultError."""
        inputs = {"template": f"/{template}", "synth": json.dumps(given, ensure_ascii=False)}
        try:
            typeset = self._engine.typeset(template, inputs)
        except RefusedError as error:
            raise self._refused(template, error.message, error.diagnostic) from None
        if typeset.unknown_font:
            message, diagnostic = typeset.unknown_font
            named = message.rpartition(":")[2].strip()
            raise self._refused(template, f"{message}; {suggest(named, self.families)}", diagnostic)
        return typeset._replace(marks=[TypstMark(*one) for one in typeset.marks])

    def _refused(self, template: str, message: str, diagnostic: str) -> SpecError:
        """`file:line:column`, the line, and Typst's message with its hints.

        Where the error is raised in the prelude, the position is the user's line that called it.
        """
        places = [(self._name(file), line, column) for file, line, column in _WHERE.findall(diagnostic)]
        own = [place for place in places if place[0] not in (*PRELUDE, MAIN)]
        hints = [line.split("hint:", 1)[1].strip() for line in diagnostic.splitlines() if "hint:" in line]
        shown = _LINE.search(diagnostic)
        got = shown[1].strip() if shown and own and own[0] == places[0] else Unquoted("a call that fails")
        return SpecError(":".join(own[0]) if own else template, got, "; ".join([self._said(message), *hints]))

    def _name(self, file: str) -> str:
        """A file of a diagnostic, which Typst gives relative to its own current folder, relative to the scene's."""
        path = (self._workspace.path / file).resolve()
        return str(path.relative_to(self._workspace.path)) if path.is_relative_to(self._workspace.path) else file

    def _said(self, message: str) -> str:
        """Typst's message; of a package, of which it finds none, its name and that none is allowed."""
        if missing := _NOT_FOUND.search(message):
            return f"{missing[1]}: {_NO_PACKAGES}"
        if missing := _NOT_DOWNLOADED.search(message):
            return f"@{missing[1]}/{missing[2]}:{missing[3]}: {_NO_PACKAGES}"
        return message.splitlines()[0].replace(f"{self._workspace.path}/", "")
