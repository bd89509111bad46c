"""Compiles a template with its inputs to a PDF and the marks of its labels, in document order."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import SpecError, Unquoted, suggest
from synth.document.typeset.fonts import FontSet
from synth.document.typeset.workspace import MAIN, PRELUDE, Workspace

_QUERY = (
    "query(selector(link).or(<synth>)).map(x => {"
    " let at = x.location().position();"
    " (if x.func() == link { x.dest } else { x.value }, at.page - 1, at.x.pt(), at.y.pt()) })"
)
_UNKNOWN_FONT = "unknown font family"
_WHERE = re.compile(r"┌─ (.+?):(\d+):(\d+)")
_LINE = re.compile(r"│ ?(.*\S.*)")


class TypstMark(NamedTuple):
    """A word's link target (str) or the prelude's metadata (mapping); page from 0, x and y in pt from the top left."""

    value: str | Mapping[str, Any]
    page: int
    x: float
    y: float


class Compiler:
    """Typst for one run's templates; keep it, the first document costs several times as much as the next."""

    def __init__(self, workspace: Workspace, fonts: FontSet) -> None:
        import typst

        nowhere = str(workspace.path / ".packages")
        self._workspace, self._fonts = workspace, fonts
        self._typst = typst.Compiler(
            str(workspace.path / MAIN),
            root=str(workspace.path),
            font_paths=fonts.fonts,
            ignore_system_fonts=True,
            package_path=nowhere,
            package_cache_path=nowhere,
        )
        self._error = typst.TypstError

    def compile(self, template: str, given: Mapping[str, Any]) -> tuple[bytes, list[TypstMark]]:
        """(PDF, marks). SpecError with file, line and message for a template that Typst refuses."""
        inputs = {"template": f"/{template}", "synth": json.dumps(given, ensure_ascii=False)}
        try:
            pdf, warnings = self._typst.compile_with_warnings(
                format="pdf", sys_inputs=inputs, timestamp=0, pdf_tags=False
            )
            found = json.loads(self._typst.eval(_QUERY))
        except self._error as error:
            raise self._refused(template, error.message, error.diagnostic) from None
        for warning in warnings:
            if warning.message.startswith(_UNKNOWN_FONT):
                named = warning.message.removeprefix(_UNKNOWN_FONT).strip(" :")
                got = f"{warning.message}; {suggest(named, self._fonts.families)}"
                raise self._refused(template, got, warning.diagnostic)
        assert isinstance(pdf, bytes), "the PDF of a document is one file"
        return pdf, [TypstMark(*one) for one in found]

    def _refused(self, template: str, message: str, diagnostic: str) -> SpecError:
        """`file:line:column`, the line, and Typst's message with its hints.

        Where the error is raised in the prelude, the position is the user's line that called it.
        """
        places = [(self._name(file), line, column) for file, line, column in _WHERE.findall(diagnostic)]
        own = [place for place in places if place[0] not in (*PRELUDE, MAIN)]
        hints = [line.split("hint:", 1)[1].strip() for line in diagnostic.splitlines() if "hint:" in line]
        shown = _LINE.search(diagnostic)
        got = shown[1].strip() if shown and own and own[0] == places[0] else Unquoted("a call that fails")
        return SpecError(":".join(own[0]) if own else template, got, "; ".join([message.splitlines()[0], *hints]))

    def _name(self, file: str) -> str:
        """A file of a diagnostic, which Typst gives relative to the current folder, relative to the scene's folder."""
        path = Path(file).resolve()
        return str(path.relative_to(self._workspace.path)) if path.is_relative_to(self._workspace.path) else file
