"""The skeleton of a text and its phrases: what is left when its values go."""

from __future__ import annotations

from synth.core.labels import Span
from synth.text.skeleton import phrases, skeleton


def spans(text: str, *found: tuple[str, str]) -> list[Span]:
    placed = [
        Span(text.index(value), text.index(value) + len(value), label, value, n)
        for n, (value, label) in enumerate(found)
    ]
    return sorted(placed, key=lambda span: (span.start, -span.end))


def test_texts_that_differ_in_values_alone_have_one_skeleton() -> None:
    one, other = "Dear Ann Lee, call 555.", "Dear Bo, call 1-800."
    made = skeleton(one, spans(one, ("Ann Lee", "PERSON"), ("555", "PHONE")))
    assert made == skeleton(other, spans(other, ("Bo", "PERSON"), ("1-800", "PHONE")))
    assert made == "Dear \0PERSON\0, call \0PHONE\0."


def test_a_label_around_others_is_no_value_anywhere_in_the_text() -> None:
    text = "A: To Rome, please. B: Right away."
    found = spans(text, ("To Rome, please.", "UTTERANCE"), ("Rome", "CITY"), ("Right away.", "UTTERANCE"))
    assert skeleton(text, found) == "A: To \0CITY\0, please. B: Right away."


def test_phrases_are_sentences_and_lines_long_enough_to_tell() -> None:
    assert phrases("Hi \0PERSON\0,\n\nYour order 1234 left. Thanks!\nKind  Regards from us") == [
        "your order 0 left.",
        "kind regards from us",
    ]
    assert phrases("お待ちしておりますので。よろしくお願いいたします。") == [
        "お待ちしておりますので。",
        "よろしくお願いいたします。",
    ]
    assert phrases("\0ORGANIZATION_OF_SOMEBODY\0, no") == []
