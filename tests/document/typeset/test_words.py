"""Words: text from the template, place from the page."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
import pytest

from synth.document.labels import DocumentLabels
from synth.document.records import Value, VerifiedDocument
from synth.document.typeset.letters import LostLetterError
from synth.document.typeset.typesetter import Printed
from synth.document.verify.verify import verify_document
from tests.document.typeset.conftest import Print, draft_of, plan_of


def texts(labels: DocumentLabels) -> list[str]:
    return [word.text for word in labels.words]


def box(labels: DocumentLabels, text: str) -> tuple[float, float, float, float]:
    (outline,) = [word.outline for word in labels.words if word.text == text]
    (x0, y0), (x1, y1) = outline.polygon.min(0), outline.polygon.max(0)
    return float(x0), float(y0), float(x1), float(y1)


def ink_box(printed: Printed) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(printed.proofs[0].text_ink)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def test_words_come_in_reading_order_with_their_marks_and_figures(typeset: Print) -> None:
    printed = typeset("= Head\nOne two, *three* #emph[four]-five $x$ \n+ item\n")
    assert texts(printed.labels) == ["Head", "One", "two,", "three", "four", "-five", "x", "1.", "item"]
    assert [word.text for word in printed.labels.words if word.glued] == ["-five"]


@pytest.mark.parametrize("angle", [0, -17, 35, 90, 180])
def test_a_turned_word_has_a_quad_that_turns_with_it_and_hugs_its_ink(typeset: Print, angle: int) -> None:
    printed = typeset(f"#place(center + horizon, rotate({angle}deg, text(size: 24pt)[Hxgyp]))")
    (word,) = printed.labels.words
    top_left, top_right, *_ = word.outline.quad
    told = np.degrees(np.arctan2(*(top_right - top_left)[::-1]))
    assert (told - angle + 180) % 360 - 180 == pytest.approx(0, abs=0.5)
    x0, y0, x1, y1 = ink_box(printed)
    hull = (*word.outline.polygon.min(0), *word.outline.polygon.max(0))
    slack = np.abs(np.array(hull) - [x0, y0, x1, y1])
    assert slack.max() <= (3 if angle % 90 == 0 else 14), "an upright box around a turned word reaches beyond its ink"


def test_a_hyphenated_word_is_one_word_for_each_line_and_one_in_the_text(typeset: Print) -> None:
    body = '#set text(hyphenate: true, lang: "en")\n#block(width: 24mm)[#field("a", "internationalization of it")]'
    labels = typeset(body).labels
    parts = [word for word in labels.words if word.hyphen]
    assert parts
    assert all(part.text.endswith("-") for part in parts)
    assert labels.text_of(labels.fields[0].words) == "internationalization of it"


def test_the_same_broken_word_many_times_keeps_its_order(typeset: Print) -> None:
    body = '#set text(hyphenate: true, lang: "en")\n#block(width: 30mm)[#("international and " * 9)]'
    labels = typeset(body).labels
    assert labels.text_of(range(len(labels.words))) == " ".join(["international and"] * 9)


def test_a_bullet_stands_on_the_line_of_its_item(typeset: Print) -> None:
    labels = typeset("- first\n- second\n+ third\n").labels
    assert [labels.text_of(line.words) for line in labels.lines] == ["• first", "• second", "1. third"]


def test_footnotes_are_read_after_the_page_and_footers_last(typeset: Print) -> None:
    head = (
        '#import "/synth.typ": *\n#set page(width: 120mm, height: 90mm, header: page-header[Top], '
        "footer: page-footer[Foot])\n"
    )
    labels = typeset("Body#footnote[Note Body] more Body\n", head=head).labels
    assert texts(labels) == ["Top", "Body", "1", "more", "Body", "1", "Note", "Body", "Foot"]


def test_equal_words_moved_apart_by_the_page_stand_where_they_are_printed(typeset: Print) -> None:
    """A footnote's number is drawn twice, once behind the text and once before the note."""
    figure = "#figure(picture(rect(width: 20mm, height: 10mm)), caption: [What it 1 shows], placement: top)"
    body = f"#set text(size: 8pt)\nThe sum grows.#footnote[A note.]\n\n{figure}\n\n" + "More of it. " * 10
    labels = typeset(body).labels
    (note,) = [region for region in labels.regions if region.category == "Footnote"]
    assert labels.text_of(note.words).startswith("1")
    assert np.ptp(note.outline.polygon[:, 1]) < 30
    assert "The sum grows.1" in [labels.text_of(line.words) for line in labels.lines]


def test_a_header_and_a_footer_that_say_the_same_are_told_apart(typeset: Print) -> None:
    head = (
        '#import "/synth.typ": *\n#set page(width: 100mm, height: 70mm, margin: 15mm, header: page-header[Acme No. 7], '
        "footer: context page-footer[Acme Page #here().page()])\n"
    )
    body = "#grid(columns: 1, ..range(30).map(i => [Row #i]))\n#place(bottom)[Acme Page]"
    labels = typeset(body, head=head).labels
    assert len(labels.pages) > 1
    for region in labels.regions:
        if region.category in ("Page-header", "Page-footer"):
            y = region.outline.polygon[:, 1] / labels.pages[region.outline.page].height
            assert (y < 0.25).all() if region.category == "Page-header" else (y > 0.75).all()


def test_a_word_broken_at_its_own_hyphen_goes_on_without_a_blank(typeset: Print) -> None:
    labels = typeset('#block(width: 30mm)[#field("a", "ann@smith-and-jones-limited.example")]').labels
    assert len(labels.words) > 1
    assert labels.text_of(labels.fields[0].words) == "ann@smith-and-jones-limited.example"


def test_a_field_in_boxes_for_letters_has_the_records_blanks(typeset: Print) -> None:
    body = '#let cell(c) = box(width: 7mm, stroke: 0.5pt, inset: 1mm, c)\n#field("a", r.a.clusters().map(cell).join())'
    labels = typeset(body, record={"a": "12/3"}).labels
    assert [word.text for word in labels.words] == ["1", "2", "/", "3"]
    assert labels.text_of(labels.fields[0].words) == "12/3"


def test_what_lies_under_a_stamp_keeps_its_letters(typeset: Print) -> None:
    body = "#place(top + left, stamp(angle: -12deg)[PAID])\n" + "Many words stand under it. " * 12
    printed = typeset(body)
    assert isinstance(verify_document(plan_of({}, "en_GB"), draft_of(printed)), VerifiedDocument)
    (stamp,) = [graphic for graphic in printed.labels.graphics if graphic.kind == "stamp"]
    assert printed.labels.text_of(stamp.words) == "PAID"


def test_the_words_after_a_stamp_may_lie_all_within_its_rectangle(typeset: Print) -> None:
    printed = typeset("#place(top + left, stamp(angle: -14deg, size: 22pt)[RECEIVED])\n#v(2mm)#h(8mm)Sum of it")
    assert texts(printed.labels) == ["RECEIVED", "Sum", "of", "it"]
    assert not any(proof.stray for proof in printed.proofs)


def test_handwriting_is_told(typeset: Print) -> None:
    labels = typeset("Name: #hand[Jane Doe] printed").labels
    assert [word.text for word in labels.words if word.handwritten] == ["Jane", "Doe"]


@pytest.mark.parametrize(
    ("locale", "body", "expected"),
    [
        ("ar", "رقم الفاتورة INV-12 من ABC Ltd المبلغ 1,234.50", "رقم الفاتورة INV-12 من ABC Ltd المبلغ 1,234.50"),
        ("hi_IN", "यह क्षत्रिय है 12,34,567.00", "यह क्षत्रिय है 12,34,567.00"),
        ("ja_JP", "請求書。", "請求書。"),
    ],
)
def test_scripts_are_read_in_logical_order_and_their_ink_is_in_their_words(
    typeset: Print, locale: str, body: str, expected: str
) -> None:
    printed = typeset(f'#field("a", {body!r})'.replace("'", '"'), locale=locale)
    assert printed.labels.text_of(range(len(printed.labels.words))) == expected
    assert printed.labels.fields[0].text == expected
    assert isinstance(verify_document(plan_of({}, locale), draft_of(printed)), VerifiedDocument)


def test_a_formula_in_a_right_to_left_paragraph_keeps_its_letters(typeset: Print) -> None:
    printed = typeset("معدل النمو $g = (x_n - x_1) / x_1$ في السنة", locale="ar")
    assert {"g", "x"} <= set(texts(printed.labels))


def test_right_to_left_words_lie_from_right_to_left(typeset: Print) -> None:
    labels = typeset("رقم الفاتورة", locale="ar").labels
    first, second = (word.outline.polygon[:, 0].min() for word in labels.words)
    assert first > second


def test_letters_that_lose_their_word_are_refused(typeset: Print) -> None:
    """A template that takes the labels off some words: their letters are on the page, but whose are they?"""
    with pytest.raises(LostLetterError, match="unseen"):
        typeset("Seen #[#show link: it => it.body\n unseen] seen")


def test_capitals_are_labelled_as_they_are_printed(typeset: Print) -> None:
    record = {"name": Value("Jo Doe", "Jo Doe", "name")}
    body = '#upper[Total #field("name", r.name)] #lower("ABC") #upper(field("own", "free text", value: "free text"))'
    printed = typeset(body, record=record)
    assert texts(printed.labels) == ["TOTAL", "JO", "DOE", "abc", "FREE", "TEXT"]
    told = {field.key: (field.text, field.value, field.type) for field in printed.labels.fields}
    assert told == {"name": ("JO DOE", "Jo Doe", "name"), "own": ("FREE TEXT", "free text", "text")}
    verdict = verify_document(plan_of(record, "en_GB"), draft_of(printed))
    assert isinstance(verdict, VerifiedDocument), verdict


def test_quotation_marks_and_dashes_are_labelled_as_they_are_printed(typeset: Print) -> None:
    """Typst shows a run of hyphens as a dash; straight quotation marks stay straight, since words would not know."""
    printed = typeset('He said "well -- no" and “yes”... it\'s')
    assert printed.labels.text_of(range(len(printed.labels.words))) == 'He said "well – no" and “yes”… it\'s'
    document = pdfium.PdfDocument(printed.pdf)
    shown = document[0].get_textpage().get_text_range()
    assert "".join(shown.split()) == 'Hesaid"well–no"and“yes”…it\'s'


def test_words_whose_letters_spell_something_else_are_refused(typeset: Print) -> None:
    """Typst's own `upper` on content changes what is printed after the words were labelled."""
    outcome = verify_document(plan_of({}, "en_GB"), draft_of(typeset("#std.upper[Total] 12")))
    assert not isinstance(outcome, VerifiedDocument)
    assert (outcome.check, outcome.measured, outcome.detail) == ("spelling", 1, "Total")
