"""The filters of templates: each returns a text in which the labels follow the changed characters."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from jinja2.runtime import Undefined

from synth.core.errors import suggest
from synth.core.marked import POS, Edit, Marked, seen_range
from synth.text.grammar import agreement, formats, speech
from synth.text.grammar.budget import (
    MAX_CHARS,
    RefusedError,
    Rendering,
    as_marked,
    described,
    has_fields,
    joined_within_limit,
    plain_value,
    printable,
)

UNIVERSAL_POS = (  # universaldependencies.org/u/pos
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART"),
    *("PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
)
_TAGGED = re.compile(rf"(/|[^\s/]+)/({'|'.join(UNIVERSAL_POS)})")
HOW_TAGGED = "tagged() takes token/TAG, as in do/AUXn't/PART go/VERB"
_WORD = re.compile(r"\w(?:[\w'’]*\w)?")


def upper(rendering: Rendering, value: object) -> Marked:
    """In capitals."""
    return as_marked(value).mapped(str.upper)


def lower(rendering: Rendering, value: object) -> Marked:
    """In small letters."""
    return as_marked(value).mapped(str.lower)


def title(rendering: Rendering, value: object) -> Marked:
    """Every word with a capital first letter and small others."""
    text = as_marked(value)
    starts = {match.start() for match in _WORD.finditer(text.text)}
    return _by_character(text, lambda at, char: char.title() if at in starts else char.lower())


def capitalize(rendering: Rendering, value: object) -> Marked:
    """The first letter a capital, all others small."""
    return _by_character(as_marked(value), lambda at, char: char.lower() if at else char.title())


def first_upper(rendering: Rendering, value: object) -> Marked:
    """The first letter a capital, the others as they are; marks before it do not count (`¿qué`)."""
    text = as_marked(value)
    at = next((at for at, char in enumerate(text.text) if char.isalnum()), None)
    return text if at is None else text.edited([Edit(at, at + 1, text.text[at].title())])


def trim(rendering: Rendering, value: object) -> Marked:
    """Without white space at either end."""
    return as_marked(value).stripped()


def replace(rendering: Rendering, value: object, old: object, new: object) -> Marked:
    """Every `old` replaced by `new`."""
    text, wanted, instead = as_marked(value), str(printable(old)), str(printable(new))
    if not wanted:
        raise RefusedError("an empty text", "replace(old, new) needs a text to look for")
    if len(text) + text.text.count(wanted) * len(instead) > MAX_CHARS:
        raise RefusedError(f"more than {MAX_CHARS} characters", "a shorter text is needed")
    found = re.finditer(re.escape(wanted), text.text)
    return text.edited([Edit(match.start(), match.end(), instead) for match in found])


def plural(rendering: Rendering, value: object, count: object = None) -> Marked:
    """The plural, unless `count` is 1 (or the like, as the locale has it)."""
    text = as_marked(value)
    if isinstance(count, int | float) and agreement.is_one(count, rendering.locale):
        return text
    start, end = seen_range(text.text)
    many = agreement.plural_in(text.text[start:end], rendering.locale)
    return _inflected(text, text.text[:start] + many + text.text[end:])


def possessive(rendering: Rendering, value: object, tag: str = "") -> Marked:
    """The genitive of a name: Anna's, Jonas'; German Annas. An apostrophe-s stays outside of the label.

    `tag`: its Universal part of speech.
    """
    text = as_marked(value)
    start, end = seen_range(text.text)
    ending = agreement.possessive_ending_in(text.text[start:end], rendering.locale)
    if ending[:1].isalpha() and ending.isascii():  # a German `s` belongs to the word
        return _inflected(text, text.text[:end] + ending + text.text[end:])
    after = pos(rendering, ending, tag) if tag else ending
    return joined_within_limit((text.sliced(0, end), after, text.sliced(end, len(text))))


def article(rendering: Rendering, value: object, tag: str = "") -> Marked:
    """With `a` or `an` before it; `tag`: the article's Universal part of speech."""
    text = as_marked(value)
    before: Marked | str = agreement.article_in(text.text, rendering.locale)
    return joined_within_limit((pos(rendering, before, tag) if tag else before, " ", text))


def default(rendering: Rendering, value: object, instead: object = "") -> object:
    """`instead` where the name is unknown."""
    return instead if isinstance(value, Undefined) else value


def join(rendering: Rendering, value: object, separator: object = "") -> Marked:
    """The entries of a list as one text."""
    between = printable(separator)
    pieces = [piece for item in _items(value) for piece in (between, printable(item))]
    text = joined_within_limit(pieces[1:])
    rendering.spend_on(text)
    return text


def length(rendering: Rendering, value: object) -> int:
    """Characters of a text, or entries of a list."""
    return len(value) if isinstance(value, list | tuple | range) else len(printable(value))


def label(rendering: Rendering, value: object, label: str, of: object = None) -> Marked:
    """Under a label; with `of`, the same entity as that person or labelled text."""
    check_label(rendering, label)
    return label_value(rendering, as_marked(value), label, of)


def check_label(rendering: Rendering, label: object) -> None:
    """Raises RefusedError for a label that the scene doesn't list."""
    if label not in rendering.labels:
        raise RefusedError(
            label, suggest(str(label), rendering.labels) if rendering.labels else "the scene lists no labels"
        )


def label_value(rendering: Rendering, text: Marked, label: str, of: object) -> Marked:
    """`text` under a label, once: a text that has it already is not labelled twice.

    White space at its ends stays outside. RefusedError for a text that is nothing else.
    """
    start, end = seen_range(text.text)
    if text.text and start == end:
        raise RefusedError(described(text), f"label({label!r}) of white space alone; a character to read is needed")
    first = text.marks[0] if text.marks else None
    whole = first is not None and first[:3] == (start, end, label)
    if of is None and whole:
        return text
    entity = rendering.entity(label, text.text[start:end]) if of is None else _entity_of(of)
    if whole:
        text = Marked(text.text, text.marks[1:])
    return text.labelled(label, entity)


def plain(rendering: Rendering, value: object) -> Marked:
    """Without labels."""
    return Marked(as_marked(value).text)


def pos(rendering: Rendering, value: object, tag: str) -> Marked:
    """A word with its Universal part of speech."""
    text = as_marked(value)
    if tag not in UNIVERSAL_POS:
        raise RefusedError(tag, suggest(str(tag), UNIVERSAL_POS))
    if not text.text or any(char.isspace() for char in text.text):
        raise RefusedError(described(text), "pos() tags one word")
    return text.labelled(POS + tag, POS)


def tagged(rendering: Rendering, value: object) -> Marked:
    """A text whose tokens are followed by their Universal parts of speech: `do/AUXn't/PART go/VERB`."""
    return _tagged(str(printable(value)))


@lru_cache(8192)
def _tagged(text: str) -> Marked:
    if left := untagged(text):
        raise RefusedError(described(left), HOW_TAGGED)
    pieces: list[Marked | str] = []
    at = 0
    for token in _TAGGED.finditer(text):
        pieces += (text[at : token.start()], Marked(token[1]).labelled(POS + token[2], POS))
        at = token.end()
    return joined_within_limit((*pieces, text[at:]))


def untagged(text: str) -> str:
    """What `tagged` cannot read in a text."""
    return _TAGGED.sub("", text).strip()


def spoken(rendering: Rendering, value: object) -> Marked:
    """Digits and marks as they are said, one by one: `0151 @` is `zero one five one at`."""
    language = agreement.language(rendering.locale)
    if language not in speech.LANGUAGES:
        raise RefusedError(rendering.locale, f"spoken() knows the languages {', '.join(speech.LANGUAGES)}")
    text = speech.spoken(as_marked(value), rendering.locale)
    rendering.spend_on(text)
    return text


def spelled(rendering: Rendering, value: object) -> Marked:
    """Letter by letter: `w e i s s`."""
    text = speech.spelled(as_marked(value))
    rendering.spend_on(text)
    return text


def attr(rendering: Rendering, value: object, **attributes: object) -> Marked:
    """With attributes on the outermost label."""
    text = as_marked(value)
    if not text.marks:
        raise RefusedError(described(text), "attr() needs a labelled text")
    first = text.marks[0]
    values = {name: plain_value(entry) for name, entry in attributes.items()}
    return Marked(text.text, (first._replace(attributes={**first.attributes, **values}), *text.marks[1:]))


def number(rendering: Rendering, value: object, digits: int | None = None, style: str = "figures") -> str:
    """A number with the locale's separators; `digits` decimals, default: as many as it has (at most 6).

    `style="spoken"`: as it is said in English.
    """
    return formats.number_in(_number(value), rendering.locale, digits, style)


def money(rendering: Rendering, value: object, currency: str = "", style: str = "figures") -> str:
    """An amount with its currency, as the locale writes it; default: the locale's own currency.

    `style="spoken"`: as it is said in English, in pounds or dollars.
    """
    return formats.money_in(_number(value), rendering.locale, currency, style)


def date(rendering: Rendering, value: object, style: str = "short") -> str:
    """A day: `short`, `long`, `iso`, `any` of the ways in which people of the locale write one, or as it is `spoken`.

    A variable's day is a text: "2025-12-31".
    """
    if isinstance(value, str):
        with suppress(ValueError):
            value = datetime.date.fromisoformat(value)
    if not isinstance(value, datetime.date):
        raise RefusedError(described(value), "date() takes a day, as day(0, 30) gives one, or a text as 2025-12-31")
    return formats.date_in(value, rendering.locale, style, rendering.draws)


FILTERS: Mapping[str, Callable[..., Any]] = {
    change.__name__: change
    for change in (
        *(upper, lower, title, capitalize, first_upper, trim, replace, plural, possessive, article),
        *(default, join, length, label, plain, pos, tagged, attr, number, money, date, spoken, spelled),
    )
}


def _by_character(text: Marked, change: Callable[[int, str], str]) -> Marked:
    changed = ((at, char, change(at, char)) for at, char in enumerate(text.text))
    return text.edited([Edit(at, at + 1, new) for at, char, new in changed if new != char])


def _inflected(text: Marked, new: str) -> Marked:
    """`text` turned into `new` where they differ; a mark that ends there grows with it."""
    old = text.text
    if new == old:
        return text
    shared = _shared(old, new)
    same = _shared(old[shared:][::-1], new[shared:][::-1])
    start = max(min(shared, len(old) - same - 1), 0)
    end = max(len(old) - same, start + 1)
    return text.edited([Edit(start, end, new[start : len(new) - len(old) + end])])


def _shared(one: str, other: str) -> int:
    """Characters that two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _items(value: object) -> Iterable[object]:
    if not isinstance(value, list | tuple | range):
        raise RefusedError(described(value), "join() takes a list")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RefusedError(described(value), "a number is needed")
    return value


def _entity_of(of: object) -> str:
    named = of if isinstance(of, Marked) else of.field("name") if has_fields(of) else None
    if not isinstance(named, Marked) or not named.marks:
        raise RefusedError(described(of), "`of` takes a person or a labelled text")
    return named.marks[0].entity
