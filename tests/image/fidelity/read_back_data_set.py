"""A finished data set of street plans that a detector judged; a sample is what was read in its drafts, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from synth.core.outcome import Note, Outcome, Rejection
from synth.folder.coco import category_table
from synth.folder.manifest import RunFacts
from synth.image.options.judges import DetectorOptions
from synth.image.records import Detection, Draft, Plan, Readback, Verified
from synth.image.scene.load import load_scene
from synth.image.verify.boxes import verify_boxes
from tests.image.verify.street import QUERIES, WIDTH, picture, street
from tests.image.written import write_pictures

SCENE = load_scene(
    {
        "kind": "image",
        "canvas": {"width": WIDTH, "height": 104},
        "objects": {"car": {}, "truck": {}, "van": {"coco": "car"}, "traffic_light": {}},
    },
    "street",
)
FACTS = RunFacts(name="street", description="Boxes.", spec={"objects": {}}, config={}, versions={})

Read = Sequence[Detection] | None
"""What was read in a draft; None: there was no picture to read."""


def write_read_backs(
    folder: Path,
    samples: Sequence[Sequence[Read]],
    plans: Sequence[Plan] = (),
    options: DetectorOptions | None = None,
    notes: tuple[Note, ...] = (),
) -> Path:
    """Judge the drafts of each sample until one is verified, and write what comes of it."""
    options, outcomes = options or DetectorOptions(), []
    for number, drafts in enumerate(samples):
        plan = replace(plans[number] if plans else street(), sample_id=number)
        verdicts = [_verdict(plan, read, n, options, notes) for n, read in enumerate(drafts)]
        refused = tuple(verdict for verdict in verdicts if isinstance(verdict, Rejection))
        (verified,) = [verdict for verdict in verdicts if isinstance(verdict, Verified)] or [None]
        outcomes.append(Outcome(sample_id=number, verified=verified, rejections=refused))
    return write_pictures(folder, outcomes, FACTS, category_table(SCENE.categories))


def _verdict(
    plan: Plan, read: Read, attempt: int, options: DetectorOptions, notes: tuple[Note, ...]
) -> Verified | Rejection:
    if read is None:
        return Rejection(sample_id=plan.sample_id, check="not_finite", measured=1.0, limit=0.0, attempt=attempt)
    draft = Draft(image=picture(plan), generator="painted", pixel_seed=attempt, attempt=attempt, notes=notes)
    planned = tuple((instance.category, instance.box) for instance in plan.instances)
    return verify_boxes(plan, draft, Readback(planned, tuple(read)), QUERIES, options)
