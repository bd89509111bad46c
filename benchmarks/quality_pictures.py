"""Errors of `synth corrupt` in pictures and documents: how many `synth check` finds, and what beside them.

    python benchmarks/quality_pictures.py FOLDER --corrupt 0.02         pictures or documents, all checks on
    python benchmarks/quality_pictures.py FOLDER --corrupt 0.02 --with nuclei [--held-out modality=stained]
    python benchmarks/quality_pictures.py FOLDER --swapped 0.05 [--cleanlab PYTHON]    classes, as quality_texts.py

A finding counts as right where it is on a label with an error, or is an object that was left out; those that the set
has before are left out, and counted. `--with` runs the checks of a pack's annotator alone, `--held-out` keeps the
pictures that `synth train` held out of what it learned from, stratified by that key, and of these the ones of a value.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from cleanlab_peer import label_issues
from label_scores import best_cut, confident_learning, report

from synth.core.geometry import Box
from synth.image.formats.coco.layouts import find_layouts
from synth.image.formats.coco.read import read_labels
from synth.image.formats.split import split_by_image
from synth.image.train.found import SALT
from synth.image.verify.found import FoundObject
from synth.quality.check import check_data_sets
from synth.quality.corrupt.corrupt import corrupt_data_set
from synth.quality.corrupt.documents import KINDS as KINDS_OF_DOCUMENTS
from synth.quality.corrupt.error import Error
from synth.quality.corrupt.pictures import KINDS as KINDS_OF_PICTURES
from synth.quality.finding import Finding
from synth.quality.margins import margins, margins_of_wrong
from synth.quality.pictures.read import read_pictures
from synth.quality.pictures.second.opinion import SecondReader, pack_reader
from synth.quality.pictures.swapped import Crops
from synth.quality.pictures.view import views
from synth.quality.rightness import rightness
from synth.quality.table import CHECKS
from synth.quality.tell import is_documents

HELD_OUT = 0.15
"""Share of the pictures that `synth train` holds out where nobody says otherwise."""

FOUND_IOU = 0.5
"""IoU of what is found with what was left out."""


def print_corrupted(data: Path, rate: float, seed: int, pack: str) -> None:
    """Errors of every kind in this share of the labels, with all checks on, or those of a pack's annotator alone."""
    kinds = KINDS_OF_DOCUMENTS if is_documents(data) else KINDS_OF_PICTURES
    if kinds is KINDS_OF_PICTURES and read_pictures(data).raw.count("categories") < 2:
        kinds = tuple(kind for kind in kinds if kind != "swapped")
    reader = _remembering(pack_reader(pack)) if pack else None
    only = [name for name, check in CHECKS.items() if check.annotator is bool(pack)]
    before = {_known(one) for one in check_data_sets([data], only, reader=reader).findings}
    with tempfile.TemporaryDirectory() as room:
        done = corrupt_data_set(data, Path(room) / "set", dict.fromkeys(kinds, rate), seed)
        found = check_data_sets([done.path], only, reader=reader).findings
    kind_of = {one.where: one.kind for one in done.errors}
    pictures = {one.subject.partition(",")[0] for one in done.errors if one.kind in ("missing", "merged")}
    reached, beside, old = defaultdict[str, set[str]](set), list[Finding](), Counter[str]()
    right = defaultdict[str, Counter[str]](Counter)
    for one in found:
        missing = _left_out(one, done.errors) if one.check == "missing_object" else None
        kind = "missing" if missing else None if one.check == "missing_object" else kind_of.get(one.where)
        if kind is not None:
            reached[kind].add(missing or one.where)
            right[one.check][kind] += 1
        elif _known(one) in before:
            old[one.check] += 1
        else:
            beside.append(one)
    put = Counter(one.kind for one in done.errors)
    print(f"{data.name}: {put.total()} errors, seed {seed}")
    for kind, many in put.items():
        print(f"{kind:12} put in {many:4}  found {len(reached[kind]):4}  recall {len(reached[kind]) / many:.3f}")
    extra = Counter(one.check for one in beside)
    for check in sorted(right.keys() | extra.keys()):
        total = right[check].total()
        share = total / (total + extra[check])
        print(
            f"{check:22} right {total:4} {dict(right[check])}, beside them {extra[check]}  precision {share:.3f}; "
            f"{old[check]} are there before"
        )
    near = sum(one.subject.partition(",")[0] in pictures for one in beside)
    print(f"of {len(beside)} beside them, {near} in pictures where an object is missing or merged")


def _known(one: Finding) -> object:
    """A finding, whatever its place in the file."""
    return one.check, one.subject, one.box and tuple(map(round, one.box))


def _left_out(one: Finding, errors: Sequence[Error]) -> str | None:
    """The box of the object that was left out where one is found; None where none was."""
    for error in errors:
        if error.kind == "missing" and error.subject == one.subject and one.box is not None:
            x, y, width, height = error.edits[0].after["bbox"]
            if one.box.iou(Box(x, y, x + width, y + height)) >= FOUND_IOU:
                return f"{error.subject} {x} {y}"
    return None


def _remembering(reader: SecondReader) -> SecondReader:
    """A reader that reads no picture twice."""
    known = dict[bytes, list[FoundObject]]()

    def find(pixels: np.ndarray) -> list[FoundObject]:
        key = sha256(pixels.tobytes()).digest()
        if key not in known:
            known[key] = reader.find(pixels)
        return known[key]

    return reader._replace(find=find)


def print_swapped(data: Path, rate: float, seed: int, cleanlab: Path | None) -> None:
    """Swapped classes in this share of the labels: ours and cleanlab's answers to the same predictions on crops."""
    with tempfile.TemporaryDirectory() as room:
        done = corrupt_data_set(data, Path(room) / "set", {"swapped": rate}, seed)
        read, crops = read_pictures(done.path), Crops()
        for view in views(read):
            crops.add(view)
        wrong_places = {one.where for one in done.errors}
        judged = crops.opinions()
        if judged is None:
            raise SystemExit(f"{data}: fewer than two classes of 20 objects or more")
        entries = [read.raw.entry("annotations", file, place) for file, _, place in map(crops.place, judged.objects)]
        wrong = np.array([read.raw.where(one) in wrong_places for one in entries])
    preferred, _ = margins(judged.probabilities, judged.given)
    found = rightness(preferred[:, None], margins_of_wrong(judged.probabilities, judged.given)[0])
    print(f"{data.name}: {len(wrong)} objects, {wrong.sum()} swapped, seed {seed}")
    report("best cut", judged.given, wrong, best_cut(found.probabilities))
    report("confident learning", judged.given, wrong, confident_learning(judged.given, judged.probabilities))
    if cleanlab is not None:
        for way, flagged in label_issues(cleanlab, judged.given, judged.probabilities).items():
            report(f"cleanlab, {way}", judged.given, wrong, flagged)


def held_out(data: Path, room: Path, which: str) -> Path:
    """The pictures that `synth train` held out, as a set of their own; `which` is a key, or a key and a value of it."""
    key, _, value = which.partition("=")
    pictures, _ = split_by_image(read_labels(data), HELD_OUT, SALT, key or None)
    layout = find_layouts(data)[0]
    record = json.loads(layout.file.read_text())
    ids = {one.id for one in pictures.pictures}
    record["images"] = [
        one for one in record["images"] if one["id"] in ids and (not value or str(one.get(key)) == value)
    ]
    chosen = {one["id"] for one in record["images"]}
    record["annotations"] = [one for one in record["annotations"] if one["image_id"] in chosen]
    copy = room / f"{data.name} {which}"
    shutil.copytree(layout.folder, copy)
    (copy / layout.file.resolve().relative_to(layout.folder.resolve())).write_text(json.dumps(record))
    return copy


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--corrupt", type=float, default=0.0)
    parser.add_argument("--with", dest="pack", default="", metavar="PACK", help="a shipped pack, or its folder")
    parser.add_argument("--held-out", metavar="KEY[=VALUE]", help="as in `synth train variable=KEY`; empty: none")
    parser.add_argument("--swapped", type=float, default=0.0)
    parser.add_argument("--cleanlab", type=Path, metavar="PYTHON", help="an interpreter that has cleanlab")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.swapped:
        print_swapped(options.data, options.swapped, options.seed, options.cleanlab)
    if options.corrupt:
        with tempfile.TemporaryDirectory() as room:
            data = options.data if options.held_out is None else held_out(options.data, Path(room), options.held_out)
            print_corrupted(data, options.corrupt, options.seed, options.pack)


if __name__ == "__main__":
    main()
