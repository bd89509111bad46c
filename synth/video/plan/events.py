"""Events: what happens when in a finished plan, measured on its frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.image.labels import Instance
from synth.image.plan.measures import unhidden_share
from synth.video.records import Event, Frame, Segment, Track

HIDDEN_BELOW = 0.5
"""An object is occluded where less than this share of its part inside the frame is seen."""


def events_of(segments: Sequence[Segment], tracks: Sequence[Track], frames: Sequence[Frame]) -> tuple[Event, ...]:
    """All events, in order."""
    found = [Event(segment.start, segment.transition) for segment in segments if segment.transition != "start"]
    shots = {segment.shot: segment for segment in segments if segment.shot is not None}
    seen: dict[int, dict[int, Instance]] = {}
    for number, frame in enumerate(frames):
        for instance in frame.instances:
            seen.setdefault(instance.id, {})[number] = instance
    halves = {track.id: track.parent for track in tracks if track.parent is not None}
    for track in tracks:
        shown, shot = seen[track.id], shots[track.shot]
        divided = [min(seen[half]) for half, parent in halves.items() if parent == track.id]
        if divided:
            found.append(Event(min(divided), "divides", track.id))
        if min(shown) > shot.start and track.id not in halves:
            found.append(Event(min(shown), "enters", track.id))
        found += _hidings(track.id, shown)
        if max(shown) < shot.end - 1 and not divided:
            last = shown[max(shown)]
            hidden = last.truncation == 0 and unhidden_share(last) < 1
            found.append(Event(max(shown) + 1, "occluded" if hidden else "leaves", track.id))
    return tuple(sorted(found, key=lambda event: (event.frame, event.track or 0, event.kind)))


def _hidings(track: int, shown: dict[int, Instance]) -> Iterator[Event]:
    """Where the object goes behind another, and where it comes out again, between its first and last frame."""
    was_hidden = unhidden_share(shown[min(shown)]) < HIDDEN_BELOW
    for frame in range(min(shown) + 1, max(shown) + 1):
        hidden = frame not in shown or unhidden_share(shown[frame]) < HIDDEN_BELOW
        if hidden != was_hidden:
            yield Event(frame, "occluded" if hidden else "reappears", track)
        was_hidden = hidden
