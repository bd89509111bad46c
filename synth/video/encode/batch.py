"""Outcomes of videos as bytes for the disk: MP4 files, and the lines of COCO and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from synth.core.canonical import canonical
from synth.core.labels import Category
from synth.core.outcome import Outcome
from synth.folder.batch import Batch, BatchContent, SampleFile, batch_of
from synth.folder.lines import checks_record
from synth.video.encode.coco import annotations_json, images_json, video_name
from synth.video.records import Segment, VerifiedVideo, VideoPlan

LINES = "video"
"""The part whose lines are the videos' records."""

PARTS = (LINES, "images", "annotations")


def encode_videos(outcomes: Sequence[Outcome[VerifiedVideo]], seed: int, categories: Sequence[Category]) -> Batch:
    """The batch of some outcomes; errors as of `batch_of`."""
    by_name = {category.name: category for category in categories}
    content = BatchContent(parts={name: [] for name in PARTS}, groups={})
    counts = {name: Counter[str]() for name in ("tracks", "boxes", "events", "segments", "quotas")}
    for outcome in outcomes:
        sample = outcome.verified
        if not isinstance(sample, VerifiedVideo):
            for lines in content.parts.values():
                lines.append(b"")
            continue
        plan = sample.plan
        file = SampleFile(plan.sample_id, video_name(plan.sample_id), sample.draft.mp4)
        texts = {
            LINES: canonical(video_record(sample, seed, file.sha256)),
            "images": images_json(plan),
            "annotations": annotations_json(plan, by_name),
        }
        for name, text in texts.items():
            content.parts[name].append(text.encode() + b"\n" if text else b"")
        content.files.append(file)
        _count(plan, counts)
    content.groups = counts
    return batch_of(outcomes, VerifiedVideo, content)


def _count(plan: VideoPlan, counts: Mapping[str, Counter[str]]) -> None:
    counts["tracks"].update(track.category for track in plan.tracks)
    counts["boxes"].update(instance.category for frame in plan.frames for instance in frame.instances)
    counts["events"].update(event.kind for event in plan.events)
    counts["segments"].update("title" if segment.shot is None else "shot" for segment in plan.segments)
    counts["quotas"].update(plan.quotas)


def video_record(sample: VerifiedVideo, seed: int, sha256: str) -> dict[str, object]:
    """A line of video.jsonl: the video, its shots, tracks and events; frames count from 0, ends are not included."""
    plan, draft = sample.plan, sample.draft
    seen: dict[int, list[int]] = {}
    for number, frame in enumerate(plan.frames):
        for instance in frame.instances:
            seen.setdefault(instance.id, []).append(number)
    return {
        "id": plan.sample_id,
        "file": f"{LINES}/{video_name(plan.sample_id)}",
        "sha256": sha256,
        "width": plan.width,
        "height": plan.height,
        "fps": plan.fps,
        "frames": len(plan.frames),
        "seed": seed,
        "generator": draft.generator,
        "pixel_seed": f"{draft.pixel_seed:#x}",
        "attempt": draft.attempt,
        "scene": plan.scene,
        "variables": plan.variables,
        "quotas": plan.quotas,
        "segments": [
            {
                "start": segment.start,
                "end": segment.end,
                "kind": "title" if segment.shot is None else "shot",
                "transition": segment.transition,
                "caption": segment.caption,
                **({"transition_frames": segment.transition_frames} if segment.transition_frames else {}),
                **(_title_record(segment) if segment.shot is None else {"shot": segment.shot}),
                **({} if segment.shot is None else {"variables": plan.shots[segment.shot].variables}),
            }
            for segment in plan.segments
        ],
        "tracks": [
            {
                "id": track.id,
                "shot": track.shot,
                "category": track.category,
                "entry": track.entry,
                "phrase": track.phrase,
                "attributes": track.attributes,
                "start": seen[track.id][0],
                "end": seen[track.id][-1] + 1,
                "frames": len(seen[track.id]),
                **({"parent": track.parent} if track.parent else {}),
            }
            for track in plan.tracks
        ],
        "events": [
            {"frame": event.frame, "kind": event.kind, **({"track": event.track} if event.track else {})}
            for event in plan.events
        ],
        "camera": [[*frame.corner_xy, frame.driven_m] for frame in plan.frames],
        "checks": checks_record(sample.checks),
    }


def _title_record(segment: Segment) -> dict[str, object]:
    lines = [{"text": line.text, "bbox": line.box.xywh} for line in segment.lines]
    return {"text": segment.text, "lines": lines}
