"""Matches words of the template to fragments on the pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import product

from synth.document.typeset.letters import HYPHENS, SOFT_HYPHEN, Fragment, LostLetterError, spelling_of, spells
from synth.document.typeset.marks import WordMark
from synth.document.typeset.pdf_page import LinkBox, PdfPage
from synth.document.typeset.source import source_of_word

_FAR_PT = 40.0
_OTHER_PAGE_PT = 1000.0


def fragments_of(
    words: Sequence[WordMark], found: Sequence[tuple[LinkBox, Fragment]], pdf_pages: Sequence[PdfPage]
) -> list[list[Fragment]]:
    """For each word its fragments in drawing order. LostLetterError where letters and words do not add up.

    Fragments of one target are first put together until they spell the word. What is drawn then comes page by page in
    the order of the template, except for blocks that were moved as a whole (footnotes, floats): comparing the two
    orders finds those.
    """
    drawn: dict[str, list[int]] = defaultdict(list)
    for number, (link, _) in enumerate(found):
        drawn[link.target].append(number)
    wholes: dict[int, list[Fragment]] = {}
    for target, number in Counter(word.target for word in words).items():
        numbers = drawn[target]
        text = next(word.text for word in words if word.target == target) if len(numbers) != number else ""
        for own in _wholes(numbers, [found[n][1] for n in numbers], (target, text), number, pdf_pages):
            wholes[own[0]] = [found[n][1] for n in own]
    order = sorted(wholes)
    by_page = sorted(range(len(words)), key=lambda number: words[number].page)
    matched = _matched(
        [(words[number].page, words[number].target) for number in by_page],
        [(found[first][1].page, found[first][0].target) for first in order],
    )
    placed = [wholes[order[place]] for _, place in sorted(zip(by_page, matched, strict=True))]
    return placed if matched == sorted(matched) else _untangled(words, placed)


def _untangled(words: Sequence[WordMark], placed: list[list[Fragment]]) -> list[list[Fragment]]:
    """Swaps equal words where both are then much nearer to their marks in the template.

    A header and a footer with the same words cannot be distinguished by order alone.
    """
    equal: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        equal[word.target].append(number)
    result = list(placed)
    for numbers in equal.values():
        far = [number for number in numbers if _distance(words[number], result[number]) > _FAR_PT / 2]
        for one, other in product(far, numbers):
            kept = _distance(words[one], result[one]) + _distance(words[other], result[other])
            swapped = _distance(words[one], result[other]) + _distance(words[other], result[one])
            if kept - swapped > _FAR_PT:
                result[one], result[other] = result[other], result[one]
    return result


def _distance(word: WordMark, fragments: Sequence[Fragment]) -> float:
    """How much higher or lower than its mark a word stands, pt; a mark may stand at the end of the line before."""
    first = fragments[0]
    return abs(word.y - first.box[3]) if first.page == word.page else _OTHER_PAGE_PT


def _wholes(
    numbers: Sequence[int],
    fragments: Sequence[Fragment],
    word: tuple[str, str],
    wanted: int,
    pdf_pages: Sequence[PdfPage],
) -> list[list[int]]:
    """The fragments (numbers) of `wanted` words with the same target and text (`word`), each word's together."""
    target, text = word
    if len(numbers) == wanted:
        return [[number] for number in numbers]
    wholes: list[list[int]] = []
    spelt = text
    for number, fragment in zip(numbers, fragments, strict=True):
        if spelt == text:
            wholes.append([])
            spelt = ""
        wholes[-1].append(number)
        piece = spelling_of(pdf_pages[fragment.page], [fragment])
        following = text[len(spelt) : len(spelt) + len(piece)]
        bare = piece[:-1] if piece.endswith(HYPHENS) else piece
        goes_on = len(spelt) + len(bare) < len(text) or piece.endswith(SOFT_HYPHEN)
        if spells(piece, following):
            spelt += following
        elif goes_on and spells(bare, following[: len(bare)]):
            spelt += following[: len(bare)]
        else:
            raise LostLetterError(f"'{piece}' does not go on with '{spelt}' of '{text}'", source_of_word(target))
    if len(wholes) != wanted or spelt != text:
        raise LostLetterError(
            f"{len(wholes)} times '{text}' on the pages, {wanted} in the template", source_of_word(target)
        )
    return wholes


def _matched(template: Sequence[tuple[int, str]], pages: Sequence[tuple[int, str]]) -> list[int]:
    """For each (page, target) in the template's order its index in the pages' order; both hold the same targets.

    A word that opens a page is marked at the end of the page before.
    """
    if [target for _, target in template] == [target for _, target in pages]:
        return list(range(len(template)))
    matched = [-1] * len(template)
    left: dict[str, list[int]] = defaultdict(list)
    for kind, t0, t1, p0, p1 in SequenceMatcher(None, template, pages, autojunk=False).get_opcodes():
        if kind == "equal":
            matched[t0:t1] = range(p0, p1)
        else:
            for place in range(p0, p1):
                left[pages[place][1]].append(place)
    for number, place in enumerate(matched):
        if place < 0:
            matched[number] = left[template[number][1]].pop(0)
    return matched
