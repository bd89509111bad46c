"""Who judges a draft: a pack's annotator, an open-vocabulary detector, or the edges alone."""

from __future__ import annotations

from collections.abc import Callable

from synth.packs.pack import Pack
from synth.records import Draft, Plan, Rejection, Verified
from synth.spec.detector import ClipOptions, DetectorOptions
from synth.spec.schema import Scene
from synth.verify.checks import Limits
from synth.verify.verify import verify

Judge = Callable[[Plan, Draft], Verified | Rejection]


def make_judge(
    pack: Pack | None, limits: Limits, scene: Scene, detector: DetectorOptions, clip: ClipOptions, device: str
) -> Judge:
    """The judge of a run: the pack's annotator where a pack is given, else the edges of the picture."""
    from synth.verify.annotator import load_annotator

    annotator = load_annotator(pack) if pack else None
    return lambda plan, draft: verify(plan, draft, annotator, limits)
