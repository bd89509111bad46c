"""A pattern reads its bits by its slots."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.people.check_digits import CHECK_DIGITS, completed, luhn
from synth.people.mix import decimal_digits
from synth.people.patterns import compile_pattern, compile_rule, shaped
from synth.people.persona import Persona

SOMEBODY = cast(Persona, SimpleNamespace(gender="f", bits=lambda name: len(name), value=lambda name: f"<{name}>"))
LISTS: dict[str, Any] = {"letters": tuple("ABC"), "words": ("x", "y"), "own": lambda person: (person.gender,)}
BITS = st.integers(0, 2**64 - 1)


def written(rule: dict[str, Any] | str, bits: int) -> str:
    return compile_rule({"text": rule} if isinstance(rule, str) else rule, LISTS, "here")(SOMEBODY, bits)


@given(BITS, st.integers(1, 19), st.integers(0, 50))
def test_digits_and_letters_are_those_of_the_bits(bits: int, count: int, shift: int) -> None:
    assert written(f"{{#{count}>>{shift}}}", bits) == decimal_digits(bits >> shift, count)
    assert written(f"-{{letters>>{shift}}}", bits) == "-" + "ABC"[(bits >> shift) % 3]


@given(BITS, st.integers(0, 999), st.integers(0, 999))
def test_a_number_is_in_its_range_and_as_wide_as_its_low_end(bits: int, low: int, more: int) -> None:
    found = written(f"{{{low:04}-{low + more}}}", bits)
    assert len(found) == 4
    assert int(found) == low + bits % (more + 1)


@given(BITS)
def test_lists_are_drawn_one_after_the_other(bits: int) -> None:
    rest, first = divmod(bits, 3)
    rest, second = divmod(rest, 2)
    rule = {"draw": ["letters", "words"], "text": "{words}{letters}{#3}"}
    assert written(rule, bits) == "xy"[second] + "ABC"[first] + decimal_digits(rest, 3)


def test_other_fields_and_entries_that_hang_on_the_person_are_filled_in() -> None:
    assert written("{house} {own}", 5) == "<house> f"
    assert written({"text": "{#2}", "bits": "street"}, 5) == "06"
    assert compile_pattern("plain", LISTS, "here") == "plain"
    assert compile_pattern("", LISTS, "here") == ""


@given(BITS)
def test_a_check_digit_is_right_or_as_wrong_as_said(bits: int) -> None:
    body = decimal_digits(bits, 9)
    assert written({"text": "{#9}", "check": "luhn"}, bits) == body + luhn(body)
    wrong = written({"text": "{#9}", "check": "luhn", "wrong": "{1-9>>40}"}, bits)
    assert wrong[:9] == body
    assert (int(wrong[9]) - int(luhn(body))) % 10 == 1 + (bits >> 40) % 9


def test_check_digits_stand_where_their_number_has_them() -> None:
    bodies = {
        "german_insurance": "65170839J00",
        "french_bank": "200410100505000134026",
        "spanish_bank": "21000418" + 10 * "1",
    }
    for name, (digit, place) in CHECK_DIGITS.items():
        body = bodies.get(name, "1234567890123"[: max(place, 9)])
        whole, right = completed(name, body), digit(body)
        assert whole == body[:place] + right + body[place:]


def test_a_shape_takes_every_character() -> None:
    assert shaped("12345", "## ###") == "12 345"
    assert written({"text": "{#4>>60}", "shape": "({#2}) ##-##"}, 7) == "(07) 00-00"
    with pytest.raises(ValueError, match=r"^'123' does not fit into '## ##'$"):
        shaped("123", "## ##")


@pytest.mark.parametrize("pattern", ["{", "}", "{}", "a{letters", "{{letters}}", "{letters>>}", "{letters>>x}"])
def test_every_brace_belongs_to_a_slot(pattern: str) -> None:
    with pytest.raises(SpecError, match=r"^here: got .*; every brace must belong to a slot$"):
        compile_pattern(pattern, LISTS, "here")


def test_a_slot_that_means_nothing_is_named_with_the_nearest() -> None:
    with pytest.raises(SpecError, match=r"^here: got 'lettres'; known: .*\(did you mean 'letters'\?\)$"):
        compile_pattern("{lettres}", LISTS, "here")
