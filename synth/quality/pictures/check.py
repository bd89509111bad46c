"""Every check of the pictures of one set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from synth.folder.guidelines import read_guidelines
from synth.quality.finding import Finding
from synth.quality.guidelines import Draft
from synth.quality.pictures import instances, objects, structure
from synth.quality.pictures.captions import Captions
from synth.quality.pictures.conventions import Conventions, SetConventions
from synth.quality.pictures.copies import Copies
from synth.quality.pictures.guidelines import Drafted, against, allowed, forbidden
from synth.quality.pictures.placed import Places
from synth.quality.pictures.read import ReadSet
from synth.quality.pictures.second.opinion import SecondOpinion, SecondReader
from synth.quality.pictures.shapes import Shapes
from synth.quality.pictures.swapped import Crops
from synth.quality.pictures.view import View, views

OF_VIEWS: tuple[Callable[[View], Iterator[Finding]], ...] = (
    structure.picture_file,
    structure.degenerate_box,
    structure.outside_box,
    structure.box_against_mask,
    structure.area_against_mask,
    structure.invalid_outline,
    objects.duplicate_object,
    objects.two_classes,
    objects.merged_objects,
    objects.mask_hole,
    objects.mask_speck,
    instances.parted_object,
    instances.cut_object,
)

OF_PLACES = ("misplaced_box", "spurious_object")
OF_COPIES = ("duplicate_picture", "leak", "other_labels_of_picture")


class CheckedPictures(NamedTuple):
    """The findings of a set, and what is compared with other sets: classes and their labels, shapes, conventions.

    `decided`: checks whose findings no convention of the set explains; `guidelines`: a draft of them.
    """

    findings: list[Finding]
    names: Counter[str]
    shapes: Shapes
    conventions: SetConventions
    decided: frozenset[str]
    guidelines: Draft


def check_pictures(
    read: ReadSet, copies: Copies, wanted: Collection[str], reader: SecondReader | None = None
) -> CheckedPictures:
    """Run the checks of each picture and of the set; its pictures are added to `copies` where those are `wanted`.

    SynthError where `reader` knows none of the set's classes.
    """
    raw = read.raw
    found = [*structure.duplicate_ids(raw), *structure.dangling(raw)]
    names = Counter[str]({str(one.get("name")): 0 for one in raw.entries("categories")})
    shapes, conventions = Shapes(), Conventions(raw.name)
    crops = Crops() if "swapped_class" in wanted else None
    places = Places() if any(check in wanted for check in OF_PLACES) else None
    second = SecondOpinion(reader, raw, wanted) if reader else None
    captions = Captions(read.label_files, raw.class_names)
    guidelines, drafted = read_guidelines(_folder(raw.name)), Drafted()
    for view in views(read):
        found += captions.claims(view)
        for check in OF_VIEWS:
            found += check(view)
        names.update(one.category for one in view.objects if one.category)
        shapes.add(view)
        conventions.add(view)
        drafted.add(view)
        found += against(view, guidelines)
        if crops:
            crops.add(view)
        if places:
            places.add(view)
        if second:
            second.add(view)
        if any(check in wanted for check in OF_COPIES):
            copies.add(read, view)
    found += shapes.outliers(read)
    found += conventions.findings()
    if crops:
        found += crops.swapped(read)
    if places:
        found += places.misplaced(read)
    if second:
        found += second.findings()
    draft = drafted.draft(raw.name, guidelines, found, wanted)
    kept = list(allowed(found, guidelines))
    return CheckedPictures(kept, names, shapes, conventions.found(), forbidden(guidelines), draft)


def _folder(name: str) -> Path:
    """Where the guidelines of a set lie: in its folder, or beside its file."""
    return Path(name) if Path(name).is_dir() else Path(name).parent
