"""A new set beside old ones: points on a line with a model of the nearest, then letters by the command."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.cli import main
from synth.core.progress import Counter as Silent
from synth.evidence.benchmark.crossed import cross, parts_of
from synth.evidence.benchmark.following import what_next
from synth.evidence.benchmark.names import map_names, names_verdict
from synth.evidence.benchmark.near import nearness
from synth.evidence.benchmark.sets import NEW, OLD, Answer, Judged, Labels, Model, ReadSet, Task
from synth.evidence.benchmark.texts import judged_spans
from synth.evidence.benchmark.transfer import transferred
from synth.evidence.figures import Verdict
from synth.evidence.intervals import clustered_share, share
from synth.evidence.useful.trainings import Clock
from synth.text.formats.labelled import LabelledSpan
from tests.evidence.made import letters, picture, write_pictures
from tests.quality.sets import write_lines

Point = tuple[float, str]
"""Where it lies, and its class; empty: nobody labelled it."""


def fitted(items: Sequence[Point], seed: int) -> Model[Point]:
    """Calls a point as the nearest one of those that it learnt from."""

    def model(tests: Sequence[Point]) -> list[Answer]:
        said = [min(items, key=lambda one: abs(one[0] - test[0]))[1] for test in tests]
        return [Counter([Judged(test[1], name, test[1] == name)]) for test, name in zip(tests, said, strict=True)]

    return model


class Points:
    noun = "points"
    most_near = 200
    tasks: Sequence[Task[Point]] = (
        Task(
            key="points", title="Points", kind="class", score="F1", model="the nearest point",
            usable=lambda item: item[1] != "", fit=fitted, most_trained=200, most_tested=100,
        ),
    )  # fmt: skip

    def distances(self, one: Sequence[Point], other: Sequence[Point]) -> np.ndarray:
        return np.abs(np.array([x for x, _ in one])[:, None] - np.array([x for x, _ in other])[None])

    def key(self, item: Point) -> bytes:
        return repr(item).encode()

    def labels(self, item: Point) -> Labels:
        return {"class": Counter([item[1]])} if item[1] else {}

    def place(self, item: Point) -> str:
        return f"{item[0]:.1f}"

    def shown(self, item: Point) -> str:
        return item[1]


def points(role: str, seed: int, low: float, high: float, border: float = 50.0, number: int = 200) -> ReadSet[Point]:
    """Evenly between low and high; `left` below the border, `right` above."""
    found = np.random.default_rng(seed).uniform(low, high, number)
    items = tuple((float(x), "left" if x < border else "right") for x in found)
    labels = {"class": Counter(name for _, name in items)}
    return ReadSet(role=role, name=f"{role}{seed}", path=role, items=items, number=number, labels=labels)


def test_a_set_of_the_same_source_covers_and_brings_hardly_anything() -> None:
    near = nearness(Points(), points(NEW, 1, 0, 100), [points(OLD, 2, 0, 100)])
    assert [(one.check, one.state) for one in near.verdicts] == [("covers", "good"), ("brings", "open")]


def test_a_set_of_another_source_covers_nothing_and_is_new() -> None:
    near = nearness(Points(), points(NEW, 1, 150, 250), [points(OLD, 2, 0, 100)])
    assert [(one.check, one.state) for one in near.verdicts] == [("covers", "bad"), ("brings", "good")]


def test_small_sets_have_no_verdict() -> None:
    near = nearness(Points(), points(NEW, 1, 0, 70, number=16), [points(OLD, 2, 0, 100, number=16)])
    assert {one.state for one in near.verdicts} == {"open"}
    described = points(NEW, 1, 0, 100, number=16).described("points")
    assert described.notes[-1].startswith("a small set")


def crossed(new: ReadSet[Point], old: ReadSet[Point]) -> tuple[list[tuple[str, str]], Verdict]:
    """States of trainings, and what is said of the agreement of labels."""
    subject, sets = Points(), [new, old]
    task = subject.tasks[0]
    found = cross(task, sets, parts_of(subject, task, sets), Clock.of(60), Silent(), 0)
    labels = transferred(task, found, new, old, "points_1")
    assert labels is not None
    assert labels.verdict is not None
    return [(one.check, one.state) for one in found.verdicts], labels.verdict


def test_equal_definitions_transfer_and_read_alike() -> None:
    states, alike = crossed(points(NEW, 1, 0, 100), points(OLD, 2, 0, 100))
    assert states[:2] == [("transfers", "good")] * 2
    assert alike.state == "good"


def test_another_definition_is_told_by_its_class() -> None:
    states, alike = crossed(points(NEW, 1, 0, 100, 70, 400), points(OLD, 2, 0, 100, 30, 400))
    assert ("transfers", "bad") in states
    assert alike.state == "bad"
    assert "left in new1 -" in alike.words


def test_tests_are_in_no_training() -> None:
    subject, old = Points(), points(OLD, 2, 0, 100)
    new = points(NEW, 2, 0, 100)  # the same points
    parts = parts_of(subject, subject.tasks[0], [new, old])
    tests = {item for part in parts.values() for item in part.tests}
    assert tests.isdisjoint(item for part in parts.values() for item in part.train)


def test_unlabelled_items_far_from_the_old_ones_come_first_and_apart() -> None:
    new = points(NEW, 1, 0, 100)
    bare = ((400.0, ""), (390.0, ""), (300.0, ""), (55.0, ""))
    whole = ReadSet(role=NEW, name="new", path="new", items=(*new.items[:190], *bare), number=194, labels=new.labels)
    old = points(OLD, 2, 0, 100)
    near = nearness(Points(), whole, [old])
    following = what_next(Points(), whole, [old], near, [], {})
    items = following.record["items"]
    assert [one["item"] for one in items] == ["400.0", "300.0", "390.0", "55.0"]
    assert [one["far"] for one in items] == [True, True, True, False]
    assert not any(one["labelled"] for one in items)


def named(role: str, labels: dict[str, dict[str, int]]) -> ReadSet[Any]:
    counts = {kind: Counter(names) for kind, names in labels.items()}
    return ReadSet(role=role, name=role, path=role, items=(), number=0, labels=counts)


def test_names_that_are_surely_one_are_joined_under_the_old_name_and_others_asked() -> None:
    new = named(NEW, {"object": {"Cars": 9, "bike": 5, "person": 3}, "span": {"PERSON": 4}})
    old = named(OLD, {"object": {"car": 2, "bicycle": 5, "person": 3}, "span": {"PER": 4}})
    names = map_names([new, old])
    assert names.merged == {("object", "Cars"): "car", ("span", "PERSON"): "PER"}
    verdict = names_verdict(names, new, old)
    assert verdict.state == "open"
    assert "Cars = car" in verdict.words
    assert "may be one: bike and bicycle" in verdict.words


def test_names_of_one_set_alone_are_told() -> None:
    new, old = named(NEW, {"object": {"cup": 1}}), named(OLD, {"object": {"horse": 1}})
    verdict = names_verdict(map_names([new, old]), new, old)
    assert verdict.state == "bad"
    assert "only in new: cup; only in old: horse" in verdict.words


def span(start: int, end: int, label: str) -> LabelledSpan:
    return LabelledSpan(start, end, label)


def test_spans_are_judged_by_place_then_by_label() -> None:
    given = [span(0, 4, "A"), span(6, 9, "B"), span(12, 15, "C"), span(20, 22, "D")]
    found = [span(0, 4, "A"), span(6, 8, "B"), span(12, 15, "A"), span(30, 32, "D")]
    assert judged_spans(given, found) == Counter(
        [
            Judged("A", "A", True), Judged("B", "B", False), Judged("C", "A", False), Judged("D", "", False),
            Judged("", "D", False),
        ]
    )  # fmt: skip


def test_labels_of_one_item_that_are_alike_make_the_interval_wider() -> None:
    single = clustered_share([1, 0] * 20, [1] * 40)
    assert single.low == pytest.approx(share(20, 40).low, abs=0.01)
    alike = clustered_share([10, 0] * 20, [10] * 40)
    assert alike.n == 400
    assert alike.low == pytest.approx(single.low, abs=0.01)
    assert clustered_share([10] * 4, [10] * 4).low < 0.6  # four items are few, whatever they hold


def test_the_command_writes_a_page_and_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = write_lines(tmp_path / "old.jsonl", letters(1, 90))
    lines = letters(2, 60)
    for one in (span for line in lines for span in line["spans"]):
        one["label"] = one["label"].title()
    bare = [{"text": f"{place} cows in the barn number {place * 7} and no name in sight"} for place in range(9)]
    new = write_lines(tmp_path / "new.jsonl", [*lines, *bare])
    assert main(["benchmark", str(new), f"against={old}", "budget=20s", "--fail-on", "names"]) == 0
    assert "names: 4 of 4 classes of new.jsonl and old.jsonl are in both; by another name" in capsys.readouterr().out
    record = json.loads((tmp_path / "new-benchmark/benchmark.json").read_text())
    assert all("labelled" in one and not one["labelled"] for one in record["annotate_next"]["items"])
    assert len(record["annotate_next"]["items"]) == 9
    assert {one["check"] for one in record["verdicts"]} >= {"names", "covers", "brings", "alike", "transfers", "gains"}
    page = (tmp_path / "new-benchmark/benchmark.html").read_text()
    assert "cows in the barn" in page
    assert 'class="matrix"' in page


def pictures_of(folder: Path, seed: int, number: int) -> Path:
    rng = np.random.default_rng(seed)
    return write_pictures(folder, [picture(rng) for _ in range(number)])


def test_pictures_without_labels_are_looked_at_too(tmp_path: Path) -> None:
    old = pictures_of(tmp_path / "old", 1, 14)
    new = pictures_of(tmp_path / "labelled", 2, 12) / "images"
    assert main(["benchmark", str(new), f"against={old}", f"out={tmp_path / 'out'}"]) == 0
    record = json.loads((tmp_path / "out/benchmark.json").read_text())
    assert [one["check"] for one in record["verdicts"]] == ["covers", "brings"]
    assert {one["labelled"] for one in record["annotate_next"]["items"]} == {False}
    assert (tmp_path / "out/benchmark.html").read_text().count("data:image/jpeg") == 24


@pytest.mark.slow  # 15 forests
def test_pixels_are_learnt_from_each_set(tmp_path: Path) -> None:
    old, new = pictures_of(tmp_path / "old", 1, 40), pictures_of(tmp_path / "new", 2, 40)
    label_file = new / "annotations.json"
    label_file.write_text(label_file.read_text().replace('"disc"', '"Discs"'))
    assert main(["benchmark", str(new), f"against={old}", f"out={tmp_path / 'out'}", "budget=1m"]) == 0
    record = json.loads((tmp_path / "out/benchmark.json").read_text())
    states = {(one["check"], one["state"]) for one in record["verdicts"]}
    assert {("names", "good"), ("alike", "good"), ("transfers", "good")} <= states
    (row,) = record["sections"]["labels"]["tables"]["agreement_pixels_1_1"]
    assert row["label"] == "disc"
    assert row["other"]["low"] > 0.8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["against=old.jsonl"], "the following arguments are required: key=value"),
        (["new.jsonl", "against=old.jsonl", "budget=soon"], "budget: got 'soon'"),
        (["new.jsonl", "against=nowhere"], "nowhere: got 'no such file or folder'"),
        (["new.jsonl", "against=few.jsonl"], "few.jsonl: got '3 texts'; at least 20"),
        (["new.jsonl", "against=old.jsonl", "--fail-on", "cover"], "did you mean 'covers'"),
    ],
)
def test_what_does_not_fit_is_one_line(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, number in (("old", 25), ("new", 25), ("few", 3)):
        write_lines(tmp_path / f"{name}.jsonl", letters(1, number))
    assert main(["benchmark", *words]) == 2
    assert said in capsys.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "new-benchmark").exists()
