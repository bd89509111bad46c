"""What a data set of texts consists of, and its final files."""

from __future__ import annotations

from functools import partial

from synth.folder.batch import REJECTED
from synth.folder.data_folder import Finished, Layout
from synth.folder.staging import FinalFiles
from synth.text.encode.batch import PARTS
from synth.text.encode.card import text_card_text
from synth.text.encode.croissant import text_croissant_text
from synth.text.encode.guidelines import text_guidelines
from synth.text.encode.totals import totals_record


def text_layout(labels: tuple[str, ...]) -> Layout:
    """The layout of data sets with these span labels; their files are copies, since the parts grow with the folder."""
    return Layout(parts=PARTS, place=None, final=partial(_final_files, labels))


def _final_files(labels: tuple[str, ...], done: Finished) -> FinalFiles:
    files = {"text.jsonl": done.parts["text"].pieces(), "rejected.jsonl": done.parts[REJECTED].pieces()}
    card = text_card_text(done.facts, labels, done.totals, done.seed)
    guidelines = text_guidelines(done.facts, labels, done.totals, done.parts["text"].lines())
    croissant = partial(text_croissant_text, done.totals)
    return FinalFiles(files, totals_record(done.totals), card, croissant, guidelines)
