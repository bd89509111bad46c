"""A plan becomes printed pages: PDF, rasters, all labels, and the proofs that verification reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.errors import SpecError, Unquoted, suggest
from synth.document.labels import GRAPHICS, REGIONS, CheckBox, DocumentLabels, Graphic, PageSize, Word
from synth.document.records import DocumentPlan, PageProof, Record, Value
from synth.document.typeset.answers import blanks_of, fields_of, links_of
from synth.document.typeset.compile import Compiler
from synth.document.typeset.engine import Typeset
from synth.document.typeset.fonts import FontSet
from synth.document.typeset.ink import ink_of
from synth.document.typeset.letters import lettered
from synth.document.typeset.limits import LIMITS, Limits, PageFaultError
from synth.document.typeset.lines import glued_parts, in_reading_order, line_ids, lines_of
from synth.document.typeset.mark_forms import ForgedMarkError
from synth.document.typeset.marks import Drawing, Marks, read_marks
from synth.document.typeset.matching import fragments_of
from synth.document.typeset.pdf_page import PdfPage
from synth.document.typeset.regions import regions_of
from synth.document.typeset.scale import Scale
from synth.document.typeset.source import BLAME, source_of_key, source_of_word, unknown_key
from synth.document.typeset.spelling import misspelt
from synth.document.typeset.tables import table_of
from synth.document.typeset.words import WordPart, parts_of
from synth.document.typeset.workspace import Workspace

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8

    Ink = Bool[np.ndarray, "h w"]

THICKEST_RULE_PT = 2.5
"""A path thinner than this is a rule, a thicker one a panel."""

WHOLE_PAGE = 0.98
"""A path that covers this share of the page is the paper's own colour."""

CLIPPED = ("figure", "portrait")
"""Drawings that cut off what reaches beyond them."""

_EDGE_PT = 3.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A printed document: clean rasters (uint8 RGB (h, w, 3)), its labels in their px, and their proofs.

    `sources`: for each word where in the template it comes from (`synth.document.typeset.source`).
    """

    pdf: bytes
    rasters: tuple[UInt8[np.ndarray, "h w 3"], ...]
    labels: DocumentLabels
    proofs: tuple[PageProof, ...]
    sources: tuple[str, ...]


class Typesetter:
    """Prints the documents of one scene; `keywords` are in the metadata of each PDF.

    SpecError for templates that are wrong, SynthError where fonts are missing.
    """

    def __init__(
        self,
        scene_folder: Path,
        templates: Mapping[str, str],
        languages: Sequence[str],
        dpi: int,
        words: Mapping[str, Mapping[str, Any]],
        limits: Limits = LIMITS,
        keywords: Sequence[str] = (),
    ) -> None:
        self._files, self._dpi, self._printed_words, self._keywords = templates, dpi, words, keywords
        self._workspace = Workspace(scene_folder, templates)
        self._fonts = FontSet(languages)
        self._compiler = Compiler(self._workspace, self._fonts, dpi, limits)

    @property
    def files(self) -> Mapping[str, str]:
        """Name -> sha256 of all templates and fonts that the pages come from."""
        return {**self._workspace.sha256, **{f"fonts/{name}": sha for name, sha in self._fonts.sha256.items()}}

    def print(self, plan: DocumentPlan) -> Printed:
        """Typeset a plan. SpecError where Typst refuses it or a key leads nowhere in the record.

        LostLetterError where its letters cannot be labelled, PageFaultError where it exceeds the limits.
        """
        for name, families in plan.style.items():
            for family in families if isinstance(families, tuple) else ():
                if family not in self._compiler.families:
                    raise SpecError(f"style.{name}", family, suggest(family, self._compiler.families))
        template = self._files[plan.template]
        typeset = self._compiler.compile(template, self._given(plan))
        try:
            marks = read_marks(typeset.marks)
        except ForgedMarkError:
            got = Unquoted("a mark <synth> that no function of /synth.typ makes")
            raise SpecError(
                template, got, "field, question, region, graphic, checkbox and tables make all marks"
            ) from None
        inks = [
            ink_of(whole, drawn, str(plan.style["paper"]))
            for whole, drawn in zip(typeset.rasters, typeset.drawn, strict=True)
        ]
        if unknown := unknown_key(marks, plan.record):
            key, allowed = unknown
            raise SpecError(self.line_of(plan, source_of_key(key)), key, allowed)
        return self._labelled(typeset, inks, marks, plan.record)

    def line_of(self, plan: DocumentPlan, source: str) -> str:
        """`file:line` of the template that a source stands in, by setting the document again; else the file."""
        file = self._files[plan.template]
        try:
            self._compiler.compile(file, {**self._given(plan), BLAME: source})
        except SpecError as error:
            return ":".join(error.where.split(":")[:2])
        except PageFaultError:
            return file
        return file

    def _given(self, plan: DocumentPlan) -> dict[str, Any]:
        """What a template sees."""
        return {
            "record": as_texts(plan.record),
            "variables": dict(plan.variables),
            "words": self._printed_words.get(plan.locale, {}),
            "locale": plan.locale,
            "style": dict(plan.style),
            "dice": plan.dice,
            "keywords": self._keywords,
            "regions": REGIONS,
            "graphics": GRAPHICS,
            BLAME: None,
        }

    def _labelled(self, typeset: Typeset, inks: Sequence[tuple[Ink, Ink]], marks: Marks, record: Record) -> Printed:
        rasters, pdf_pages = tuple(typeset.rasters), typeset.pages
        found, stray = [], []
        for number, pdf_page in enumerate(pdf_pages):
            held, loose = lettered(pdf_page, number)
            found += held
            stray.append(tuple(text for text in pdf_page.text_of(loose) if text.strip()) if loose else ())
        fragments = fragments_of(marks.words, found, pdf_pages)
        wrong = misspelt(marks.words, fragments, pdf_pages)
        parts = [
            part
            for number, (word, own) in enumerate(zip(marks.words, fragments, strict=True))
            for part in parts_of(number, word, own, pdf_pages)
        ]
        parts = in_reading_order(parts, marks)
        labels = _labels(marks, parts, pdf_pages, rasters, record)
        proofs = tuple(
            PageProof(text_ink=text, drawn_ink=drawn, stray=loose, misspelt=tuple(w for at, w in wrong if at == page))
            for page, ((text, drawn), loose) in enumerate(zip(inks, stray, strict=True))
        )
        sources = tuple(source_of_word(marks.words[part.word].target) for part in parts)
        return Printed(pdf=typeset.pdf, rasters=rasters, labels=labels, proofs=proofs, sources=sources)


def as_texts(record: Any) -> Any:
    """A record as a template sees it: every Value is its text."""
    if isinstance(record, Value):
        return record.text
    if isinstance(record, Mapping):
        return {key: as_texts(value) for key, value in record.items()}
    if isinstance(record, Sequence) and not isinstance(record, str):
        return [as_texts(value) for value in record]
    return record


def _labels(
    marks: Marks,
    parts: Sequence[WordPart],
    pdf_pages: Sequence[PdfPage],
    rasters: Sequence[UInt8[np.ndarray, "h w 3"]],
    record: Record,
) -> DocumentLabels:
    sizes = tuple(PageSize(raster.shape[1], raster.shape[0]) for raster in rasters)
    scale = Scale([(pdf_page.width, pdf_page.height) for pdf_page in pdf_pages], sizes)
    ids = line_ids(parts, marks)
    owners = [part.word for part in parts]
    word_ids = _parts_by_word(owners, len(marks.words))
    glued_in_fields = blanks_of(marks, record, parts, word_ids)
    words = tuple(
        Word(
            text=part.text,
            outline=scale.outline(part.page, part.quad),
            handwritten=marks.words[part.word].handwritten,
            hyphen=part.hyphen,
            glued=glued_in_fields.get(number, glued),
        )
        for number, (part, glued) in enumerate(zip(parts, glued_parts(parts, ids, marks), strict=True))
    )
    lines = lines_of(words, ids)
    tables = tuple(table_of(table, words, word_ids, scale) for table in marks.tables if table.cells)
    graphics = tuple(_graphics(marks.drawings, word_ids, pdf_pages, scale))
    labels = DocumentLabels(
        pages=sizes, words=words, lines=lines, tables=tables, graphics=graphics,
        checkboxes=tuple(_checkboxes(marks.drawings, scale)),
    )  # fmt: skip
    fields = fields_of(marks, record, labels, word_ids)
    links = links_of(marks, fields, word_ids)
    linked = [
        (link.question[-1], fields[link.field].words[0]) for link in links if link.question and fields[link.field].words
    ]
    return replace(labels, fields=fields, links=links, regions=regions_of(marks, labels, owners, linked))


def _parts_by_word(owners: Sequence[int], number: int) -> dict[int, list[int]]:
    by_word: dict[int, list[int]] = {word: [] for word in range(number)}
    for part, word in enumerate(owners):
        by_word[word].append(part)
    return by_word


def _checkboxes(drawings: Sequence[Drawing], scale: Scale) -> list[CheckBox]:
    return [
        CheckBox(
            drawing.attributes["key"],
            drawing.attributes["checked"],
            scale.outline(drawing.page, np.array(drawing.corners)),
        )
        for drawing in drawings
        if drawing.kind == "checkbox"
    ]


def _graphics(
    drawings: Sequence[Drawing], word_ids: Mapping[int, list[int]], pdf_pages: Sequence[PdfPage], scale: Scale
) -> list[Graphic]:
    """What the template drew with its words, then the page's other paths as rules and panels."""
    found = []
    for drawing in drawings:
        if drawing.kind != "checkbox":
            words = tuple(sorted(part for word in drawing.words for part in word_ids[word]))
            found.append(Graphic(drawing.kind, scale.outline(drawing.page, np.array(drawing.corners)), words))
    for number, pdf_page in enumerate(pdf_pages):
        extents = [(drawing.kind, _extent(drawing)) for drawing in drawings if drawing.page == number]
        for x0, y0, x1, y1 in pdf_page.paths:
            if (x1 - x0) * (y1 - y0) > WHOLE_PAGE * pdf_page.width * pdf_page.height:
                continue
            if not any(_belongs((x0, y0, x1, y1), kind, extent) for kind, extent in extents):
                kind = "rule" if min(x1 - x0, y1 - y0) <= THICKEST_RULE_PT else "panel"
                found.append(Graphic(kind, scale.box(number, x0, y0, x1, y1)))
    return found


def _extent(drawing: Drawing) -> Box:
    corners = np.array(drawing.corners)
    (x0, y0), (x1, y1) = corners.min(0), corners.max(0)
    return x0 - _EDGE_PT, y0 - _EDGE_PT, x1 + _EDGE_PT, y1 + _EDGE_PT


def _belongs(box: Box, kind: str, extent: Box) -> bool:
    """Whether a path is part of a drawing: it lies there; of what a drawing clips, a third."""
    across, down = min(box[2], extent[2]) - max(box[0], extent[0]), min(box[3], extent[3]) - max(box[1], extent[1])
    if across <= 0 or down <= 0:
        return False
    share = across * down / (max(box[2] - box[0], 0.1) * max(box[3] - box[1], 0.1))
    return share > (1 / 3 if kind in CLIPPED else 0.98)
