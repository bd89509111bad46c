"""Fields, the questions that they answer, the blanks in a field's text (`synth.document.typeset.answers`)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from synth.document.labels import DocumentLabels, Field, Line
from synth.document.records import Record, Value
from synth.document.typeset.answers import blanks_of, fields_of, links_of, record_value
from synth.document.typeset.letters import LostLetterError
from synth.document.typeset.marks import Marks, Mention
from tests.document.typeset.by_hand import outline, part, word

MONEY = Value("1 234,50 €", "EUR 1234.50", "money")
RECORD: Record = {
    "total": MONEY,
    "plain": "as it is",
    "count": 3,
    "buyer": {"name": Value("Jo Doe", "Jo Doe", "name")},
    "items": [{"sum": Value("1", "1", "number")}, {"sum": Value("2", "2.00", "number")}],
}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("total", MONEY),
        ("plain", Value("as it is", "as it is")),
        ("buyer.name", Value("Jo Doe", "Jo Doe", "name")),
        ("items.1.sum", Value("2", "2.00", "number")),
        ("items.2.sum", None),
        ("items.-1.sum", None),
        ("items.x.sum", None),
        ("items", None),
        ("buyer", None),
        ("count", None),
        ("none", None),
        ("total.0", None),
        ("plain.0", None),
        ("", None),
    ],
)
def test_a_key_leads_to_a_value_or_to_none(key: str, value: Value | None) -> None:
    assert record_value(RECORD, key) == value


def mention(key: str, words: Sequence[int] = (), *, at: int = 0, page: int = 0, **said: str | None) -> Mention:
    return Mention(key=key, page=page, at=at, words=list(words), **said)


def labels_of(*texts: str, glued: Sequence[int] = ()) -> DocumentLabels:
    """Words on one line."""
    words = tuple(word(text, 20 * n, 0, 20 * n + 18, 10, glued=n in glued) for n, text in enumerate(texts))
    return DocumentLabels(pages=(), words=words, lines=(Line(tuple(range(len(words))), outline(0, 0, 1, 1)),))


def field_of(one: Mention, labels: DocumentLabels) -> Field:
    (found,) = fields_of(Marks(fields=[one]), RECORD, labels, {n: [n] for n in range(len(labels.words))})
    return found


@pytest.mark.parametrize(
    ("printed", "said", "told"),
    [
        (["1", "234,50", "€"], {"key": "total"}, MONEY),
        (["1", "234,50", "€"], {"key": "total", "text": "1 234,50 €"}, MONEY),
        (["1", "234,50", "€"], {"key": "total", "text": "1234,50€", "value": "own"}, MONEY._replace(value="own")),
        (["1234,50€"], {"key": "total"}, MONEY),
        (["JO", "DOE"], {"key": "buyer.name", "text": "Jo Doe"}, Value("JO DOE", "Jo Doe", "name")),
        (["JO", "DOE"], {"key": "buyer.name"}, Value("JO DOE", "Jo Doe", "name")),
        (["Al", "Roe"], {"key": "buyer.name"}, Value("Al Roe", "Al Roe", "text")),
        (["Al", "Roe"], {"key": "buyer.name", "text": "Al\n Roe"}, Value("Al Roe", "Al Roe", "text")),
        (["Al"], {"key": "own", "text": "al", "value": "A"}, Value("Al", "A", "text")),
        ([], {"key": "own", "text": "  "}, Value("", "", "text")),
    ],
)
def test_a_fields_text_is_what_was_given_and_its_meaning_the_records_where_it_says_that(
    printed: list[str], said: dict[str, str], told: Value
) -> None:
    labels = labels_of(*printed)
    found = field_of(Mention(page=0, at=0, words=list(range(len(printed))), **said), labels)  # type: ignore[arg-type]
    assert (found.key, Value(found.text, found.value, found.type)) == (said["key"], told)
    assert found.words == tuple(range(len(printed)))
    assert len(found.outlines) == bool(printed)


def test_a_fields_words_are_all_parts_of_its_marks_words() -> None:
    labels = labels_of("see", "inter-", "net", "x")
    marks = Marks(fields=[mention("own", [1, 2])])
    (found,) = fields_of(marks, RECORD, labels, {0: [0], 1: [1, 2], 2: [3], 3: []})
    assert found.words == (1, 2, 3)


def test_a_field_that_shows_nothing_of_its_text_is_refused() -> None:
    with pytest.raises(LostLetterError) as refused:
        field_of(mention("own", text="seen"), labels_of())
    assert str(refused.value) == "field 'own' shows nothing of 'seen'"
    assert field_of(mention("own"), labels_of()).text == "", "nothing was promised"


def linked(questions: Sequence[Mention], answers: Sequence[Mention]) -> list[tuple[tuple[int, ...], int]]:
    marks = Marks(fields=list(answers), questions=list(questions))
    fields = [Field(one.key, "", "", "text", ()) for one in answers]
    return [(*one,) for one in links_of(marks, fields, {n: [n] for n in range(200)})]  # type: ignore[misc]


def test_each_question_that_has_an_answer_is_linked_to_it() -> None:
    asked = [mention("a", [0], at=0), mention("none", [1], at=1), mention("b", [2, 3], at=2)]
    assert linked(asked, [mention("b", at=5), mention("a", at=9)]) == [((0,), 1), ((2, 3), 0)]
    assert linked([], [mention("a")]) == linked([mention("a")], []) == []


@pytest.mark.parametrize(
    ("spots", "nearest"),
    [
        ([(110, 0), (105, 0)], 1),
        ([(99, 0), (122, 0)], 1),
        ([(99, 0), (124, 0)], 0),
        ([(90, 0), (98, 0)], 1),
        ([(101, 1), (150, 0)], 1),
        ([(101, 1), (40, 0)], 1),
        ([(130, 1), (120, 1)], 1),
        ([(110, 0), (110, 0)], 0),
    ],
)
def test_the_nearest_answer_is_looked_for_behind_the_question_on_its_page_first(
    spots: list[tuple[int, int]], nearest: int
) -> None:
    """The question stands at word 100; an answer a word before it counts as one 23 words behind it."""
    answers = [mention("a", at=at, page=page) for at, page in spots]
    assert linked([mention("a", at=100)], answers) == [((), nearest)]


def blanks(text: str | None, *parts: str, key: str = "own", hyphen: Sequence[int] = ()) -> dict[int, bool]:
    printed = [part(one, 0, 1, hyphen=number in hyphen) for number, one in enumerate(parts)]
    marks = Marks(fields=[mention(key, range(len(parts)), text=text)])
    return dict(blanks_of(marks, RECORD, printed, {n: [n] for n in range(len(parts))}))


def test_letters_in_boxes_have_the_blanks_of_their_fields_text() -> None:
    assert blanks("12/3 4", "1", "2", "/", "3", "4") == {1: True, 2: True, 3: True, 4: False}
    assert blanks("a  b", "a", "b") == {1: False}
    assert blanks(" a b ", "a", "b") == {1: False}
    assert blanks("ab", "A", "B") == {1: True}, "capitals that the template made"
    assert blanks("internet of", "inter-", "net", "of", hyphen=[0]) == {1: True, 2: False}
    assert blanks("inter-net", "inter-", "net") == {1: True}


def test_the_record_says_where_blanks_are_if_the_template_gave_no_text() -> None:
    assert blanks(None, "1", "234,50", "€", key="total") == {1: False, 2: False}
    assert blanks(None, "1", "2") == {}
    assert blanks("", "1", "2") == {}


def test_from_a_word_on_that_the_text_does_not_have_nothing_is_known() -> None:
    assert blanks("a b c", "a", "b", "x", "c") == {1: False}
    assert blanks("a b c", "x", "b") == {}
