"""The Jinja2 environment for marked texts: which syntax templates may use, and what an expression may do."""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Environment as JinjaEnvironment
from jinja2.environment import Template, TemplateModule
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from synth.core.errors import suggest
from synth.core.marked import Marked
from synth.text.grammar.budget import (
    LARGEST_NUMBER,
    MAX_CHARS,
    RefusedError,
    Rendering,
    described,
    joined_within_limit,
    printable,
)
from synth.text.grammar.filters import FILTERS
from synth.text.grammar.functions import FUNCTIONS

RENDERING = " run"
"""The key of the rendering's state among the variables; no template can spell it."""
LOOP_FIELDS = ("index", "index0", "first", "last", "length", "revindex", "revindex0", "previtem", "nextitem")
TESTS = ("defined", "undefined", "odd", "even", "divisibleby", "eq", "equalto", "ne", "lt", "le", "gt", "ge", "in")
_HIDDEN = ("_loop_vars", "_block_vars")
_NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}


class _Generator(CodeGenerator):
    """Leaves the values of slots as they are, and joins with marks."""

    def _output_const_repr(self, group: Any) -> str:
        return repr("".join(map(str, group)))

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> Any:
        if isinstance(node, nodes.TemplateData):
            return node.as_const(frame.eval_ctx)
        const = node.as_const(frame.eval_ctx)
        if not isinstance(const, str | int | float):
            raise nodes.Impossible
        return str(const)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.printable(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("environment.join(context, (")
        for child in node.nodes:
            self.visit(child, frame)
            self.write(", ")
        self.write("))")


class Scope(Context):
    """The variables of one rendering; as Jinja's own, but quick to make."""

    _EVALUATION = EvalContext(JinjaEnvironment())

    def __init__(self, environment: Environment, variables: dict[str, Any], name: str) -> None:
        self.parent, self.vars, self.environment, self.name = variables, {}, environment, name
        self.eval_ctx, self.exported_vars, self.blocks, self.globals_keys = self._EVALUATION, set(), {}, set()


class Environment(ImmutableSandboxedEnvironment):
    """The sandbox of all templates of one scene."""

    code_generator_class = _Generator
    concat = staticmethod(joined_within_limit)  # type: ignore[assignment]
    printable = staticmethod(printable)
    intercepted_binops = frozenset(_NUMBERS)

    def __init__(self, user_filters: Mapping[str, Callable[[str], str]], compiled: Callable[[str], Template]) -> None:
        self._compiled = compiled
        super().__init__(
            trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, cache_size=-1, auto_reload=False
        )
        self.filters = {name: pass_context(_with_run(change)) for name, change in FILTERS.items()}
        self.filters |= {name: pass_context(_user_filter(change)) for name, change in user_filters.items()}
        self.filters |= {" step": pass_context(_step), " turns": pass_context(_turns), " spend": pass_context(_spend)}
        self.filters |= {" list": _shallow}
        self.tests = {name: self.tests[name] for name in TESTS}
        self.globals = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        """A file that another one includes or imports."""
        return self._compiled(name)

    def join(self, context: Context, pieces: tuple[object, ...]) -> Marked:
        """`~`: one text with the marks of all."""
        text = joined_within_limit(map(printable, pieces))
        context.parent[RENDERING].spend_on(text)
        return text

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a record or of `loop`; nothing else has any."""
        read = getattr(obj, "field", None)  # of an undefined name: raises its own message
        if read is not None:
            return read(attribute)
        if isinstance(obj, LoopContext):
            if attribute in LOOP_FIELDS:
                return getattr(obj, attribute)
            raise RefusedError(f"loop.{attribute}", suggest(attribute, LOOP_FIELDS))
        if isinstance(obj, TemplateModule) and isinstance(macro := obj.__dict__.get(attribute), Macro):
            return macro
        raise RefusedError(
            f"the attribute {attribute!r} of {described(obj)}", "only people and word records have fields"
        )

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An entry of a list, or a field of a record by name."""
        if isinstance(obj, list | tuple | range) and isinstance(argument, int):
            return obj[argument]
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        raise RefusedError(f"{described(obj)}[{argument!r}]", "only lists have entries")

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja has it
        """Call a function of the grammar or a macro; counts its step and its depth."""
        rendering: Rendering = __context.parent[RENDERING]
        rendering.enter()
        if type(__obj) is Macro:
            result = __context.call(__obj, *args, **kwargs)
        elif type(__obj) is FunctionType and __obj in _CALLABLE:
            if kwargs:
                for name in _HIDDEN:
                    kwargs.pop(name, None)
            result = __obj(__context, rendering, *args, **kwargs)
        else:
            raise RefusedError(f"a call of {described(__obj)}", "only functions and macros can be called")
        rendering.spend_on(result)
        rendering.depth -= 1
        return result

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic of small numbers; `+` also joins texts, and adds days to dates."""
        if isinstance(left, Undefined) or isinstance(right, Undefined):
            return _NUMBERS[operator](left, right)  # its own message
        if isinstance(left, int | float) and isinstance(right, int | float):
            return _small(operator, left, right)
        if operator == "+" and isinstance(left, str | Marked) and isinstance(right, str | Marked):
            return self.join(context, (left, right))
        if operator in "+-" and isinstance(left, datetime.date) and isinstance(right, int):
            return _NUMBERS[operator](left, datetime.timedelta(days=right))
        raise RefusedError(
            f"{described(left)} {operator} {described(right)}", "arithmetic takes numbers; `~` joins texts and numbers"
        )


_CALLABLE = frozenset(FUNCTIONS.values())


def _small(sign: str, left: float, right: float) -> float:
    small = abs(left) <= LARGEST_NUMBER and abs(right) <= (LARGEST_NUMBER if sign != "**" else 64)
    result = _NUMBERS[sign](left, right) if small else None
    if not isinstance(result, int | float) or not abs(result) <= LARGEST_NUMBER:
        raise RefusedError(f"{described(left)} {sign} {described(right)}", f"numbers up to {LARGEST_NUMBER} are needed")
    return result


def _with_run(change: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is given the rendering's state first, and pays for long texts."""

    def filtered(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        rendering: Rendering = context.parent[RENDERING]
        if type(value) is Marked and len(value.text) > 256:
            rendering.spend(len(value.text) >> 5)  # some filters look at every character
        return change(rendering, value, *args, **kwargs)

    return filtered


def _user_filter(change: Callable[[str], str]) -> Callable[..., Marked]:
    def filtered(context: Context, value: Any) -> Marked:
        text = printable(value)
        changed = (text if isinstance(text, Marked) else Marked(text)).mapped(change)
        if len(changed) > MAX_CHARS:
            raise RefusedError(f"{len(changed)} characters", f"at most {MAX_CHARS} are allowed")
        context.parent[RENDERING].spend_on(changed)
        return changed

    return filtered


def _step(context: Context, value: object) -> object:
    context.parent[RENDERING].spend()
    return value


def _spend(context: Context, value: object) -> object:
    context.parent[RENDERING].spend_on(value)
    return value


def _turns(context: Context, items: object) -> Iterator[object]:
    """The entries of a list, each of which costs a step."""
    if isinstance(items, Undefined):
        iter(items)  # its own message
    if not isinstance(items, list | tuple | range):
        raise RefusedError(described(items), "a loop goes over a list or range(n)")
    rendering: Rendering = context.parent[RENDERING]

    def counted() -> Iterator[object]:
        for item in items:
            rendering.spend()
            yield item

    return counted()


def _shallow(items: list[Any]) -> list[Any]:
    """A list as written; lists in its lists hold no lists, so that comparing two stays cheap."""
    for item in items:
        if isinstance(item, list | tuple) and any(isinstance(inner, list | tuple) for inner in item):
            raise RefusedError("a list in a list in a list", "at most two levels of lists are allowed")
    return items
