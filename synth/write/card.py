"""README.md of a data set: the card that says what it is, how it was made and how to read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from synth.labels import Category
from synth.write.coco import IDS_PER_SAMPLE
from synth.write.facts import RunFacts, Totals

_HOW_TO_READ = f"""\
## Files

| file | what |
|---|---|
| `images/` | the pictures, PNG, RGB |
| `annotations.json` | COCO instances |
| `captions.json` | COCO captions, written from the plans |
| `samples.jsonl` | a line per picture: seed, plan, checks with numbers, captions, questions and answers, sha256 |
| `rejected.jsonl` | a line per refused draft: the check, what was measured, the limit |
| `manifest.json` | spec, config, versions, hashes, counts, yield |
| `croissant.json` | Croissant metadata |

```python
from pycocotools.coco import COCO
coco = COCO("annotations.json")
mask = coco.annToMask(coco.loadAnns(coco.getAnnIds(imgIds=0))[0])
```

## Labels

The origin is the top-left corner, x grows right, y grows down; boxes are x, y, width, height in px. `image_id` is the
sample's number; an annotation's `id` is `image_id` x {IDS_PER_SAMPLE} + the instance's number in its plan.

| key | meaning |
|---|---|
| `segmentation`, `bbox`, `area` | what is visible (modal): RLE mask, its tight box, its number of pixels |
| `amodal_segmentation`, `amodal_bbox` | the full extent, also behind others and beyond the border (see below) |
| `visibility` | visible pixels / pixels of the full extent |
| `truncation` | share of the full extent that lies outside the picture |
| `attributes` | the object's drawn attributes |
| `requested_bbox` | the box that the plan asked for |
| `measured_bbox`, `iou`, `score` | what an annotator read back: its box, the mask's IoU with the label, confidence |

An `amodal_segmentation` that leaves the picture is an RLE in its own box: `size` is that box's height and width, and
`origin` the x, y of its corner, which may be negative. Every other RLE is in the picture's own height and width.

Variables of the scene are extra keys of the `images` entries. Floats are rounded to 6 decimals.
"""


def card_text(facts: RunFacts, categories: Iterable[Category], totals: Totals, seed: int) -> str:
    """The card, in Markdown with the front matter that data-set hubs read. No clock: equal runs give equal cards."""
    tags = ["synthetic", "coco", "instance-segmentation"]
    front = [
        "---",
        f"license: {facts.licence.lower()}",
        "task_categories:",
        "- image-segmentation",
        "- object-detection",
    ]
    front += ["tags:", *(f"- {tag}" for tag in tags), f"pretty_name: {json.dumps(facts.name)}", "---"]
    sections = ["\n".join(front), f"# {facts.name}", facts.description, _numbers(facts, totals, seed)]
    sections += [_categories(categories, totals), _rejections(totals), _HOW_TO_READ, _licence(facts)]
    return "\n\n".join(section.strip("\n") for section in sections if section) + "\n"


def _numbers(facts: RunFacts, totals: Totals, seed: int) -> str:
    rows = [
        ("pictures", totals.written),
        ("instances", sum(totals.instances.values())),
        ("drafts judged", totals.drafts),
        ("yield (accepted / judged)", f"{totals.yield_share:.3f}"),
        ("samples given up", totals.given_up),
        ("seed", seed),
        *((f"sha256 of {name}", f"`{digest}`") for name, digest in sorted(facts.hashes.items())),
    ]
    text = "Every picture was generated from its labels and then checked against them; no label was drawn by hand."
    return f"{text}\n\n{_table(('', ''), rows)}"


def _categories(categories: Iterable[Category], totals: Totals) -> str:
    rows = [(c.id, c.name, c.supercategory, totals.instances.get(c.name, 0)) for c in categories]
    return f"## Categories\n\n{_table(('id', 'name', 'supercategory', 'instances'), rows)}"


def _rejections(totals: Totals) -> str:
    if not totals.rejected:
        return ""
    rows = sorted(totals.rejected.items(), key=lambda item: (-item[1], item[0]))
    return f"## Refused drafts\n\n{_table(('check', 'drafts'), rows)}"


def _licence(facts: RunFacts) -> str:
    return f"## Licence\n\n{facts.licence}"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
