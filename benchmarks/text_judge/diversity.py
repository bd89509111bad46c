"""How varied texts are, counted over equally many words: runs of five words used again, distinct pairs of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from text_judge.examples import Example

WORDS = 20_000
"""Both numbers fall and rise with the amount of text: ours and the real texts are cut to the same number of words."""


def _runs(sentences: Iterable[Sequence[str]], length: int) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + length]) for words in sentences for at in range(len(words) - length + 1)]


def words_of(examples: Iterable[Example]) -> list[list[str]]:
    texts = (e.given if isinstance(e.given, str) else " ".join(e.given) for e in examples)
    return [re.findall(r"[\w']+", text.lower()) for text in texts]


def diversity(sentences: Sequence[Sequence[str]], limit: int) -> dict[str, float]:
    """Of the first `limit` words: `again`, the share of five-word runs that stood before; `pairs`, distinct of all."""
    kept, left = [], limit
    for words in sentences:
        kept.append(list(islice(words, left)))
        left -= len(kept[-1])
        if not left:
            break
    fives, pairs = _runs(kept, 5), _runs(kept, 2)
    return {
        "again": 1 - len(set(fives)) / max(len(fives), 1),
        "pairs": len(set(pairs)) / max(len(pairs), 1),
        "words": limit - left,
    }
