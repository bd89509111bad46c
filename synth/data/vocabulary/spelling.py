"""Names of classes that are spelled alike: case, spaces, number, spelling, typing errors."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from synth.core.inflection import plural

LEAST_TYPED = 6
"""Letters of a name from which one letter more, less or another is taken for a typing error: a question."""

_BREAKS = re.compile(r"[\s_\-./\\]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AMERICAN = (
    (re.compile(r"(?<=[a-z]{2})our(?=s?\b)"), "or"),
    (re.compile(r"(?<=[a-z]{2}t)re(?=s?\b)"), "er"),
    (re.compile(r"is(?=(?:e|ed|er|ing|ation)s?\b)"), "iz"),
    (re.compile(r"\bgrey"), "gray"),
    (re.compile(r"(?<=[a-z])ll(?=(?:ed|ing|er|ery)s?\b)"), "l"),
    (re.compile(r"\btyre"), "tire"),
    (re.compile(r"\baero(?=plane)"), "air"),
)
"""British spellings and what they are in American English; both sides of a comparison go through them."""


@lru_cache(4096)
def folded(name: str) -> str:
    """A name whatever its case, spaces, number and spelling: `Traffic_lights` and `TrafficLight` are one."""
    text = unicodedata.normalize("NFKC", _CAMEL.sub(" ", name)).casefold()
    words = _BREAKS.sub(" ", text).strip().split(" ")
    words[-1] = _singular(words[-1])
    spelled = " ".join(words)
    for british, american in _AMERICAN:
        spelled = british.sub(american, spelled)
    return spelled.replace(" ", "")


def _singular(word: str) -> str:
    """The noun of which a word is the plural; the word itself where it is none, or another thing in the singular."""
    if word in _OTHER_THINGS:
        return word
    for ending, singular in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)] + singular
            if plural(stem) == word:
                return stem
    regular = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return _IRREGULAR.get(word, word[:-1] if regular else word)


_ENDINGS = (
    ("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("men", "man"), ("i", "us"), ("a", "um"),
)  # fmt: skip
"""Of plurals, and what stands in their place in the singular."""

_OTHER_THINGS = frozenset({"arms", "customs", "glasses", "goods", "news", "pants", "shorts", "spectacles"})

_IRREGULAR = {
    plural(noun): noun for noun in ("child", "foot", "goose", "mouse", "ox", "person", "tooth", "nucleus", "axis")
}


def nearly(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of keys one letter apart, or with two letters exchanged."""
    alike = defaultdict[str, list[str]](list)
    for key in keys:
        if len(key) >= LEAST_TYPED and key.isalpha():
            shortened = (key[:at] + key[at + 1 :] for at in range(len(key)))
            for variant in {key, *shortened, f"letters {''.join(sorted(key))}"}:
                alike[variant].append(key)
    found = {tuple(sorted((a, b))) for group in alike.values() for a in group for b in group if a != b}
    return ((a, b) for a, b in sorted(found) if _is_typed(a, b))


def _is_typed(one: str, other: str) -> bool:
    """Whether one letter more, less or another, or two exchanged, but not the first, make one of the other."""
    if one[0] != other[0]:  # pot and dot: other words far more often than errors
        return False
    if len(one) != len(other):
        longer, shorter = sorted((one, other), key=len, reverse=True)
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer)))
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(apart) == 1 or (len(apart) == 2 and apart[0] == apart[1][::-1])
