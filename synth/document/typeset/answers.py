"""Fields and the questions that they answer, from the tags of the words and the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from synth.document.labels import DocumentLabels, Field, Link
from synth.document.records import Record, Value
from synth.document.typeset.letters import LostLetterError
from synth.document.typeset.marks import Marks, Mention
from synth.document.typeset.source import source_of_key
from synth.document.typeset.words import WordPart
from synth.document.unseen import visible_value

_BEFORE_WORDS = 20
"""An answer before its question counts as this much further away, since most answers follow."""

_OTHER_PAGE_WORDS = 100_000


def record_value(record: Record, key: str) -> Value | None:
    """The Value at a dotted key such as `items.3.amount`, as it is seen; None where the record has no such value."""
    node: Any = record
    for part in key.split("."):
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, Sequence) and not isinstance(node, str | Value) and part.isdecimal():
            node = node[int(part)] if int(part) < len(node) else None
        else:
            return None
    if isinstance(node, Value):
        return visible_value(node)
    return visible_value(Value(node, node)) if isinstance(node, str) else None


def fields_of(
    marks: Marks, record: Record, labels: DocumentLabels, word_ids: Mapping[int, list[int]]
) -> tuple[Field, ...]:
    """Every mention of a field; one on every page's header is several. `word_ids`: a mark's word -> ids of its parts.

    LostLetterError for a field whose text was given and that shows none of it.
    """
    found = []
    for mention in marks.fields:
        words = _ids(mention, word_ids)
        if mention.text and mention.text.strip() and not words:
            raise LostLetterError(
                f"field '{mention.key}' shows nothing of '{mention.text}'", source_of_key(mention.key)
            )
        field = _field(mention, record_value(record, mention.key), labels.text_of(words), words)
        found.append(field._replace(outlines=labels.outlines_of(words)))
    return tuple(found)


def _field(mention: Mention, known: Value | None, printed: str, words: tuple[int, ...]) -> Field:
    """The text is what was given, or the record's where it is that; capitals as they are printed."""
    given = printed if mention.text is None else " ".join(mention.text.split())
    if known is not None and _same(known.text, given):
        text = _as_printed(known.text.strip(), printed)
        return Field(mention.key, text, mention.value or known.value, known.type, words)
    return Field(mention.key, _as_printed(given, printed), mention.value or given, "text", words)


def _as_printed(text: str, printed: str) -> str:
    """The text, or the printed one where only capitals differ."""
    return printed if _same(text, printed) and _plain(text) != _plain(printed) else text


def _same(one: str, other: str) -> bool:
    return _plain(one).casefold() == _plain(other).casefold()


def links_of(marks: Marks, fields: Sequence[Field], word_ids: Mapping[int, list[int]]) -> tuple[Link, ...]:
    """A link for each question whose field is on the document, to the nearest mention of that field."""
    numbers: dict[str, list[int]] = {}
    for number, one in enumerate(fields):
        numbers.setdefault(one.key, []).append(number)
    links = []
    for question in marks.questions:
        answers = numbers.get(question.key)
        if answers:
            nearest = min(answers, key=lambda number: _remoteness(question, marks.fields[number]))
            links.append(Link(_ids(question, word_ids), nearest))
    return tuple(links)


def _remoteness(question: Mention, answer: Mention) -> float:
    """The distance from a question to an answer, in words; answers after it on the same page come first."""
    ahead = answer.at - question.at
    distance = ahead if ahead >= 0 else _BEFORE_WORDS - 3 * ahead
    return distance + (_OTHER_PAGE_WORDS if answer.page != question.page else 0)


def blanks_of(
    marks: Marks, record: Record, parts: Sequence[WordPart], word_ids: Mapping[int, list[int]]
) -> Mapping[int, bool]:
    """Part -> whether no space precedes it, where the text of a field determines that (letters in separate boxes)."""
    glued: dict[int, bool] = {}
    for mention in marks.fields:
        rest = _given_text(mention, record).strip()
        for number, part in enumerate(_ids(mention, word_ids) if rest else ()):
            following = rest.lstrip()
            text = parts[part].text.removesuffix("-") if parts[part].hyphen else parts[part].text
            if following[: len(text)].casefold() != text.casefold():
                break
            if number:
                glued[part] = following == rest
            rest = following[len(text) :]
    return glued


def _given_text(mention: Mention, record: Record) -> str:
    """The text of a field: given by the template, else that of the record; empty where there is neither."""
    if mention.text is not None:
        return mention.text
    known = record_value(record, mention.key)
    return known.text if known is not None else ""


def _ids(mention: Mention, word_ids: Mapping[int, list[int]]) -> tuple[int, ...]:
    return tuple(part for word in mention.words for part in word_ids[word])


def _plain(text: str) -> str:
    return "".join(text.split())
