"""How codes, numbers and addresses of mail are said aloud: digit by digit, marks by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from synth.core.marked import Edit, Marked
from synth.text.grammar.agreement import language

_DIGITS: Mapping[str, tuple[str, ...]] = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "de": ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    "ja": ("〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"),
}
_MARKS: Mapping[str, Mapping[str, str]] = {
    "en": {"@": "at", ".": "dot", "-": "dash", "_": "underscore", "+": "plus", "/": "slash", "#": "hash"},
    "de": {
        "@": "at",
        ".": "punkt",
        "-": "bindestrich",
        "_": "unterstrich",
        "+": "plus",
        "/": "schrägstrich",
        "#": "raute",
    },
    "fr": {"@": "arobase", ".": "point", "-": "tiret", "_": "tiret bas", "+": "plus", "/": "barre", "#": "dièse"},
    "es": {"@": "arroba", ".": "punto", "-": "guion", "_": "guion bajo", "+": "más", "/": "barra", "#": "almohadilla"},
    "ja": {
        "@": "アットマーク",
        ".": "ドット",
        "-": "ハイフン",
        "_": "アンダーバー",
        "+": "プラス",
        "/": "スラッシュ",
        "#": "シャープ",
    },
}
_SILENT = "(),:;"
_BETWEEN_DIGITS = {" ": "", "": "の"}
"""What a mark between two digits is, by the gap between words: nothing, or Japanese `の`."""
LANGUAGES = tuple(_DIGITS)


def spoken(text: Marked, locale: str) -> Marked:
    """Each digit and mark as its word. Marks between two digits (but for `@`), brackets, commas and colons are not
    said."""
    digits, marks = _DIGITS[language(locale)], _MARKS[language(locale)]
    gap = "" if language(locale) == "ja" else " "
    return text.edited(list(_edits(text.text, digits, marks, gap)))


def spelled(text: Marked) -> Marked:
    """Letter by letter."""
    between = range(1, len(text.text))
    return text.edited([Edit(at, at, " ") for at in between if text.text[at - 1 : at + 1].isalnum()])


def _edits(text: str, digits: tuple[str, ...], marks: Mapping[str, str], gap: str) -> Iterator[Edit]:
    """The words of digits and marks, and gaps around them and between capitals, each outside of the labels there."""
    before, said_before = "", False
    for at, char in enumerate(text):
        said = _said(text, at, digits, marks, gap)
        here = char if said is None else said
        apart = said is not None or said_before or (char.isupper() and before.isupper())
        if before and here and apart and not (before.isspace() or here.isspace()):
            yield Edit(at, at, gap)
        if said is not None:
            yield Edit(at, at + 1, said)
        if here:
            before, said_before = here[-1], said is not None


def _said(text: str, at: int, digits: tuple[str, ...], marks: Mapping[str, str], gap: str) -> str | None:
    """What stands for a character; None where it stays."""
    char = text[at]
    if char in "0123456789":
        return digits[int(char)]
    if char in _SILENT:
        return ""
    if char not in marks:
        return None
    between_digits = text[at - 1 : at].isdecimal() and text[at + 1 : at + 2].isdecimal()
    return _BETWEEN_DIGITS[gap] if between_digits and char != "@" else marks[char]
