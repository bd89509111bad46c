"""Static checks of a template, and the transformer that makes it count its steps."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from synth.core.errors import SpecError, Unquoted, suggest
from synth.text.grammar.files import TemplateSource
from synth.text.grammar.filters import FILTERS, HOW_TAGGED, untagged
from synth.text.grammar.functions import FUNCTIONS
from synth.text.grammar.straight import Slot, Straight

DEEPEST_LOOPS = 12
_REFUSED = {
    nodes.Extends: "extends",
    nodes.Block: "block",
    nodes.Slice: "a slice",
    nodes.Dict: "a mapping",
    nodes.NSRef: "a namespace",
    nodes.EvalContextModifier: "autoescape",
}
_SPECIAL = {"loop", "caller"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The names that a scene's templates may use."""

    variables: Collection[str]
    people: Collection[str]
    fields: Mapping[str, str]
    """field of a person: its label; nothing is checked where it is empty"""
    filters: Mapping[str, Callable[..., Any]]
    tests: Collection[str]
    labels: Collection[str]
    rules: Collection[str]
    words: Collection[str]
    passed: Collection[str]
    """Names that one template may pass to another: set in any template, or given to say()."""

    def fit(self, straight: Straight) -> bool:
        """Whether a straight template uses only these; what is wrong with it otherwise, `check_template` says."""
        return all(map(self._fits, straight.slots))

    def _fits(self, slot: Slot) -> bool:
        if slot.call:
            return slot.name in (self.rules if slot.call == "say" else self.words)
        if slot.name in self.people and slot.field and self.fields:
            return slot.field in self.fields and self.fields[slot.field] in (*self.labels, "")
        return slot.name in self.variables or slot.name in self.passed


class ParsedTemplate:
    """A parsed template, its nodes in order, and the names that it sets, imports, loops over or takes.

    `placed`: each node with the number of blocks around it, itself included.
    """

    def __init__(self, tree: nodes.Template) -> None:
        self.tree, self.placed = tree, list(_all_nodes(tree, 0))
        self.nodes = [node for node, _ in self.placed]
        self.own = {name for node in self.nodes for name in _names_set(node)}
        self.others = [node for node in self.nodes if isinstance(node, nodes.Include | nodes.Import | nodes.FromImport)]

    def passed(self) -> set[str]:
        """The names that this template may pass to another one: those it sets, and the keywords it gives to say()."""
        say_calls = (
            node for node in self.nodes if isinstance(node, nodes.Call) and getattr(node.node, "name", "") == "say"
        )
        return self.own | {str(keyword.key) for node in say_calls for keyword in node.kwargs}


def _names_set(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Macro) or (isinstance(node, nodes.Name) and node.ctx != "load"):
        yield node.name
    elif isinstance(node, nodes.Import):
        yield node.target
    elif isinstance(node, nodes.FromImport):
        yield from (name[1] if isinstance(name, tuple) else name for name in node.names)


def noted_names(parsed: ParsedTemplate) -> Iterator[str]:
    """The names that a template gives to `note`."""
    for node in parsed.nodes:
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "note":
            yield from (arg.value for arg in node.args[:1] if isinstance(arg, nodes.Const))


def check_template(parsed: ParsedTemplate, source: TemplateSource, known: KnownNames) -> None:
    """Raises SpecError with file and line for the first error of the template."""
    own = parsed.own
    filters = [node for node in parsed.nodes if isinstance(node, nodes.Filter) and node.name in ("default", "plain")]
    tests = (node for node in parsed.nodes if isinstance(node, nodes.Test) and node.name in ("defined", "undefined"))
    context = _Context(
        own=own,
        names={*known.variables, *known.passed, *own, *FUNCTIONS, *_SPECIAL},
        loose={id(node.node) for node in filters if node.name == "default"} | {id(node.node) for node in tests},
        plain={id(node.node) for node in filters if node.name == "plain"},
        calls={id(node.call) for node in parsed.nodes if isinstance(node, nodes.CallBlock)},
    )
    for node in parsed.nodes:
        for got, allowed in _findings(node, known, context):
            raise SpecError(source.where(node.lineno), Unquoted(got), allowed)
    for node, depth in parsed.placed:
        if isinstance(node, nodes.For) and node.recursive:
            raise SpecError(source.where(node.lineno), "a recursive loop", "templates here have no such thing")
        if depth > DEEPEST_LOOPS:
            allowed = f"at most {DEEPEST_LOOPS} blocks in one another"
            raise SpecError(source.where(node.lineno), "deep nesting", allowed)


class _Context(NamedTuple):
    """Facts about the whole template that decide whether a node is allowed."""

    own: set[str]
    names: set[str]
    loose: set[int]
    """nodes that may be unknown"""
    plain: set[int]
    """nodes whose label is dropped"""
    calls: set[int]
    """calls that are given a block"""


def _findings(node: nodes.Node, known: KnownNames, context: _Context) -> Iterator[tuple[str, str]]:
    if type(node) in _REFUSED:
        yield _REFUSED[type(node)], "templates here have no such thing"
    elif isinstance(node, nodes.Name):
        if node.ctx == "load" and node.name not in context.names and id(node) not in context.loose:
            yield node.name, suggest(node.name, {*known.variables, *context.own, *FUNCTIONS})
    elif isinstance(node, nodes.Filter):
        yield from _filter(node, known)
    elif isinstance(node, nodes.Test) and node.name not in known.tests:
        yield node.name, suggest(node.name, known.tests)
    elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in known.people:
        if node.node.name not in context.own:
            yield from _field(node, node.node.name, known, labelled=id(node) not in context.plain)
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name not in context.own:
        yield from _call(node, node.node.name, known, in_block=id(node) in context.calls)


def _field(node: nodes.Getattr, person: str, known: KnownNames, *, labelled: bool) -> Iterator[tuple[str, str]]:
    if not known.fields:
        return
    if node.attr not in known.fields:
        yield f"{person}.{node.attr}", suggest(node.attr, known.fields)
    elif labelled and (label := known.fields[node.attr]) and label not in known.labels:
        allowed = f"add {label} to the scene's labels or drop it with |plain"
        yield f"{person}.{node.attr}, whose label {label} the scene doesn't list", allowed


def _filter(node: nodes.Filter, known: KnownNames) -> Iterator[tuple[str, str]]:
    if node.name not in known.filters:
        yield node.name, suggest(node.name, known.filters)
        return
    before = 2 if node.name in FILTERS else 1
    yield from _arguments(node, node.name, known.filters[node.name], before, ())
    if node.name == "label" and node.args:
        yield from _constant(node.args[0], known.labels)
    if node.name == "tagged" and isinstance(node.node, nodes.Const) and (got := untagged(str(node.node.value))):
        yield got, HOW_TAGGED


def _call(node: nodes.Call, name: str, known: KnownNames, *, in_block: bool) -> Iterator[tuple[str, str]]:
    if name not in FUNCTIONS:
        return
    yield from _arguments(node, name, FUNCTIONS[name], 2, ("caller",) if in_block else ())
    lists = {"say": known.rules, "pick": known.words, "pick_many": known.words, "label": known.labels}
    if name in lists and node.args:
        yield from _constant(node.args[0], lists[name])


def _arguments(
    node: nodes.Call | nodes.Filter, name: str, called: Callable[..., Any], before: int, more: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        yield f"{name}(*...)", "arguments are written one by one"
        return
    given: dict[str, None] = dict.fromkeys((*(str(keyword.key) for keyword in node.kwargs), *more))
    signature = _signature(called)
    try:
        signature.bind(*[None] * (before + len(node.args)), **given)
    except TypeError as error:
        shown = ", ".join(str(value).split(":")[0] for value in list(signature.parameters.values())[before:])
        yield f"{name}: {error}", f"it takes ({shown})"


_signature = cache(inspect.signature)


def _constant(node: nodes.Expr, names: Collection[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, nodes.Const) and node.value not in names:
        yield node.value, suggest(str(node.value), (name for name in names if not name.startswith("<")))


def _all_nodes(node: nodes.Node, depth: int) -> Iterator[tuple[nodes.Node, int]]:
    for child in node.iter_child_nodes():
        inner = depth + isinstance(child, nodes.For | nodes.If | nodes.With)
        yield child, inner
        yield from _all_nodes(child, inner)


class StepCounter(NodeTransformer):
    """Inserts the filters that count steps; imports get the context of the importing template."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's names, here and below
        self.generic_visit(node)
        node.iter = _through(" turns", node.iter, node)
        return node

    def visit_Include(self, node: nodes.Include) -> list[nodes.Node]:  # noqa: N802
        step = nodes.ExprStmt(_through(" step", nodes.Const(0), node), lineno=node.lineno)
        return [step, node]

    def visit_Import(self, node: nodes.Import) -> list[nodes.Node]:  # noqa: N802
        node.with_context = True
        return [nodes.ExprStmt(_through(" step", nodes.Const(0), node), lineno=node.lineno), node]

    def visit_FromImport(self, node: nodes.FromImport) -> list[nodes.Node]:  # noqa: N802
        node.with_context = True
        return [nodes.ExprStmt(_through(" step", nodes.Const(0), node), lineno=node.lineno), node]

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.filter = _through(" spend", node.filter, node)
        return node

    def visit_FilterBlock(self, node: nodes.FilterBlock) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.filter = _through(" spend", node.filter, node)
        return node

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return node if all(isinstance(item, nodes.Const) for item in node.items) else _through(" list", node, node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        constant = node.ctx != "load" or all(isinstance(item, nodes.Const) for item in node.items)
        return node if constant else _through(" list", node, node)


def _through(name: str, value: nodes.Node | None, at: nodes.Node) -> nodes.Filter:
    made = nodes.Filter(value, name, [], [], None, None)
    return made.set_lineno(at.lineno).set_environment(at.environment)  # type: ignore[return-value]
