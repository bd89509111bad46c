"""The lines of text.jsonl: canonical JSON (sorted keys, no spaces) that people can read, in UTF-8.

Built by hand, because this runs a million times: the general encoder takes five times as long. Characters at which some
readers break lines (U+0085, U+2028, U+2029) are escaped, so that a line is a line for everyone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring as quoted
from math import isfinite
from typing import Any

from synth.core.canonical import DECIMALS, LINE_BREAKS, json_value, rounded
from synth.core.labels import Span
from synth.text.records import VerifiedText

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode

_ESCAPES = [(character.encode(), escape.encode()) for character, escape in LINE_BREAKS.items()]


def attributes_of(sample: VerifiedText) -> dict[str, str]:
    """The scene's variables and the labels of the whole text, name -> value in JSON, sorted by name."""
    attributes = sample.draft.attributes
    values = {**sample.plan.variables, **attributes} if attributes else sample.plan.variables
    return {name: _value(values[name]) for name in sorted(values)}


def text_line(sample: VerifiedText, seed: int, attributes: Mapping[str, str]) -> str:
    """One text with its labels; `attributes` are its `attributes_of`. ValueError on NaN or a foreign type.

    Keys of some data sets only: `label` (the one label of the whole text) or `labels` (several, or lists), `tokens`,
    `tags`, `pos`, `quotas`, `provenance`, and `true_spans` where labels are made wrong on purpose.
    """
    plan, draft, tokens = sample.plan, sample.draft, sample.tokens
    parts = [f'{{"attributes":{_members(attributes)},"id":{plan.sample_id}']
    if draft.attributes:
        parts.append(_labels({name: attributes[name] for name in sorted(draft.attributes)}))
    parts.append(f',"locale":{quoted(plan.locale)}')
    if tokens and any(token.pos for token in tokens):
        parts.append(f',"pos":[{",".join([quoted(token.pos) for token in tokens])}]')
    if draft.provenance:
        parts.append(f',"provenance":{_encode(json_value(draft.provenance, DECIMALS))}')
    if plan.quotas:
        parts.append(f',"quotas":{_encode(plan.quotas)}')
    parts.append(f',"seed":{seed},"spans":{_spans(draft.spans)}')
    if tokens:
        parts.append(f',"tags":[{",".join([quoted(token.tag) for token in tokens])}]')
    parts.append(f',"template":{quoted(plan.template)},"text":{quoted(draft.text)}')
    if tokens:
        parts.append(f',"tokens":[{",".join([f"[{token.start},{token.end}]" for token in tokens])}]')
    if draft.truth is not draft.spans:
        parts.append(f',"true_spans":{_spans(draft.truth)}')
    parts.append("}")
    return "".join(parts)


def one_label(values: Mapping[str, str]) -> str | None:
    """The one label of a whole text, out of its labels in JSON; None where it has several, or one with members."""
    (value,) = values.values() if len(values) == 1 else (None,)
    return None if value is None or value[0] in "[{" else value


def encoded(lines: Sequence[str]) -> list[bytes]:
    """The lines as UTF-8, each with its newline. ValueError where one holds half of a surrogate pair."""
    data = "\n".join(lines).encode()
    for character, escape in _ESCAPES:
        data = data.replace(character, escape)
    return [line + b"\n" for line in data.split(b"\n")] if lines else []


def _spans(spans: Iterable[Span]) -> str:
    found = []
    for start, end, label, value, entity_id, attributes in spans:
        extra = ""
        if attributes:
            extra = f'"attributes":{_members({name: _value(attributes[name]) for name in sorted(attributes)})},'
        found.append(
            f'{{{extra}"end":{end},"entity_id":{entity_id},"label":{quoted(label)},'
            f'"start":{start},"value":{quoted(value)}}}'
        )
    return f"[{','.join(found)}]"


def _members(values: Mapping[str, str]) -> str:
    """A JSON object of values that are JSON already, in the order given."""
    return f"{{{','.join([f'{quoted(name)}:{value}' for name, value in values.items()])}}}"


def _labels(values: Mapping[str, str]) -> str:
    value = one_label(values)
    return f',"labels":{_members(values)}' if value is None else f',"label":{value}'


def _value(value: Any) -> str:
    """As the general encoder, whose start alone takes longer than most values."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is int:
        return str(value)
    if kind is float and isfinite(value):
        return repr(rounded(value))
    if kind is list or kind is tuple:
        return f"[{','.join([_value(member) for member in value])}]"
    return _encode(json_value(value, DECIMALS))
