"""The pictures of documents in README and docs: `python examples/document_pictures.py docs`.

documents.jpg: one page of each shipped kind, as it was scanned or photographed, and an Arabic one.
photographs.jpg: thirty photographs, of all kinds and of rising severity.
document_labels.jpg: an invoice with its words, fields, links, table cells and regions drawn.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.paths import shipped_scenes
from synth.document.labels import DocumentLabels, Link, PageOutline
from synth.document.preview import pages_sheet
from synth.document.records import VerifiedDocument
from synth.document.scene.load import load_document_scene
from synth.document.studio import DocumentStudio
from synth.options import RunConfig
from synth.samples import make_sample
from synth.scene.load import apply_overrides
from synth.scene.read import read_yaml

Picture = NDArray[np.uint8]

SHOWN = (
    ("invoice", "photo", 3, "en_GB"), ("receipt", "photo", 6, "en_GB"), ("bank_statement", "scan", 2, "en_GB"),
    ("medical_report", "scan", 5, "en_GB"), ("form", "scan", 2, "en_GB"), ("id_card", "photo", 2, "en_GB"),
    ("letter", "scan", 6, "en_GB"), ("payslip", "clean", 1, "en_GB"), ("report", "clean", 2, "en_GB"),
    ("invoice", "clean", 4, "ar"),
)  # fmt: skip
"""Scene, profile, which document of the data set, locale."""

PHOTOGRAPHS = tuple((name, number) for number in range(4) for name in (
    "invoice", "receipt", "bank_statement", "medical_report", "form", "id_card", "letter", "payslip",
))[:30]  # fmt: skip
"""Scene, and which document of the data set."""

COLOURS = {"word": (214, 69, 65), "field": (32, 84, 200), "cell": (38, 150, 90), "region": (150, 80, 190)}


def document(name: str, profile: str, sample_id: int, locale: str, severity: float = 0.35) -> VerifiedDocument:
    """One document of a shipped scene."""
    path = shipped_scenes()[name]
    overrides = {"locale": locale, "degrade.profile": profile, "degrade.severity": severity}
    scene = load_document_scene({**apply_overrides(read_yaml(path), overrides), "balance": []}, name)
    config = RunConfig(scene=name, scene_folder=path.parent, out=Path("unused"), count=100, seed=0)
    verified = make_sample(DocumentStudio(config, scene), sample_id).verified
    assert verified is not None, f"{name} {sample_id} was given up"
    return verified


def drawn(page: Picture, labels: DocumentLabels) -> Picture:
    """The first page with its labels, twice as large."""
    picture = np.asarray(cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    for region in labels.regions:
        draw_outline(picture, region.outline, "region", 3)
        if region.outline.page == 0:
            x, y = (region.outline.polygon.min(0) * 2).astype(int).tolist()
            cv2.putText(picture, region.category, (x, y - 6), 0, 0.6, COLOURS["region"], 1, cv2.LINE_AA)
    for outline in (outline for table in labels.tables for cell in table.cells for outline in cell.outlines):
        draw_outline(picture, outline, "cell", 2)
    for word in labels.words:
        draw_outline(picture, word.outline, "word", 1)
    for outline in (outline for field in labels.fields for outline in field.outlines):
        draw_outline(picture, outline, "field", 2)
    for link in labels.links:
        arrow(picture, labels, link)
    return picture


def draw_outline(picture: Picture, outline: PageOutline, kind: str, width: int) -> None:
    if outline.page == 0:
        points = np.round(outline.polygon * 2 * 16).astype(np.int32)
        cv2.polylines(picture, [points], True, COLOURS[kind], width, cv2.LINE_AA, 4)


def arrow(picture: Picture, labels: DocumentLabels, link: Link) -> None:
    """From the question to its answer, where both stand on the first page."""
    ends = [words[0] for words in (link.question, labels.fields[link.field].words) if words]
    outlines = [labels.words[word].outline for word in ends]
    if len(outlines) == 2 and all(outline.page == 0 for outline in outlines):
        start, stop = ((outline.polygon.mean(0) * 2).astype(int).tolist() for outline in outlines)
        cv2.arrowedLine(picture, start, stop, COLOURS["field"], 2, cv2.LINE_AA, 0, 0.04)


def write_jpeg(path: Path, picture: Picture, quality: int) -> None:
    cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    print(path, picture.shape)


def main(folder: Path) -> None:
    pages = [document(*one).draft.images[0] for one in SHOWN]
    write_jpeg(folder / "documents.jpg", np.asarray(pages_sheet(pages, columns=5)), 80)
    photographs = [
        document(name, "photo", number, "en_GB", 0.1 + 0.7 * place / len(PHOTOGRAPHS)).draft.images[0]
        for place, (name, number) in enumerate(PHOTOGRAPHS)
    ]
    sheet = np.asarray(pages_sheet(photographs, columns=6))
    half = (sheet.shape[1] // 2, sheet.shape[0] // 2)
    write_jpeg(
        folder / "photographs.jpg", np.asarray(cv2.resize(sheet, half, interpolation=cv2.INTER_AREA), np.uint8), 82
    )
    shown = document("invoice", "scan", 2, "en_GB").draft
    whole = drawn(shown.images[0], shown.labels)
    size = (whole.shape[1] // 2, whole.shape[0] // 2)
    write_jpeg(
        folder / "document_labels.jpg", np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8), 78
    )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
