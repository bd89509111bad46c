"""The labels of a set against what an annotator, which has not seen them, reads in its pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from synth.core.errors import SynthError, Unquoted
from synth.data.vocabulary.spelling import folded
from synth.image.packs.pack import load_pack
from synth.image.verify.found import ObjectFinder, object_finder
from synth.quality.finding import Finding
from synth.quality.pictures.raw import RawSet
from synth.quality.pictures.second.checks import OF_ANNOTATOR
from synth.quality.pictures.second.pairs import pairs_of
from synth.quality.pictures.second.usual import Usual
from synth.quality.pictures.view import View


class SecondReader(NamedTuple):
    """An annotator: its name, the classes that it may find, and how it finds them."""

    name: str
    categories: Sequence[str]
    find: ObjectFinder


def pack_reader(name_or_folder: str) -> SecondReader:
    """The annotator of a shipped pack, or of one in a folder. PackError where there is none."""
    pack = load_pack(name_or_folder)
    return SecondReader(f"pack {pack.card.name}", tuple(pack.card.categories), object_finder(pack))


class SecondOpinion:
    """What it says of the pictures of one set. SynthError where it knows none of the set's classes."""

    def __init__(self, reader: SecondReader, raw: RawSet, wanted: Collection[str]) -> None:
        self._find, self._names = reader.find, same_classes(reader.categories, sorted(set(raw.class_names.values())))
        if not self._names:
            got = Unquoted(f"{reader.name}, which reads {', '.join(reader.categories)}")
            known = ", ".join(sorted(set(raw.class_names.values()))) or "none"
            raise SynthError("with", got, f"a pack that reads a class of {raw.name}: {known}")
        self._usual = {name: Usual() for name in OF_ANNOTATOR if name in wanted}
        self._first_ids = Counter[int]()

    def add(self, view: View) -> None:
        """Read a picture, where there is one, and compare."""
        if view.pixels is None:
            return
        file = view.entry.file
        first = self._first_ids[file] or view.raw.largest_id("annotations", file) + 1
        pairs = pairs_of(view, self._find(view.pixels), self._names, first)
        self._first_ids[file] = first + len(pairs.readings)
        for name, usual in self._usual.items():
            for one in OF_ANNOTATOR[name](pairs):
                usual.add(one)

    def findings(self) -> Iterator[Finding]:
        """What stands out among its like."""
        return chain.from_iterable(usual.unusual() for usual in self._usual.values())


def same_classes(of_reader: Sequence[str], of_set: Sequence[str]) -> Mapping[str, str]:
    """Class of an annotator -> that of a set with the same name; one is the other where both have no more than one."""
    if len(of_reader) == len(of_set) == 1:
        return {of_reader[0]: of_set[0]}
    known = {folded(name): name for name in of_set}
    return {name: known[folded(name)] for name in of_reader if folded(name) in known}
