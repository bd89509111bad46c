"""Where a label comes from: the mark of a word or of a field's key, which leads to the template's line.

A source is `t:word` or, of words in a field or question, `k:key`. The prelude fails on purpose at the first place with
the source that it is given as `blame`; Typst's message for that names the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synth.core.errors import suggest
from synth.document.records import Record, Value
from synth.document.typeset.marks import Marks

BLAME = "blame"
"""The key of a source among the inputs of a template."""


def source_of_key(key: str) -> str:
    """The source of a field or question."""
    return f"k:{key}"


def source_of_word(target: str) -> str:
    """The source of a word, given its link's target: that of its innermost field or question, where it is in one."""
    _, tags, text = target.split(":", 2)
    keys = [tag[2:] for tag in tags.split(";") if tag.startswith(("f=", "q="))]
    return source_of_key(keys[-1]) if keys else f"t:{text}"


def unknown_key(marks: Marks, record: Record) -> tuple[str, str] | None:
    """(key, what is allowed) of the first field or question whose key leads nowhere; None where there is none.

    A field's key is a path in the record, or the field gives its `value`; a question may also ask for a field or check
    box of the same document. Where the scene records nothing, keys are free.
    """
    if not record:
        return None
    own = {field.key for field in marks.fields if field.value is not None}
    asked = own | {str(one.attributes.get("key")) for one in marks.drawings if one.kind == "checkbox"}
    for field in marks.fields:
        if field.value is None and (known := _astray(record, field.key)):
            return field.key, f"{known}; a field that is not in the record needs `value:`"
    for question in marks.questions:
        if question.key not in asked and (known := _astray(record, question.key)):
            return question.key, f"{known}; a question asks for a field of the record or of the page"
    return None


def _astray(record: Record, key: str) -> str:
    """What is allowed instead of the first part of a path that the record does not have; empty where it has all."""
    node: Any = record
    for part in key.split("."):
        if isinstance(node, Mapping):
            if part not in node:
                return suggest(part, map(str, node))
            node = node[part]
        elif isinstance(node, list | tuple) and not isinstance(node, Value):
            if not (part.isdecimal() and int(part) < len(node)):
                return f"rows 0 to {len(node) - 1}" if node else "no rows here"
            node = node[int(part)]
        else:
            return "a path that ends before this"
    return ""
