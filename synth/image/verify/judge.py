"""The judge of drafts: a pack's annotator, an open-vocabulary detector, or the edges alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from synth.core.outcome import Rejection
from synth.image.options.judges import ClipOptions, DetectorOptions, VerifyOptions
from synth.image.packs.pack import Pack
from synth.image.records import Draft, Plan, Verified
from synth.image.scene.schema import Scene
from synth.image.verify.verify import PictureCheck, verify, verify_boxes

Judge = Callable[[Plan, Draft], Verified | Rejection]
"""(plan, its draft) -> the verified draft, or why it is rejected."""


def make_judge(pack: Pack | None, options: VerifyOptions, scene: Scene, device: str) -> Judge:
    """The judge of a run: the pack's annotator where a pack is given, else the detector, else the picture's edges.

    CLIP is added to each of them if the options name it. SynthError where a model does not load.
    """
    more = [_clip_check(options.clip, device)] if options.clip.model else []
    if options.detector.model:
        return _judge_by_boxes(scene, options.detector, device, more)
    from synth.image.verify.annotator import load_annotator

    annotator = load_annotator(pack) if pack else None
    return lambda plan, draft: verify(plan, draft, annotator, options, more)


def _judge_by_boxes(scene: Scene, options: DetectorOptions, device: str, more: Sequence[PictureCheck]) -> Judge:
    from synth.image.verify.detector import load_detector
    from synth.image.verify.readback import box_reader_of, queries_of

    queries = queries_of(scene)
    read = box_reader_of(load_detector(options, device), queries)
    return lambda plan, draft: verify_boxes(plan, draft, read(plan, draft.image), queries, options, more)


def _clip_check(options: ClipOptions, device: str) -> PictureCheck:
    from synth.image.verify.clip import load_clip, prompt_match

    return prompt_match(load_clip(options, device), options.min_score)
