"""Turns an error of a rendering into a SpecError with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from jinja2 import TemplateError
from jinja2.environment import Template

from synth.core.errors import SpecError, Unquoted
from synth.text.grammar.budget import RefusedError
from synth.text.grammar.files import TemplateSource

FAILURES = (RefusedError, SpecError, TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)
"""The exceptions that rendering a template can raise."""


def explained(
    error: BaseException, template: Template, pieces: Any, sources: Mapping[str, TemplateSource]
) -> SpecError:
    """A failure as a SpecError that names the innermost template's file and line."""
    found = _innermost(error.__traceback__)
    if found is None:  # a limit met between two pieces of the outermost template
        frame = getattr(pieces, "gi_frame", None)
        found = template, frame.f_lineno if frame else 1
    broken, line = found
    where = sources[broken.name or ""].where(broken.get_corresponding_lineno(line))
    if isinstance(error, RefusedError | SpecError):
        return SpecError(where, Unquoted(error.got) if isinstance(error.got, str) else error.got, str(error.allowed))
    if isinstance(error, RecursionError):
        return SpecError(where, Unquoted("endless recursion"), "an end to the recursion is needed")
    message = getattr(error, "message", None) or str(error)
    return SpecError(where, Unquoted(message), "a template that can be rendered is needed")


def _innermost(trace: TracebackType | None) -> tuple[Template, int] | None:
    found = None
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            found = template, trace.tb_lineno
        trace = trace.tb_next
    return found
