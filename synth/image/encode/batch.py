"""Outcomes of pictures as bytes for the disk: PNG files, and the lines of COCO and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from synth.core.labels import Category
from synth.core.outcome import Outcome
from synth.core.png import encode_png
from synth.folder.batch import Batch, BatchContent, SampleFile, batch_of
from synth.folder.totals import CONFIRMED, JUDGED
from synth.image.encode.coco import annotations_json, captions_json, image_json, image_name
from synth.image.encode.lines import sample_line
from synth.image.plan.captions import captions, questions
from synth.image.records import Verified

PARTS = ("images", "annotations", "captions", "samples")
"""The lines that a picture adds to the files of its data set."""


def encode_pictures(
    outcomes: Sequence[Outcome[Verified]], seed: int, categories: Sequence[Category], xmp: str = ""
) -> Batch:
    """The batch of some outcomes; `xmp` is the packet in every picture.

    Errors as of `batch_of`; ValueError for a sample that contradicts itself.
    """
    by_name = {category.name: category for category in categories}
    content = BatchContent(parts={name: [] for name in PARTS}, groups={})
    counts: Counter[str] = Counter()
    quotas, judged, confirmed = Counter[str](), Counter[str](), Counter[str]()
    for outcome in outcomes:
        sample = outcome.verified
        if not isinstance(sample, Verified):
            for lines in content.parts.values():
                lines.append(b"")
            continue
        file = _picture_file(sample, xmp)
        for name, text in _texts(sample, seed, by_name, file.sha256).items():
            content.parts[name].append(text.encode() + b"\n" if text else b"")
        content.files.append(file)
        content.notes += sample.draft.notes
        counts.update(instance.category for instance in sample.instances)
        judged.update(instance.category for instance in sample.instances if instance.confirmed is not None)
        confirmed.update(instance.category for instance in sample.instances if instance.confirmed)
        quotas.update(sample.plan.quotas)
    content.groups = {"instances": counts, "quotas": quotas, JUDGED: judged, CONFIRMED: confirmed}
    return batch_of(outcomes, Verified, content)


def _picture_file(sample: Verified, xmp: str) -> SampleFile:
    plan, image = sample.plan, sample.draft.image
    if image.shape != (plan.height, plan.width, 3) or image.dtype != "uint8":
        got = f"{image.dtype} {image.shape} for a {plan.width} x {plan.height} plan"
        raise ValueError(f"sample {plan.sample_id}: {got}")
    return SampleFile(plan.sample_id, image_name(plan.sample_id), encode_png(image, xmp))


def _texts(sample: Verified, seed: int, categories: Mapping[str, Category], sha256: str) -> dict[str, str]:
    """What one picture adds to each part."""
    plan = sample.plan
    said, asked = captions(plan), questions(plan, list(categories))
    return {
        "images": image_json(plan),
        "annotations": annotations_json(plan, sample.instances, categories),
        "captions": captions_json(plan.sample_id, said),
        "samples": sample_line(sample, seed, sha256, said, asked),
    }
