"""The docstrings of a class's attributes: texts below their annotations, read from the source when they are asked for.

Pydantic can read them while it makes a class; that takes a tenth of the start of a command, and most show no help.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from textwrap import dedent

_OTHERS = ("builtins", "typing", "pydantic")
"""Packages whose classes have none."""


@cache
def attribute_docs(kind: type) -> Mapping[str, str]:
    """Attribute -> its docstring, of a class and those that it inherits from."""
    return {name: text for base in reversed(kind.__mro__) if _is_written(base) for name, text in _own(base)}


def _is_written(kind: type) -> bool:
    """Whether a class has a source with attributes; one such as `Range[int]` is made from the one that it inherits."""
    return kind.__module__.partition(".")[0] not in _OTHERS and "[" not in kind.__name__


def _own(kind: type) -> Iterator[tuple[str, str]]:
    (tree,) = ast.parse(dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    for attribute, below in pairwise(tree.body):
        match attribute, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)
