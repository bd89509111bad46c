"""The English grammar that captions need: articles, plurals, number words and lists."""

from __future__ import annotations

from collections.abc import Sequence

from synth.core import inflection

_ONES = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


_PREPOSITIONS = frozenset({
    "about", "above", "across", "against", "along", "among", "around", "at", "before", "behind", "below", "beneath",
    "beside", "between", "beyond", "by", "for", "from", "in", "inside", "into", "near", "next", "of", "off", "on",
    "onto", "opposite", "out", "outside", "over", "past", "through", "to", "toward", "towards", "under", "up", "upon",
    "via", "with", "without", "that", "which", "who",
})  # fmt: skip
_PARTICIPLES = frozenset({
    "carrying", "covered", "crossing", "driving", "facing", "filled", "holding", "leaning", "lying", "made",
    "painted", "parked", "pulling", "pushing", "riding", "running", "sitting", "standing", "stopped", "waiting",
    "walking", "wearing",
})  # fmt: skip
_ARTICLES = ("a", "an", "the")


def words(name: str) -> str:
    """A category's or variable's name as words: `traffic_light` -> `traffic light`."""
    return " ".join(name.replace("_", " ").split())


def plural(noun: str) -> str:
    """The plural of a noun, of the last word of a compound or of its head."""
    return inflection.plural(words(noun))


def article(noun: str) -> str:
    """The noun with `a` or `an`, by its sound."""
    return f"{inflection.article(noun)} {noun}"


def number(value: int) -> str:
    """0 to 99 in words (0 is `no`), larger ones in digits."""
    if not 0 <= value < 100:
        return str(value)
    if value < 20:
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


def counted(value: int, name: str) -> str:
    """`one car`, `three people`, `no nuclei`."""
    return f"{number(value)} {words(name) if value == 1 else plural(name)}"


def counted_phrase(value: int, phrase: str) -> str:
    """The phrase itself for 1, else its plural with the number: `a person in a red coat`, `two people in red coats`."""
    return phrase if value == 1 else f"{number(value)} {_many(phrase)}"


def _many(phrase: str) -> str:
    """The plural of a noun phrase, without its article. A later noun with `a` or `an` becomes plural too."""
    noun, comma, more = phrase.partition(",")
    tokens = noun.split()
    tokens = tokens[1:] if len(tokens) > 1 and tokens[0].lower() in _ARTICLES else tokens
    end = next((at for at in range(1, len(tokens)) if _ends_noun(tokens, at)), len(tokens))
    many = [plural(" ".join(tokens[:end]))]
    for at in range(end, len(tokens)):
        if tokens[at] in ("a", "an"):
            many.append(_many(" ".join(tokens[at:])))
            break
        many.append(tokens[at])
    return " ".join(many) + comma + more


def _ends_noun(tokens: Sequence[str], at: int) -> bool:
    """Whether the word at index `at` begins a modifier of the noun before it: `in a coat`, `parked at the kerb`."""
    after = tokens[at + 1 : at + 2]
    return tokens[at] in _PREPOSITIONS or (
        tokens[at] in _PARTICIPLES and (not after or after[0] in _PREPOSITIONS or after[0] in _ARTICLES)
    )


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """The text with a capital letter and a full stop."""
    return text[0].upper() + text[1:] + "."
