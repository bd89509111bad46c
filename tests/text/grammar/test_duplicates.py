from __future__ import annotations

import sys

import pytest

from synth.core.errors import SynthError
from synth.core.outcome import Rejection
from synth.text.grammar.duplicates import Duplicates

TEXT = "Dear Ms Adams, your parcel was sent on Monday and should be with you by the end of the week. Kind regards, Bill"


def test_equal_texts_are_refused_with_the_try() -> None:
    known = Duplicates(10)
    assert known.seen(1, TEXT) is None
    assert known.seen(2, TEXT + " ") is None
    assert known.seen(7, TEXT, attempt=3) == Rejection(
        sample_id=7, check="duplicate", measured=1.0, limit=1.0, attempt=3
    )


def test_many_texts_none_mistaken_all_remembered() -> None:
    known = Duplicates(5_000)
    assert not any(known.seen(number, f"text {number}") for number in range(5_000))
    assert all(known.seen(number, f"text {number}") for number in range(5_000))


def test_memory_is_allocated_once() -> None:
    known = Duplicates(1_000)
    before = sys.getsizeof(known._hashes)
    for number in range(1_000):
        known.seen(number, str(number))
    assert sys.getsizeof(known._hashes) == before <= 1_000 * 32 + 200


def test_a_full_table_is_an_error_not_an_endless_loop() -> None:
    known = Duplicates(4)
    for number in range(7):
        known.seen(number, str(number))
    with pytest.raises(SynthError, match="duplicates: got 'more than 7 texts'"):
        known.seen(7, "one too many")
    assert known.seen(8, "3") is not None


def test_datasketch_is_not_imported_for_exact_duplicates() -> None:
    already = "datasketch" in sys.modules
    Duplicates(10).seen(0, TEXT)
    assert ("datasketch" in sys.modules) == already


def test_near_duplicates_are_refused_with_their_exact_similarity() -> None:
    pytest.importorskip("datasketch")
    known = Duplicates(10, near=0.8)
    assert known.seen(1, TEXT) is None
    found = known.seen(2, TEXT.replace("Bill", "Joan"))
    assert found is not None
    assert (found.check, found.limit, found.detail) == ("near_duplicate", 0.8, "like sample 1")
    shingles = len(TEXT.split()) - 2
    assert found.measured == pytest.approx((shingles - 1) / (shingles + 1))
    assert known.seen(3, " ".join(reversed(TEXT.split()))) is None
    assert known.seen(4, "Hi") is None
    assert known.seen(5, "hi!") is not None


def test_texts_below_the_limit_are_kept_though_their_signatures_are_alike() -> None:
    pytest.importorskip("datasketch")
    known = Duplicates(50, near=0.8)
    words = [f"word{number}" for number in range(30)]
    assert known.seen(0, " ".join(words)) is None
    for at in range(3, 27, 5):  # three of 28 shingles differ: 25 / 31 = 0.81; five: 23 / 33 = 0.70
        once, twice = list(words), list(words)
        once[at] = twice[at] = f"new{at}"
        twice[at + 2] = f"newer{at}"
        found = known.seen(at, " ".join(once))
        assert found is not None
        assert found.measured == pytest.approx(25 / 31)
        assert known.seen(at + 1, " ".join(twice)) is None


def test_refused_texts_are_not_remembered() -> None:
    pytest.importorskip("datasketch")
    known = Duplicates(10, near=0.8)
    known.seen(1, TEXT)
    like = TEXT.replace("Bill", "Joan")
    checks = [found.check for found in (known.seen(2, like), known.seen(2, like)) if found]
    assert checks == ["near_duplicate", "near_duplicate"]


def test_without_datasketch_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(SynthError, match="pip install"):
        Duplicates(10, near=0.5)
