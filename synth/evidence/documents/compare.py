"""All measures of documents: their layouts, their pages as pictures with regions, their words as texts with fields."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from synth.core.progress import Progress
from synth.evidence.documents.layout import layout
from synth.evidence.documents.read import document_texts
from synth.evidence.fair.coverage import fairness
from synth.evidence.fair.refusals import refusal_tables
from synth.evidence.fair.scene import closing_scene
from synth.evidence.figures import Compared, Section, closest
from synth.evidence.options import TRAININGS, CompareConfig
from synth.evidence.pictures import diversity as of_pages
from synth.evidence.pictures.fidelity import fidelity as page_fidelity
from synth.evidence.pictures.membership import picture_membership
from synth.evidence.pictures.privacy import privacy as page_privacy
from synth.evidence.pictures.sets import read_picture_sets
from synth.evidence.texts.compare import canaries_of, groups_of
from synth.evidence.texts.diversity import diversity
from synth.evidence.texts.fidelity import fidelity
from synth.evidence.texts.privacy import privacy
from synth.evidence.texts.sets import read_text_sets
from synth.evidence.texts.useful import usefulness
from synth.evidence.useful.trainings import Clock
from synth.evidence.yields import yields_of
from synth.options import seconds_of

NO_OCR = "reading by an OCR: none comes with synth"


def compare_documents(config: CompareConfig, progress: Progress, command: str, start: float) -> Compared:
    """Usefulness, that of the fields to a tagger, comes last, as it takes what is left of the budget."""
    canaries = canaries_of(config)
    progress.begin(total=5, unit="measures")
    texts = read_text_sets(config.real, config.synthetic, config.holdout, document_texts)
    pages = read_picture_sets(config.real, config.synthetic, config.holdout)
    side_px = float(np.median([max(one.pixels.shape[:2]) * one.scale for one in pages.synthetic.pictures]))
    progress.advance(note="documents read")
    groups = groups_of(texts, "documents")
    closing = closing_scene(config.synthetic, groups.gaps(), {})
    yields = yields_of(config.synthetic)
    stages: dict[str, Callable[[], Section]] = {
        "fidelity": lambda: _joined(
            fidelity(texts, yields),
            layout(config.real, config.synthetic, config.holdout),
            page_fidelity(pages, {}, None),
            left_out=[NO_OCR],
        ),
        "diversity": lambda: _joined(diversity(texts), of_pages.diversity(pages, side_px)),
        "privacy": lambda: _joined(
            privacy(texts, canaries), page_privacy(pages, side_px, picture_membership(pages, config, side_px))
        ),
        "fairness": lambda: fairness(groups, refusal_tables(config.synthetic), closing.left_out),
    }
    found = list[Section]()
    for name, stage in stages.items():
        found.append(stage())
        progress.advance(note=name)
    clock = Clock(start, seconds_of(config.budget))
    useful = usefulness(texts, clock, config.folder / TRAININGS, progress, config.seed)
    sets = [replace(one.described(), kind="documents") for one in (texts.real, texts.held, texts.synthetic)]
    return Compared(
        sets=sets,
        sections=[useful, *found],
        command=command,
        seconds=time.monotonic() - start,
        files=closing.files,
    )


def _joined(first: Section, *more: Section, left_out: Sequence[str] = ()) -> Section:
    """The sections as one, under the heading of the first; tables of the others have keys of their own."""
    known = {table.key for table in first.tables}
    tables = list(first.tables)
    for section in more:
        new = [replace(one, key=f"pages_{one.key}") if one.key in known else one for one in section.tables]
        tables += [one for one in new if one.key != "pages_yield"]
    whole = (first, *more)
    return replace(
        first,
        verdicts=[one for section in whole for one in section.verdicts],
        plots=[one for section in whole for one in section.plots],
        tables=tables,
        pairs=closest([one for section in whole if section.pairs for one in section.pairs.pairs]),
        left_out=list(dict.fromkeys([*(line for section in whole for line in section.left_out), *left_out])),
    )
