"""YAML files as plain mappings, within limits.

The only reader of YAML. Scalars are those of YAML 1.2: `on`, `yes` and dates stay text; numbers remember how they were
typed. Tags, anchors, repeated keys and numbers beyond 64 bits are refused.

libyaml reads, in a sixth of the time that PyYAML's own parser takes; what it refuses is given to that one, whose
messages are more exact.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.events import AliasEvent, Event, NodeEvent
from yaml.nodes import MappingNode, Node
from yaml.resolver import Resolver

from synth.core.errors import SpecError, SynthError, Unquoted
from synth.core.plain_file import plain_text
from synth.scene.typed import decimal_as_typed, whole_as_typed

LARGEST_FILE = 256 * 1024
DEEPEST = 24

T = TypeVar("T")


class _Limits(Composer, SafeConstructor, Resolver):
    """Refuses duplicate keys, explicit tags, anchors, and nesting deeper than `DEEPEST`."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own mechanism
    peek_event: Callable[[], Event]
    depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event = self.peek_event()
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor is not None):
            raise _refused("anchors and aliases", event)
        if getattr(event, "tag", None) is not None:
            raise _refused("a tag", event)
        self.depth += 1
        if self.depth > DEEPEST:
            raise _refused(f"nesting deeper than {DEEPEST}", event)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _refused("a list or mapping as a key", key)
            if (key.tag, key.value) in seen:
                raise _refused(f"a second key {key.value!r}", key)
            seen.add((key.tag, key.value))
        return super().construct_mapping(node, deep)


class _Libyaml(_Limits, yaml.CSafeLoader):
    """The events of libyaml, composed in Python: its own composer knows no limits."""

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)


class _Python(_Limits, yaml.SafeLoader):
    """PyYAML's own parser."""


def _refused(what: str, at: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=at.start_mark)


def _whole(loader: Any, node: yaml.ScalarNode) -> int:
    if len(node.value) > 30:
        raise _refused("a number of more than 30 digits", node)
    return whole_as_typed(node.value)


def _finite(loader: Any, node: yaml.ScalarNode) -> float:
    if not math.isfinite(float(node.value)):
        raise _refused("a number beyond 64 bits", node)
    return decimal_as_typed(node.value)


_Limits.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")
)
_Limits.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""])
_Limits.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+\Z"), list("-+0123456789"))
_Limits.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"),
    list("-+.0123456789"),
)
_Limits.add_constructor("tag:yaml.org,2002:int", _whole)
_Limits.add_constructor("tag:yaml.org,2002:float", _finite)


def read_yaml(
    path: str | Path, error: type[SynthError] = SpecError, needed: str = "a mapping with kind, objects ... is needed"
) -> dict[str, Any]:
    """The top-level mapping of a YAML file; raises `error` with file, line and column.

    `needed` says in the message what a file of another shape should be.
    """
    text = plain_text(Path(path), error, "a YAML file is needed", most=LARGEST_FILE)
    return parse_yaml(text, str(path), error, needed)


def parse_yaml(
    text: str,
    where: str,
    error: type[SynthError] = SpecError,
    needed: str = "a mapping with kind, objects ... is needed",
) -> dict[str, Any]:
    """The top-level mapping of a YAML text; `where` opens the message of the `error`."""
    with _one_line_faults(where, error):
        found = _read(yaml.load, text)
    if not isinstance(found, dict):
        raise error(where, found if found is not None else Unquoted("nothing"), needed)
    return found


def yaml_nodes(path: Path, error: type[SynthError] = SpecError) -> Node | None:
    """The nodes of a YAML file, which know their lines; refused as in `read_yaml`."""
    text = plain_text(path, error, "a YAML file is needed", most=LARGEST_FILE)
    with _one_line_faults(str(path), error):
        return _read(yaml.compose, text)


def _read(take: Callable[[str, Any], T], text: str) -> T:
    try:
        return take(text, _Libyaml)
    except yaml.YAMLError:
        return take(text, _Python)


@contextmanager
def _one_line_faults(where: str, error: type[SynthError]) -> Iterator[None]:
    try:
        yield
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        at = f"{where}:{mark.line + 1}:{mark.column + 1}" if mark else where
        raise error(at, Unquoted(fault.problem or fault.context or "broken YAML"), "plain YAML is needed") from None
    except yaml.YAMLError as fault:
        raise error(where, Unquoted(str(fault).splitlines()[0]), "plain YAML is needed") from None
