"""When what a model prefers says that a label is wrong, and when it says that the model does not know better."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from synth.quality.confidence import in_order
from synth.quality.margins import margins, margins_of_wrong
from synth.quality.rightness import LEAST_TOLD_APART, blurred, rightness
from synth.quality.texts.doubt.chosen import Judged
from synth.quality.texts.doubt.judge import LabelJudge, doubtful
from synth.quality.texts.doubt.opinion import Opinion, Opinions
from synth.quality.texts.raw import RawTexts


def predicted(favoured: np.ndarray, classes: int) -> np.ndarray:
    """Probabilities of classes, of which one is mostly favoured."""
    logs = np.random.default_rng(0).normal(0, 0.7, (len(favoured), classes))
    logs[np.arange(len(favoured)), favoured] += 5
    likely = np.exp(logs)
    return likely / likely.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(("wrong", "expected"), [(0.0, True), (0.15, True), (0.35, False)])
def test_a_set_with_more_wrong_labels_is_told_as_well_as_one_with_few(wrong: float, expected: bool) -> None:
    favoured = np.random.default_rng(1).integers(0, 3, 2000)
    given = favoured.copy()
    given[: round(wrong * len(given))] = (given[: round(wrong * len(given))] + 1) % 3
    likely = predicted(favoured, 3)
    found = rightness(margins(likely, given)[0][:, None], margins_of_wrong(likely, given)[0])
    assert found.tells == expected


def is_blurred(probabilities: np.ndarray, given: np.ndarray) -> list[bool]:
    wrong, labels = margins_of_wrong(probabilities, given)
    return blurred(margins(probabilities, given)[0], given, wrong[:, 0], labels).tolist()


def test_a_model_that_knows_only_what_is_frequent_knows_no_label() -> None:
    given = np.repeat([0, 1, 2], [950, 30, 20])
    likely = predicted(np.zeros_like(given), 3)
    found = rightness(margins(likely, given)[0][:, None], margins_of_wrong(likely, given)[0])
    assert found.tells, f"over all labels it is right more often than in {LEAST_TOLD_APART}"
    assert is_blurred(likely, given) == [True, True, True]


@pytest.mark.parametrize(("wrong", "expected"), [(0.1, False), (0.7, True)])
def test_a_label_is_blurred_where_many_of_it_look_wrong(wrong: float, expected: bool) -> None:
    given = np.repeat([0, 1, 2], [500, 300, 200])
    favoured = given.copy()
    favoured[800 : 800 + round(200 * wrong)] = 0
    assert is_blurred(predicted(favoured, 3), given) == [False, False, expected]


def judged(room: Path, wrong: int, mild: str = "c", unknown: tuple[str, ...] = ()) -> LabelJudge:
    """Of 1,000 texts of class a, so many of which a model is sure that they are b, and 30 that it takes for `mild`."""
    file = room / "texts.jsonl"
    file.write_text("".join(json.dumps({"text": f"no. {at}", "label": "a"}) + "\n" for at in range(1000)))
    texts, draws = RawTexts(file), np.random.default_rng(0)
    margin = np.repeat([-15.0, 9.0, -11.0], [wrong, 970 - wrong, 30])
    others = ["b"] * wrong + [None] * (970 - wrong) + [mild] * 30
    given = [
        Opinion(Judged(line.outline, line.text, (), {"label": "a"}, at), None, "label", "a", others[at], "", (each,))
        for (at, each), line in zip(enumerate(margin), texts.lines(), strict=True)
    ]
    opinions = Opinions(given, ["a", "b", "c"], np.ones((1000, 3)), draws.uniform(-20, 0, (3000, 1)), unknown)
    return LabelJudge(texts, [opinions])


def test_one_or_two_labels_that_a_model_would_never_give_are_noted_and_not_called_wrong(tmp_path: Path) -> None:
    few, more = judged(tmp_path, 2), judged(tmp_path, 3)
    noted = "label: 2 of 1000 are doubted and not called wrong: too few, or of classes that models mix up"
    assert (few.findings, few.notes) == ([], [noted])
    assert ([one.place.place for one in more.findings if one.place], more.notes) == ([0, 1, 2], [])
    assert {one.where for one in in_order(few.confidences)[:2]} == {"texts.jsonl:1", "texts.jsonl:2"}


@pytest.mark.parametrize(("many", "expected"), [(False, 4), (True, 5)])
def test_where_many_are_wrong_findings_are_right_together_and_not_each(
    many: bool, expected: int, tmp_path: Path
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "one", "label": "a"}\n')
    (line,) = RawTexts(file).lines()
    one = Opinion(Judged(line.outline, line.text, (), {"label": "a"}, 0), None, "label", "a", "b", "", (0.0,))
    asked = [(one, right) for right in (0.6, 0.02, 0.05, 0.1, 0.7, 0.2)]
    assert [right for _, right in doubtful(asked, 0.3, many)] == [0.02, 0.05, 0.1, 0.2, 0.6, 0.7][:expected]


@pytest.mark.parametrize(("wrong", "findings"), [(3, 0), (5, 5)])
def test_of_classes_that_a_model_mixes_up_none_is_called_wrong(wrong: int, findings: int, tmp_path: Path) -> None:
    found = judged(tmp_path, wrong, mild="b")
    assert (len(found.findings), len(found.notes)) == (findings, 0 if findings else 1)


def test_a_label_that_a_model_hardly_knows_is_never_called_wrong(tmp_path: Path) -> None:
    found = judged(tmp_path, 5, unknown=("a",))
    assert (found.findings, found.notes) == ([], ["label: models hardly know a; none of them is called wrong"])
