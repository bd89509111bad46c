"""The loop closed, on pictures: labels are spoilt, a pack's annotator and checks ask, a person answers, `synth apply`.

    python benchmarks/review_loop.py ../shared/data/nuclei [--pack nuclei] [--pictures 24] [--steps 300]

Of the pictures that the pack's training held out, one half is spoilt by `synth corrupt`: `--rate` of the labels are
shifted, scaled, merged, left out, too many or there twice. `synth check with=PACK` asks, its findings first, the surest
at the head, then the labels that it finds least probable; of this queue a fifth of the number of labels is reviewed,
through the session that `synth review` serves, by a scripted person: they set right what lies at the place of a
question, and err in `--error` of the answers (they leave a fault, take a wrong suggestion, or take a good label out).
Three small U-Nets are trained for `--steps` steps: on the clean labels, the spoilt ones and the mended ones, and
scored by F1 at an IoU of 0.5 on the other half of the pictures. `recovered` is the share of the lost F1 that came back.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from small_segmenter import Picture, score, trained

from synth.core.geometry import Box
from synth.image.formats.coco.layouts import find_layouts
from synth.image.formats.coco.read import read_labels
from synth.image.formats.segmentation import mask_of_segmentation
from synth.image.formats.split import split_by_image
from synth.image.train.found import SALT
from synth.quality.check import Checked, check_data_sets
from synth.quality.confidence import in_order
from synth.quality.corrupt.corrupt import corrupt_data_set
from synth.quality.patch.apply import apply_patch
from synth.quality.pictures.second.opinion import pack_reader
from synth.quality.report.write import write_checked
from synth.quality.table import CHECKS
from synth.review.desk import ChangeStated
from synth.review.opening import Asked, open_review
from synth.review.patch import patch_of
from synth.review.queue import Filter
from synth.review.session import Session

HELD_OUT = 0.15
"""Share of the pictures that `synth train` holds out where nobody says otherwise."""

KINDS = ("missing", "merged", "shifted", "scaled", "extra", "duplicate")
FOUND_IOU, SAME_IOU = 0.3, 0.8
"""IoU of a question's place with an object that was left out; of a label with the truth, to count as right."""

Record = dict[str, Any]


def main() -> None:
    """Run the loop once and print what came of it."""
    given = _parsed()
    torch.set_num_threads(1)
    draws = np.random.default_rng(given.seed)
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        pictures = _held_out(given.data, given.key, given.value, given.pictures, draws)
        half = len(pictures) // 2
        clean, test = (_copied(given.data, pictures[part], room / part_name) for part, part_name in (
            (slice(half), "clean"), (slice(half, None), "test")))  # fmt: skip
        rates = {kind: given.rate / len(KINDS) for kind in KINDS}
        spoilt = corrupt_data_set(clean, room / "spoilt", rates, given.seed)
        reader = pack_reader(given.pack)
        only = [name for name, check in CHECKS.items() if check.by_default or check.annotator]
        checked = check_data_sets([spoilt.path], only, reader=reader)
        person = Person(clean, spoilt.path, given.error, draws)
        labels = len(person.given)
        mended, asked, (held, whole) = _reviewed(person, checked, spoilt.path, room, round(given.share * labels))
        print(f"{labels} labels of {half} pictures, {len(spoilt.errors)} of them spoilt: "
              f"{dict(Counter(one.kind for one in spoilt.errors))}")  # fmt: skip
        print(f"asked     {sum(asked.values())} questions: {dict(asked)}")
        print(f"held      {held} of {whole} labels wrong, too many or left out lie at their places: {held / whole:.0%}")
        print(
            f"labels    {_wrong(spoilt.path, clean)} wrong, left out or too many before, {_wrong(mended, clean)} after"
        )
        sets = {"clean": clean, "spoilt": spoilt.path, "mended": mended}
        scores = {
            name: score(trained(_arrays(one), given.steps, given.seed), _arrays(test)) for name, one in sets.items()
        }
    lost = scores["clean"] - scores["spoilt"]
    print("F1        " + ", ".join(f"{what} {score:.3f}" for what, score in scores.items()))
    print(f"recovered {(scores['mended'] - scores['spoilt']) / lost:.0%} of {lost:.3f}" if lost > 0 else "nothing lost")


def _held_out(data: Path, key: str, value: str, number: int, draws: np.random.Generator) -> list[int]:
    """Ids of pictures that the training of a pack held out, of one value of the key that it was stratified by."""
    kept, _ = split_by_image(read_labels(data), HELD_OUT, SALT, key)
    record = json.loads(find_layouts(data)[0].file.read_text())
    ids = {one.id for one in kept.pictures}
    found = [one["id"] for one in record["images"] if one["id"] in ids and one.get(key) == value]
    return [found[at] for at in draws.permutation(len(found))[:number]]


def _copied(data: Path, ids: Sequence[int], out: Path) -> Path:
    record = json.loads(find_layouts(data)[0].file.read_text())
    record["images"] = [one for one in record["images"] if one["id"] in ids]
    record["annotations"] = [one for one in record["annotations"] if one["image_id"] in ids]
    (out / "images").mkdir(parents=True)
    for one in record["images"]:
        shutil.copy(data / "images" / one["file_name"], out / "images")
    (out / "annotations.json").write_text(json.dumps(record))
    return out


def _record(data: Path) -> Record:
    return json.loads((data / "annotations.json").read_text())


@dataclass
class Person:
    """Who knows the true labels, and errs in a share of the answers; `given` stands in the set, in file order."""

    clean: Path
    spoilt: Path
    error: float
    draws: np.random.Generator
    truth: dict[int, Record] = field(init=False)
    given: list[Record] = field(init=False)
    sizes: dict[int, tuple[int, int]] = field(init=False)
    names: dict[int, str] = field(init=False)
    looked_at: set[int] = field(init=False, default_factory=set)
    added: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        record = _record(self.clean)
        self.truth = {one["id"]: one for one in record["annotations"]}
        self.sizes = {one["id"]: (one["width"], one["height"]) for one in record["images"]}
        self.names = {one["id"]: one["file_name"] for one in record["images"]}
        self.given = _record(self.spoilt)["annotations"]
        self._here = {one["id"] for one in self.given if self.truth.get(one["id"], one)["image_id"] == one["image_id"]}

    def decide(self, session: Session, item: Mapping[str, Any], labels: Sequence[Record]) -> None:
        """Answer a question; `labels` are those of the file that is reviewed."""
        focus = labels[int(item["focus"][1:])] if item["focus"] else None
        changes = list(self._changes(item, focus, item["shown"]["name"]))
        errs = self.draws.random() < self.error
        verdict = "fix" if changes else "accept" if item["is_label"] else "reject"
        if errs:
            left, wrong = ("accept", "reject") if item["is_label"] else ("reject", "accept")
            verdict = left if changes else wrong if item["can_accept"] else left
        elif changes:
            self.added |= {int(one.label[3:]) for one in changes if one.label.startswith("new")}
        session.decide(item["number"], verdict, item["version"], changes if verdict == "fix" else [])

    def _changes(self, item: Mapping[str, Any], focus: Record | None, image: str) -> Iterator[ChangeStated]:
        place = _box(focus) if focus else Box(*item["box"]) if item["box"] else None
        if focus is not None:
            self.looked_at.add(focus["id"])
            true = self.truth.get(focus["id"])
            if true is None or true["image_id"] != focus["image_id"]:  # an id that was free is given again
                yield ChangeStated(label=item["focus"], gone=True)
            elif _mask(true, self._size(true)).iou(_mask(focus, self._size(true))) < SAME_IOU:
                yield ChangeStated(label=item["focus"], runs=self._runs(true))
        for true in self.truth.values():
            if (
                true["id"] in self._here
                or true["id"] in self.added
                or place is None
                or self.names[true["image_id"]] != image
            ):
                continue
            if _box(true).intersection(place).area > 0.5 * _box(true).area or _box(true).iou(place) > FOUND_IOU:
                self.looked_at.add(true["id"])
                yield ChangeStated(label=f"new{true['id']}", category=0, runs=self._runs(true))

    def _size(self, label: Record) -> tuple[int, int]:
        return self.sizes[label["image_id"]]

    def _runs(self, label: Record) -> list[int]:
        """Run lengths of a mask, row by row, background first."""
        bits = _mask(label, self._size(label)).on_canvas(*self._size(label)).ravel()
        edges = np.flatnonzero(np.diff(bits.astype(np.int8), prepend=0, append=0))
        if bits[-1]:
            edges = edges[:-1]
        return np.diff(edges, prepend=0, append=len(bits)).tolist()


def _reviewed(
    person: Person, checked: Checked, spoilt: Path, room: Path, most: int
) -> tuple[Path, Counter[str], tuple[int, int]]:
    """The mended set, how many questions were asked by which check, and (errors that lay at their places, all)."""
    asked = Counter[str]()
    session = open_review(Asked(spoilt, write_checked(checked, room / "check"), room / "review", "oracle"))
    while asked.total() < most and (item := session.next(Filter())["item"]):
        person.decide(session, item, person.given)
        asked[item["check"]] += 1
    mended = _applied(session, spoilt, room / "mended")
    queue = in_order([one for each in checked.sets for one in each.confidences])
    if asked.total() < most and queue:
        ids = {f"annotations.json: annotations[{place}]": one["id"] for place, one in enumerate(person.given)}
        session = open_review(Asked(mended, None, room / "review-labels", "oracle"))
        labels = _record(mended)["annotations"]
        numbers = {one["id"]: place + 1 for place, one in enumerate(labels)}
        for one in queue:
            number = numbers.get(ids.get(one.where, -1))
            if asked.total() < most and number and ids[one.where] not in person.looked_at:
                person.decide(session, session.view(session.item(number)), labels)
                asked["improbable label"] += 1
        mended = _applied(session, mended, room / "mended-twice")
    wrong = _differing(_record(spoilt)["annotations"], person.truth)
    return mended, asked, (len(wrong & person.looked_at), len(wrong))


def _applied(session: Session, data: Path, out: Path) -> Path:
    apply_patch(data, patch_of(session).path, out)
    session.close()
    return out


def _differing(given: Sequence[Record], truth: Mapping[int, Record]) -> set[int]:
    """The ids of labels that are wrong or too many, or were left out."""
    here = {one["id"]: one for one in given}
    wrong = {number for number, one in here.items() if number not in truth or one["bbox"] != truth[number]["bbox"]}
    return wrong | (truth.keys() - here.keys())


def _wrong(data: Path, clean: Path) -> int:
    """Labels without a true one of their own at an IoU of `SAME_IOU`, and true ones without a label."""
    found, true = _by_image(data), _by_image(clean)
    sizes = {one["id"]: (one["width"], one["height"]) for one in _record(clean)["images"]}
    wrong = 0
    for image, size in sizes.items():
        first, second = ([_mask(one, size) for one in side.get(image, [])] for side in (found, true))
        pairs = 0
        for one in first:
            at = next((n for n, other in enumerate(second) if one.iou(other) >= SAME_IOU), None)
            if at is not None:
                del second[at]
                pairs += 1
        wrong += len(first) - pairs + len(second)
    return wrong


def _by_image(data: Path) -> dict[int, list[Record]]:
    found = dict[int, list[Record]]()
    for one in _record(data)["annotations"]:
        found.setdefault(one["image_id"], []).append(one)
    return found


def _arrays(data: Path) -> Iterator[Picture]:
    """Grey pixels, their contrast stretched, and instances of each picture."""
    by_image = _by_image(data)
    for one in _record(data)["images"]:
        grey = np.asarray(Image.open(data / "images" / one["file_name"]).convert("L"), np.float32)
        low, high = np.percentile(grey, (0.5, 99.5))
        labels = np.zeros(grey.shape, np.int32)
        for number, label in enumerate(by_image.get(one["id"], []), 1):
            labels[_mask(label, grey.shape[::-1]).on_canvas(*grey.shape[::-1])] = number
        yield (np.clip((grey - low) / max(high - low, 1), 0, 1) - 0.3).astype(np.float32), labels


def _mask(label: Record, size_wh: Sequence[int]) -> Any:
    return mask_of_segmentation(label["segmentation"], size_wh[0], size_wh[1], "label")


def _box(label: Record) -> Box:
    x, y, width, height = label["bbox"]
    return Box(x, y, x + width, y + height)


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pack", default="nuclei")
    parser.add_argument("--key", default="modality", help="what the pack's training was stratified by")
    parser.add_argument("--value", default="fluorescence")
    parser.add_argument("--pictures", type=int, default=24)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--error", type=float, default=0.05)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
