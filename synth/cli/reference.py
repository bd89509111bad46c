"""Writes the reference parts of the pages of docs/ about scenes out of the schema.

`python -m synth.cli.reference docs/scenes.md docs/texts.md docs/documents.md docs/audio.md docs/packets.md`, and so on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.audio.scene.schema import EVENTS, NOISES
from synth.cli.json_schema import scene_json_schema
from synth.document.scene.degrade import EFFECTS
from synth.image.scene.vocabulary import COLORS, SHAPES
from synth.scene.model import LARGEST

MARK = "<!-- Below this line: written by `python -m synth.cli.reference`; edit the schema instead. -->"

SECTIONS = {
    "Scene": "Scene",
    "Canvas": "Canvas",
    "Background": "Background",
    "ObjectSpec": "Object",
    "Relations": "Relations",
    "Limits": "Limits",
    "Quota": "Quota",
}
"""Model -> heading of its table."""

TEXT_SECTIONS = {
    "TextScene": "Text scene",
    "TemplateSpec": "Template",
    "TextQuota": "Text quota",
    "SpanBound": "Span bound",
    "Noise": "Noise",
    "LabelNoise": "Label noise",
    "DuplicateRules": "Duplicates",
    "Rewrite": "Rewrite",
}
"""As `SECTIONS`, of scenes of kind text."""

DOCUMENT_SECTIONS = {
    "DocumentScene": "Document scene",
    "DocumentQuota": "Document quota",
    "Degrade": "Degradation",
    "MoneyField": "Field: money",
    "NumberField": "Field: number",
    "PercentField": "Field: percent",
    "DateField": "Field: date",
    "DateAfter": "Date after another",
    "CodeField": "Field: code",
    "PersonField": "Field: person",
    "RowsField": "Field: rows",
    "SumField": "Field: sum",
    "ProductField": "Field: product",
    "AddField": "Field: add",
    "ShareField": "Field: share",
    "ShareOf": "Share of",
    "CatalogueField": "Field: catalogue",
    "WhenField": "Field: when",
}
"""As `SECTIONS`, of scenes of kind document."""

VIDEO_SECTIONS = {
    "VideoScene": "Video scene",
    "Camera": "Camera",
    "Window": "Window",
    "Shots": "Shots",
    "Motion": "Motion",
}
"""As `SECTIONS`, of scenes of kind video; keys that scenes of pictures have too are left out."""

AUDIO_SECTIONS = {
    "AudioScene": "Audio scene",
    "Script": "Script",
    "Speaker": "Speaker",
    "Voice": "Voice",
    "Pauses": "Pauses",
    "Acoustics": "Acoustics",
    "Events": "Events",
}
"""As `SECTIONS`, of scenes of kind audio."""

PACKET_SECTIONS = {
    "PacketScene": "Packet scene",
    "PersonSpec": "Person",
    "MemberSpec": "Member",
    "PartOfPlace": "Part of a place",
    "Contradiction": "Contradiction",
}
"""As `SECTIONS`, of scenes of kind packet."""

INLINE = {
    "Related": ("target", "share"),
    "Near": ("distance",),
    "Bound": ("min", "max", "of"),
    "OccludedBound": ("below",),
}
"""Models whose fields are described in the notes of the section above them."""

RANGES = ("Uniform", "Normal", "LogNormal", "Poisson", "Integer", "ValueChoice", "Fitted")
SIZES = ("FractionSize", "RelativeSize", "MetresSize")
PLACES = ("Scatter", "Grid", "Row", "Cluster", "Ground", "Pairs", "FittedPlace")
_NUMERIC = {"NumberLiteral", "Uniform", "Normal", "LogNormal", "Poisson", "Integer", "NumberChoice"}


def reference() -> str:
    """The reference as Markdown: a table for each section of a scene."""
    return "\n\n".join(_parts(scene_json_schema())) + "\n"


def text_reference() -> str:
    """As `reference`, of scenes of kind text."""
    return _sections(TEXT_SECTIONS)


def document_reference() -> str:
    """As `reference`, of scenes of kind document, with the effects of degradation."""
    rows = [f"| `{name}` | {_cell(seen)} |" for name, seen in EFFECTS.items()]
    effects = "\n".join(["| effect | what is seen of it |", "|---|---|", *rows])
    return f"{_sections(DOCUMENT_SECTIONS)}\n### Effects\n\n{effects}\n"


def video_reference() -> str:
    """As `reference`, of scenes of kind video: the keys that those of pictures do not have."""
    shared = scene_json_schema()["$defs"]["Scene"]["properties"].keys() - {"kind"}
    return _sections(VIDEO_SECTIONS, without=shared)


def audio_reference() -> str:
    """As `reference`, of scenes of kind audio, with the noises and events there are."""
    parts = [_sections(AUDIO_SECTIONS)]
    for title, found in {"Noise": NOISES, "Event": EVENTS}.items():
        rows = [f"| `{name}` | {_cell(heard)} |" for name, heard in found.items()]
        table = "\n".join([f"| {title.lower()} | what is heard |", "|---|---|", *rows])
        parts.append(f"### {title}\n\n{table}\n")
    return "\n".join(parts)


def packet_reference() -> str:
    """As `reference`, of scenes of kind packet."""
    return _sections(PACKET_SECTIONS)


def _sections(sections: Mapping[str, str], without: Collection[str] = ()) -> str:
    models = scene_json_schema()["$defs"]
    parts = (part for name, title in sections.items() for part in _section(title, models[name], without))
    return "\n\n".join(parts).replace("(#range)", "(scenes.md#range)") + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "scenes.md": reference,
    "texts.md": text_reference,
    "documents.md": document_reference,
    "video.md": video_reference,
    "packets.md": packet_reference,
    "audio.md": audio_reference,
}
"""Name of a page -> what stands after its mark."""


def with_reference(page: str, written: str) -> str:
    """The page with everything after the mark replaced by `written`."""
    if MARK not in page:
        raise ValueError(f"the page has no line {MARK!r}")
    return f"{page[: page.index(MARK)]}{MARK}\n\n{written}"


def _parts(schema: dict[str, Any]) -> Iterator[str]:
    models = schema["$defs"]
    for name in ("Scene", "Canvas", "Background", "ObjectSpec"):
        yield from _section(SECTIONS[name], models[name])
    yield "### Range"
    yield "A plain value, or a mapping with exactly one of these tags."
    yield _tags(models, RANGES)
    yield "Numeric ranges but `choice` and `fitted` also take `min` and `max`: draws beyond are clipped."
    yield "### Size"
    yield "A number or range in px, `{fitted: true}`, or one of these."
    yield _table(field for name in SIZES for field in _fields(models[name]))
    yield "### Place"
    yield "Every kind of placement takes:"
    shared = models["Scatter"]["properties"].keys() - {"kind"}
    yield _table(field for field in _fields(models["Scatter"]) if field[0] in shared)
    yield "and according to its `kind`:"
    yield _kinds(models, shared)
    yield from _section("Occluded by", models["OccludedBy"])
    for name in ("Relations", "Limits", "Quota"):
        yield from _section(SECTIONS[name], models[name])
        yield from _inline(models, name)
    yield from ("### Shapes", "Height / width where `aspect` is left out: " + _list(SHAPES, "{:g}") + ".")
    yield from ("### Colours", _list(COLORS, "`{}`") + ".")


def _section(title: str, model: dict[str, Any], without: Collection[str] = ()) -> Iterator[str]:
    yield f"### {title}"
    yield model["description"]
    yield _table(field for field in _fields(model) if field[0] not in without)


def _inline(models: dict[str, Any], section: str) -> Iterator[str]:
    """The tables of the small models that a section's rows use."""
    if section == "Relations":
        yield "A relation is the other's category, or a mapping; `distance` is for `near` only:"
        yield _table(field for name in ("Related", "Near") for field in _own(models, name))
    if section == "Limits":
        yield "Each measure is a mapping; `below` is for `occluded` only:"
        yield _table(field for name in ("Bound", "OccludedBound") for field in _own(models, name))


def _own(models: dict[str, Any], name: str) -> list[tuple[str, str, str, str]]:
    return [field for field in _fields(models[name]) if field[0] in INLINE[name]]


def _tags(models: dict[str, Any], names: tuple[str, ...]) -> str:
    rows = []
    for name in names:
        key = models[name]["required"][0]
        meaning = models[name]["properties"][key]["description"]
        rows.append(f"| `{key}` | {meaning} | {_cell(models[name]['description'])} |")
    return "\n".join(["| tag | value | meaning |", "|---|---|---|", *rows])


def _kinds(models: dict[str, Any], shared: set[str]) -> str:
    rows = []
    for name in PLACES:
        model = models[name]
        kind = model["properties"]["kind"]["const"]
        rows.append(f"| `{kind}` | | | {_cell(model['description'])} |")
        own = [field for field in _fields(model) if field[0] not in {*shared, "kind"}]
        rows += [
            f"| | `{leaf}` | {kind_of} | {default}{meaning} |" for leaf, kind_of, default, meaning in map(_told, own)
        ]
    return "\n".join(["| kind | key | value | meaning |", "|---|---|---|---|", *rows])


def _told(field: tuple[str, str, str, str]) -> tuple[str, str, str, str]:
    leaf, kind, default, meaning = field
    return leaf, kind, {"": "", "needed": "(needed) "}.get(default, f"(default {default}) "), meaning


def _fields(model: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """(key, value, default, meaning) of every key of a model."""
    needed = set(model.get("required", ()))
    return [
        (key, _kind(field), "needed" if key in needed else _default(field), _cell(field.get("description", "")))
        for key, field in model["properties"].items()
    ]


def _table(fields: Any) -> str:
    rows = [f"| `{key}` | {kind} | {default} | {meaning} |" for key, kind, default, meaning in fields]
    return "\n".join(["| key | value | default | meaning |", "|---|---|---|---|", *rows])


def _default(field: dict[str, Any]) -> str:
    value = field.get("default")
    if value is None or value == "" or isinstance(value, dict):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _kind(field: dict[str, Any]) -> str:
    """The value of a key in words, from its JSON Schema."""
    if options := field.get("anyOf") or field.get("oneOf"):
        return _union([option for option in options if option.get("type") != "null"])
    if "$ref" in field:
        return _named(field["$ref"].rpartition("/")[2])
    if "const" in field:
        return f"`{str(field['const']).lower()}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {len(field['prefixItems'])} numbers" if "prefixItems" in field else "list"
    if field.get("type") == "object":
        inner = next(iter(field.get("patternProperties", {}).values()), field.get("additionalProperties"))
        return f"name: {_kind(inner)}" if isinstance(inner, dict) else "leaf: value"
    return _scalar(field)


def _union(options: list[dict[str, Any]]) -> str:
    refs = {option["$ref"].rpartition("/")[2] for option in options if "$ref" in option}
    if "Scatter" in refs:
        return "[place](#place)"
    if "FractionSize" in refs:
        return "[size](#size)"
    if "PolygonShape" in refs:
        return "[shape](#shapes)"
    if refs >= _NUMERIC:
        return "[range](#range)" + (" or `fitted`" if "Fitted" in refs else "")
    if {"ValueLiteral", "ValueChoice"} <= refs:
        return "[range](#range) or text"
    return " or ".join(dict.fromkeys(_kind(option) for option in options))


def _named(model: str) -> str:
    heading = {**SECTIONS, **TEXT_SECTIONS, **PACKET_SECTIONS, **VIDEO_SECTIONS}.get(model, "").lower()
    if heading:
        return f"[{heading}](#{heading.replace(' ', '-')})"
    return {"OccludedBy": "[occluded by](#occluded-by)", "ValueChoice": "`choice`"}.get(model, "mapping")


def _scalar(field: dict[str, Any]) -> str:
    kind = field.get("type")
    if isinstance(kind, list):
        return "value"
    words = {"integer": "whole number", "number": "number", "string": "text", "boolean": "true or false"}
    low = field.get("exclusiveMinimum", field.get("minimum"))
    high = field.get("maximum")
    bounded = low is not None and high is not None and high < LARGEST
    return words[str(kind)] + (f" {low:g} to {high:g}" if bounded else "")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _list(entries: Any, form: str) -> str:
    return ", ".join(f"`{name}` {form.format(value)}" for name, value in entries.items())


def main(argv: list[str]) -> int:
    """Rewrite the reference part of each page named."""
    for name in argv:
        page = Path(name)
        page.write_text(with_reference(page.read_text("utf-8"), PAGES[page.name]()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
