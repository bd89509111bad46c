"""What a model is trained and tested on: tagged words, or a text with its class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from synth.text.learn.words import OUTSIDE, Range, Words
from synth.text.learn.words import sentences as tagged_sentences


@dataclass(frozen=True, slots=True)
class Example:
    """`given` is a text, or the words of a sentence; `wanted` its class, or a tag for each word."""

    given: str | Words
    wanted: str | Words


def sentences(text: str, ranges: Iterable[Range]) -> Iterator[Example]:
    """The sentences and lines of a text as words with BIO tags; a range (in characters) is never cut in two."""
    return (Example(one.words, one.tags) for one in tagged_sentences(text, ranges))


def renamed(tags: Iterable[str], names: Mapping[str, str]) -> Words:
    """BIO tags with other labels; a label without another name is outside."""
    return tuple(f"{tag[:2]}{names[tag[2:]]}" if tag[2:] in names else OUTSIDE for tag in tags)
