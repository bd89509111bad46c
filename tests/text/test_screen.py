"""Equal texts are written anew: what is counted is what the files hold, however often the run was stopped."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from synth.core.outcome import Rejection
from synth.core.progress import Counter as Silent
from synth.core.progress import Progress
from synth.core.summary import RunSummary
from synth.run import run
from synth.samples import make_outcomes
from synth.text.grammar.duplicates import Duplicates
from synth.text.options import RewriteOptions, TextConfig
from synth.text.scene.load import load_text_scene
from synth.text.studio import TextStudio
from tests.runs import lines_of, tree
from tests.small_text import write_small_text
from tests.text.rewrite.stub_server import answers, stub_server

SCENE = """\
kind: text
locale: {choice: {en_US: 0.5, de_DE: 0.5}}
variables: {tone: {choice: [calm, angry]}}
labels: [DRINK]
templates: {order: {file: t.j2}, short: {file: short.j2}}
attributes: {tone: tone, drink: drink}
tokens: words
max_tries: 12
"""
TEMPLATES = {
    "t_j2": '{% set drink = one_of("tea", "milk", "cocoa") %}{{ note("drink", drink) }}'
    'A {{ drink|label("DRINK") }} for {{ digits(1) }} of {{ one_of("us", "them") }} please now',
    "short_j2": '{{ note("drink", "tea") }}{{ one_of("A cup of", "Some") }} {{ "tea"|label("DRINK") }}, please.',
}
COUNT = 50
"""Of about sixty different texts."""


@pytest.fixture
def drinks(tmp_path: Path) -> Path:
    return write_small_text(tmp_path / "scene", SCENE, **TEMPLATES)


def config_of(scene_file: Path, out: Path, **options: Any) -> TextConfig:
    return TextConfig(scene="drinks", scene_folder=scene_file.parent, out=out, **{"count": COUNT, **options})


class Stopped(Silent):
    """Ctrl-C after two batches."""

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        super().advance(count, refused=refused, given_up=given_up, note=note)
        self.batches = getattr(self, "batches", 0) + 1
        if self.batches == 2:
            raise KeyboardInterrupt


def make(
    scene_file: Path, out: Path, near: float | None = None, progress: Progress | None = None, **options: Any
) -> RunSummary:
    mapping = load_text_scene(scene_file).model_dump(mode="json", exclude_none=True)
    scene = load_text_scene({**mapping, "duplicates": {"near": near}} if near else mapping)
    return run(config_of(scene_file, out, **options), scene, progress or Silent())


def counted(out: Path) -> dict[str, Any]:
    """What the manifest says of the texts, counted from the files."""
    texts, refused = lines_of(out / "text.jsonl"), lines_of(out / "rejected.jsonl")
    bins = Counter()
    for record in texts:
        length = len(record["text"])
        bins[str(max(edge for edge in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128) if edge <= length))] += 1
    return {
        "written": len(texts),
        "given_up": sum(record["given_up"] for record in refused),
        "rejected": Counter(record["check"] for record in refused),
        "characters": sum(len(record["text"]) for record in texts),
        "tokens": sum(len(record["tokens"]) for record in texts),
        "spans": Counter(span["label"] for record in texts for span in record["spans"]),
        "templates": Counter(record["template"] for record in texts),
        "locales": Counter(record["locale"] for record in texts),
        "attributes": {
            "tone": Counter(record["attributes"]["tone"] for record in texts),
            "drink": Counter(drink for record in texts for drink in record["attributes"]["drink"]),
        },
        "lengths": bins,
    }  # fmt: skip


def told(out: Path) -> dict[str, Any]:
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return {name: manifest[name] for name in counted(out)}


@pytest.mark.parametrize("near", [None, 0.3])
def test_what_is_counted_are_the_texts_that_were_written_in_the_end(drinks: Path, tmp_path: Path, near) -> None:
    summary = make(drinks, tmp_path / "out", near)
    assert told(tmp_path / "out") == counted(tmp_path / "out")
    assert summary.refused["duplicate"] > 20
    assert (summary.refused.get("near_duplicate", 0) > 0) == (near is not None)
    assert summary.rejected > 0
    texts = [record["text"] for record in lines_of(tmp_path / "out" / "text.jsonl")]
    assert len(set(texts)) == len(texts) == summary.written


def test_the_texts_are_the_studios_without_those_that_were_there_before(drinks: Path, tmp_path: Path) -> None:
    """Sample by sample: the first text of each that no earlier sample has kept."""
    make(drinks, tmp_path / "out")
    studio = TextStudio(config_of(drinks, tmp_path / "unused"), load_text_scene(drinks))
    known, wanted = Duplicates(COUNT), []
    for outcome in make_outcomes(studio, range(COUNT)):
        plan = studio.plan(outcome.sample_id)
        while plan is not None:
            (draft,) = studio.draft([plan])
            if not known.seen(plan.sample_id, draft.text):  # type: ignore[union-attr]
                wanted.append((plan.sample_id, plan.attempt, draft.text))  # type: ignore[union-attr]
                break
            plan = studio.replan(plan, Rejection(sample_id=plan.sample_id, check="duplicate", measured=1, limit=0))
    tries = Counter(record["id"] for record in lines_of(tmp_path / "out" / "rejected.jsonl"))
    made = [(record["id"], tries[record["id"]], record["text"]) for record in lines_of(tmp_path / "out" / "text.jsonl")]
    assert made == wanted


@pytest.mark.parametrize("near", [None, 0.3])
@pytest.mark.parametrize("size", [3, 7, 20])
def test_batches_and_stops_leave_no_trace(
    drinks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, near: float | None, size: int
) -> None:
    make(drinks, tmp_path / "undisturbed", near)
    monkeypatch.setattr(TextStudio, "batch", size)
    stops = 0
    while not (tmp_path / "stopped" / "manifest.json").exists():
        try:
            make(drinks, tmp_path / "stopped", near, Stopped())
        except KeyboardInterrupt:
            stops += 1
    assert stops >= COUNT // size // 2
    assert tree(tmp_path / "stopped") == tree(tmp_path / "undisturbed")
    assert told(tmp_path / "stopped") == counted(tmp_path / "stopped")


def test_workers_leave_no_trace(drinks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(drinks, tmp_path / "one")
    monkeypatch.setattr(TextStudio, "task", 20)
    make(drinks, tmp_path / "two", workers=2)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_paraphrase_that_comes_out_otherwise_the_second_time_is_counted_once(tmp_path: Path) -> None:
    """A model need not answer equally twice, so that a text that is refused here cannot be made again there."""
    scene_file = write_small_text(tmp_path / "scene", SCENE, **TEMPLATES)
    mapping = load_text_scene(scene_file).model_dump(mode="json", exclude_none=True)
    calls = [0]

    def changing(shown: str) -> str:
        calls[0] += 1
        return f"So: {shown}" + " Indeed!" * max(calls[0] - COUNT, 0)

    with stub_server(answers(changing)) as stub:
        scene = load_text_scene({**mapping, "rewrite": {}})
        model = RewriteOptions(endpoint=stub.url, model="stub")
        summary = run(config_of(scene_file, tmp_path / "out", rewrite=model), scene, Silent())
    assert summary.refused["duplicate"] > 3
    assert told(tmp_path / "out") == counted(tmp_path / "out")
