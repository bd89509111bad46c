"""What PDFium reads of a page, and how it reaches the labelling (`synth.document.typeset.contents`, `pdf_page`)."""

from __future__ import annotations

import numpy as np
import pytest

from synth.document.typeset.contents import NUMBERS, _decoded, read_contents
from synth.document.typeset.pdf_page import pdf_page
from tests.document.typeset.pdf_by_hand import written_document


def test_targets_and_letters_may_be_longer_than_the_room_that_is_kept_for_them() -> None:
    long = "w::" + "long" * 600
    page = written_document(
        links=((long, (10, 5, 40, 17)), ("w::b", (50, 5, 80, 17))), texts=(("word" * 600, 0, 9, 0),)
    )
    contents = read_contents(page[0])
    assert contents.targets == [long, "w::b"], "and a short one after it holds nothing of it"
    assert [text for _, text in contents.letters] == ["word" * 600]


def test_what_is_told_names_the_length_of_every_part() -> None:
    page = written_document("10 20 30 40 re f", (("w::a", (10, 5, 40, 17)),), (("Word", 10, 30, 0), ("Two", 50, 30, 0)))
    contents = read_contents(page[0])
    assert [contents.told[name] for name in NUMBERS] == [16, 64, 8, 16], "floats: 4 a link, 8 and 1 a text, 4 a path"
    assert len(contents.numbers) == 16 + 64 + 8 + 16
    with pytest.raises(ValueError, match="reshape"):
        pdf_page(contents.told, memoryview(contents.numbers)[:-4])


def test_numbers_become_the_doubles_of_their_floats() -> None:
    contents = read_contents(written_document(texts=(("Word", 10.3, 30.7, 17),))[0])
    (piece,) = pdf_page(contents.told, memoryview(contents.numbers)).pieces
    assert piece.quad.dtype == np.float64
    assert (piece.quad[:, 0] == piece.quad[:, 0].astype(np.float32)).all()


@pytest.mark.parametrize(
    ("units", "text"),
    [
        ([0x57, 0x6F], "Wo"),
        ([0xD835, 0xDC00], "\U0001d400"),
        ([0xDC00, 0xD835], "\U0001d400"),  # as PDFium gives it in right-to-left lines
        ([0x57, 0xDC00], "W�"),
    ],
)
def test_halves_of_letters_beyond_16_bits_are_put_together(units: list[int], text: str) -> None:
    assert _decoded(np.array(units, "<u2").tobytes()) == text
