"""What can be wrong with the line of a video whatever is seen: its file, segments, tracks and events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from synth.quality.finding import Finding
from synth.quality.videos.raw import HeldVideo, label_at, of_video

RATE_SHARE = 0.01
"""Rates that differ by less are the same: containers round their times."""


def video_file(one: HeldVideo) -> Iterator[Finding]:
    """A file that is missing, or that cannot be decoded."""
    if not one.path.is_file():
        yield of_video(one, "missing_file", "file", one.record["file"], None, "no such file")
    elif one.film is None:
        yield of_video(one, "unreadable_file", "file", one.record["file"], None, "it cannot be decoded to its end")


def video_mismatch(one: HeldVideo) -> Iterator[Finding]:
    """A number or size of frames, or a rate, that is not the file's."""
    film = one.film
    if film is None:
        return
    for key, found in film._asdict().items():
        stated = one.record[key]
        if abs(stated - found) > (RATE_SHARE * found if key == "fps" else 0):
            yield of_video(one, "video_mismatch", key, stated, found, f"the file has {found:g}")


def segment_frames(one: HeldVideo) -> Iterator[Finding]:
    """Segments that overlap, leave frames out, or do not end with the video."""
    end, segments = 0, one.record["segments"]
    for number, segment in enumerate(segments):
        given = [segment["start"], segment["end"]]
        if segment["start"] != end:
            why = f"the segments before it end at frame {end}"
            yield of_video(one, "segment_frames", f"segments[{number}]", given, None, why)
        elif segment["end"] <= segment["start"]:
            yield of_video(one, "segment_frames", f"segments[{number}]", given, None, "it has no frame")
        end = max(end, segment["end"])
    if segments and end != one.record["frames"]:
        why = f"the video has {one.record['frames']} frames"
        yield of_video(one, "segment_frames", "segments", end, one.record["frames"], why)


def outside_video(one: HeldVideo) -> Iterator[Finding]:
    """A label, a track or an event at a frame that the video does not have."""
    frames = one.record["frames"]
    why = f"the video has {frames} frames, counted from 0"
    for label in one.sample.labels:
        if not 0 <= label.frame < frames:
            yield of_video(one, "outside_video", label_at(label), label.frame, None, why)
    for number, track in enumerate(one.tracks):
        if not track["start"] < track["end"] <= frames:
            given = [track["start"], track["end"]]
            yield of_video(one, "outside_video", f"tracks[{number}]", given, None, why)
    for number, event in enumerate(one.record["events"]):
        if event["frame"] >= frames:
            yield of_video(one, "outside_video", f"events[{number}]", event["frame"], None, why)


def dangling_track(one: HeldVideo) -> Iterator[Finding]:
    """A label, an event or a parent that names a track that is not listed, and a track without a label."""
    listed = {track["id"] for track in one.tracks}
    for label in one.sample.labels:
        if label.track_id not in listed:
            yield of_video(one, "dangling_track", label_at(label), label.track_id, None, "no such track is listed")
    for part, key in (("tracks", "parent"), ("events", "track")):
        for number, entry in enumerate(one.record[part]):
            if entry.get(key) is not None and entry[key] not in listed:
                at = f"{part}[{number}]"
                yield of_video(one, "dangling_track", at, f"{key} {entry[key]}", None, "no such track is listed")
    for number, track in enumerate(one.tracks):
        if not one.by_track[track["id"]]:
            yield of_video(one, "dangling_track", f"tracks[{number}]", track["id"], None, "no frame has a label of it")


def repeated_track(one: HeldVideo) -> Iterator[Finding]:
    """An id that two tracks have, or a track that has two labels in one frame."""
    for track, times in Counter(track["id"] for track in one.tracks).items():
        if times > 1:
            yield of_video(one, "repeated_track", "tracks", track, None, f"{times} tracks have this id")
    seen = set[tuple[int, int]]()
    for label in one.sample.labels:
        if (label.track_id, label.frame) in seen:
            why = "it has another label in this frame"
            yield of_video(one, "repeated_track", label_at(label), label.box.xywh, None, why)
        seen.add((label.track_id, label.frame))


def track_category(one: HeldVideo) -> Iterator[Finding]:
    """A label of another category than that of its track."""
    categories = {track["id"]: track["category"] for track in one.tracks}
    for label in one.sample.labels:
        stated, name = categories.get(label.track_id), one.names.get(label.category_id)
        if stated is not None and stated != name:
            given = name if name is not None else f"category {label.category_id}"
            yield of_video(one, "track_category", label_at(label), given, stated, f"its track is of {stated!r}")


def track_frames(one: HeldVideo) -> Iterator[Finding]:
    """A track that does not begin and end where its labels do."""
    for number, track in enumerate(one.tracks):
        labels = one.by_track[track["id"]]
        if labels:
            given, held = [track["start"], track["end"]], [labels[0].frame, labels[-1].frame + 1]
            if given != held:
                evidence = f"its labels are in frames {held[0]} to {held[1]}, the last not included"
                yield of_video(one, "track_frames", f"tracks[{number}]", given, held, evidence)


def event_against_track(one: HeldVideo) -> Iterator[Finding]:
    """An event that its track or the segments contradict."""
    tracks = {track["id"]: track for track in one.tracks}
    begun = {(segment["start"], segment["transition"]) for segment in one.record["segments"]}
    told = {(event["frame"], event["kind"]) for event in one.record["events"]}
    for number, event in enumerate(one.record["events"]):
        track = tracks.get(event.get("track"))
        if event.get("track") is None:
            why = _of_a_segment(event, begun)
        else:  # `dangling_track` asks about one that is not listed
            why = _of_a_track(one, event, track) if track else None
        if why:
            given = [event["kind"], event["frame"]]
            yield of_video(one, "event_against_track", f"events[{number}]", given, None, why)
    for number, segment in enumerate(one.record["segments"]):
        kind = segment["transition"]
        if kind in TRANSITIONS and (segment["start"], kind) not in told:
            why = f"no event of its {kind} at frame {segment['start']}"
            yield of_video(one, "event_against_track", f"segments[{number}]", None, [kind, segment["start"]], why)


TRANSITIONS = ("cut", "fade", "dissolve")


def _of_a_segment(event: dict[str, Any], begun: set[tuple[int, str]]) -> str | None:
    if event["kind"] in TRANSITIONS and (event["frame"], event["kind"]) not in begun:
        return f"no segment begins there with a {event['kind']}"
    return None


def _of_a_track(one: HeldVideo, event: dict[str, Any], track: dict[str, Any]) -> str | None:
    frame, start, end = event["frame"], track["start"], track["end"]
    match event["kind"]:
        case "enters" if frame != start:
            return f"its track begins at frame {start}"
        case "leaves" if frame != end:
            return f"its track ends at frame {end}"
        case "occluded" if not start < frame <= end:
            return f"its track is seen in frames {start} to {end}, the last not included"
        case "reappears" if all(label.frame != frame for label in one.by_track[track["id"]]):
            return "its track has no label in this frame"
        case "divides" if all((child.get("parent"), child["start"]) != (track["id"], frame) for child in one.tracks):
            return "no track of which it is the parent begins at this frame"
        case _:
            return None
