"""Sets of labelled texts: which sample of them is looked at, and which classes of two sets are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from heapq import heappush, heappushpop
from pathlib import Path

from synth.core.errors import DataError
from synth.evidence.figures import ComparedData
from synth.evidence.texts.packed import PackedTexts, pack
from synth.text.formats.labelled import LabelledText, iter_labelled

MOST_TEXTS = 100_000
"""Texts of a set, at most: those that are first by the hash of their text."""

LEAST_TEXTS = 20
"""Of each set."""

HELD_SHARE = 0.3
"""Of the real texts, held out where no other set is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSet:
    """Texts in the order of the hash of what they say, so that the first n are a random sample that never changes."""

    role: str
    name: str
    texts: PackedTexts
    notes: tuple[str, ...] = ()

    def described(self) -> ComparedData:
        """What the report says of the set."""
        labels = sum(len(one.spans) + len(one.classes) for one in self.texts)
        return ComparedData(
            role=self.role, name=self.name, records=len(self.texts), labels=labels, kind="texts", notes=self.notes
        )

    def first(self, number: int) -> PackedTexts:
        """A random sample."""
        return self.texts[:number]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSets:
    """What is compared. `given`: the held-out texts are a set of their own that no generator saw.
    `renamed`: name of a class in the synthetic texts -> its name in the real ones.
    """

    real: TextSet
    held: TextSet
    synthetic: TextSet
    given: bool
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def every_real(self) -> PackedTexts:
        """The real texts, those that were held out too."""
        return self.real.texts + self.held.texts

    @property
    def all_real(self) -> PackedTexts:
        """The real texts that a generator may have seen."""
        return self.real.texts if self.given else self.every_real


def read_text_sets(
    real: Path,
    synthetic: Path,
    holdout: Path | None,
    texts_in: Callable[[Path], Iterable[LabelledText]] = iter_labelled,
) -> TextSets:
    """Read them; without a `holdout` a part of the real texts, chosen by their hash, is held out.
    `texts_in` reads a set.

    DataError for a set that cannot be read or has too few texts.
    """
    ours, theirs = _read("synthetic", synthetic, texts_in), _read("real", real, texts_in)
    if holdout is not None:
        held = _read("held out", holdout, texts_in)
    else:
        cut = round(HELD_SHARE * len(theirs.texts))
        note = f"{HELD_SHARE:.0%} of the real texts, by the hash of what they say"
        held = replace(theirs, role="held out", texts=theirs.texts[:cut], notes=(note,))
        theirs = replace(theirs, texts=theirs.texts[cut:])
    for one in (theirs, held, ours):
        if len(one.texts) < LEAST_TEXTS:
            raise DataError(f"{one.name} ({one.role})", f"{len(one.texts)} texts", f"at least {LEAST_TEXTS}")
    names = matched_classes(theirs.texts + held.texts, ours.texts)
    if names:
        notes = tuple(f"class {new!r} of the synthetic texts is {old!r} of the real ones" for new, old in names.items())
        texts = PackedTexts.of(_renamed(one, names) for one in ours.texts)
        ours = replace(ours, texts=texts, notes=(*ours.notes, *notes))
    return TextSets(real=theirs, held=held, synthetic=ours, given=holdout is not None, renamed=names)


def matched_classes(real: Iterable[LabelledText], synthetic: Iterable[LabelledText]) -> dict[str, str]:
    """Name of a class in the synthetic texts -> its name in the real ones, where these have other names for the same
    values: of the names that are left on both sides, those that share most values.
    """
    known, new = _values(real), _values(synthetic)
    found = dict[str, str]()
    for name in known.keys() - new.keys():
        shared = {other: len(known[name].keys() & new[other].keys()) for other in sorted(new.keys() - known.keys())}
        best = max(shared, key=shared.__getitem__, default=None)
        if best is not None and shared[best] > 0:
            found[best] = name
    return found


def _values(texts: Iterable[LabelledText]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for name, value in text.classes.items():
            found.setdefault(name, Counter())[value] += 1
    return found


def _renamed(text: LabelledText, names: dict[str, str]) -> LabelledText:
    return replace(text, classes={names.get(name, name): value for name, value in text.classes.items()})


def _read(role: str, data: Path, texts_in: Callable[[Path], Iterable[LabelledText]]) -> TextSet:
    kept, number, empty = list[tuple[int, int, bytes]](), 0, 0  # a heap, the text that is last by its hash on top
    for one in texts_in(data):
        if not one.text.strip():
            empty += 1
            continue
        number += 1
        entry = -_digest(one), -number, pack(one)
        if len(kept) < MOST_TEXTS:
            heappush(kept, entry)
        else:
            heappushpop(kept, entry)
    notes = [f"{empty} empty texts left out"] if empty else []
    if number > MOST_TEXTS:
        notes.append(f"{MOST_TEXTS} of {number} texts, chosen by their hash")
    kept.sort(reverse=True)
    return TextSet(role=role, name=str(data), texts=PackedTexts([one for *_, one in kept]), notes=tuple(notes))


def _digest(text: LabelledText) -> int:
    return int.from_bytes(sha256(text.text.encode("utf-8", "surrogatepass")).digest(), "big")


def equal_numbers(most: int, *sets: Sequence[object]) -> int:
    """How many of each set are compared: as many as the smallest has, and at most so many."""
    return min(most, *map(len, sets))
