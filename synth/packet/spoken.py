"""What is said in English words, as it would be written: the inverse of what speakers of calls and dictations say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LANGUAGE = "en"
"""Words of other languages are not read."""

_SMALL: Mapping[str, int] = {
    word: number
    for number, words in enumerate((
        "zero oh", "one first", "two second", "three third", "four fourth", "five fifth", "six sixth",
        "seven seventh", "eight eighth", "nine ninth", "ten tenth", "eleven eleventh", "twelve twelfth",
        "thirteen thirteenth", "fourteen fourteenth", "fifteen fifteenth", "sixteen sixteenth",
        "seventeen seventeenth", "eighteen eighteenth", "nineteen nineteenth",
    ))
    for word in words.split()
}  # fmt: skip
_TENS: Mapping[str, int] = {
    word: 10 * number
    for number, words in enumerate((
        "twenty twentieth", "thirty thirtieth", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ), 2)
    for word in words.split()
}  # fmt: skip
_SCALES: Mapping[str, int] = {"thousand": 1000, "million": 10**6, "billion": 10**9}
_HOST: Mapping[str, str] = {"dot": ".", "dash": "-", "oh": "oh"}
_MAILBOX: Mapping[str, str] = {**_HOST, "underscore": "_", "plus": "+"}
"""Before the `at` of an address; behind it `plus` is part of a name."""
_CODE: Mapping[str, str] = {"dash": "-", "plus": "+", "slash": "/"}
_UNITS = ("pounds", "pound", "dollars", "dollar")
_PARTS = ("pence", "penny", "cents", "cent")
_WORD = re.compile(r"[^\s,;:!?]+")


def in_figures(text: str, kind: str) -> str:
    """A value that is said in words, by the type of its fact, in figures and signs; what is none stays as it is.

    `kind` is one of `synth.core.facts.Told`.
    """
    words = [word.rstrip(".").casefold() for word in _WORD.findall(text.replace("-", " "))]
    if any(character.isdigit() for character in text) or not words:
        return text
    if kind in ("email", "url"):
        box, at, host = text.rpartition(" at ")
        return _signs(_WORD.findall(box), _MAILBOX) + "@" * bool(at) + _signs(_WORD.findall(host), _HOST)
    if kind in ("phone", "digits", "code"):
        return _signs(_WORD.findall(text), _CODE)
    if kind == "money":
        return _amount(words) or text
    if kind == "number":
        number = _whole(words)
        return text if number is None else str(number)
    return _day(words) or text if kind == "date" else text


def _signs(words: Iterable[str], signs: Mapping[str, str]) -> str:
    """Digits, letters and marks, said one by one."""
    found = []
    for word in words:
        sign, number = signs.get(word.casefold()), _SMALL.get(word.casefold(), 10)
        found.append(sign or (str(number) if number < 10 else word))
    return "".join(found)


def _amount(words: list[str]) -> str | None:
    """Whole units, and hundredths behind them: `2316.90`."""
    at = next((place for place, word in enumerate(words) if word in _UNITS), None)
    whole = None if at is None else _whole(words[:at])
    rest = words[at + 1 :] if at is not None else []
    if whole is None or not rest:
        return None if whole is None else f"{whole}.00"
    part = _whole(rest[:-1]) if rest[-1] in _PARTS else None
    return None if part is None else f"{whole}.{part:02d}"


def _day(words: list[str]) -> str | None:
    """A month by its name, with a day and a year in figures: `14 march 1982`."""
    words = [word for word in words if word not in ("the", "of")]
    month = next((place for place, word in enumerate(words) if word not in _SMALL and word not in _TENS), None)
    if month is None:
        return None
    before, after = words[:month], words[month + 1 :]
    day, year = (before, after) if before else _split_day(after)
    numbers = _whole(day), _year(year)
    return None if None in numbers else f"{numbers[0]} {words[month]} {numbers[1]}"


def _split_day(words: list[str]) -> tuple[list[str], list[str]]:
    """The ordinal that a day is, and what follows it."""
    last = next((place for place, word in enumerate(words) if word.endswith(("th", "st", "nd", "rd"))), 0)
    return words[: last + 1], words[last + 1 :]


def _year(words: list[str]) -> int | None:
    """`nineteen eighty two` is 1982, `nineteen hundred` 1900; others are numbers."""
    if "thousand" in words or not words:
        return _whole(words)
    if words[1:2] == ["hundred"]:
        return _whole(words)
    century = _whole(words[:1])
    rest = _whole([word for word in words[1:] if word != "oh"] or ["zero"])
    return None if century is None or rest is None else 100 * century + rest


def _whole(words: list[str]) -> int | None:
    """A whole number; None for words that are none."""
    total = part = 0
    words = [word for word in words if word != "and"]
    for word in words:
        if word in _SMALL:
            part += _SMALL[word]
        elif word in _TENS:
            part += _TENS[word]
        elif word == "hundred":
            part *= 100
        elif word in _SCALES:
            total, part = total + part * _SCALES[word], 0
        else:
            return None
    return total + part if words else None
