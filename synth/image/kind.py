"""Pictures as the hall sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from synth.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from synth.folder.batch import Batch
    from synth.folder.data_folder import Layout
    from synth.folder.totals import Totals
    from synth.image.options.run import ImageConfig
    from synth.image.sample import LabelledPicture
    from synth.image.scene.schema import Scene
    from synth.image.studio import PictureStudio
    from synth.kinds import Membership, Share


def _config() -> type[ImageConfig]:
    from synth.image.options.run import ImageConfig

    return ImageConfig


def _open(config: ImageConfig, scene: Scene, share: Share) -> PictureStudio:
    from synth.image.studio import PictureStudio

    return PictureStudio(config, scene, share)


def _layout(scene: Scene) -> Layout:
    from synth.folder.coco import category_table
    from synth.image.encode.final import picture_layout
    from synth.image.plan.keypoints import keypoint_categories

    return picture_layout(category_table(scene.categories, keypoint_categories(scene), scene.category_ids))


def _labels(totals: Totals) -> int:
    return sum(totals.group("instances").values())


def _finish(config: ImageConfig, scene: Scene) -> None:
    """What a detector read, over the whole data set."""
    if config.verify.detector.model:
        from synth.image.fidelity.fidelity import write_fidelity

        write_fidelity(config.out, config.verify.detector, config.verify.real, scene, config.device)


def _report(config: ImageConfig, scene: Scene) -> Path:
    from synth.image.recipe import open_pack, recipe_of
    from synth.image.report.page import write_report

    pack = open_pack(recipe_of(config, scene))
    return write_report(config.out, pack.reference if pack else None)


def _preview(config: ImageConfig, scene: Scene, ids: Sequence[int] | None) -> Iterator[str]:
    from synth.image.preview import MOST_PICTURES, write_preview

    yield f"look at   {write_preview(scene, config, ids)}"
    number = config.count if ids is None else len(ids)
    if number > MOST_PICTURES:
        yield f"          the first {MOST_PICTURES} of {number} plans"


def _scene() -> type[Scene]:
    from synth.image.scene.schema import Scene

    return Scene


def _load(mapping: Mapping[str, Any], where: str) -> Scene:
    from synth.image.scene.load import load_scene

    return load_scene(mapping, where)


def _samples(scene: Scene, batch: Batch) -> Iterator[LabelledPicture]:
    from synth.image.sample import pictures_of

    return pictures_of(scene, batch)


def _member() -> Membership:
    from synth.image.member import MEMBERSHIP

    return MEMBERSHIP


def _member_scene(spec: Mapping[str, Any], locale: Any) -> Mapping[str, Any]:
    """Pictures have no locale."""
    return {name: value for name, value in spec.items() if name != "quotas"}


KIND = Kind(
    scene=_scene,
    unit="instances",
    config=_config,
    load_scene=_load,
    open=_open,
    layout=_layout,
    labels=_labels,
    report=_report,
    preview=_preview,
    finish=_finish,
    samples=_samples,
    member=_member,
    member_scene=_member_scene,
)
