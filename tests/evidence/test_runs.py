"""The longest common runs are those that looking everywhere finds."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Sequence
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.evidence.texts import runs
from synth.evidence.texts.runs import SEED_WORDS, longest_runs
from synth.text.formats.labelled import LabelledText

TEXTS = st.lists(st.lists(st.sampled_from("abc"), max_size=14).map(" ".join), min_size=1, max_size=5)


def labelled(texts: Sequence[str]) -> list[LabelledText]:
    return [LabelledText(text) for text in texts]


def longest(text: str, real: Sequence[str]) -> int:
    words = text.split()
    runs = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + SEED_WORDS, len(words) + 1)}
    return max((run.count(" ") + 1 for run in runs if any(f" {run} " in f" {one} " for one in real)), default=0)


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=60)
def test_no_longer_run_is_to_be_found(real: list[str], texts: list[str]) -> None:
    with patch.object(runs, "PART", 7):
        found = longest_runs(labelled(real), labelled(texts))
    for text, run in zip(texts, found, strict=True):
        assert run.words == longest(text, real)
        said = " ".join(text.split()[run.at : run.at + run.words])
        assert f" {said} " in f" {real[run.real]} " or not run.words


def test_a_run_may_be_as_long_as_a_text() -> None:
    text = " ".join(map(str, range(1500)))
    (run,) = longest_runs(labelled(["other words", text]), labelled([f"first {text} last"]))
    assert run == (1500, 1502, 1, 1)


def test_a_word_takes_few_bytes() -> None:
    words = np.random.default_rng(0).integers(0, 2_000, (600, 100))
    texts = (LabelledText(" ".join(map(str, line))) for line in words)
    with patch.object(runs, "PART", 2_048):
        tracemalloc.start()
        try:
            longest_runs(itertools.islice(texts, 300), texts)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak / words.size < 40
