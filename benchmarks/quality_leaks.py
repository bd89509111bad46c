"""Leaks between sets of pictures: how many altered copies `synth check` finds, and what it says beside them.

    python benchmarks/quality_leaks.py FOLDER [...] [--copies 100] [--seed 0]

Half of the pictures of a folder are one set; the other half, and altered copies of pictures of the first, are another.
A copy counts as found where the finding names the picture that it was made of. A row for each alteration, then all
folders together. Exit code 1 where recall or precision of all of them is below 0.98.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from synth.quality.check import check_data_sets
from synth.quality.pictures.read import read_pictures

LEAST = 0.98
"""Recall and precision."""

NOT_COPIES = "not copies"


def _jpeg(picture: Image.Image, draws: np.random.Generator) -> Image.Image:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=int(draws.integers(40, 80)))
    return Image.open(data).convert("RGB")


def _resized(picture: Image.Image, draws: np.random.Generator) -> Image.Image:
    share = draws.uniform(0.4, 0.8)
    return picture.resize((round(picture.width * share), round(picture.height * share)))


def _cropped(picture: Image.Image, draws: np.random.Generator) -> Image.Image:
    """Without a tenth of each side, at any place."""
    width, height = round(0.9 * picture.width), round(0.9 * picture.height)
    x, y = int(draws.integers(picture.width - width + 1)), int(draws.integers(picture.height - height + 1))
    return picture.crop((x, y, x + width, y + height))


def _mirrored(picture: Image.Image, draws: np.random.Generator) -> Image.Image:
    return ImageOps.mirror(picture)


ALTERED: Mapping[str, tuple[Callable[[Image.Image, np.random.Generator], Image.Image], ...]] = {
    "JPEG 40-80": (_jpeg,),
    "40-80 % of the size": (_resized,),
    "mirrored": (_mirrored,),
    "crop of 90 %": (_cropped,),
    "all four": (_cropped, _mirrored, _resized, _jpeg),
}


def main() -> int:
    """Print the tables; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    put, right, found = Counter[str](), Counter[str](), Counter[str]()
    for data in options.data:
        of_one = copies_found(data, options.copies, options.seed)
        for total, part in zip((put, right, found), of_one, strict=True):
            total.update(part)
    if len(options.data) > 1:
        print("all together")
        _print_table(put, right, found)
    least = min(right.total() / put.total(), right.total() / max(1, found.total()))
    return 0 if least >= LEAST else 1


def copies_found(data: Path, number: int, seed: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By alteration: copies that were put in, those found as a copy of their own picture, all findings."""
    draws = np.random.default_rng(seed)
    read = read_pictures(data)
    files = [path for entry in read.raw.entries("images") if (path := read.file_of(entry))]
    order = [files[place] for place in draws.permutation(len(files))]
    half = len(order) // 2
    with tempfile.TemporaryDirectory() as room:
        train, test = Path(room) / "train", Path(room) / "test"
        _write(train, {f"{place}.bmp": Image.open(file).convert("RGB") for place, file in enumerate(order[:half])})
        pictures = {f"{NOT_COPIES}, {at}.bmp": Image.open(file).convert("RGB") for at, file in enumerate(order[half:])}
        kinds = list(ALTERED)
        for place in range(min(number, half)):
            picture, kind = Image.open(order[place]).convert("RGB"), kinds[place % len(kinds)]
            for change in ALTERED[kind]:
                picture = change(picture, draws)
            pictures[f"{kind}, {place}.bmp"] = picture
        _write(test, pictures)
        leaks = check_data_sets([train, test], only=["leak"]).findings
    put = Counter(kind for name in pictures if (kind := name.partition(", ")[0]) != NOT_COPIES)
    found, right = Counter[str](), Counter[str]()
    print(f"{data.name}: {half} pictures, {len(pictures)} in the other set, seed {seed}")
    for one in leaks:
        kind, _, place = one.subject.partition(", ")
        found[kind] += 1
        if kind != NOT_COPIES and f"({place} of " in one.evidence:
            right[kind] += 1
        else:
            print(f"    {one.subject}: {one.evidence}")
    _print_table(put, right, found)
    return put, right, found


def _print_table(put: Counter[str], right: Counter[str], found: Counter[str]) -> None:
    for kind, many in put.items():
        print(f"{kind:24} put in {many:4}  found {right[kind]:4}  recall {right[kind] / many:.3f}")
    recall, precision = right.total() / put.total(), right.total() / max(1, found.total())
    print(
        f"recall {recall:.3f}, precision {precision:.3f}; {found[NOT_COPIES]} findings on pictures that are no copies"
    )


def _write(folder: Path, pictures: Mapping[str, Image.Image]) -> None:
    (folder / "images").mkdir(parents=True)
    images = []
    for number, (name, picture) in enumerate(pictures.items()):
        picture.save(folder / "images" / name)
        images.append({"id": number, "file_name": name, "width": picture.width, "height": picture.height})
    record = {"images": images, "annotations": [], "categories": []}
    (folder / "annotations.json").write_text(json.dumps(record))


if __name__ == "__main__":
    sys.exit(main())
