"""Long runs of words that fewer than k sources have: no template may say one, however its gaps are filled."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from synth.text.fit.bridges import Gap, Run
from synth.text.fit.counts import BEGIN, END, Words

LENGTH = 7
"""Words of a run that counts as long."""
_MOST_WORDINGS = 512
"""Wordings of a template that are looked at; one with more loses its least likely fillers."""


class Copies:
    """The long runs of all sentences that fewer than k sources have."""

    def __init__(self, sentences: Iterable[tuple[str, Words]], k: int) -> None:
        """Of sentences with their sources."""
        users = defaultdict[Words, set[str]](set)
        for source, words in sentences:
            for run in _runs(words):
                users[run].add(source)
        self._rare = frozenset(run for run, sources in users.items() if len(sources) < k)

    def without(self, pieces: tuple[Run | Gap, ...]) -> tuple[Run | Gap, ...] | None:
        """The template without the fillers that make a copy of such a run; None where it is one whatever fills it."""
        options = [list(piece.fillers) if isinstance(piece, Gap) else [piece.words] for piece in pieces]
        while _number(options) > _MOST_WORDINGS:
            max(options, key=len).pop()
        while copied := self._copied(options):
            at, chosen = max(copied, key=lambda one: (len(options[one[0]]) > 1, copied[one], one))
            if len(options[at]) == 1:
                return None
            options[at].remove(chosen)
        return tuple(
            Gap(tuple(left)) if isinstance(piece, Gap) else piece for piece, left in zip(pieces, options, strict=True)
        )

    def _copied(self, options: list[list[Words]]) -> Counter[tuple[int, Words]]:
        """Place and filler -> how many wordings with it say such a run."""
        found = Counter[tuple[int, Words]]()
        for wording in product(*options):
            if not self._rare.isdisjoint(_runs(tuple(word for words in wording for word in words))):
                found.update(enumerate(wording))
        return found


def _runs(words: Words) -> Iterator[Words]:
    inner = tuple(word for word in words if word not in (BEGIN, END))
    return (inner[start : start + LENGTH] for start in range(len(inner) - LENGTH + 1))


def _number(options: list[list[Words]]) -> int:
    number = 1
    for one in options:
        number *= len(one)
    return number
