"""What is wrong with one page does not end the run; a template that can never work is told in one line at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.cli import main
from synth.core.outcome import Rejection
from synth.core.seeds import scene_seed
from synth.document.scene.load import load_document_scene
from synth.document.studio import DocumentStudio
from synth.document.typeset.limits import Limits
from synth.options import RunConfig
from synth.scene.template_plans import TemplatePlanner
from tests.runs import lines_of
from tests.small_pages import NOTE, SCENE, write_small_pages

COUNT = 6
WILD = SCENE.replace("  long:", "  wild: {choice: {loop: 0.3, panic: 0.3, no: 0.4}}\n  long:")
LOOP = '#if vars.wild == "loop" { for i in range(100000) { for j in range(100000) {} } }\n'
PANIC = '#if vars.wild == "panic" { panic("a bad page") }\n'
SHORT = 3
"""The exit code of a run that fell short of what was asked for."""


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.document.studio.LIMITS", Limits(cpu_s=0.6))


def studio_of(scene_file: Path, seed: int) -> DocumentStudio:
    config = RunConfig(scene="note", scene_folder=scene_file.parent, count=COUNT, out=Path("unused"), seed=seed)
    return DocumentStudio(config, load_document_scene(scene_file))


def wild_samples(scene_file: Path) -> tuple[int, list[str]]:
    """A seed by which the first sample loops, another panics, and the others do neither: what each does."""
    scene = load_document_scene(scene_file)
    for seed in range(999):
        planner = TemplatePlanner(scene, COUNT, scene_seed(seed, scene_file.stem), seed)
        wild = [str(planner.plan(sample_id).variables["wild"]) for sample_id in range(COUNT)]
        if wild[0] == "loop" and sorted(wild[1:]) == ["no"] * (COUNT - 2) + ["panic"] and wild[1] == "no":
            return seed, wild
    raise AssertionError("no such seed")


def test_pages_that_never_end_or_panic_cost_their_own_samples_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path, out = write_small_pages(tmp_path / "scene", WILD, NOTE + LOOP + PANIC), tmp_path / "out"
    seed, wild = wild_samples(path)
    assert main(["generate", f"scene={path}", f"count={COUNT}", f"seed={seed}", f"out={out}"]) == SHORT
    told = {id_: what for id_, what in enumerate(wild) if what != "no"}
    assert {record["id"] for record in lines_of(out / "documents.jsonl")} == set(range(COUNT)) - set(told)
    refused = [line for line in lines_of(out / "rejected.jsonl") if line["check"] in ("typeset_cpu_s", "template")]
    assert [line["id"] for line in refused if line["check"] == "typeset_cpu_s"] == [0, 0], "another attempt, no more"
    assert {(line["measured"], line["limit"]) for line in refused} == {(0.6, 0.6), (1, 0)}
    assert "note/note.typ: a document that takes more than 0.6 s of CPU time" in refused[0]["detail"]
    assert {told[line["id"]] for line in refused if line["check"] == "template"} == {"panic"}
    assert "note/note.typ:12:" in refused[-1]["detail"]
    assert "panicked with: a bad page" in refused[-1]["detail"]
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_worker_s_studio_which_never_probed_rejects_as_well(tmp_path: Path) -> None:
    path = write_small_pages(tmp_path / "scene", WILD, NOTE + PANIC)
    seed, wild = wild_samples(path)
    studio = studio_of(path, seed)
    (rejection,) = studio.draft([studio.plan(wild.index("panic"))])
    assert isinstance(rejection, Rejection)
    assert (rejection.check, rejection.measured, rejection.limit) == ("template", 1, 0)
    assert str(tmp_path) not in rejection.detail


@pytest.mark.parametrize(
    ("command", "template", "told"),
    [
        ("generate", NOTE + LOOP.replace("vars.wild", '"loop"'), "note/note.typ: got a document that takes more than"),
        ("generate", NOTE + PANIC.replace("vars.wild", '"panic"'), "note/note.typ:11:"),
        ("preview", NOTE + PANIC.replace("vars.wild", '"panic"'), "note/note.typ:11:"),
        ("generate", '#import "@preview/x:1.0.0"\n' + NOTE, "@preview/x:1.0.0: packages are not allowed"),
    ],
)
def test_a_template_that_can_never_work_is_one_line_and_nothing_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], command: str, template: str, told: str
) -> None:
    path = write_small_pages(tmp_path / "scene", WILD, template)
    assert main([command, f"scene={path}", f"count={COUNT}", f"out={tmp_path / 'out'}"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert told in err
    assert err.startswith("synth: ")
    assert err.count("\n") == 1
    assert [one.name for one in tmp_path.iterdir()] == ["scene"]
