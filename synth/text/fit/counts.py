"""Word n-grams that at least k sources have, and how many do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

Words: TypeAlias = tuple[str, ...]

BEGIN, END = "\x02", "\x03"
"""Words that stand for the borders of a sentence."""
LONGEST = 5
"""Words of the longest n-gram that is counted."""


class Grams:
    """`number[gram]`: how many sources have it, of those that at least k have; `after[gram]`: words after it;
    `rate[word]`: share of the sentences that have it.
    """

    def __init__(self, sentences: Iterable[tuple[str, Words]], k: int) -> None:
        """Of sentences with their sources."""
        by_source = defaultdict[str, list[Words]](list)
        for source, words in sentences:
            by_source[source].append(words)
        total = sum(map(len, by_source.values()))
        often = Counter(word for given in by_source.values() for words in given for word in set(words))
        self.number = dict(_frequent(by_source, k))
        self.rate = {word: often[word] / total for (word,) in (gram for gram in self.number if len(gram) == 1)}
        self.after = defaultdict[Words, dict[str, int]](dict)
        for gram, number in self.number.items():
            if len(gram) > 1:
                self.after[gram[:-1]][gram[-1]] = number

    def __contains__(self, gram: Words) -> bool:
        return gram in self.number

    @property
    def words(self) -> frozenset[str]:
        """The single words."""
        return frozenset(self.rate)


def _frequent(by_source: Mapping[str, Sequence[Words]], k: int) -> Iterator[tuple[Words, int]]:
    """Apriori (Agrawal and Srikant 1994): an n-gram is frequent only where both of its shorter ones are."""
    shorter: set[Words] | None = None
    for size in range(1, LONGEST + 1):
        counts = Counter[Words]()
        for sentences in by_source.values():
            counts.update(
                {
                    gram
                    for words in sentences
                    for gram in zip(*(words[start:] for start in range(size)), strict=False)
                    if shorter is None or (gram[1:] in shorter and gram[:-1] in shorter)
                }
            )
        found = {gram: number for gram, number in counts.items() if number >= k}
        if not found:
            return
        yield from found.items()
        shorter = set(found)
