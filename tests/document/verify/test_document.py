"""Documents whose labels are wrong on purpose: verification must notice, and say which check did, with a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from synth.core.outcome import Rejection
from synth.document.labels import DocumentLabels, Line, PageMap, PageOutline, PageSize, around, moved
from synth.document.records import DocumentDraft, DocumentPlan, Value, VerifiedDocument
from synth.document.verify.ink import INK_CHECKS
from synth.document.verify.page_images import MOST_CUT_SHARE
from synth.document.verify.record import recorded_at
from synth.document.verify.structure import split_lines
from synth.document.verify.verify import LABEL_CHECKS, verify_document
from tests.small_document import SIZE, Setter, box_quad, small_document

PLAN, DRAFT = small_document().plan, small_document().draft
CHECKS = [check.__name__ for check in (*LABEL_CHECKS, *INK_CHECKS)]


def relabelled(tamper: Callable[[DocumentLabels], Mapping[str, Any]]) -> DocumentDraft:
    """The draft with other labels, on the clean pages and in the pictures alike."""
    labels = replace(DRAFT.printed, **tamper(DRAFT.printed))
    return replace(DRAFT, printed=labels, labels=labels)


def in_pictures(tamper: Callable[[DocumentLabels], Mapping[str, Any]]) -> DocumentDraft:
    """The draft with other labels in the pictures alone."""
    return replace(DRAFT, labels=replace(DRAFT.labels, **tamper(DRAFT.labels)))


def shifted(x: float, y: float) -> PageMap:
    """A map that moves everything."""
    return lambda points: points + np.array([x, y], np.float32)


def with_word(labels: DocumentLabels, number: int, **changes: Any) -> dict[str, Any]:
    words = list(labels.words)
    words[number] = words[number]._replace(**changes)
    return {"words": tuple(words)}


def with_swapped_texts(labels: DocumentLabels) -> dict[str, Any]:
    """The texts of a date's day and month exchanged."""
    first, second = labels.fields[1].words[:2]
    words = list(labels.words)
    words[first], words[second] = (
        words[first]._replace(text=words[second].text),
        words[second]._replace(text=words[first].text),
    )
    return {"words": tuple(words)}


def with_field(labels: DocumentLabels, number: int, **changes: Any) -> dict[str, Any]:
    fields = list(labels.fields)
    fields[number] = fields[number]._replace(**changes)
    return {"fields": tuple(fields)}


def with_cell(labels: DocumentLabels, number: int, **changes: Any) -> dict[str, Any]:
    (table,) = labels.tables
    cells = list(table.cells)
    cells[number] = cells[number]._replace(**changes)
    return {"tables": (table._replace(cells=tuple(cells)),)}


def without_cell(labels: DocumentLabels) -> dict[str, Any]:
    (table,) = labels.tables
    return {"tables": (table._replace(cells=table.cells[:-1]),)}


def with_block_over_another(labels: DocumentLabels) -> dict[str, Any]:
    one, *rest = [region for region in labels.regions if region.category != "Picture"]
    other = next(region for region in rest if region.outline.page == one.outline.page)
    return {"regions": (one._replace(outline=other.outline), *rest)}


def with_line(labels: DocumentLabels, number: int, words: tuple[int, ...]) -> dict[str, Any]:
    lines = list(labels.lines)
    lines[number] = lines[number]._replace(words=words)
    return {"lines": tuple(lines)}


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_a_right_document_is_verified_with_a_number_per_check(pages: int) -> None:
    document = small_document(sample_id=5, pages=pages)
    outcome = verify_document(document.plan, document.draft)
    assert isinstance(outcome, VerifiedDocument)
    assert (outcome.plan, outcome.draft) == (document.plan, document.draft)
    assert [check.check for check in outcome.checks] == CHECKS


SABOTAGES: dict[str, tuple[DocumentDraft, str, float]] = {
    "two words' texts exchanged": (relabelled(with_swapped_texts), "field_text", 1),
    "a field's text": (relabelled(lambda one: with_field(one, 9, text="14.05")), "field_text", 1),
    "a field's text and its word": (
        relabelled(
            lambda one: with_word(one, one.fields[9].words[0], text="14.05") | with_field(one, 9, text="14.05")
        ),
        "field_value",
        1,
    ),
    "a field's value": (relabelled(lambda one: with_field(one, 1, value="2024-03-05")), "field_value", 1),
    "a lost hyphen": (relabelled(lambda one: with_word(one, one.fields[2].words[3], hyphen=False)), "field_text", 1),
    "a cell too few": (relabelled(without_cell), "grid", 1),
    "a cell over another": (relabelled(lambda one: with_cell(one, 2, row_span=3)), "grid", 1),
    "a cell beyond the table": (relabelled(lambda one: with_cell(one, 1, column_span=3)), "grid", 1),
    "a cell at another's place": (relabelled(lambda one: with_cell(one, 3, row=2)), "grid", 2),
    "a word in no line": (relabelled(lambda one: with_line(one, 0, one.lines[0].words[:1])), "reading", 1),
    "a line out of order": (relabelled(lambda one: with_line(one, 0, (1, 0))), "reading", 1),
    "an empty line": (relabelled(lambda one: {"lines": (*one.lines, one.lines[0]._replace(words=()))}), "reading", 1),
    "a block that reaches over another": (relabelled(with_block_over_another), "blocks", 1),
    "a field of unknown words": (relabelled(lambda one: with_field(one, 0, words=(999, -1))), "references", 2),
    "a link to no field": (relabelled(lambda one: {"links": (one.links[0]._replace(field=99),)}), "references", 1),
    "a word on no page": (
        relabelled(lambda one: with_word(one, 0, outline=one.words[0].outline._replace(page=7))),
        "references",
        1,
    ),
    "other words in the picture": (in_pictures(lambda one: with_word(one, 3, text="else")), "same_labels", 1),
    "no regions in the picture": (in_pictures(lambda one: {"regions": ()}), "same_labels", 1),
    "a mirrored outline": (
        in_pictures(lambda one: with_word(one, 3, outline=PageOutline(0, one.words[3].outline.polygon[::-1].copy()))),
        "outlines",
        1,
    ),
    "an outline without area": (
        in_pictures(lambda one: with_word(one, 3, outline=PageOutline(0, box_quad(10, 10, 30, 0)))),
        "outlines",
        1,
    ),
    "an outline that is no number": (
        in_pictures(lambda one: with_word(one, 3, outline=PageOutline(0, box_quad(float("nan"), 10, 30, 9)))),
        "outlines",
        1,
    ),
    "a cut word that does not say so": (
        in_pictures(lambda one: with_word(one, 3, outline=PageOutline(0, box_quad(-10, 10, 40, 10)))),
        "truncation",
        0.25,
    ),
    "a whole word said to be cut": (in_pictures(lambda one: with_word(one, 3, truncation=0.5)), "truncation", 0.5),
    "a picture too few": (replace(DRAFT, images=DRAFT.images[:1]), "sizes", 1),
    "a picture of another size": (replace(DRAFT, images=(DRAFT.images[0][:-1], DRAFT.images[1])), "sizes", 1),
    "proofs of another size": (
        replace(DRAFT, proofs=(replace(DRAFT.proofs[0], text_ink=DRAFT.proofs[0].text_ink[1:]), DRAFT.proofs[1])),
        "sizes",
        1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_wrong_labels_are_refused(sabotage: str) -> None:
    draft, check, measured = SABOTAGES[sabotage]
    outcome = verify_document(replace(PLAN, sample_id=3, attempt=1), draft)
    assert isinstance(outcome, Rejection)
    assert (outcome.check, outcome.measured) == (check, pytest.approx(measured))
    assert (outcome.sample_id, outcome.attempt) == (3, 1)
    assert outcome.measured > outcome.limit


def test_a_rejection_says_what_is_wrong() -> None:
    outcome = verify_document(PLAN, relabelled(lambda one: with_field(one, 9, text="14.05")))
    assert isinstance(outcome, Rejection)
    assert outcome.detail == "total is '14.05', its words say '14.50'"
    outcome = verify_document(PLAN, relabelled(without_cell))
    assert isinstance(outcome, Rejection)
    assert outcome.detail == "table 0: row 3, column 2 in 0 cells"


def test_a_page_that_leaves_its_picture_is_refused_but_for_a_little() -> None:
    """Moved labels know which share of them is cut; too many of them, and the picture holds no document."""
    size = PageSize(SIZE.width, SIZE.height)
    little = replace(DRAFT, labels=moved(DRAFT.labels, (shifted(-30, 0),) * 2, (size, size)))
    outcome = verify_document(PLAN, little)
    assert isinstance(outcome, VerifiedDocument)
    assert any(word.truncation > 0 for word in little.labels.words)
    much = replace(DRAFT, labels=moved(DRAFT.labels, (shifted(-150, 0),) * 2, (size, size)))
    outcome = verify_document(PLAN, much)
    assert isinstance(outcome, Rejection)
    assert (outcome.check, outcome.limit) == ("in_picture", MOST_CUT_SHARE)
    assert outcome.measured > MOST_CUT_SHARE


def test_bent_outlines_are_right() -> None:
    """A curled page bends a line's lower and upper edge alike; its corners stay convex."""

    def bend(points: np.ndarray) -> np.ndarray:
        return np.stack([points[:, 0], points[:, 1] + 12 * np.sin(points[:, 0] / 60)], axis=1)

    draft = replace(DRAFT, labels=moved(DRAFT.labels, (bend, bend), DRAFT.labels.pages))
    assert any(len(line.outline.polygon) > 4 for line in draft.labels.lines)
    assert isinstance(verify_document(PLAN, draft), VerifiedDocument)


@pytest.mark.parametrize(
    ("key", "recorded"),
    [
        ("seller.name", Value("Ada", "Ada", "name")),
        ("rows.1.note", "late"),
        ("rows.2.note", None),
        ("rows.last.note", None),
        ("seller", None),
        ("seller.age", None),
        ("nothing", None),
    ],
)
def test_the_entry_of_a_record_at_a_path(key: str, recorded: object) -> None:
    record = {"seller": {"name": Value("Ada", "Ada", "name"), "age": 40}, "rows": [{"note": "soon"}, {"note": "late"}]}
    assert recorded_at(record, key) == recorded


def told_with(text: str, value: str, printed: str) -> bool:
    """Whether a document whose number is printed like this tells the record's number."""
    plan: DocumentPlan = replace(PLAN, record={**PLAN.record, "number": Value(text, value, "code")})
    number = DRAFT.printed.fields[0]
    labels = replace(DRAFT.printed, **with_word(DRAFT.printed, number.words[0], text=printed))
    labels = replace(labels, **with_field(labels, 0, text=printed, value="INV-0"))
    outcome = verify_document(plan, replace(DRAFT, printed=labels, labels=labels))
    return isinstance(outcome, VerifiedDocument)


def test_blanks_marks_and_capitals_are_a_templates_own() -> None:
    assert told_with("INV-0", "INV-0", "INV-0")
    assert told_with("INV -\u202f0", "INV-0", "\u2066INV-0\u2069")
    assert told_with("inv-0", "INV-0", "INV-0")
    assert not told_with("INV-0", "inv-0", "INV-0")
    assert not told_with("INV-01", "INV-0", "INV-0")


def split(category: str, *texts: str, turn_deg: float = 0.0) -> float:
    """How many pairs of lines are one, where each of the texts on one printed line is labelled as a line."""
    setter = Setter()
    words = setter.line(0, 20, 20, *texts, turn_deg=turn_deg)
    setter.region(category, words)
    labels = setter.labels(1)
    lines = tuple(Line((word,), labels.words[word].outline) for word in words)
    labels = replace(labels, lines=lines)
    return split_lines(PLAN, replace(DRAFT, printed=labels, labels=labels)).measured


def test_a_printed_line_that_is_labelled_in_pieces_is_refused() -> None:
    assert split("Text", "one", "+two", "+three") == 2
    assert split("Text", "one", "two", "three") == 0  # as far apart as columns
    assert split("Text", "one", "+.", "+three") == 0
    assert split("Formula", "x", "+2") == 0
    assert split("Text", "مرحبا", "+بكم") == 1
    assert split("Text", "مرحبا", "+123", "+mail") == 0  # in a line of Arabic, both are read the other way
    assert split("Text", "one", "+two", turn_deg=12) == 0


def test_equal_words_that_were_taken_for_each_other_are_refused() -> None:
    """The first word of a line and the same word further on: their places exchanged part the line in four."""
    setter = Setter()
    words = setter.line(0, 20, 20, "to", "+be", "+or", "+not", "+to", "+be")
    setter.region("Text", words)
    labels = setter.labels(1)
    honest = split_lines(PLAN, replace(DRAFT, printed=labels))
    assert (honest.passed, honest.measured) == (True, 0)
    outlines = [word.outline for word in labels.words]
    taken = dict(enumerate(outlines)) | {0: outlines[4], 4: outlines[0]}
    lines = [Line((word,), taken[word]) for word in (0, 4, 5)]
    lines.insert(1, Line((1, 2, 3), around(outlines[1:4])))
    swapped = split_lines(PLAN, replace(DRAFT, printed=replace(labels, lines=tuple(lines))))
    assert (swapped.passed, swapped.measured) == (False, 3)
