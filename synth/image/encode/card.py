"""README.md of a data set of pictures: what it is, how it was made and how to read it."""

from __future__ import annotations

from collections.abc import Sequence

from synth.core.labels import KEYPOINT_NAMES, Category
from synth.core.summary import confirmed_words
from synth.folder.card import (
    front_matter,
    hash_rows,
    joined,
    licence_section,
    quotas_section,
    rejections_section,
    table,
    yield_rows,
)
from synth.folder.coco import IDS_PER_SAMPLE
from synth.folder.columns import loading
from synth.folder.manifest import RunFacts
from synth.folder.totals import CONFIRMED, JUDGED, Totals
from synth.image.encode.metadata import METADATA
from synth.image.labels import CONFIRMED_IOU

_TASKS = ("image-segmentation", "object-detection")


_TAGS = ("synthetic", "coco", "instance-segmentation")


_HOW_TO_READ = f"""\
## Files

| file | what |
|---|---|
| `images/` | the pictures, PNG, RGB |
| `annotations.json` | COCO instances |
| `captions.json` | COCO captions, written from the plans |
| `samples.jsonl` | a line per picture: seed, plan, checks with numbers, captions, questions and answers, sha256 |
| `metadata.jsonl` | the same pictures and objects in the form that `datasets.load_dataset` reads |
| `rejected.jsonl` | a line per refused draft: the check, what was measured, the limit |
| `manifest.json` | spec, config, versions, hashes, counts, yield |
| `croissant.json` | Croissant metadata |
| `guidelines.md` | what the labels mean, for people and for `synth check` |

```python
from pycocotools.coco import COCO
coco = COCO("annotations.json")
mask = coco.annToMask(coco.loadAnns(coco.getAnnIds(imgIds=0))[0])
```

`datasets.load_dataset` of this folder gives the pictures with `objects`: lists of `id`, `category` (its name), `bbox`,
`area`, `attributes` (JSON texts) and `rle`, the counts of the masks, which
`pycocotools.mask.decode({{"size": [height, width], "counts": counts}})` draws.

## Labels

The origin is the top-left corner, x grows right, y grows down; boxes are x, y, width, height in px. `image_id` is the
sample's number; an annotation's `id` is `image_id` x {IDS_PER_SAMPLE} + the instance's number in its plan.

| key | meaning |
|---|---|
| `segmentation`, `bbox`, `area` | what is visible (modal): RLE mask, its tight box, its number of pixels |
| `amodal_segmentation`, `amodal_bbox` | the full extent, also behind others and beyond the border (see below) |
| `visibility` | visible pixels / pixels of the full extent |
| `truncation` | share of the full extent that lies outside the picture |
| `label_source` | who says so: the `plan` |
| `attributes` | the object's drawn attributes |
| `requested_bbox` | the box that the plan asked for |
| `measured_bbox`, `iou`, `score` | what an annotator read back: its box, its IoU with the label, confidence |
| `confirmed` | whether that IoU is at least {CONFIRMED_IOU} |

An `amodal_segmentation` that leaves the picture is an RLE in its own box: `size` is that box's height and width, and
`origin` the x, y of its corner, which may be negative. Every other RLE is in the picture's own height and width.

Variables of the scene are extra keys of the `images` entries. Floats are rounded to 6 decimals.
"""


_DETECTED = """\
## What a detector read

Boxes were read back by an open-vocabulary detector: `readback` in `samples.jsonl` and `rejected.jsonl` holds the
planned and the read boxes of each draft, `fidelity.json` the precision with which they agree. An object with
`label_source: detector` was found elsewhere than planned and has the measured box: its `segmentation` is empty, its
`visibility` and `truncation` are null, and it has no amodal keys.
"""


def card_text(facts: RunFacts, categories: Sequence[Category], totals: Totals, seed: int) -> str:
    """The card, in Markdown with the front matter that data-set hubs read. No clock: equal runs give equal cards."""
    loads = loading([METADATA, "images/*.png"])
    front = front_matter(facts, tasks=_TASKS, tags=_TAGS, loads=loads)
    sections = [front, f"# {facts.name}", _confirmed(totals), facts.description, _numbers(facts, totals, seed)]
    sections += [
        _categories(categories, totals),
        quotas_section(facts, totals),
        rejections_section(totals),
        _HOW_TO_READ,
    ]
    sections += [_DETECTED if "detector" in facts.config else "", licence_section(facts)]
    return joined(sections)


def _confirmed(totals: Totals) -> str:
    """How many of the labels an annotator read back; empty where none looked."""
    judged, confirmed = (sum(totals.group(name).values()) for name in (JUDGED, CONFIRMED))
    if not judged:
        return ""
    return (
        f"**{confirmed_words(confirmed, judged)}**: an annotator read {confirmed} of {judged} objects back with an IoU "
        f"of at least {CONFIRMED_IOU} (`confirmed`)."
    )


def _numbers(facts: RunFacts, totals: Totals, seed: int) -> str:
    counts = [("pictures", totals.written), ("instances", sum(totals.group("instances").values()))]
    text = "Every picture was generated from its labels and then checked against them; no label was drawn by hand."
    return f"{text}\n\n{table(('', ''), [*counts, *yield_rows(totals, seed), *hash_rows(facts)])}"


def _categories(categories: Sequence[Category], totals: Totals) -> str:
    rows = [(c.id, c.name, c.supercategory, totals.group("instances").get(c.name, 0)) for c in categories]
    text = f"## Categories\n\n{table(('id', 'name', 'supercategory', 'instances'), rows)}"
    posed = [category for category in categories if category.keypoints]
    return f"{text}\n\n{_keypoints(posed)}" if posed else text


def _keypoints(categories: Sequence[Category]) -> str:
    """Which categories have keypoints, and what their numbers say."""
    names = ", ".join(f"`{category.name}`" for category in categories)
    return f"""\
Keypoints: {names}. Every annotation has `keypoints` (x, y in px and v for each of the {len(KEYPOINT_NAMES)} names
that the category lists) and `num_keypoints` (those with v above 0). v is 0 outside the picture (x and y are 0 then),
1 where something hides the point, 2 on the visible mask; what the object's own parts hide counts as visible. Left and
right are the person's own. They come from the plan; an annotator reads back boxes and masks, not keypoints. An object
without keypoints, and every object of another category, has zeros only, which `COCOeval` leaves out of account."""
