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


class _Digits(dict[int, str]):
    """Whole numbers as text; looking one up takes a third of the time that writing it takes."""

    def __missing__(self, number: int) -> str:
        return str(number)


class _Names(dict[str, str]):
    """Labels, locales and templates in quotes, of which a scene has a few hundred."""

    def __missing__(self, name: str) -> str:
        self[name] = quoted(name)
        return self[name]


_digits = _Digits({number: str(number) for number in range(4096)})
_names = _Names()


def attributes_of(sample: VerifiedText) -> dict[str, str]:
    """The scene's variables and the labels of the whole text, name -> value in JSON, sorted by name."""
    attributes = sample.draft.attributes
    values = {**sample.plan.variables, **attributes} if attributes else sample.plan.variables
    return {name: _value(values[name]) for name in sorted(values)} if values else {}


def text_line(sample: VerifiedText, seed: int, attributes: Mapping[str, str]) -> str:
    """One text with its labels; `attributes` are its `attributes_of`. ValueError on NaN or a foreign type.

    Keys of some data sets only: `label` (the one label of the whole text) or `labels` (several, or lists), `tokens`,
    `tags`, `pos`, `quotas`, `provenance`, and `true_spans` where labels are made wrong on purpose.
    """
    plan, draft, tokens = sample
    sample_id, template, locale, _, quotas, _, _ = plan
    text, spans, truth, _, labels, provenance, _ = draft
    label = _labels({name: attributes[name] for name in sorted(labels)}) if labels else ""
    pos = tags = ends = true_spans = source = rare = ""
    if tokens:
        if any(token.pos for token in tokens):
            pos = f',"pos":[{",".join([quoted(token.pos) for token in tokens])}]'
        tags = f',"tags":[{",".join([quoted(token.tag) for token in tokens])}]'
        ends = f',"tokens":[{",".join([f"[{token.start},{token.end}]" for token in tokens])}]'
    if provenance:
        source = f',"provenance":{_encode(json_value(provenance, DECIMALS))}'
    if quotas:
        rare = f',"quotas":{_encode(quotas)}'
    if truth is not spans:
        true_spans = f',"true_spans":{_spans(truth)}'
    return (
        f'{{"attributes":{_members(attributes) if attributes else "{}"},"id":{sample_id}{label}'
        f',"locale":{_names[locale]}{pos}{source}{rare},"seed":{seed},"spans":{_spans(spans)}{tags}'
        f',"template":{_names[template]},"text":{quoted(text)}{ends}{true_spans}}}'
    )


def one_label(values: Mapping[str, str]) -> str | None:
    """The one label of a whole text, out of its labels in JSON; None where it has several, or one with members."""
    (value,) = values.values() if len(values) == 1 else (None,)
    return None if value is None or value[0] in "[{" else value


def encoded(lines: Sequence[str]) -> list[bytes]:
    """The lines as UTF-8, each with its newline. ValueError where one holds half of a surrogate pair."""
    return [(line if line.isascii() else _on_one_line(line)).encode() + b"\n" for line in lines]


def _on_one_line(line: str) -> str:
    for character, escape in LINE_BREAKS.items():
        line = line.replace(character, escape)
    return line


def _spans(spans: Iterable[Span]) -> str:
    found = [
        f'{{{_extra(attributes) if attributes else ""}"end":{_digits[end]},"entity_id":{_digits[entity_id]},'
        f'"label":{_names[label]},"start":{_digits[start]},"value":{quoted(value)}}}'
        for start, end, label, value, entity_id, attributes in spans
    ]
    return f"[{','.join(found)}]"


def _extra(attributes: Mapping[str, Any]) -> str:
    """The attributes of a span, where it has any."""
    return f'"attributes":{_members({name: _value(attributes[name]) for name in sorted(attributes)})},'


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
