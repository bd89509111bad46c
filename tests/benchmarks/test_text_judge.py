"""What the judge of texts measures with: words and spans of sentences, halves of real sets, scores, variety."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from synth.text.learn.words import ranges_of

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """`text_judge` is imported as the scripts of `benchmarks/` do."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def judge(name: str) -> Any:
    return import_module(f"text_judge.{name}")


def test_spans_come_through_sentences_whole() -> None:
    text = "Write to J. R. Ewing (jr@ewing.test). He lives at 1 Elm St. in Rome.\nBye"
    values = [("J. R. Ewing", "PERSON"), ("jr@ewing.test", "EMAIL"), ("1 Elm St.", "STREET"), ("Rome", "CITY")]
    spans = [(text.index(value), text.index(value) + len(value), label) for value, label in values]
    found = list(judge("examples").sentences(text, spans))
    assert [one.given[0] for one in found] == ["Write", "He", "Bye"]
    read = [("".join(one.given[start:end]), label) for one in found for start, end, label in ranges_of(one.wanted)]
    assert read == [(value.replace(" ", ""), label) for value, label in values]


def test_of_spans_inside_each_other_the_outer_one_counts() -> None:
    (one,) = judge("examples").sentences("in 1 Elm Rd, Rome", [(13, 17, "CITY"), (3, 17, "ADDRESS"), (3, 11, "STREET")])
    assert one.wanted == ("O", "B-ADDRESS", "I-ADDRESS", "I-ADDRESS", "I-ADDRESS", "I-ADDRESS")


def test_a_key_is_in_one_half_and_the_halves_are_nearly_equal() -> None:
    example = judge("examples").Example
    found = judge("real").halves((f"key {n % 500}", [example(f"text {n}", f"{n % 500}")]) for n in range(1000))
    train, test = ({one.wanted for one in part} for part in (found.train, found.test))
    assert not train & test
    assert len(train | test) == 500
    assert 200 < len(train) < 300


def test_scores_are_of_exact_spans_and_of_each_label() -> None:
    example, points = judge("examples").Example, judge("scores").points
    tests = [example(("a", "b", "c"), ("B-X", "I-X", "O")), example(("d",), ("B-Y",))]
    assert points("F1 of exact spans", tests, [("B-X", "O", "O"), ("B-Y",)]) == {"": 50.0, "X": 0.0, "Y": 100.0}
    assert points("accuracy", [example("t", "a"), example("u", "b")], ["a", "a"])[""] == 50.0


def test_variety_counts_runs_that_stood_before() -> None:
    diversity = judge("diversity").diversity
    words = ["one", "two", "three", "four", "five", "six"]
    assert diversity([words, words], 12) == {"again": 0.5, "pairs": 0.5, "words": 12}
    assert diversity([words, words], 6)["again"] == 0


def test_noise_is_what_fewer_real_examples_do() -> None:
    study, example = judge("study"), judge("examples").Example
    fitted: list[int] = []

    def fit(parts: Any) -> Any:
        fitted.append(sum(len(part) for part, _ in parts))
        return lambda given: [one.wanted for one in given]

    task = SimpleNamespace(fit=fit, score="accuracy", of_classes=True)
    real = judge("real").RealSet([example(f"text {n}", "a") for n in range(60)], [example("test", "a")])
    scores = study.study(task, real, [[example("ours", "a")]], [], [study.ALL])
    assert len(scores.runs[study.FEWER]) == 1
    assert 57 in fitted
