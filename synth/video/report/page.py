"""report.html of a data set of videos: one page that plays them beside their labels."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup
from PIL import Image

from synth.core.errors import DataError
from synth.folder.finished import spread_choice
from synth.report.colours import PALETTE
from synth.report.embed import data_uri
from synth.report.facts import Tile, annotator_of, manifest_facts, yield_tile
from synth.report.page import write_page
from synth.report.sections import CountBar, asked_shares, bars_of, check_rows, quota_rows
from synth.report.svg import number_text
from synth.report.tally import count_value
from synth.report.verdicts import Verdicts
from synth.video.file.found import MEDIA_TYPES
from synth.video.file.mp4 import read_mp4
from synth.video.formats.frame_files import mp4_of
from synth.video.read import BoxLabel, VideoDataSet, VideoSample, open_videos
from synth.video.report.timeline import timeline_svg

TEMPLATES = Path(__file__).parent / "templates"

MOST_VIDEOS, MOST_BYTES = 6, 3_000_000
"""Videos on the page, and the size of one beyond which it is not embedded."""

KEY_FRAMES, KEY_WIDTH_PX, JPEG_QUALITY = 5, 360, 82


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFrame:
    """A frame of the strip: its number, picture and boxes."""

    number: int
    uri: str
    overlay: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVideo:
    """A video on the page; `uri` is empty where it is too large for it. `boxes` are by frame, for the script."""

    id: int
    width: int
    height: int
    file: str
    fps: float
    frames: int
    uri: str
    factors: tuple[str, ...]
    quotas: tuple[str, ...]
    strip: tuple[KeyFrame, ...]
    timeline: Markup
    captions: tuple[str, ...]
    boxes: list[list[list[int]]]


@dataclass(slots=True, kw_only=True)
class VideoSummary:
    """The numbers of all videos, and those that are shown."""

    videos: int = 0
    frames: int = 0
    seconds: float = 0.0
    boxes: int = 0
    tracks: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    segments: Counter[str] = field(default_factory=Counter)
    factors: dict[str, Counter[str] | None] = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=Verdicts)
    shown: list[ShownVideo] = field(default_factory=list)


def write_video_report(folder: Path) -> Path:
    """Write `report.html` into a finished data set folder of videos and return its path.

    At most six videos, evenly spread over the data set, are embedded; all numbers are of the whole data set. DataError
    where the folder is not a finished data set of videos.
    """
    videos = open_videos(folder)
    categories = videos.categories()
    colours = {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(categories.values())}
    summary = _summarised(videos, categories, colours)
    return write_page(
        folder / "report.html",
        TEMPLATES / "videos.html",
        _view(videos, summary, colours),
        TEMPLATES / "videos.js",
    )


def _summarised(videos: VideoDataSet, categories: Mapping[int, str], colours: Mapping[str, str]) -> VideoSummary:
    summary = VideoSummary()
    number = videos.finished.count()
    wanted = set(spread_choice(number, MOST_VIDEOS)) if number else set()
    for place, video in enumerate(videos):
        record = video.record
        summary.videos += 1
        summary.frames += record["frames"]
        summary.seconds += record["frames"] / record["fps"]
        summary.boxes += len(video.labels)
        summary.tracks.update(track["category"] for track in record["tracks"])
        summary.events.update(event["kind"] for event in record["events"])
        summary.segments.update(segment["kind"] for segment in record["segments"])
        for name, value in video.variables.items():
            count_value(summary.factors, name, value)
        summary.verdicts.count_passed(record.get("checks", ()))
        if place in wanted:
            summary.shown.append(_shown(video, categories, colours))
    summary.verdicts.count_refused(videos.finished.rejections())
    return summary


def _view(videos: VideoDataSet, summary: VideoSummary, colours: Mapping[str, str]) -> dict[str, Any]:
    scene = videos.manifest["spec"]
    return {
        "annotator": annotator_of(videos.manifest),
        "facts": manifest_facts(videos.manifest, tuple(_tiles(videos, summary))),
        "summary": summary,
        "shown": summary.shown,
        "colours": list(colours.items()),
        "details": [
            {"fps": one.fps, "frames": one.frames, "width": one.width, "height": one.height, "boxes": one.boxes}
            for one in summary.shown
        ],
        "palette": list(colours.values()),
        "track_bars": bars_of([(name, summary.tracks[name], 0) for name in colours if summary.tracks[name]], {}),
        "event_bars": bars_of([(name, number, 0) for name, number in sorted(summary.events.items())], {}),
        "factor_bars": list(_factor_bars(summary, asked_shares(scene))),
        "check_rows": check_rows(summary.verdicts),
        "quota_rows": quota_rows(videos.manifest.get("quotas", {}), videos.manifest),
    }


def _origin(manifest: Mapping[str, Any]) -> str:
    return "annotated" if annotator_of(manifest) else f"seed {manifest['seed']}"


def _tiles(videos: VideoDataSet, summary: VideoSummary) -> Iterator[Tile]:
    yield Tile(label="Videos", value=number_text(summary.videos), note=_origin(videos.manifest))
    note = f"{number_text(summary.seconds)} seconds"
    yield Tile(label="Frames", value=number_text(summary.frames), note=note)
    shots = summary.segments["shot"]
    titles = summary.segments["title"]
    yield Tile(label="Shots", value=number_text(shots), note=f"{number_text(titles)} title cards" if titles else "")
    a_video = number_text(sum(summary.tracks.values()) / max(summary.videos, 1))
    yield Tile(label="Tracks", value=number_text(sum(summary.tracks.values())), note=f"{a_video} a video")
    a_frame = number_text(summary.boxes / max(summary.frames, 1))
    yield Tile(label="Boxes and masks", value=number_text(summary.boxes), note=f"{a_frame} a frame")
    if not annotator_of(videos.manifest):
        yield yield_tile(summary.verdicts)


def _factor_bars(summary: VideoSummary, asked: Mapping[str, dict[str, float]]) -> Iterator[tuple[str, list[CountBar]]]:
    for name, counts in sorted(summary.factors.items()):
        if counts:
            rows = [(value, number, 0) for value, number in sorted(counts.items())]
            yield name, bars_of(rows, asked.get(name, {}))


def _shown(video: VideoSample, categories: Mapping[int, str], colours: Mapping[str, str]) -> ShownVideo:
    record, mp4 = video.record, mp4_of(video)
    places = {id_: place for place, id_ in enumerate(categories)}
    boxes: list[list[list[int]]] = [[] for _ in range(record["frames"])]
    at: dict[int, list[BoxLabel]] = {}
    for label in video.labels:
        sides = [round(side) for side in label.box.xywh]
        boxes[label.frame].append([label.track_id, places[label.category_id], *sides])
        at.setdefault(label.frame, []).append(label)
    return ShownVideo(
        id=video.id,
        width=record["width"],
        height=record["height"],
        file=record["file"],
        fps=record["fps"],
        frames=record["frames"],
        uri=data_uri(mp4, MEDIA_TYPES[video.file.suffix]) if len(mp4) <= MOST_BYTES else "",
        factors=(*filter(None, [record.get("original", "")]), *(str(value) for value in video.variables.values())),
        quotas=video.quotas,
        strip=tuple(_strip(video, mp4, at, {id_: colours[name] for id_, name in categories.items()})),
        timeline=timeline_svg(video, colours),
        captions=tuple(segment["caption"] for segment in record["segments"]),
        boxes=boxes,
    )


def _strip(
    video: VideoSample, mp4: bytes, at: Mapping[int, Sequence[BoxLabel]], colours: Mapping[int, str]
) -> Iterator[KeyFrame]:
    """Frames evenly spread over those that show objects; where none does, over the beginnings of shots."""
    showing = sorted(at) or [segment["start"] for segment in video.record["segments"]] or [0]
    steps = np.linspace(0, len(showing) - 1, min(KEY_FRAMES, len(showing)))
    wanted = {showing[round(float(step))] for step in steps}
    try:
        for number, frame in enumerate(read_mp4(mp4)):
            if number in wanted:
                yield KeyFrame(
                    number=number,
                    uri=_small(frame),
                    overlay=_overlay(video.record, at.get(number, ()), colours),
                )
    except ValueError as error:
        raise DataError(str(video.file), str(error), "a video") from None


def _small(frame: np.ndarray) -> str:
    picture = Image.fromarray(frame)
    picture.thumbnail((KEY_WIDTH_PX, 4 * KEY_WIDTH_PX), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=JPEG_QUALITY)
    return data_uri(target.getvalue(), "image/jpeg")


def _overlay(record: Mapping[str, Any], labels: Sequence[BoxLabel], colours: Mapping[int, str]) -> Markup:
    rows = []
    for label in labels:
        x, y, width, height = (f"{side:g}" for side in label.box.xywh)
        rows.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" stroke="{colours[label.category_id]}"/>'
            f'<text x="{x}" y="{y}" dy="-2">{label.track_id}</text>'
        )
    view = f"0 0 {record['width']} {record['height']}"
    return Markup(f'<svg class="boxes" viewBox="{view}" aria-hidden="true">{"".join(rows)}</svg>')
