"""What a split must know of a text or a document, and what says that two of them must not be divided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from synth.core.errors import SynthError, suggest

S = TypeVar("S")


NO_KEYS: Mapping[str, Sequence[str]] = MappingProxyType({})


class Traits(NamedTuple):
    """Keys that tie a sample to others, its classes, its variables; `loose`: keys that tie while groups stay small."""

    ties: Sequence[str]
    classes: Iterable[str]
    variables: Mapping[str, object]
    loose: Mapping[str, Sequence[str]] = NO_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRules(Generic[S]):
    """How samples of a kind are split. `known` gives the names that `--by` may have for a data set, `traits` the id and
    the traits of each of its samples, `said` words for names that are not their own, `always` what is never divided,
    `default` what is not divided where `--by` names nothing.
    """

    known: Callable[[S], Sequence[str]]
    traits: Callable[[S, Sequence[str]], Iterable[tuple[int, Traits]]]
    said: Mapping[str, str]
    always: str = ""
    default: Sequence[str] = ("values",)

    def checked(self, data_set: S, by: Sequence[str]) -> Sequence[str]:
        """What is not divided: `by`, or the default where it is empty. SynthError for an unknown name."""
        known = self.known(data_set)
        for name in by:
            if name not in known:
                raise SynthError("--by", name, suggest(name, known))
        return by or self.default

    def in_words(self, by: Sequence[str]) -> str:
        """What is not divided, for messages."""
        return ", ".join(filter(None, [self.always, *(self.said.get(name, f"equal {name}") for name in by)]))


def is_telling(value: str, words: int = 1, characters: int = 1) -> bool:
    """Whether a value is long enough to belong to one sample: so many words, so many letters and digits."""
    return len(value.split()) >= words and sum(map(str.isalnum, value)) >= characters


def plain(value: str) -> str:
    """A value whatever its case and white space."""
    return " ".join(value.casefold().split())
