"""Documents as the hall sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from synth.kinds import Kind
from synth.options import RunConfig

if TYPE_CHECKING:
    from pathlib import Path

    from synth.document.sample import LabelledDocument
    from synth.document.scene.schema import DocumentScene
    from synth.document.studio import DocumentStudio
    from synth.folder.batch import Batch
    from synth.folder.data_folder import Layout
    from synth.folder.totals import Totals
    from synth.kinds import Membership, Share


def _scene() -> type[DocumentScene]:
    from synth.document.scene.schema import DocumentScene

    return DocumentScene


def _load(mapping: Mapping[str, Any], where: str) -> DocumentScene:
    from synth.document.scene.load import load_document_scene

    return load_document_scene(mapping, where)


def _open(config: RunConfig, scene: DocumentScene, share: Share) -> DocumentStudio:
    from synth.document.studio import DocumentStudio

    return DocumentStudio(config, scene)


def _layout(scene: DocumentScene) -> Layout:
    from synth.document.encode.final import DOCUMENT_LAYOUT

    return DOCUMENT_LAYOUT


def _labels(totals: Totals) -> int:
    return totals.group("labels").get("words", 0)


def _rarer(totals: Totals) -> Sequence[str]:
    from synth.document.encode.totals import favoured_by_refusals

    return favoured_by_refusals(totals)


def _report(config: RunConfig, scene: DocumentScene) -> Path:
    from synth.document.report.page import write_document_report

    return write_document_report(config.out)


def _preview(config: RunConfig, scene: DocumentScene, ids: Sequence[int] | None) -> Iterator[str]:
    from synth.document.preview import write_pages_preview

    yield f"look at   {write_pages_preview(scene, config, ids)}"


def _samples(scene: DocumentScene, batch: Batch) -> Iterator[LabelledDocument]:
    from synth.document.sample import documents_of

    return documents_of(scene, batch)


def _member() -> Membership:
    from synth.document.member import MEMBERSHIP

    return MEMBERSHIP


KIND = Kind(
    scene=_scene,
    unit="words",
    load_scene=_load,
    open=_open,
    layout=_layout,
    labels=_labels,
    rarer=_rarer,
    report=_report,
    preview=_preview,
    samples=_samples,
    member=_member,
)
