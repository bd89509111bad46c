"""Guidelines of a set of pictures: drafted from its objects and findings, and held against its objects."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from synth.core.geometry import Box
from synth.folder.guidelines import FILE, Convention, Guidelines, LabelGuide, guidelines_text, plain
from synth.quality.finding import Finding
from synth.quality.guidelines import INTRODUCTION, Draft, Shot, majority
from synth.quality.pictures.answers import of_object, remove
from synth.quality.pictures.view import SeenObject, View

SHOTS = "guidelines"
"""The folder of small pictures."""

MOST_EXAMPLES, MOST_WRONG, MOST_CLASSES = 4, 4, 40
"""Pictures of each sort; classes that have any, the most frequent ones."""

MOST_CANDIDATES = 60
"""Objects of a class, the first one of each picture, of which the most usual are shown."""

AGAINST = "against_guidelines"
ALLOWED: Mapping[str, str] = {
    "mask_hole": "holes",
    "outside_box": "beyond the border",
    "two_classes": "two classes at one place",
}
"""Check -> the convention that allows what it finds, or forbids it."""

_ROUNDING_PX = 0.05


class Candidate(NamedTuple):
    """An object that may be shown: its picture, its place there, its size (square root of the area, px)."""

    shot: Shot
    size_px: float
    where: str


def against(view: View, guidelines: Guidelines) -> Iterator[Finding]:
    """Objects that break what the guidelines state: smaller than the least size, a crowd where there are none."""
    for one in view.objects:
        least, size = guidelines.least_px(one.category), _size_px(one)
        if least is not None and size is not None and not one.iscrowd and size < least - _ROUNDING_PX:
            evidence = f"{FILE} has a least size of {least:g} px; the square root of its area is {size:.1f} px"
            yield of_object(
                view, one, AGAINST, one.entry.get("bbox"), "no such object", evidence, (remove(view.raw, one.entry),)
            )
        if one.iscrowd and guidelines.of(one.category, "crowds") == "no":
            yield of_object(view, one, AGAINST, "a crowd", None, f"{FILE} has no crowds")


def allowed(findings: Sequence[Finding], guidelines: Guidelines) -> Iterator[Finding]:
    """The findings without those that are about what the guidelines allow."""
    for one in findings:
        what = ALLOWED.get(one.check)
        if what is None or guidelines.of(class_of(one), what) != "yes":
            yield one


def forbidden(guidelines: Guidelines) -> frozenset[str]:
    """Checks of what the guidelines forbid somewhere: however many findings there are, it is no convention."""
    stated = {what for (_, what), value in guidelines.conventions.items() if value == "no"}
    return frozenset(check for check, what in ALLOWED.items() if what in stated)


def class_of(finding: Finding) -> str:
    """The class of the object that a finding is on; its picture's name and a comma stand before it."""
    return finding.subject.rpartition(", ")[2]


class Album:
    """The pictures of a draft, by the names of their files."""

    def __init__(self) -> None:
        self.shots = dict[str, Shot]()
        self._numbers = Counter[str]()

    def add(self, stem: str, shot: Shot) -> str:
        """The name of the file, with a number behind its stem."""
        self._numbers[stem] += 1
        file = f"{SHOTS}/{stem}-{self._numbers[stem]}.jpg"
        self.shots[file] = shot
        return file


class Drafted:
    """Learns of each picture what its objects are like."""

    def __init__(self) -> None:
        self._sizes: dict[str, array[float]] = defaultdict(lambda: array("d"))
        self._crowds, self._masks = Counter[str](), Counter[str]()
        self._shown = defaultdict[str, list[Candidate]](list)

    def add(self, view: View) -> None:
        """Count the objects of a picture, and keep the first of each class as one that may be shown."""
        met = set[str]()
        for one in view.objects:
            size = _size_px(one)
            if not one.category or size is None:
                continue
            self._crowds[one.category] += one.iscrowd
            self._masks[one.category] += one.segmentation is not None
            if one.iscrowd:
                continue
            self._sizes[one.category].append(size)
            shown = self._shown[one.category]
            if one.category not in met and view.path is not None and len(shown) < MOST_CANDIDATES:
                met.add(one.category)
                shown.append(Candidate(Shot(view.path, _box(one)), size, one.where))

    def draft(self, name: str, guidelines: Guidelines, findings: Sequence[Finding], wanted: Collection[str]) -> Draft:
        """A section for each class, the most frequent first. `findings` of all checks say what is usual; those that are
        `wanted` are shown.
        """
        by_class = defaultdict[str, list[Finding]](list)
        for one in findings:
            by_class[class_of(one)].append(one)
        album = Album()
        order = sorted(self._sizes, key=lambda one: (-len(self._sizes[one]), one))
        guides = [
            guidelines.kept(self._guide(label, by_class[label], wanted, album if at < MOST_CLASSES else None, at + 1))
            for at, label in enumerate(order)
        ]
        return Draft(guidelines_text(f"Guidelines of {Path(name).name}", INTRODUCTION, (), guides), album.shots)

    def _guide(
        self, label: str, findings: Sequence[Finding], wanted: Collection[str], album: Album | None, number: int
    ) -> LabelGuide:
        middle = float(np.median(self._sizes[label]))
        doubted = {one.where for one in findings}
        known = sorted((one for one in self._shown[label] if one.where not in doubted), key=lambda one: one.size_px)
        usual = sorted(known, key=lambda one: abs(np.log(one.size_px / middle)))[:MOST_EXAMPLES]
        ends = [("smallest", known[0]), ("largest", known[-1])] if len(known) > 1 else []

        def shown(sort: str, shot: Shot, said: str) -> str:
            return said if album is None else f"![{sort}]({album.add(f'{number}-{sort}', shot)}) {said}"

        return LabelGuide(
            label=label,
            about=f"{len(self._sizes[label])} objects; the median size is {middle:.0f} px.",
            conventions=list(self._conventions(label, Counter(one.check for one in findings))),
            examples=[
                shown("usual", one.shot, f"{plain(one.shot.picture.name)}, {one.size_px:.0f} px") for one in usual
            ],
            edges=[shown(sort, one.shot, f"the {sort} one looked at: {one.size_px:.0f} px") for sort, one in ends],
            wrong=[
                shown("wrong", Shot(one.picture, one.box), f"{one.check}: {plain(one.evidence)}")
                for one in [one for one in findings if one.check in wanted][:MOST_WRONG]
                if one.picture is not None and one.box is not None
            ],
        )

    def _conventions(self, label: str, found: Mapping[str, int]) -> Iterator[Convention]:
        """What is usual, of nine in ten."""
        sizes, crowds, masks = np.array(self._sizes[label]), self._crowds[label], self._masks[label]
        few = f"1 % of {len(sizes)} boxes are below {np.quantile(sizes, 0.01):.0f} px"
        yield Convention("least size", f"{int(sizes.min())} px", few)
        for what, number, of, noun in (
            ("crowds", crowds, len(sizes) + crowds, "objects"),
            ("beyond the border", found["outside_box"], len(sizes), "boxes"),
            ("two classes at one place", found["two_classes"], len(sizes), "objects"),
            ("holes", found["mask_hole"], masks, "masks"),
        ):
            if of:
                yield Convention(what, majority(number, of - number, ("yes", "no")), f"{number} of {of} {noun}")


def _box(one: SeenObject) -> Box:
    assert one.sound_box is not None  # it has a size
    return one.sound_box


def _size_px(one: SeenObject) -> float | None:
    box = one.sound_box
    return None if box is None else box.area**0.5
