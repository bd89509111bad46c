"""What a mark of the prelude looks like: a template can write its own, which must not pass for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synth.document.labels import GRAPHICS, REGIONS

_SCALAR = (str, int, float, type(None))
_FORMS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "open": {"open": str},
    "close": {"close": str},
    "field": {"field": str, "text": (str, type(None)), "value": _SCALAR},
    "question": {"question": str},
    "cell": {"cell": str},
    "drawing": {"drawing": str, "n": int},
    "drawn": {"drawn": str},
}
_CELL = {"x": int, "y": int, "rows": int, "columns": int}
_CHECKBOX = {"key": str, "checked": bool}


class ForgedMarkError(Exception):
    """A mark that no function of the prelude makes."""


def check_form(metadata: Any) -> None:
    """ForgedMarkError for a value of `<synth>` that is none of the prelude's."""
    kind = next((kind for kind in _FORMS if kind in metadata), None) if isinstance(metadata, Mapping) else None
    if kind is None or not _has(metadata, _FORMS[kind]) or not _fits(kind, metadata):
        raise ForgedMarkError


def _fits(kind: str, metadata: Mapping[str, Any]) -> bool:
    match kind:
        case "open":
            return metadata["open"] in REGIONS and isinstance(metadata.get("header", 0), int)
        case "cell":
            return metadata["cell"] == "close" or _has(metadata, _CELL)
        case "drawing":
            if metadata["n"] != 0:
                return True
            return _has(metadata, _CHECKBOX) if metadata["drawing"] == "checkbox" else metadata["drawing"] in GRAPHICS
    return True


def _has(metadata: Mapping[str, Any], form: Mapping[str, type | tuple[type, ...]]) -> bool:
    return all(name in metadata and isinstance(metadata[name], types) for name, types in form.items())
