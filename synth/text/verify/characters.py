"""Checks the labels of a text against its characters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence

from synth.core.labels import Span, Token
from synth.core.marked import UNSEEN
from synth.core.outcome import Rejection
from synth.scene.template_plans import TemplatePlan
from synth.text.grammar.graphemes import cuts
from synth.text.grammar.tokens import outermost, tokens_of
from synth.text.records import TextDraft, VerifiedText

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters except tab and line feed."""
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - {0x09, 0x0A})

Defect = tuple[str, int, str]
"""(check, number of wrong characters or tags where 0 is allowed, detail)"""


def verify_text(
    plan: TemplatePlan, draft: TextDraft, *, labels: Collection[str], with_tokens: bool
) -> VerifiedText | Rejection:
    """The text with its tokens (none unless `with_tokens`), or a Rejection for the first defect."""
    text, spans = draft.text, draft.spans
    finding = characters(text) or nesting(text, spans, labels) or graphemes(text, spans)
    if finding is None and draft.truth is not spans:
        finding = nesting(text, draft.truth, labels) or graphemes(text, draft.truth)
    tokens: tuple[Token, ...] = ()
    if finding is None and with_tokens:
        tokens = tokens_of(text, spans, draft.words)
        finding = alignment(text, spans, tokens)
    if finding is None:
        return VerifiedText(plan, draft, tokens)
    check, measured, detail = finding
    return Rejection(
        sample_id=plan.sample_id, check=check, measured=measured, limit=0, attempt=plan.attempt, detail=detail
    )


def characters(text: str) -> Defect | None:
    """The text must not be blank, and must not hold lone surrogates or control characters."""
    if not text or text.isspace():
        return "empty", 1, "no character to read"
    if text.isascii() and (text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()):
        return None
    try:
        encoded = text.encode()
    except UnicodeEncodeError as error:
        lone = sum("\ud800" <= char <= "\udfff" for char in text)
        return "surrogates", lone, f"U+{ord(text[error.start]):04X} at {error.start}"
    found = len(encoded.translate(None, _CONTROL_BYTES)) != len(encoded) or len(encoded) != len(text)
    if found and (controls := _CONTROL.findall(text)):
        return "control", len(controls), f"U+{ord(controls[0]):04X} at {text.index(controls[0])}"
    return None


def nesting(text: str, spans: Sequence[Span], labels: Collection[str]) -> Defect | None:
    """Every span lies in the text, equals its characters and has a known label; two spans are nested or disjoint.

    None begins or ends with white space.
    """
    length, before, open_ends = len(text), 0, [len(text)]
    last = reached = 0
    for start, end, label, value, _, _ in spans:
        apart = reached <= start < end <= length  # behind all spans so far
        if (
            apart
            and text[start:end] == value
            and label in labels
            and value[0] not in UNSEEN
            and value[-1] not in UNSEEN
        ):
            open_ends, before, last, reached = [end], start, end, end
            continue
        if not 0 <= start < end <= length:
            return "inside", max(-start, end - length, start - end + 1), f"{label} at [{start}, {end}) of {length}"
        if text[start:end] != value:
            wrong = sum(a != b for a, b in zip(text[start:end], value, strict=False)) + abs(end - start - len(value))
            return "characters", wrong, f"{label} at [{start}, {end})"
        if value[0] in UNSEEN or value[-1] in UNSEEN:
            return "white_space", (value[0] in UNSEEN) + (value[-1] in UNSEEN), f"{label} at [{start}, {end})"
        if label not in labels:
            return "label", 1, label
        if start < before or (start == before and end > last):
            return "order", max(before - start, 1), f"{label} at [{start}, {end})"
        while open_ends[-1] <= start:
            open_ends.pop()
        if end > open_ends[-1]:
            return "nesting", end - open_ends[-1], f"{label} at [{start}, {end}) leaves the span that it begins in"
        open_ends.append(end)
        before, last = start, end
    return None


def graphemes(text: str, spans: Sequence[Span]) -> Defect | None:
    """No span begins or ends inside of a character as people see it (UAX 29)."""
    if text.isascii() and "\r" not in text:
        return None
    for start, end, label, *_ in spans:
        if wrong := cuts(text, start) + cuts(text, end):
            return "grapheme", wrong, f"{label} at [{start}, {end})"
    return None


def alignment(text: str, spans: Sequence[Span], tokens: Sequence[Token]) -> Defect | None:
    """Tokens are in order, cover all but white space and cross no border of a span; their tags equal the spans."""
    return _coverage(text, tokens) or _crossing(spans, tokens) or _tags(text, spans, tokens)


def _coverage(text: str, tokens: Sequence[Token]) -> Defect | None:
    at = 0
    for start, end, _, _ in tokens:
        if start < at or end <= start:
            return "token_order", max(at - start, start - end + 1), f"token at [{start}, {end})"
        if start > at and (lost := text[at:start].strip()):
            return "token_coverage", len(lost), f"characters at [{at}, {start}) are in no token"
        at = end
    lost = text[at:].strip()
    return ("token_coverage", len(lost), f"characters from {at} are in no token") if lost else None


def _crossing(spans: Sequence[Span], tokens: Sequence[Token]) -> Defect | None:
    starts = [token.start for token in tokens]
    for span in spans:
        for border in span[:2]:
            index = bisect_left(starts, border) - 1
            if index >= 0 and tokens[index].end > border:
                return "token_border", tokens[index].end - border, f"token at {starts[index]} over the border {border}"
    return None


def _tags(text: str, spans: Sequence[Span], tokens: Sequence[Token]) -> Defect | None:
    """The spans read back from the tags must equal the outermost spans without white space at their ends."""
    from_tags: list[tuple[int, int, str]] = []
    previous = "O"
    for start, end, tag, _ in tokens:
        if tag[0] == "B":
            from_tags.append((start, end, tag[2:]))
        elif tag[0] == "I":
            if previous[1:] != tag[1:]:
                return "token_tags", 1, f"{tag} after {previous} at {start}"
            from_tags[-1] = (from_tags[-1][0], end, tag[2:])
        previous = tag
    from_spans = {_trimmed(text, span) for span in outermost(spans) if not span.value.isspace()}
    wrong = from_spans.symmetric_difference(from_tags)
    return ("token_tags", len(wrong), f"{min(wrong)}") if wrong else None


def _trimmed(text: str, span: Span) -> tuple[int, int, str]:
    inside = text[span.start : span.end]
    lead = len(inside) - len(inside.lstrip())
    return span.start + lead, span.start + len(inside.rstrip()), span.label
