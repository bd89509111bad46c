"""The lines of samples.jsonl and rejected.jsonl."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from synth.labels import Instance
from synth.plan.english import words
from synth.records import CheckResult, Draft, Plan, Readback, Rejection, Verified
from synth.write.canonical import canonical
from synth.write.images import image_name


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
        | _readback(sample.readback)
    )


def checks_record(checks: Iterable[CheckResult]) -> list[dict[str, object]]:
    """The checks that a sample passed, with their numbers."""
    return [{"check": c.check, "measured": c.measured, "limit": c.limit} for c in checks]


def rejection_lines(rejections: Iterable[Rejection], given_up: bool) -> tuple[str, ...]:
    """The refused drafts of one sample in order of attempts; `given_up`: it is not in the data set."""
    refused = sorted(rejections, key=lambda rejection: rejection.attempt)
    last = len(refused) - 1
    return tuple(rejection_line(r, given_up and number == last) for number, r in enumerate(refused))


def rejection_line(rejection: Rejection, given_up: bool) -> str:
    """One refused draft; `given_up` marks the last one of a sample that is not in the data set."""
    return canonical(
        {
            "id": rejection.sample_id,
            "attempt": rejection.attempt,
            "check": rejection.check,
            "measured": rejection.measured,
            "limit": rejection.limit,
            "detail": rejection.detail,
            "given_up": given_up,
        }
        | _readback(rejection.readback)
    )


def _notes(draft: Draft) -> dict[str, object]:
    """What a person should know of a draft, where there is anything."""
    return {"notes": [{"kind": note.kind, "text": note.text} for note in draft.notes]} if draft.notes else {}


def _readback(readback: Readback | None) -> dict[str, object]:
    """What was planned and what a detector read, where there is one: category, x, y, width, height in px, score."""
    if readback is None:
        return {}
    planned = [[category, *box.xywh] for category, box in readback.planned]
    read = [[found.category, *found.box.xywh, found.score] for found in readback.read]
    return {"readback": {"planned": planned, "read": read}}


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
