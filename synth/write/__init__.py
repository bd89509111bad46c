"""Verified samples become a data set folder: pictures with COCO, documents or texts as JSON lines, card, manifest."""

from synth.write.coco import category_table
from synth.write.document_encode import EncodedDocument, encode_document
from synth.write.document_totals import DocumentTotals
from synth.write.documents import DocumentFolder, open_document_folder
from synth.write.facts import RunFacts, Totals
from synth.write.folder import Folder, open_folder
from synth.write.text_chunk import TextChunk, encode_chunk
from synth.write.text_lines import TextOutcome
from synth.write.text_totals import TextTotals
from synth.write.texts import TextFolder, open_text_folder

__all__ = [
    "DocumentFolder",
    "DocumentTotals",
    "EncodedDocument",
    "Folder",
    "RunFacts",
    "TextChunk",
    "TextFolder",
    "TextOutcome",
    "TextTotals",
    "Totals",
    "category_table",
    "encode_chunk",
    "encode_document",
    "open_document_folder",
    "open_folder",
    "open_text_folder",
]
