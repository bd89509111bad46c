"""Verified samples become a data set folder: pictures, COCO, JSON lines, card, manifest."""

from synth.write.coco import category_table
from synth.write.facts import RunFacts, Totals
from synth.write.folder import Folder, open_folder

__all__ = ["Folder", "RunFacts", "Totals", "category_table", "open_folder"]
