"""COCO of documents: an image for each page, an annotation for each region of the layout."""

from __future__ import annotations

from collections.abc import Sequence

from synth.core.canonical import encode
from synth.document.encode.regions import RegionShape
from synth.document.labels import REGIONS
from synth.document.records import VerifiedDocument
from synth.folder.batch import SampleFile
from synth.folder.coco import annotation_id, category_table

PAGES_PER_SAMPLE = 1000
"""Image id = sample id x PAGES_PER_SAMPLE + page from 1: it depends on no other sample and is never renumbered."""

REGION_CATEGORIES = category_table(REGIONS)
"""The classes of DocLayNet, ids 1 to 11."""

_IDS = {category.name: category.id for category in REGION_CATEGORIES}


def page_id(sample_id: int, page: int) -> int:
    """The image id of a page (from 0); ValueError beyond PAGES_PER_SAMPLE - 1 pages."""
    if not 0 <= page < PAGES_PER_SAMPLE - 1:
        raise ValueError(f"sample {sample_id}: page {page} is not in 0..{PAGES_PER_SAMPLE - 2}")
    return sample_id * PAGES_PER_SAMPLE + page + 1


def pages_json(document: VerifiedDocument, pictures: Sequence[SampleFile]) -> str:
    """The `images` entries, comma-joined; `document` and `page` (from 0) are extra keys."""
    sample_id = document.plan.sample_id
    return ",".join(
        encode(
            {
                "id": page_id(sample_id, page),
                "file_name": file.name,
                "width": size.width,
                "height": size.height,
                "document": sample_id,
                "page": page,
            }
        )
        for page, (size, file) in enumerate(zip(document.draft.labels.pages, pictures, strict=True))
    )


def regions_json(document: VerifiedDocument, shapes: Sequence[RegionShape]) -> str:
    """The `annotations` entries, comma-joined, of every region that its page's picture shows.

    `block` is an extra key: parts of one block on several pages share it.
    """
    sample_id = document.plan.sample_id
    return ",".join(
        encode(
            {
                "id": annotation_id(sample_id, number),
                "image_id": page_id(sample_id, region.outline.page),
                "category_id": _IDS[region.category],
                "bbox": shape.bbox,
                "segmentation": [shape.polygon],
                "area": shape.area,
                "iscrowd": 0,
                "block": region.block,
            }
        )
        for number, (region, shape) in enumerate(zip(document.draft.labels.regions, shapes, strict=True), start=1)
        if shape.area
    )
