"""What a batch refuses, and that a sample of it can be replaced."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.outcome import Outcome, Rejection
from synth.folder.batch import REJECTED, Batch
from synth.folder.lines import rejection_lines, rejections_in
from synth.folder.totals import Totals

from .fake import Number, encode, outcome_of, rejections

GIVEN_UP = Outcome(sample_id=10, verified=None, rejections=rejections(10, 2))


def test_a_batch_holds_a_place_for_every_sample_and_counts_them() -> None:
    batch = encode([outcome_of(sample_id) for sample_id in range(9, 12)])
    assert (batch.first, batch.number) == (9, 3)
    assert batch.parts["numbers"] == [b"9\n", b"", b"11\n"]
    assert [lines.count(b"\n") for lines in batch.parts[REJECTED]] == [0, 2, 0]
    assert batch.parts[REJECTED][1].count(b'"given_up":true') == 1
    assert [file.sample_id for file in batch.files] == [9, 11]
    assert (batch.totals.written, batch.totals.given_up, batch.totals.rejected) == (2, 1, {"prime": 2})


@pytest.mark.parametrize(
    ("outcomes", "error", "message"),
    [
        ([outcome_of(0), outcome_of(2)], ValueError, "sample 1 is next, got the outcome of sample 2"),
        ([outcome_of(1), outcome_of(0)], ValueError, "sample 2 is next, got the outcome of sample 0"),
        ([Outcome(sample_id=0, verified=None)], ValueError, "sample 0: given up without a rejection"),
        ([GIVEN_UP._replace(sample_id=9)], ValueError, "sample 9: a rejection of sample 10"),
        ([outcome_of(1)._replace(rejections=rejections(0, 1))], ValueError, "sample 1: a rejection of sample 0"),
        ([Outcome(sample_id=0, verified=Number(1))], ValueError, "sample 0: a draft of sample 1"),
        ([Outcome(sample_id=0, verified=(0, ""))], TypeError, "only a Number can be written, got tuple"),
    ],
)
def test_only_verified_outcomes_of_consecutive_samples_become_a_batch(outcomes, error, message) -> None:
    with pytest.raises(error, match=message):
        encode(outcomes)


OUTCOMES = st.sampled_from(["kept", "refused once", "given up"])


def outcome_like(sample_id: int, kind: str, machine: str = "") -> Outcome[Number]:
    if kind == "given up":
        return GIVEN_UP._replace(sample_id=sample_id, rejections=rejections(sample_id, 2))
    refused = rejections(sample_id, int(kind == "refused once"))
    return Outcome(sample_id=sample_id, verified=Number(sample_id, machine), rejections=refused)


@given(st.lists(OUTCOMES, min_size=1, max_size=6), st.data())
def test_a_batch_with_a_replaced_sample_is_the_batch_of_the_new_outcomes(kinds: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, 30))
    outcomes = [outcome_like(first + place, kind) for place, kind in enumerate(kinds)]
    place = data.draw(st.integers(0, len(kinds) - 1))
    other = outcome_like(first + place, data.draw(OUTCOMES), "elsewhere")
    before, after = encode([outcomes[place]]), encode([other])
    found = encode(outcomes).with_sample(first + place, before.totals, after)
    wanted = encode([*outcomes[:place], other, *outcomes[place + 1 :]])
    assert normal(found) == normal(replace(wanted, notes=found.notes))


def normal(batch: Batch) -> Batch:
    return replace(batch, totals=Totals() + batch.totals, keys=list(batch.keys))


@given(st.lists(st.text(max_size=5), max_size=3), st.booleans())
def test_rejections_are_read_as_they_were_written(details: list[str], given_up: bool) -> None:
    refused = tuple(
        Rejection(sample_id=7, check="a", measured=0.25, limit=1, attempt=attempt, detail=detail, evidence={"x": [1]})
        for attempt, detail in enumerate(details)
    )
    lines = "".join(f"{line}\n" for line in rejection_lines(refused, given_up)).encode()
    assert rejections_in(lines) == refused
