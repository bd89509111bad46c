"""Turns an error of a rendering into a SpecError with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from types import FrameType, TracebackType
from typing import Any

from jinja2 import TemplateError
from jinja2.environment import Template

from synth.core.errors import SpecError, Unquoted
from synth.text.grammar.budget import RefusedError
from synth.text.grammar.files import TemplateSource
from synth.text.grammar.straight import WRITE

FAILURES = (RefusedError, SpecError, TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)
"""The exceptions that rendering a template can raise."""


def explained(error: BaseException, name: str, pieces: Any, sources: Mapping[str, TemplateSource]) -> SpecError:
    """A failure as a SpecError that names the innermost template's file and line; `name` is the outermost's."""
    found = _innermost(error.__traceback__)
    if found is None:  # a limit met between two pieces of the outermost template
        frame = getattr(pieces, "gi_frame", None)
        found = (frame and _place(frame, frame.f_lineno)) or (name, 1)
    broken, line = found
    where = sources[broken].where(line)
    if isinstance(error, RefusedError | SpecError):
        return SpecError(where, Unquoted(error.got) if isinstance(error.got, str) else error.got, str(error.allowed))
    if isinstance(error, RecursionError):
        return SpecError(where, Unquoted("endless recursion"), "an end to the recursion is needed")
    message = getattr(error, "message", None) or str(error)
    return SpecError(where, Unquoted(message), "a template that can be rendered is needed")


def _innermost(trace: TracebackType | None) -> tuple[str, int] | None:
    found = None
    while trace is not None:
        found = _place(trace.tb_frame, trace.tb_lineno) or found
        trace = trace.tb_next
    return found


def _place(frame: FrameType, line: int) -> tuple[str, int] | None:
    """The template whose code runs in a frame, and the line in the template; None for any other code."""
    if frame.f_code is WRITE:
        return frame.f_locals["self"].name, getattr(frame.f_locals.get("piece"), "line", 1)
    template: Template | None = frame.f_globals.get("__jinja_template__")
    return (template.name or "", template.get_corresponding_lineno(line)) if template else None
