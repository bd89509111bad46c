"""What values of labels are made from: their names and looks, lists, shapes; counts with noise."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import pytest

from synth.core.errors import SpecError
from synth.text.fit.known import known_maker
from synth.text.fit.noise import Noise
from synth.text.fit.shapes import expression, shapes_of
from synth.text.fit.slots import slots_of

EXACT = Noise(100.0, 0)


@pytest.mark.parametrize(
    ("label", "values", "maker"),
    [
        ("PERSON", ["Ada Smith", "Tom Baker"], "who.name"),
        ("customerName", ["Ada Smith"], "who.name"),
        ("artist", ["Ada", "Tom"], "who.first_name"),
        ("name", ["A-12", "B-77"], None),
        ("anything", ["ada@site.org", "tom@site.org"], "who.email"),
        ("phone_number", ["555 0123"], "who.phone"),
        ("date", ["3 May 2021"], "day(0, 400)|date('any')"),
        ("timeRange", ["tomorrow", "next week"], "moment"),
        ("playlist", ["Chill"], None),
    ],
)
def test_names_and_looks_of_values_tell_who_makes_them(label: str, values: list[str], maker: str | None) -> None:
    assert known_maker(label, values) == maker


def test_words_that_k_sources_use_stay_and_others_become_placeholders() -> None:
    values = [(str(number), f"The {word} of {other}") for number, (word, other) in enumerate(PAIRS)]
    ((shape, number),) = shapes_of(values, 5).items()
    assert number == 5
    assert expression(shape, {"Word": "[W]", "word": "[w]"}) == "The [W] of [W]"


PAIRS = [("Wolf", "Rome"), ("Crow", "York"), ("Rose", "Bonn"), ("Moon", "Graz"), ("Star", "Lyon")]


def test_codes_keep_their_form_alone() -> None:
    values = [(str(number), f"AB-{number}42") for number in range(3, 8)]
    ((shape, _),) = shapes_of(values, 5).items()
    assert expression(shape, {}) == "{{ letters(2) }}-{{ digits(3) }}"


def test_a_closed_vocabulary_is_a_list_of_what_k_sources_say() -> None:
    values = {"size": [(str(number), "small" if number % 2 else "large") for number in range(12)] + [("a", "huge")]}
    slot = slots_of(values, 5, {}, "en_US", EXACT)["size"]
    assert slot.words == {"list_size": {"large": 6, "small": 6}}


def test_a_label_of_too_few_sources_has_no_slot() -> None:
    assert slots_of({"size": [("one", "small")] * 9}, 5, {}, "en_US", EXACT) == {}


def test_values_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "songs.txt").write_text("Blue River\n\nOld Mill\n", encoding="utf-8")
    values = {"track": [(str(number), f"T{number}") for number in range(5)]}
    slot = slots_of(values, 5, {"track": str(tmp_path / "songs.txt")}, "en_US", EXACT)["track"]
    assert slot.words == {"list_track": {"Blue River": 1, "Old Mill": 1}}
    assert slots_of(values, 5, {"track": "username"}, "en_US", EXACT)["track"].value == "who.username"
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    with pytest.raises(SpecError, match="a file with a value a line: this one has none"):
        slots_of(values, 5, {"track": str(tmp_path / "empty.txt")}, "en_US", EXACT)


def test_noise_is_centred_and_never_goes_below_k() -> None:
    noise = Noise(0.5, 7)
    counts = [noise.count(100, 5) for _ in range(2000)]
    assert abs(fmean(counts) - 100) < 0.5
    assert 1.5 < fmean(abs(one - 100) for one in counts) < 2.5
    assert min(noise.count(5, 5) for _ in range(200)) == 5
    assert [Noise(1, 3).count(50, 5) for _ in range(3)] == [Noise(1, 3).count(50, 5) for _ in range(3)]


def test_noise_without_a_seed_cannot_be_repeated() -> None:
    assert [Noise(0.01, None).count(10**6, 5) for _ in range(2)] != [
        Noise(0.01, None).count(10**6, 5) for _ in range(2)
    ]
