"""The lines of samples.jsonl."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synth.core.canonical import canonical
from synth.folder.lines import checks_record
from synth.image.encode.coco import image_name
from synth.image.labels import Instance
from synth.image.plan.english import words
from synth.image.records import Draft, Plan, Verified


def sample_line(
    sample: Verified, seed: int, sha256: str, captions: Sequence[str], questions: Sequence[Mapping[str, object]]
) -> str:
    """One sample: what it came from (`seed`, `pixel_seed`, `plan`), its checks with numbers, its file and sha256.

    `pixel_seed` is a hexadecimal string: it may not fit the 64-bit integers of readers.
    """
    plan, draft = sample.plan, sample.draft
    return canonical(
        {
            "id": plan.sample_id,
            "file": f"images/{image_name(plan.sample_id)}",
            "sha256": sha256,
            "seed": seed,
            "generator": draft.generator,
            "pixel_seed": f"{draft.pixel_seed:#x}",
            "attempt": draft.attempt,
            "plan": _plan(plan),
            "checks": checks_record(sample.checks),
            "captions": captions,
            "questions": questions,
        }
        | _notes(draft)
        | (sample.readback.record() if sample.readback else {})
    )


def _notes(draft: Draft) -> dict[str, object]:
    """What a person should know of a draft, where there is anything."""
    return {"notes": [{"kind": note.kind, "text": note.text} for note in draft.notes]} if draft.notes else {}


def _plan(plan: Plan) -> dict[str, object]:
    relations = [{"subject": r.subject, "name": r.name, "object": r.object} for r in plan.relations]
    return {
        "scene": plan.scene,
        "width": plan.width,
        "height": plan.height,
        "prompt": plan.prompt,
        "variables": plan.variables,
        "style": plan.style,
        "quotas": plan.quotas,
        "instances": [_instance(instance) for instance in plan.instances],
        "relations": relations,
        **({"negative_prompt": plan.negative_prompt} if plan.negative_prompt else {}),
    }


def _instance(instance: Instance) -> dict[str, object]:
    """What the plan asked for; masks and what was measured are in annotations.json under the same number."""
    return {
        "id": instance.id,
        "category": instance.category,
        "requested_bbox": instance.requested_box.xywh,
        "z": instance.z,
        "attributes": instance.attributes,
        **({"phrase": instance.phrase} if instance.phrase not in ("", words(instance.category)) else {}),
    }
