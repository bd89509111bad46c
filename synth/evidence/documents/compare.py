"""All measures of documents: their layouts, their pages as pictures with regions, their words as texts with fields."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from synth.core.progress import Progress
from synth.evidence.documents.layout import layout
from synth.evidence.documents.read import document_texts
from synth.evidence.fair.coverage import fairness
from synth.evidence.fair.refusals import refusal_tables
from synth.evidence.fair.scene import closing_scene
from synth.evidence.figures import Compared, Plot, Section, Table, Verdict, closest
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

WORDS, LAYOUT, PAGES = "Words", "Layout", "Pages as pictures"
"""What of documents is compared: each has answers, plots and tables of its own, under the same questions."""

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
            {
                WORDS: fidelity(texts, yields),
                LAYOUT: layout(config.real, config.synthetic, config.holdout),
                PAGES: page_fidelity(pages, {}, None),
            },
            "Do the words, the layouts and the pages of the synthetic documents look like real ones? Each distance "
            "stands beside that of real documents that were held out.",
            [NO_OCR],
        ),
        "diversity": lambda: _joined(
            {WORDS: diversity(texts), PAGES: of_pages.diversity(pages, side_px)},
            "Are all sorts of real documents among the synthetic ones, or a few over and over?",
        ),
        "privacy": lambda: _joined(
            {
                WORDS: privacy(texts, canaries),
                PAGES: page_privacy(pages, side_px, picture_membership(pages, config, side_px)),
            },
            "Is anything of the real documents to be found in the synthetic ones that is not found in real documents "
            "at large? Held-out real documents say what chance, common phrases and common forms do.",
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


def _joined(parts: Mapping[str, Section], lead: str, left_out: Sequence[str] = ()) -> Section:
    """The sections as one, in which answers, plots and tables say which part they are of; tables of the later parts
    have keys of their own.
    """
    first, *_ = parts.values()
    known = {table.key for table in first.tables}
    verdicts, plots, tables = list[Verdict](), list[Plot](), list[Table]()
    for part, section in parts.items():
        verdicts += [replace(one, words=f"{part}: {one.words[0].lower()}{one.words[1:]}") for one in section.verdicts]
        plots += [replace(one, title=_titled(part, one.title)) for one in section.plots]
        for one in section.tables:
            key = f"pages_{one.key}" if section is not first and one.key in known else one.key
            if key != "pages_yield":
                tables.append(replace(one, key=key, title=_titled(part, one.title)))
    sections = parts.values()
    return replace(
        first,
        lead=lead,
        verdicts=verdicts,
        plots=plots,
        tables=tables,
        pairs=closest([one for section in sections if section.pairs for one in section.pairs.pairs]),
        left_out=list(dict.fromkeys([*(line for section in sections for line in section.left_out), *left_out])),
    )


def _titled(part: str, title: str) -> str:
    return f"{part}: {title[0].lower()}{title[1:]}"
