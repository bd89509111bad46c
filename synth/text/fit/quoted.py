"""Words as they stand in phrase files and names of rules."""

from __future__ import annotations

import json
import re

_NEEDS_ESCAPES = re.compile(r"['\\\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SYNTAX = re.compile(r"[<>|{}]")


def escaped(text: str) -> str:
    """Text in the language of phrases: what would be its syntax is printed by a slot."""
    return _SYNTAX.sub(lambda match: f"{{{{ '{match.group()}' }}}}", text)


def identifier(name: str) -> str:
    """Letters, digits and `_` of a name, for rules and lists."""
    found = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
    return found if found[:1].isalpha() else f"_{found}"


def yaml_text(text: str) -> str:
    """A text in double quotes, as JSON has them; in single ones where it has double ones, and nothing to escape."""
    if '"' in text and not _NEEDS_ESCAPES.search(text):
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
