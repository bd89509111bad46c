"""guidelines.md of a generated data set of documents: how words, fields and regions are labelled."""

from __future__ import annotations

from synth.document.encode.coco import REGION_CATEGORIES
from synth.folder.guidelines import LabelGuide, guidelines_text
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals

_INTRODUCTION = """\
Written by `synth generate` from what it set on the page; definitions and decisions are for people to refine. Words have
oriented quads around their ink and stand in reading order; a field is the words of a value, with the value normalised
(ISO dates, decimal points), over breaks of lines and pages; captions of fields are questions, linked to them. Regions
are the 11 classes of DocLayNet, as COCO boxes of whole blocks."""

_MEANT = {
    "Caption": "the text that belongs to a picture or a table",
    "Footnote": "a note at the foot of a page",
    "Formula": "a formula on a line of its own",
    "List-item": "an item of a list, with its mark",
    "Page-footer": "what repeats below the text of pages",
    "Page-header": "what repeats above the text of pages",
    "Picture": "a picture, logo, stamp or drawing",
    "Section-header": "the heading of a section",
    "Table": "a table with its header, or the part of it on this page",
    "Text": "a paragraph or a block of lines",
    "Title": "the title of the document",
}


def document_guidelines(facts: RunFacts, totals: Totals) -> str:
    """The file, in Markdown: equal runs give equal guidelines."""
    counts = totals.group("regions")
    guides = [
        LabelGuide(label=one.name, about=f"{counts.get(one.name, 0)} regions.", definition=_MEANT[one.name])
        for one in REGION_CATEGORIES
    ]
    return guidelines_text(f"Guidelines of {facts.name}", _INTRODUCTION, (), guides)
