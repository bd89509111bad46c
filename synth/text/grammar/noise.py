"""Character noise: every kind is a rule that edits at one place, so that labels follow."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from math import inf, log, log1p
from typing import NamedTuple

from synth.core.marked import POS, Edit, Marked
from synth.core.seeds import Draws
from synth.text.grammar.confusions import EMOJI, HOMOGLYPHS, OCR
from synth.text.grammar.graphemes import cuts
from synth.text.grammar.keyboards import neighbours, rows_of
from synth.text.scene.noise import Noise

Perturbation = Callable[[str, int, Draws], Edit | None]
"""(text, code point, draws) -> the edit of one kind of noise at this code point; None where it does not apply."""

MISSABLE = frozenset(".,;:!?'’\"-()…¿¡«»、。，！？「」")
SHORT_WORD = 4
"""A full stop after a capitalised word of at most so many letters (`Mrs.`) may well not end a sentence."""

_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"\w+$")


class _NoiseRule(NamedTuple):
    """One kind of noise. `decay` is log(1 - rate) of the larger rate, by which places are drawn; of these places the
    shares `outside` and `inside` of spans are perturbed."""

    perturb: Perturbation
    decay: float
    outside: float
    inside: float


def make_noise(rates: Noise, locale: str = "en_US") -> Callable[[Marked, Draws], Marked]:
    """A function that adds character noise to a marked text at `rates`; no mark is lost or split.

    The rates are met up to the edits left out because they would empty a mark, cross its border or split a character.
    """
    spans = rates.span or rates
    rules = [
        _noise_rule(perturb, getattr(rates, name), getattr(spans, name))
        for name, perturb in _perturbations(locale).items()
        if max(getattr(rates, name), getattr(spans, name))
    ]

    def noise(marked: Marked, draws: Draws) -> Marked:
        if rules and draws.chance(rates.share):
            for rule in rules:
                marked = _perturbed(marked, rule, draws)
        return marked

    return noise


def _perturbations(locale: str) -> dict[str, Perturbation]:
    """In the order in which they run: those that need whole sentences and words run first."""
    return {
        "emoji": _emoji,
        "casing": _casing,
        "typo": _typo_on(neighbours(rows_of(locale))),
        "ocr": _ocr,
        "homoglyph": _homoglyph,
        "punctuation": _punctuation,
        "whitespace": _whitespace,
    }


def _noise_rule(perturb: Perturbation, outside: float, inside: float) -> _NoiseRule:
    most = max(outside, inside)
    return _NoiseRule(perturb, log1p(-most) if most < 1 else -inf, outside / most, inside / most)


def _perturbed(marked: Marked, rule: _NoiseRule, draws: Draws) -> Marked:
    places = _places(len(marked.text), rule.decay, draws)
    if places and rule.outside != rule.inside:
        regions = _outermost(marked)
        places = [at for at in places if draws.chance(rule.inside if _within(at, regions) else rule.outside)]
    if not places:
        return marked
    text, free, edits = marked.text, 0, []
    borders = sorted({border for mark in marked.marks for border in mark[:2]})
    firsts = {0, *(mark.start for mark in marked.marks)}
    for at in places:
        if at >= free and (edit := rule.perturb(text, at, draws)) and _is_safe(edit, text, borders, firsts):
            edits.append(edit)
            free = max(edit.end, at + 1)
    return marked.edited(edits) if edits else marked


def _places(length: int, decay: float, draws: Draws) -> list[int]:
    """The code points to perturb, each with the same probability. The gaps between them are drawn: they follow the
    geometric distribution (Devroye, Non-Uniform Random Variate Generation, 1986, section X.2).
    """
    places: list[int] = []
    at = -1
    while (gap := log(1.0 - draws.random()) / decay) < length - at - 1:
        at += 1 + int(gap)
        places.append(at)
    return places


def _outermost(marked: Marked) -> list[tuple[int, int]]:
    """The stretches that carry a label, in order; parts of speech are no labels."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((m.start, -m.end) for m in marked.marks if not m.label.startswith(POS)):
        if not found or start >= found[-1][1]:
            found.append((start, -end))
    return found


def _within(at: int, regions: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(regions, (at, inf)) - 1
    return index >= 0 and at < regions[index][1]


def _is_safe(edit: Edit, text: str, borders: Sequence[int], firsts: set[int]) -> bool:
    """The first character of a mark (and of the text) is never left out, so that none becomes empty."""
    if not edit.text and edit.start in firsts:
        return False
    if bisect_right(borders, edit.start) != bisect_left(borders, max(edit.end, edit.start + 1)):
        return False  # a border strictly inside
    return not (cuts(text, edit.start) or cuts(text, edit.end))


def _typo_on(keys: Mapping[str, str]) -> Perturbation:
    def typo(text: str, at: int, draws: Draws) -> Edit | None:
        letter = text[at]
        if not letter.isalpha():
            return None
        way = draws.below(4)
        if way == 0 and (beside := _beside(letter, keys)):
            typed = draws.pick(beside)
            return Edit(at, at + 1, typed.upper() if letter.isupper() else typed)
        following = text[at + 1 : at + 2]
        if way == 1 and following.isalpha() and following != letter and not cuts(text, at + 1):
            return Edit(at, at + 2, following + letter)
        return Edit(at, at + 1, "" if way == 2 else letter + letter)

    return typo


def _beside(letter: str, keys: Mapping[str, str]) -> str:
    """The keys beside a letter's; an accented letter that has no key of its own loses its accent."""
    lower = letter.lower()
    if lower in keys:
        return keys[lower]
    base = unicodedata.normalize("NFD", lower)[0]
    return base if base in keys else ""


def _casing(text: str, at: int, draws: Draws) -> Edit | None:
    if not text[at].isalpha() or text[at - 1 : at].isalpha():
        return None
    found = _WORD.match(text, at)
    if found is None:
        return None
    word, way = found.group(), draws.below(3)
    changed = word.lower() if way == 0 else word.upper() if way == 1 else word[0].swapcase() + word[1:]
    return Edit(at, found.end(), changed) if changed != word else None


def _punctuation(text: str, at: int, draws: Draws) -> Edit | None:
    if text[at] not in MISSABLE or (text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()):
        return None
    return Edit(at, at + 1, "")


def _whitespace(text: str, at: int, draws: Draws) -> Edit | None:
    return Edit(at, at + 1, draws.pick(("", "  "))) if text[at] == " " else None


def _ocr(text: str, at: int, draws: Draws) -> Edit | None:
    readings = [pair for pair in OCR.get(text[at], ()) if text.startswith(pair[0], at)]
    if not readings:
        return None
    seen, read = draws.pick(readings)
    return Edit(at, at + len(seen), read)


def _homoglyph(text: str, at: int, draws: Draws) -> Edit | None:
    lookalikes = HOMOGLYPHS.get(text[at])
    return Edit(at, at + 1, draws.pick(lookalikes)) if lookalikes else None


def _emoji(text: str, at: int, draws: Draws) -> Edit | None:
    if text[at] in "。！？":
        return Edit(at + 1, at + 1, draws.pick(EMOJI))
    return Edit(at + 1, at + 1, f" {draws.pick(EMOJI)}") if _ends_sentence(text, at) else None


def _ends_sentence(text: str, at: int) -> bool:
    mark, following = text[at], text[at + 1 : at + 2]
    if mark not in ".!?…" or (following and not following.isspace()):
        return False
    if mark != "." or following in {"", "\n"}:
        return True
    word = _LAST_WORD.search(text, max(0, at - 40), at)
    short = word is None or (len(word.group()) <= SHORT_WORD and word.group()[0].isupper())
    return not short and not text[at + 2 : at + 3].islower()
