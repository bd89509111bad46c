"""Verification: who judges the drafts of a run. The only place where a draft becomes verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from synth.core.geometry import Box
from synth.core.outcome import Rejection, Verdict, judged
from synth.image.labels import Instance, Reading
from synth.image.options.judges import ClipOptions, DetectorOptions, Limits, VerifyOptions
from synth.image.packs.pack import Pack
from synth.image.records import Draft, Plan, Verified
from synth.image.scene.schema import Scene
from synth.image.verify.annotator import Annotator, PixelReading
from synth.image.verify.checks import CHECKS, Evidence, match, outline_contrast, overlap_table
from synth.image.verify.mend import misread, unplanned_pixels

if TYPE_CHECKING:
    from jaxtyping import UInt8

PictureCheck: TypeAlias = "Callable[[Plan, UInt8[np.ndarray, 'h w 3']], Verdict]"
"""A check of the picture (RGB) without an annotator."""

Judge = Callable[[Plan, Draft], Verified | Rejection]
"""(plan, its draft) -> the verified draft, or why it is rejected."""


def make_judge(pack: Pack | None, options: VerifyOptions, scene: Scene, device: str) -> Judge:
    """The judge of a run: the pack's annotator where a pack is given, else the detector, else the picture's edges.

    CLIP is added to each of them if the options name it. SynthError where a model does not load.
    """
    more = [_clip_check(options.clip, device)] if options.clip.model else []
    if options.detector.model:
        return _judge_by_boxes(scene, options.detector, device, more)
    from synth.image.verify.annotator import load_annotator, load_box_annotator

    if pack and pack.card.labels == "boxes":
        from synth.image.verify.boxes import verify_boxes

        read = load_box_annotator(pack)
        queries = {category: category for category in pack.card.categories}

        def judge_boxes(plan: Plan, draft: Draft) -> Verified | Rejection:
            found = read(plan, draft.image)
            limits = _box_limits(pack, found.domains, options)
            return verify_boxes(plan, draft, found, queries, limits, more, mends=True)

        return judge_boxes
    annotator = load_annotator(pack) if pack else None
    return lambda plan, draft: verify(plan, draft, annotator, options, more)


def _judge_by_boxes(scene: Scene, options: DetectorOptions, device: str, more: Sequence[PictureCheck]) -> Judge:
    from synth.image.verify.boxes import verify_boxes
    from synth.image.verify.detector import load_detector
    from synth.image.verify.readback import box_reader_of, queries_of

    queries = queries_of(scene)
    read = box_reader_of(load_detector(options, device), queries)
    return lambda plan, draft: verify_boxes(plan, draft, read(plan, draft.image), queries, options, more)


def _box_limits(pack: Pack, domains: Mapping[str, float], options: Limits) -> DetectorOptions:
    """What the boxes that a pack drew must meet in its own annotator's reading, as pictures of its likeliest value."""
    card, stated = pack.card, options.max_missed_share
    usual = card.missed_on_real.get(max(domains, key=domains.__getitem__), 0.0)
    return DetectorOptions(
        min_score=card.box_score,
        min_iou=options.min_iou,
        max_missed_share=usual if stated is None else stated,
        min_side_px=0,
    )


def _same(plan: Plan, reading: PixelReading) -> NDArray[np.bool_] | None:
    """Which planned and read instances are of one category; None where there is one only."""
    if not reading.categories:
        return None
    return np.array([[i.category == name for name in reading.categories] for i in plan.instances], np.bool_)


def _clip_check(options: ClipOptions, device: str) -> PictureCheck:
    from synth.image.verify.clip import load_clip, prompt_match

    return prompt_match(load_clip(options, device), options.min_score)


def verify(
    plan: Plan, draft: Draft, annotator: Annotator | None, limits: Limits, more: Sequence[PictureCheck] = ()
) -> Verified | Rejection:
    """Check a draft's labels against its pixels: with a pack's annotator, or without one by the edges alone.

    All checks run, `more` after the others. A rejection names the first check that fails.
    """
    others = [check(plan, draft.image) for check in more]
    if annotator is None:
        return outcome_of(plan, draft, plan.instances, [outline_contrast(plan, draft.image), *others])
    reading = annotator(draft.image)
    planned = plan.label_map()
    table = overlap_table(planned, reading.labels)
    evidence = Evidence(
        plan=plan, planned=planned, reading=reading, matching=match(table, _same(plan, reading)), table=table
    )
    verdicts = [*(check(evidence, limits) for check in CHECKS), *others]
    outcome = outcome_of(plan, draft, _with_readings(evidence), verdicts)
    if isinstance(outcome, Verified):
        return outcome
    return misread(outcome, plan, draft, evidence.matching.iou < limits.min_iou, unplanned_pixels(evidence))


def outcome_of(
    plan: Plan, draft: Draft, instances: tuple[Instance, ...], verdicts: Sequence[Verdict]
) -> Verified | Rejection:
    """The verified draft with these instances, or its rejection by the first check that failed."""
    found = judged(verdicts, plan.sample_id, draft.attempt)
    if isinstance(found, Rejection):
        return found
    return Verified(plan=plan, draft=draft, instances=instances, checks=found)


def _with_readings(evidence: Evidence) -> tuple[Instance, ...]:
    boxes = ndimage.find_objects(evidence.reading.labels)
    pairs = zip(evidence.plan.instances, evidence.matching.partner, evidence.matching.iou, strict=True)
    return tuple(
        replace(i, reading=_reading(evidence.reading, boxes, int(label), float(iou))) for i, label, iou in pairs
    )


def _reading(read: PixelReading, boxes: Sequence[tuple[slice, slice] | None], label: int, iou: float) -> Reading:
    """The reading of one instance; zeros and no box where no read instance shares a pixel with it."""
    where = boxes[label - 1] if label else None
    if where is None:
        return Reading(iou=0.0, score=0.0, box=None)
    rows, columns = where
    box = Box(float(columns.start), float(rows.start), float(columns.stop), float(rows.stop))
    return Reading(iou=iou, score=float(read.scores[label - 1]), box=box)
