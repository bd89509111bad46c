"""Videos as the hall sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from synth.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from synth.folder.batch import Batch
    from synth.folder.data_folder import Layout
    from synth.folder.totals import Totals
    from synth.kinds import Share
    from synth.video.options import VideoConfig
    from synth.video.sample import LabelledVideo
    from synth.video.scene.schema import VideoScene
    from synth.video.studio import VideoStudio


def _scene() -> type[VideoScene]:
    from synth.video.scene.schema import VideoScene

    return VideoScene


def _config() -> type[VideoConfig]:
    from synth.video.options import VideoConfig

    return VideoConfig


def _load(mapping: Mapping[str, Any], where: str) -> VideoScene:
    from synth.video.scene.load import load_video_scene

    return load_video_scene(mapping, where)


def _open(config: VideoConfig, scene: VideoScene, share: Share) -> VideoStudio:
    from synth.video.studio import VideoStudio

    return VideoStudio(config, scene, share)


def _layout(scene: VideoScene) -> Layout:
    from synth.folder.coco import category_table
    from synth.video.encode.final import video_layout

    return video_layout(category_table(scene.categories, (), scene.category_ids))


def _report(config: VideoConfig, scene: VideoScene) -> Path:
    from synth.video.report.page import write_video_report

    return write_video_report(config.out)


def _preview(config: VideoConfig, scene: VideoScene, ids: Sequence[int] | None) -> Iterator[str]:
    from synth.video.preview import write_videos_preview

    yield f"look at   {write_videos_preview(scene, config, ids)}"


def _samples(scene: VideoScene, batch: Batch) -> Iterator[LabelledVideo]:
    from synth.video.sample import videos_of

    return videos_of(scene, batch)


def _labels(totals: Totals) -> int:
    return sum(totals.group("tracks").values())


KIND = Kind(
    scene=_scene,
    unit="tracks",
    config=_config,
    load_scene=_load,
    open=_open,
    layout=_layout,
    labels=_labels,
    report=_report,
    preview=_preview,
    samples=_samples,
)
