"""YAML files as plain mappings, within limits.

Scalars are those of YAML 1.2: `on`, `yes` and dates stay text; numbers remember how they were typed. Tags, anchors and
repeated keys are refused.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from yaml.events import AliasEvent, NodeEvent
from yaml.nodes import MappingNode, Node

from synth.core.errors import SpecError
from synth.scene.typed import decimal_as_typed, whole_as_typed

LARGEST_FILE = 256 * 1024
DEEPEST = 24


class Unquoted(str):
    """A description of a value; messages print it without quotes."""

    __slots__ = ()
    __repr__ = str.__str__


class _Loader(yaml.SafeLoader):
    """Refuses duplicate keys, explicit tags, anchors, and nesting deeper than `DEEPEST`."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own mechanism
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


def _refused(what: str, at: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=at.start_mark)


def _whole(loader: _Loader, node: yaml.ScalarNode) -> int:
    if len(node.value) > 30:
        raise _refused("a number of more than 30 digits", node)
    return whole_as_typed(node.value)


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+\Z"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"),
    list("-+.0123456789"),
)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: decimal_as_typed(node.value))


def read_yaml(path: str | Path) -> dict[str, Any]:
    """The top-level mapping of a YAML file; raises SpecError with file, line and column."""
    where = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise SpecError(where, Unquoted(error.strerror or "an unreadable file"), "a YAML file is needed") from None
    except ValueError:
        raise SpecError(repr(where), Unquoted("no possible file name"), "a YAML file is needed") from None
    if len(data) > LARGEST_FILE:
        raise SpecError(where, Unquoted("too large a file"), f"at most {LARGEST_FILE} bytes are allowed")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(
            where, Unquoted(f"byte {error.start} that is not UTF-8"), "a UTF-8 text file is needed"
        ) from None
    return parse_yaml(text, where)


def parse_yaml(text: str, where: str) -> dict[str, Any]:
    """The top-level mapping of a YAML text; `where` opens the message of the SpecError."""
    try:
        found = yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f"{where}:{mark.line + 1}:{mark.column + 1}" if mark else where
        raise SpecError(at, Unquoted(error.problem or error.context or "broken YAML"), "plain YAML is needed") from None
    except yaml.YAMLError as error:
        raise SpecError(where, Unquoted(str(error).splitlines()[0]), "plain YAML is needed") from None
    if not isinstance(found, dict):
        raise SpecError(
            where, found if found is not None else Unquoted("nothing"), "a mapping with kind, objects ... is needed"
        )
    return found
