"""The shipped scene `letter`: every layout prints and verifies, and shows what a letter must."""

from __future__ import annotations

import pytest

from .printed import LOCALES, Press

LAYOUTS = {"window": "dunning", "block": "offer", "band": "insurance", "private": "complaint"}
NEEDED = {"recipient.name", "recipient.address", "subject", "date", "salutation", "closing", "signer"}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("letter")


def test_the_scene_knows_the_layouts(press: Press) -> None:
    assert set(press.scene.templates) == set(LAYOUTS)


@pytest.mark.parametrize(("number", "locale"), list(enumerate(LOCALES)))
def test_every_layout_and_language(press: Press, number: int, locale: str) -> None:
    layout = list(LAYOUTS)[number % 4]
    paper = press.print(layout, locale, number, purpose=LAYOUTS[layout], postscript=True)
    assert paper.keys >= NEEDED | {"facts.due_date"}
    assert "signature" in {graphic.kind for graphic in paper.labels.graphics}
    assert {"Section-header", "Text"} <= {region.category for region in paper.labels.regions}
    assert len(paper.labels.pages) <= 2


def test_amounts_in_the_text_are_fields(press: Press) -> None:
    paper = press.print("block", "en_GB", 3, purpose="dunning")
    assert paper.keys >= {"facts.amount", "facts.fee", "facts.total"}
    (total,) = {field.value for field in paper.labels.fields if field.key == "facts.total"}
    assert total.startswith("GBP ")


def test_a_stamp_of_receipt_and_a_note_by_hand(press: Press) -> None:
    paper = press.print("window", "de_DE", 5, purpose="cancellation", received_stamp=True, handwritten_note=True)
    assert "stamp" in {graphic.kind for graphic in paper.labels.graphics}
    note = next(field for field in paper.labels.fields if field.key == "handwritten_note")
    assert all(paper.labels.words[word].handwritten for word in note.words)
