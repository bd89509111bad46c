"""COCO: categories, and the JSON of one picture, its instances and its captions, ready to be joined into the files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from synth.core.canonical import canonical
from synth.core.labels import KEYPOINT_NAMES, Category

IDS_PER_SAMPLE = 100_000
"""Annotation id = sample id x IDS_PER_SAMPLE + instance id: it depends on no other sample and is never renumbered."""


SKELETON = (
    (16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7), (6, 8), (7, 9), (8, 10), (9, 11),
    (2, 3), (1, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7),
)  # fmt: skip
"""COCO's own lines between the keypoints of a person, numbered from 1."""


def category_table(
    categories: Mapping[str, str] | Iterable[str],
    with_keypoints: Collection[str] = (),
    ids: Mapping[str, int] | None = None,
) -> tuple[Category, ...]:
    """Categories in the order given; a mapping is name -> supercategory (as `scene.categories`).

    `ids` by name; None: they count from 1. Those named in `with_keypoints` have the keypoints of people.
    """
    named = categories if isinstance(categories, Mapping) else dict.fromkeys(categories, "")
    return tuple(
        Category(
            id=number if ids is None else ids[name],
            name=name,
            supercategory=supercategory,
            keypoints=KEYPOINT_NAMES if name in with_keypoints else (),
        )
        for number, (name, supercategory) in enumerate(named.items(), start=1)
    )


def annotation_id(sample_id: int, number: int) -> int:
    """The id of instance or caption `number` (from 1) of a sample; ValueError beyond IDS_PER_SAMPLE - 1."""
    if not 1 <= number < IDS_PER_SAMPLE:
        raise ValueError(f"sample {sample_id}: number {number} is not in 1..{IDS_PER_SAMPLE - 1}")
    return sample_id * IDS_PER_SAMPLE + number


def instances_frame(name: str, what: str, categories: Iterable[Category]) -> tuple[str, str, str]:
    """What stands before, between and after the images and the annotations of annotations.json; `what` these are.

    Where one category has keypoints, the others have empty lists of them: `showAnns` looks up each one's skeleton.
    """
    shown = tuple(categories)
    posed = any(category.keypoints for category in shown)
    table = canonical([_category(category, posed) for category in shown])
    head = f'{{"info":{coco_info(name, what)},"licenses":[],"categories":{table},"images":[\n'
    return head, '\n],"annotations":[\n', "\n]}\n"


def join(frame: tuple[str, str, str], images: Iterable[bytes], annotations: Iterable[bytes]) -> Iterator[str | bytes]:
    """A COCO file in pieces: one line for each sample's images, one for all annotations of a sample."""
    before, between, after = frame
    yield before
    yield from _comma_lines(images)
    yield between
    yield from _comma_lines(annotations)
    yield after


def _comma_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    separator = b""
    for line in lines:
        yield separator + line
        separator = b",\n"


def coco_info(name: str, what: str) -> str:
    """The `info` member of a COCO file; no clock."""
    return canonical({"contributor": "synth", "description": f"Synthetic data set '{name}': {what}", "version": "1.0"})


def _category(category: Category, posed: bool) -> dict[str, object]:
    record: dict[str, object] = {
        "id": category.id,
        "name": category.name,
        "supercategory": category.supercategory,
    }
    if not posed:
        return record
    return record | {"keypoints": category.keypoints, "skeleton": SKELETON if category.keypoints else []}
