"""Machine-readable zones: ICAO's own specimens, check digits that find errors, names that fit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.document.makers.id_card.mrz import (
    Holder,
    TravelDocument,
    check_digit,
    identity_lines,
    passport_lines,
    transliterated,
)

ANNA = Holder("Eriksson", "Anna Maria", date(1974, 8, 12), "F")
ZONE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=1, max_size=40)
NAMES = st.text("ABCÄÖÜéñßæø' -", min_size=1, max_size=60).filter(lambda name: transliterated(name).strip("<"))


def test_the_specimen_of_part_4() -> None:
    document = TravelDocument("P", "L898902C3", date(2012, 4, 15), "ZE184226B")
    assert passport_lines(document, ANNA) == (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    )


def test_the_specimen_of_part_5() -> None:
    assert identity_lines(TravelDocument("I", "D23145890", date(2012, 4, 15)), ANNA) == (
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    )


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Müller", "MUELLER"),
        ("Groß", "GROSS"),
        ("Jørgensen", "JOERGENSEN"),
        ("Núñez", "NUNEZ"),
        ("Lefèvre-Noël", "LEFEVRE<NOEL"),
        ("O'Brien", "OBRIEN"),
        ("Łukasz", "LUKASZ"),
        ("d’Arc", "DARC"),
    ],
)
def test_letters_are_those_of_the_zone(name: str, written: str) -> None:
    assert transliterated(name) == written


def test_an_unspecified_sex_is_a_filler() -> None:
    holder = ANNA._replace(sex="X")
    assert identity_lines(TravelDocument("I", "D23145890", date(2012, 4, 15)), holder)[1][7] == "<"
    assert passport_lines(TravelDocument("P", "L898902C3", date(2012, 4, 15)), holder)[1][20] == "<"


@given(ZONE, st.data())
def test_a_check_digit_finds_a_changed_digit(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda mark: int(mark) % 10 != value_of(text[at]) % 10))
    assert check_digit(text) != check_digit(text[:at] + other + text[at + 1 :])


def value_of(mark: str) -> int:
    return 0 if mark == "<" else int(mark, 36)


@given(NAMES, NAMES, st.sampled_from("FMX"))
def test_lines_have_their_length_and_names_end_in_a_letter_where_they_are_cut(
    surname: str, given_names: str, sex: str
) -> None:
    surname, given_names = surname.strip(" '-"), given_names.strip(" '-")
    holder = Holder(surname or "A", given_names or "B", date(2001, 2, 3), sex)
    card = identity_lines(TravelDocument("AR", "AB1234567", date(2030, 1, 1), "12345678901"), holder)
    page = passport_lines(TravelDocument("P", "A1B23456C", date(2030, 1, 1), "12345678901"), holder)
    assert [len(line) for line in card + page] == [30, 30, 30, 44, 44]
    for names, room in ((card[2], 30), (page[0][5:], 39)):
        whole = f"{transliterated(holder.surname)}<<{transliterated(holder.given_names)}"
        assert "<<" in names
        if len(whole) > room:
            assert names[-1].isalpha()
        else:
            assert names == whole.ljust(room, "<")
