"""What `synth check` finds of errors that were put into a clean set, and what it says beside them.

    python benchmarks/quality.py COCO_FOLDER [--rate 0.02] [--seed 0]

Every kind of error is put into that share of the objects; each object has one at most. A finding counts as right where
it is on an object with an error of its kind; those that the set has before anything was put into it are left out. Other
errors: `quality_pictures.py` (classes, places, a pack's annotator), `quality_texts.py`, `quality_recover.py`; copies:
`quality_leaks.py`; names of classes: `quality_names.py`; sets without errors: `quality_clean.py`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from synth.image.formats.coco.layouts import find_layouts
from synth.quality.check import check_data_sets

Record = dict[str, Any]
Error = Callable[[Record, Record, np.random.Generator], Record | None]
"""(annotation, its picture, draws) -> a further annotation, or None where the given one was changed."""


def _degenerate(one: Record, image: Record, draws: np.random.Generator) -> None:
    one["bbox"] = [*one["bbox"][:2], 0, one["bbox"][3]]


def _outside(one: Record, image: Record, draws: np.random.Generator) -> None:
    _, y, width, height = one["bbox"]
    one["bbox"] = [image["width"] - width / 2, y, width + 4, height]


def _shifted(one: Record, image: Record, draws: np.random.Generator) -> None:
    x, y, width, height = one["bbox"]
    one["bbox"] = [max(0, x - 3 - width / 4) if x > 4 + width / 4 else x + 3, y, width * 0.6, height]


def _area(one: Record, image: Record, draws: np.random.Generator) -> None:
    one["area"] = float(one["area"]) * 3 + 100


def _dangling(one: Record, image: Record, draws: np.random.Generator) -> None:
    one["image_id"] = 10**9 + int(draws.integers(1000))


def _category(one: Record, image: Record, draws: np.random.Generator) -> None:
    one["category_id"] = 10**6


def _twice(one: Record, image: Record, draws: np.random.Generator) -> Record:
    x, y, width, height = one["bbox"]
    further = one | {"bbox": [x + width * 0.01, y, width, height]}
    return further if not one.get("segmentation") else dict(one)


def _outline(one: Record, image: Record, draws: np.random.Generator) -> None:
    one["segmentation"] = [[1, 2, 3, 4, 5]]


ERRORS: dict[str, tuple[str, Error]] = {
    "box of no width": ("degenerate_box", _degenerate),
    "box beyond the border": ("outside_box", _outside),
    "box off its mask": ("box_against_mask", _shifted),
    "wrong area": ("area_against_mask", _area),
    "annotation of no picture": ("dangling_id", _dangling),
    "annotation of no category": ("dangling_id", _category),
    "object twice": ("duplicate_object", _twice),
    "broken outline": ("invalid_outline", _outline),
}
OF_MASKS = ("box off its mask", "wrong area", "broken outline")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--rate", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    layout = find_layouts(options.data)[0]
    before = {(one.check, one.subject) for one in check_data_sets([options.data]).findings}
    with tempfile.TemporaryDirectory() as room:
        copy = Path(room) / "set"
        shutil.copytree(layout.folder, copy)
        file = copy / layout.file.resolve().relative_to(layout.folder.resolve())
        record = json.loads(file.read_text())
        wanted = spoil(record, options.rate, np.random.default_rng(options.seed))
        file.write_text(json.dumps(record))
        found = check_data_sets([copy]).findings
    right, extra = Counter[str](), Counter[str]()
    for one in found:
        place = int(one.where.rpartition("[")[2].rstrip("]")) if one.where.endswith("]") else -1
        kind = wanted.get(place)
        if kind is not None and ERRORS[kind][0] == one.check:
            right[kind] += 1
        elif (one.check, one.subject) not in before:
            extra[one.check] += 1
    put = Counter(wanted.values())
    print(f"{options.data.name}: {len(record['annotations'])} objects, seed {options.seed}")
    for kind, (check, _) in ERRORS.items():
        if put[kind]:
            recall = right[kind] / put[kind]
            print(f"{kind:28} {check:20} put in {put[kind]:4}  found {right[kind]:4}  recall {recall:.3f}")
    precision = right.total() / max(1, right.total() + extra.total())
    print(f"beside them: {dict(extra) or 'nothing'}; precision {precision:.3f}")


def spoil(record: Record, rate: float, draws: np.random.Generator) -> dict[int, str]:
    """Put errors into the record; place of an annotation -> what is wrong with it."""
    images = {one["id"]: one for one in record["images"]}
    masks = all(one.get("segmentation") for one in record["annotations"])
    kinds = [kind for kind in ERRORS if masks or kind not in OF_MASKS]
    number = len(record["annotations"])
    chosen = draws.permutation(number)[: max(1, round(rate * number)) * len(kinds)]
    following = max(one["id"] for one in record["annotations"]) + 1
    wanted = dict[int, str]()
    for at, place in enumerate(map(int, chosen)):
        kind = kinds[at % len(kinds)]
        one = record["annotations"][place]
        further = ERRORS[kind][1](one, images[one["image_id"]], draws)
        if further is None:
            wanted[place] = kind
        else:
            wanted[len(record["annotations"])] = kind
            record["annotations"].append(further | {"id": following})
            following += 1
    return wanted


if __name__ == "__main__":
    main()
