"""The formats that videos can be exported to, by name. A format's module is imported when it writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.folder.format import ExportFormat
from synth.video.read import VideoDataSet


def _youtube_vis(videos: VideoDataSet, path: Path) -> None:
    from synth.video.formats.youtube_vis import write_youtube_vis

    write_youtube_vis(videos, path)


def _mot(videos: VideoDataSet, path: Path) -> None:
    from synth.video.formats.mot import write_mot

    write_mot(videos, path)


def _cvat(videos: VideoDataSet, path: Path) -> None:
    from synth.video.formats.cvat import write_cvat_video

    write_cvat_video(videos, path)


VIDEO_FORMATS: Mapping[str, ExportFormat[VideoDataSet]] = {
    "youtube-vis": ExportFormat(write=_youtube_vis, suffix="-youtube-vis"),
    "mot17": ExportFormat(write=_mot, suffix="-mot17"),
    "cvat-video": ExportFormat(write=_cvat, suffix="-cvat-video"),
}
"""Name -> format; each is a folder."""
