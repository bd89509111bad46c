"""Splits of videos: by the values of their variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.core.errors import DataError
from synth.data.split.traits import SplitRules, Traits
from synth.video.read import VideoDataSet


def known_ties(videos: VideoDataSet) -> list[str]:
    """The names that `--by` may have for a data set: its variables."""
    first = next(iter(videos), None)
    return [*(first.variables if first is not None else ())]


def video_traits(videos: VideoDataSet, by: Sequence[str]) -> Iterator[tuple[int, Traits]]:
    """The id and the traits of each video. DataError for one without a variable of `by`."""
    for video in videos:
        for name in by:
            if name not in video.variables:
                raise DataError(f"{video.where}: {name}", "nothing", f"--by {name} needs it in every video")
        classes = {track["category"] for track in video.record["tracks"]}
        yield video.id, Traits([f"{name} {video.variables[name]}" for name in by], sorted(classes), video.variables)


VIDEO_RULES = SplitRules(known=known_ties, traits=video_traits, said={}, always="frames of one video", default=())
