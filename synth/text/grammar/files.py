"""Reads the files of a scene's grammar, and finds the line of a template in them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

from synth.core.errors import SpecError
from synth.core.inside import inside
from synth.core.plain_file import plain_text
from synth.scene.read import yaml_nodes

LARGEST_TEMPLATE = 64 * 1024


class TemplateSource(NamedTuple):
    """The origin of a template: a whole file, or one alternative of a phrase rule."""

    path: str
    lines_before: int = 0
    rule: str = ""
    entry: int = 0

    def where(self, line: int) -> str:
        """`file:line` of a line of the template."""
        if not self.rule:
            return f"{self.path}:{line + self.lines_before}"
        return f"{self.path}:{phrase_line(self.path, self.rule, self.entry) + line - 1}"


def scene_file(folder: Path, name: str, where: str) -> Path:
    """The path of a file that a scene names, inside the folder of the scene. SpecError, at `where`, for any other."""
    return inside(folder, name, where, SpecError, "a file inside the scene's folder is needed")


def read_template(path: Path, where: str) -> tuple[str, TemplateSource]:
    """The text of a template file without byte order mark and blank lines at either end, and its origin.

    `where` is the place that names the file. Raises SpecError for a file that is missing, too large or not UTF-8.
    """
    if not path.exists():
        raise SpecError(where, str(path), "no such file or directory")
    text = plain_text(path, SpecError, "a template file is needed", most=LARGEST_TEMPLATE).replace("\r\n", "\n")
    kept = text.lstrip("\n")
    return kept.rstrip("\n"), TemplateSource(str(path), len(text) - len(kept))


def phrase_line(path: str, rule: str, index: int) -> int:
    """The line of a phrase file at which an alternative's text begins; 1 where it cannot be found."""
    tree = yaml_nodes(Path(path))
    node = _entry(_entry(tree, rule), index) if index >= 0 else _entry(tree, rule)
    if isinstance(node, yaml.MappingNode):
        node = _entry(node, "say") or node
    if node is None:
        return 1
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return node.start_mark.line + (2 if block else 1)


def _entry(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key] if key < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return node if key == 0 else None
