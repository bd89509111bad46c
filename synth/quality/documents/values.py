"""The text of a field against its normalised value: by the digits of numbers, dates and times, by the letters of names.

Fields of type `text` are left out: their values may be codes, `f` for `female`. What a text leaves open is not asked:
which of two numbers is the month, which sign an amount has, which currency.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from synth.quality.documents.raw import Document, of_document
from synth.quality.finding import Finding
from synth.quality.held_line import set_key

_NUMBER = re.compile(r"\d+")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CLOCK = re.compile(r"(\d{2}):(\d{2})")
_EXTENSION = re.compile(r"(?<=\d)\W*[^\W\d_]+\W*\d{1,5}\W*$")
"""x185, ext. 185, at the end of a telephone number."""
_POINTS = ".,\u066b"
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
"""Japanese eras and the year before the first of each."""

CONFIDENCE = 0.95


def field_value(document: Document) -> Iterator[Finding]:
    """A field whose normalised value is not that of its text."""
    for number, one in enumerate(document.each("fields")):
        agrees = _AGREES.get(one["type"])
        if agrees is None or not one["value"] or not one["text"] or agrees(ascii_digits(one["text"]), one["value"]):
            continue
        outline = next((document.words[word] for word in one["words"][:1] if word < len(document.words)), None)
        suggested, edits = None, ()
        if one["type"] in _AS_PRINTED:
            suggested = " ".join(one["text"].split())
            edits = (set_key(document, f"fields.{number}.value", one["value"], suggested),)
        yield of_document(
            document, "field_value", f"fields[{number}]", one["value"], suggested,
            f"{one['key']}: its text is {one['text']!r}", edits, outline, CONFIDENCE,
        )  # fmt: skip


def ascii_digits(text: str) -> str:
    """The text with digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


def _amount(text: str, value: str) -> bool:
    """The same number, whichever separator is the decimal point, and whatever its sign."""
    whole = "".join(_NUMBER.findall(text))
    try:
        stated = abs(Decimal(value.split()[-1]))
    except InvalidOperation:
        return True
    if not whole:
        return True
    last = text[max((text.rfind(one) for one in _POINTS), default=-1) + 1 :]
    fraction = "".join(_NUMBER.findall(last))
    return stated in (Decimal(whole), Decimal(whole).scaleb(-len(fraction)))


def _date(text: str, value: str) -> bool:
    """Its year, in full, by its last two digits or of an era, and its day are among the numbers; so is its month, where
    there are three numbers.
    """
    stated = _ISO.fullmatch(value)
    if stated is None:
        return True
    year, month, day = map(int, stated.groups())
    numbers = [int(one) for one in _NUMBER.findall(text)]
    if len(numbers) == 1 and len(str(numbers[0])) in (6, 8):  # 20240131
        return f"{day:02d}" in str(numbers[0]) and f"{year % 100:02d}" in str(numbers[0])
    if len(numbers) not in (2, 3):
        return True
    years = {year, year % 100, *(year - before for before in _ERAS.values())}
    wanted = [{day}, years] if len(numbers) == 2 else [{day}, {month}, years]
    if len(numbers) == 2 and not any(number in years for number in numbers):
        return day in numbers  # a day and a month
    return _assigned(numbers, wanted)


def _assigned(numbers: list[int], wanted: list[set[int]]) -> bool:
    """Whether each of the wanted is one of the numbers, each of them once."""
    if not wanted:
        return True
    return any(
        number in wanted[0] and _assigned(numbers[:at] + numbers[at + 1 :], wanted[1:])
        for at, number in enumerate(numbers)
    )


def _time(text: str, value: str) -> bool:
    stated = _CLOCK.match(value)
    numbers = [int(one) for one in _NUMBER.findall(text)]
    if stated is None or not numbers:
        return True
    hour, minute = map(int, stated.groups())
    return hour % 12 == numbers[0] % 12 and (numbers[1] if len(numbers) > 1 else 0) == minute


def _letters(text: str, value: str) -> bool:
    """The same letters and digits, whatever their case."""
    return _alphanumeric(text) == _alphanumeric(ascii_digits(value))


def _code(text: str, value: str) -> bool:
    """The same letters and digits, or the last of them, where the text hides the others: ****3950."""
    printed, stated = _alphanumeric(text), _alphanumeric(ascii_digits(value))
    hidden = text.lstrip("*xX\u2022 ") != text
    return printed == stated or (hidden and printed.endswith(stated)) or (hidden and stated.endswith(printed))


def _phone(text: str, value: str) -> bool:
    """One ends in the other's digits: a country's code may be left out, and then the 0 before the area's is there; the
    text may state an extension, and its value not.
    """
    stated = _dialled(ascii_digits(value))
    for printed in (_dialled(text), _dialled(_EXTENSION.sub("", text))):
        if not printed or stated.endswith(printed) or printed.endswith(stated):
            return True
    return False


def _dialled(text: str) -> str:
    return "".join(_NUMBER.findall(text.replace("(0)", ""))).lstrip("0")


def _alphanumeric(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


_AGREES: Mapping[str, Callable[[str, str], bool]] = {
    "money": _amount,
    "number": _amount,
    "percent": _amount,
    "date": _date,
    "time": _time,
    "phone": _phone,
    "code": _code,
    "name": _letters,
    "address": _letters,
    "email": _letters,
    "url": _letters,
}
_AS_PRINTED = frozenset({"code", "name", "address", "email", "url"})
