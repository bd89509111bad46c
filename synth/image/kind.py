"""Pictures as the hall sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.folder.data_folder import Layout
from synth.folder.totals import Totals
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from synth.kinds import Kind, Share
from synth.options import RunConfig

if TYPE_CHECKING:
    from synth.image.studio import PictureStudio


def _open(config: RunConfig, scene: Scene, share: Share) -> PictureStudio:
    from synth.image.studio import PictureStudio

    return PictureStudio(config, scene, share)


def _layout(scene: Scene) -> Layout:
    from synth.folder.coco import category_table
    from synth.image.encode.final import picture_layout
    from synth.image.plan.keypoints import keypoint_categories

    return picture_layout(category_table(scene.categories, keypoint_categories(scene)))


def _labels(totals: Totals) -> int:
    return sum(totals.group("instances").values())


def _finish(config: RunConfig, scene: Scene) -> None:
    """What a detector read, over the whole data set."""
    if config.verify.detector.model:
        from synth.image.fidelity.fidelity import write_fidelity

        write_fidelity(config.out, config.verify.detector, config.verify.real, scene, config.device)


def _report(config: RunConfig, scene: Scene) -> Path:
    from synth.image.recipe import open_pack, recipe_of
    from synth.image.report.page import write_report

    pack = open_pack(recipe_of(config, scene))
    return write_report(config.out, pack.reference if pack else None)


def _preview(config: RunConfig, scene: Scene) -> Iterator[str]:
    from synth.image.preview import write_preview

    yield f"look at   {write_preview(scene, config)}"


def _load(mapping: Mapping[str, Any], where: str) -> Scene:
    return load_scene(mapping, where)


KIND = Kind(
    scene=Scene,
    unit="instances",
    load_scene=_load,
    open=_open,
    layout=_layout,
    labels=_labels,
    report=_report,
    preview=_preview,
    finish=_finish,
)
