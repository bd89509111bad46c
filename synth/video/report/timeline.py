"""The timeline of one video as SVG: its segments, a bar for every track where it is seen, a mark for every event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

from markupsafe import Markup

from synth.video.read import BoxLabel, VideoSample

WIDTH, LEFT, RIGHT = 1000, 150, 10
ROW, TOP, GAP = 13, 26, 8
MOST_ROWS = 40

SHAPES = {"enters": "M-4,-4 L4,0 L-4,4 Z", "leaves": "M4,-4 L-4,0 L4,4 Z", "divides": "M0,-5 L5,0 L0,5 L-5,0 Z"}
"""Marks of events; the others are a line."""

HIDDEN_BELOW = 0.5


def timeline_svg(video: VideoSample, colours: Mapping[str, str]) -> Markup:
    """At most `MOST_ROWS` tracks, the longest ones, in the order of their ids; `colours` by category."""
    record, tracks = video.record, video.tracks()
    longest = sorted(record["tracks"], key=lambda track: (-len(tracks[track["id"]]), track["id"]))[:MOST_ROWS]
    rows = sorted(longest, key=lambda track: track["id"])
    height = TOP + GAP + ROW * len(rows) + 6
    inner = [*_segments(record, height)]
    events = {track["id"]: [] for track in rows}
    for event in record["events"]:
        if event.get("track") in events:
            events[event["track"]].append(event)
    for place, track in enumerate(rows):
        y = TOP + GAP + ROW * place
        inner += _track(track, tracks[track["id"]], events[track["id"]], record["frames"], y, colours)
    inner.append(f'<line class="now" x1="{LEFT}" x2="{LEFT}" y1="0" y2="{height}"/>')
    label = f"Timeline of video {video.id}: {len(record['segments'])} segments, {len(record['tracks'])} tracks"
    return Markup(
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{"".join(inner)}</svg>'
    )


def _x(frame: float, frames: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * frame / frames, 1)


def _segments(record: Mapping[str, Any], height: int) -> Iterator[str]:
    frames = record["frames"]
    for segment in record["segments"]:
        x0, x1 = _x(segment["start"], frames), _x(segment["end"], frames)
        caption = escape(f"{segment['kind']}, {segment['transition']}: {segment['caption']}")
        yield f'<rect class="seg {escape(segment["kind"])}" x="{x0}" y="2" width="{x1 - x0:.1f}" height="18" rx="3">'
        yield f"<title>{caption}</title></rect>"
        yield f'<text x="{x0 + 5}" y="15">{escape(segment["kind"])}</text>'
        if over := segment.get("transition_frames"):
            left, right = (_x(frame, frames) for frame in over)
            yield f'<rect class="soft" x="{left}" y="2" width="{right - left:.1f}" height="{height - 2}"/>'
        if segment["transition"] != "start":
            yield f'<line class="{escape(segment["transition"])}" x1="{x0}" x2="{x0}" y1="0" y2="{height}"/>'


def _track(
    track: Mapping[str, Any],
    labels: Sequence[BoxLabel],
    events: Sequence[Mapping[str, Any]],
    frames: int,
    y: int,
    colours: Mapping[str, str],
) -> Iterator[str]:
    colour = colours[track["category"]]
    parent = f" from {track['parent']}" if track.get("parent") else ""
    yield f'<text class="name" x="{LEFT - 8}" y="{y + 9}">{escape(track["category"])} {track["id"]}{parent}</text>'
    for hidden, start, end in _spans(labels):
        x0, x1 = _x(start, frames), _x(end, frames)
        place = f'x="{x0}" y="{y + 1}" width="{x1 - x0:.1f}" height="{ROW - 4}"'
        yield f'<rect {place} rx="2" fill="{colour}" opacity="{0.35 if hidden else 1}"/>'
    for event in events:
        if event["kind"] in SHAPES:
            x = _x(event["frame"], frames)
            title = f"frame {event['frame']}: {escape(event['kind'])}"
            yield f'<path class="event" d="{SHAPES[event["kind"]]}" transform="translate({x} {y + 5.5})">'
            yield f"<title>{title}</title></path>"


def _spans(labels: Sequence[BoxLabel]) -> Iterator[tuple[bool, int, int]]:
    """(mostly hidden, first frame, frame behind the last) of every stretch in which it is seen."""

    def key(entry: tuple[int, BoxLabel]) -> tuple[int, bool]:
        place, label = entry
        inside = max(1 - label.truncation, 1e-9)
        return label.frame - place, label.visibility / inside < HIDDEN_BELOW

    for (_, hidden), entries in groupby(enumerate(labels), key):
        stretch = [label.frame for _, label in entries]
        yield hidden, stretch[0], stretch[-1] + 1
