"""Verified samples become a data set folder: pictures with COCO or texts as JSON lines, card, manifest."""

from synth.write.coco import category_table
from synth.write.facts import RunFacts, Totals
from synth.write.folder import Folder, open_folder
from synth.write.text_chunk import TextChunk, encode_chunk
from synth.write.text_lines import TextOutcome
from synth.write.text_totals import TextTotals
from synth.write.texts import TextFolder, open_text_folder

__all__ = [
    "Folder",
    "RunFacts",
    "TextChunk",
    "TextFolder",
    "TextOutcome",
    "TextTotals",
    "Totals",
    "category_table",
    "encode_chunk",
    "open_folder",
    "open_text_folder",
]
