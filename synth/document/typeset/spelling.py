"""An independent check of the printed text: what the PDF's own character map gives for the letters of every word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from synth.document.typeset.letters import Fragment
from synth.document.typeset.marks import WordMark
from synth.document.typeset.pdf_page import PdfPage

_SHAPED = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\ufb1d-\ufefc]")
"""Scripts whose letters join or stand in another order than they are read: a PDF's text of these is no evidence."""

_UNREAD = re.compile("[-\\s\u00ad\u2010\u2011\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x02\ufffe]")


def misspelt(
    words: Sequence[WordMark], fragments: Sequence[Sequence[Fragment]], pdf_pages: Sequence[PdfPage]
) -> list[tuple[int, str]]:
    """(page, word) of every word whose letters spell something else, such as capitals that a style made.

    Compared without hyphens, compatibility forms folded (NFKC) and in any order: in right-to-left lines PDFium turns
    the parts of a Latin word round.
    """
    wrong = []
    for word, own in zip(words, fragments, strict=True):
        printed = "".join(pdf_pages[one.page].texts[piece.key] for one in own for piece in one.pieces)
        if not _SHAPED.search(word.text) and _letters(printed) != _letters(word.text):
            wrong.append((own[0].page, word.text))
    return wrong


def _letters(text: str) -> list[str]:
    """What is compared, without the signs that right-to-left lines mirror (brackets, `≤`)."""
    folded = _UNREAD.sub("", unicodedata.normalize("NFKC", text))
    return sorted(sign for sign in folded if not unicodedata.mirrored(sign))
