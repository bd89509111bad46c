from __future__ import annotations

import pytest

from synth.core.labels import Span, Token
from synth.text.grammar.tokens import tokens_of


def shown(text: str, spans: tuple[Span, ...] = (), words: tuple[Token, ...] = ()) -> list[str]:
    return [text[token.start : token.end] for token in tokens_of(text, spans, words)]


def span(text: str, value: str, label: str) -> Span:
    start = text.index(value)
    return Span(start, start + len(value), label, value, 1)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't pay 1,250.00 now!", ["Don't", "pay", "1,250.00", "now", "!"]),
        ("e-mail: a.b@c.de", ["e", "-", "mail", ":", "a", ".", "b", "@", "c", ".", "de"]),
        ("x_y  A12\n3pm", ["x", "_", "y", "A12", "3", "pm"]),
        ("東京へ。カタ 한국어", ["東", "京", "へ", "。", "カ", "タ", "한국어"]),
        ("हिन्दी है।", ["हिन्दी", "है", "।"]),
        ("مرحبًا بك", ["مرحبًا", "بك"]),
        ("cafe\u0301 👩\u200d💻👍\U0001f3fd🇩🇪", ["cafe\u0301", "👩\u200d💻", "👍\U0001f3fd", "🇩🇪"]),
        (" \n", []),
        ("", []),
    ],
)
def test_what_is_a_token(text: str, tokens: list[str]) -> None:
    assert shown(text) == tokens


def test_tokens_end_where_spans_end() -> None:
    text = "Anna's e-mail to annalena"
    spans = (span(text, "Anna", "P"), span(text, "e-mail", "Q"), span(text, "lena", "R"))
    assert shown(text, spans) == ["Anna", "'s", "e", "-", "mail", "to", "anna", "lena"]


def test_tags_are_those_of_the_outermost_span() -> None:
    text = "at 12 High Street, York now"
    spans = (
        span(text, "12 High Street, York", "ADDRESS"),
        span(text, "12 High Street", "STREET"),
        span(text, "York", "CITY"),
    )
    tags = [token.tag for token in tokens_of(text, spans)]
    assert tags == ["O", "B-ADDRESS", *["I-ADDRESS"] * 4, "O"]


def test_neighbouring_spans_of_one_label_begin_anew() -> None:
    text = "東京"
    spans = (Span(0, 1, "X", "東", 1), Span(1, 2, "X", "京", 2))
    assert [token.tag for token in tokens_of(text, spans)] == ["B-X", "B-X"]


def test_told_words_are_tokens_as_they_are() -> None:
    text = "an e-mail came"
    assert tokens_of(text, (), (Token(3, 9, "", "NOUN"), Token(10, 14, "", "VERB"))) == (
        Token(0, 2, "O"),
        Token(3, 9, "O", "NOUN"),
        Token(10, 14, "O", "VERB"),
    )


def test_told_words_are_split_at_white_space_and_span_borders() -> None:
    text = "New York's"
    words = (Token(0, 10, "", "PROPN"),)
    tokens = tokens_of(text, (Span(0, 8, "CITY", "New York", 1),), words)
    assert [(text[t.start : t.end], t.tag, t.pos) for t in tokens] == [
        ("New", "B-CITY", "PROPN"),
        ("York", "I-CITY", "PROPN"),
        ("'s", "O", "PROPN"),
    ]
