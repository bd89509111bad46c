"""`synth.generate`: the samples of the command line's run, lazily, without a trace."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import synth
from synth.cli import main
from synth.core.errors import OutputError, SpecError
from tests.door.worlds import WORLDS
from tests.runs import ctrl_c_heard, lines_of, tree
from tests.small_text import write_small_text

FolderOf = Callable[[str], Path]
KINDS = sorted(WORLDS)


def state_of(sample: Any) -> dict[str, Any]:
    """All that a sample says, pixels included."""
    if hasattr(sample, "instances"):
        objects = [(one.label, one.category, one.mask.tolist()) for one in sample.instances]
        return {"stated": sample.stated, "objects": objects, "pixels": sample.array.tobytes(), "png": sample.png}
    if hasattr(sample, "pages"):
        return {"line": sample.line, "pdf": sample.pdf, "pixels": [page.array.tobytes() for page in sample.pages]}
    return {"record": sample.record, "spans": sample.spans, "tokens": sample.tokens}


@pytest.mark.parametrize("kind", KINDS)
def test_samples_are_those_of_the_command_line(folder_of: FolderOf, kind: str) -> None:
    loaded = synth.load(folder_of(kind))
    made = list(synth.generate(**WORLDS[kind].settings()))
    assert [state_of(one) for one in made] == [state_of(one) for one in loaded]
    assert len(made) == WORLDS[kind].number


@pytest.mark.parametrize("kind", KINDS)
def test_with_out_the_folder_is_that_of_the_command_line(folder_of: FolderOf, tmp_path: Path, kind: str) -> None:
    out, world = tmp_path / "out", WORLDS[kind]
    made = list(synth.generate(**world.settings(), out=out))
    assert tree(out) == tree(folder_of(kind))
    assert [state_of(one) for one in made] == [state_of(one) for one in synth.load(out)]
    for name in ("config.yaml", "overrides.yaml"):
        records = [folder / ".hydra" / name for folder in (out, folder_of(kind))]
        mine, theirs = (path.read_text().replace(str(path.parents[1]), "OUT") for path in records)
        assert mine == theirs
    again = list(synth.generate(**world.settings(), out=out))  # a finished folder is read back
    assert [state_of(one) for one in again] == [state_of(one) for one in made]


def test_nothing_is_written_printed_or_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from hydra.core.config_store import ConfigStore
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.singleton import Singleton
    from omegaconf.basecontainer import BaseContainer

    def state() -> object:
        keys = {kind.__name__ for kind in Singleton._instances}
        options = {group: sorted(held) for group, held in ConfigStore.instance().repo.items() if isinstance(held, dict)}
        return keys, options, sorted(BaseContainer._resolvers), list(sys.argv), dict(os.environ), signal.getsignal(2)

    list(synth.generate(**WORLDS["text"].settings()))  # imports, and what libraries keep from their first use on
    before = state()
    monkeypatch.chdir(tmp_path)
    for kind in KINDS:
        next(synth.generate(**WORLDS[kind].settings()))
    assert state() == before
    assert not GlobalHydra.instance().is_initialized()
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_program_that_uses_hydra_itself_keeps_what_it_set(tmp_path: Path) -> None:
    from hydra import compose, initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra

    (tmp_path / "mine.yaml").write_text("a: 1\n")
    with initialize_config_dir(str(tmp_path), version_base="1.2"):
        mine = GlobalHydra.instance()
        assert next(synth.generate("pii_email", count=1)).id == 0
        assert GlobalHydra.instance() is mine
        assert compose("mine").a == 1


def test_samples_are_made_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from synth.image.studio import PictureStudio

    drafted: list[int] = []
    draft = PictureStudio.draft

    def counted(self: PictureStudio, plans: Any) -> Any:
        drafted.extend(plan.sample_id for plan in plans)
        return draft(self, plans)

    monkeypatch.setattr(PictureStudio, "draft", counted)
    with synth.generate("street", count=100, overrides=["scene.canvas={width: 96, height: 64}"]) as samples:
        assert drafted == []
        assert next(samples).id == 0
        assert 0 < len(drafted) < 50
    assert list(samples) == []


def test_what_was_given_up_is_left_out_and_said(tmp_path: Path) -> None:
    scene = write_small_text(
        tmp_path,
        "kind: text\nlabels: [A]\ntemplates: {t: {file: mail.j2}}\nmax_tries: 3\n",
        mail_j2='{{ digits(1)|label("A") }}\n',
    )
    samples = synth.generate(scene, count=12)
    ids = [sample.id for sample in samples]
    assert len(ids) <= 10
    assert sorted([*ids, *samples.given_up]) == list(range(12))
    assert {one.check for one in samples.given_up.values()} == {"duplicate"}
    assert samples.refused["duplicate"] >= len(samples.given_up)
    out = tmp_path / "out"
    written = synth.generate(scene, count=12, out=out)
    assert [sample.id for sample in written] == ids
    read = synth.generate(scene, count=12, out=out)
    assert [sample.id for sample in read] == ids
    assert (read.given_up, read.refused) == (written.given_up, written.refused) == (samples.given_up, samples.refused)


@pytest.mark.parametrize("taken", [1, 2])
def test_a_folder_that_was_left_early_is_gone_on_with(folder_of: FolderOf, tmp_path: Path, taken: int) -> None:
    world, out = WORLDS["image"], tmp_path / "out"
    with synth.generate(**world.settings(), out=out) as samples:
        first = [state_of(next(samples)) for _ in range(taken)]
    assert not (out / "manifest.json").exists()
    again = [state_of(one) for one in synth.generate(**world.settings(), out=out)]
    assert again[:taken] == first
    assert tree(out) == tree(folder_of("image"))


def test_workers_give_the_same_samples() -> None:
    settings: dict[str, Any] = {"scene": "pii_email", "count": 1010, "seed": 3}  # a worker takes a thousand at once
    alone = [one.record for one in synth.generate(**settings)]
    assert [one.record for one in synth.generate(**settings, overrides=["workers=2"])] == alone


def test_threads_do_not_disturb_each_other() -> None:
    def texts(seed: int) -> list[str]:
        overrides = ["scene.locale=en_US"] if seed % 2 else []
        return [one.text for one in synth.generate("pii_email", count=3, seed=seed, overrides=overrides)]

    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(texts, range(3)))
    assert together == [texts(seed) for seed in range(3)]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"scene": "nucleii"}, ["scene=nucleii"]),
        ({"count": 0}, ["count=0"]),
        ({"overrides": ["scene.objects.cell.count=2"]}, ["scene.objects.cell.count=2"]),
        ({"overrides": ["wrokers=2"]}, ["wrokers=2"]),
        ({"overrides": ["seed=1,2"]}, ["seed=1,2"]),
        ({"overrides": ["generator=nothing"]}, ["generator=nothing"]),
        ({"scene": "pii_email", "overrides": ["device=cpu"]}, ["scene=pii_email", "device=cpu"]),
    ],
)  # fmt: skip
def test_errors_are_those_of_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: dict[str, Any], words: list[str]
) -> None:
    with pytest.raises(synth.SynthError) as caught:
        synth.generate(**settings)
    assert main(["generate", *words, f"out={tmp_path / 'out'}"]) == 2
    assert capsys.readouterr().err == f"synth: {caught.value}\n"


def test_one_word_in_the_place_of_a_list_is_refused() -> None:
    with pytest.raises(SpecError, match=r"overrides: got 'workers=2'; a list of texts, each key=value"):
        synth.generate(overrides="workers=2")


def test_a_folder_of_another_run_is_refused_with_the_first_sample(folder_of: FolderOf) -> None:
    before = tree(folder_of("text"))
    samples = synth.generate(**WORLDS["text"].settings(seed=4), out=folder_of("text"))
    with pytest.raises(OutputError, match=r"seed: got 4; this folder was made with 3"):
        next(samples)
    assert tree(folder_of("text")) == before


@pytest.mark.parametrize("name", ["with blank", 'a "b" c', "größe, 1"])
def test_any_folder_name_is_taken(tmp_path: Path, name: str) -> None:
    list(synth.generate("pii_email", count=2, out=tmp_path / name))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert len(synth.load(tmp_path / name)) == 2


def test_out_may_stand_among_the_overrides(tmp_path: Path) -> None:
    samples = synth.generate("pii_email", count=2, overrides=[f"out={tmp_path / 'out'}"])
    assert len(list(samples)) == len(synth.load(tmp_path / "out")) == 2


STOPPED = """
import sys, synth

def main():
    settings = {"out": sys.argv[1], "overrides": ["scene.dpi=72", "workers=2"]}
    try:
        for sample in synth.generate("letter", count=1000, **settings):
            print(sample.id, flush=True)
    except KeyboardInterrupt:
        print("stopped", flush=True)

if __name__ == "__main__":
    main()
"""


def test_ctrl_c_is_the_programs_own_and_leaves_no_process(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        f'if __name__ == "__main__":\n{"".join(f"    {line}" + chr(10) for line in STOPPED.splitlines())}'
    )
    with ctrl_c_heard():
        process = subprocess.Popen(
            [sys.executable, str(program), str(tmp_path / "out")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(Path(synth.__file__).parents[1])},
        )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "0\n"
    process.send_signal(signal.SIGINT)
    said, complained = process.communicate(timeout=30)
    assert said.splitlines()[-1] == "stopped"
    assert (process.returncode, complained) == (0, "")
    deadline = time.monotonic() + 10
    while _alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(process.pid)


LET_GO = """
import gc, multiprocessing, sys, synth

if __name__ == "__main__":
    gc.disable()
    kept = synth.generate("letter", count=1000, overrides=["scene.dpi=72", "workers=2"])
    next(kept)
    if sys.argv[1] == "let go":
        del kept
        print(len(multiprocessing.active_children()))
"""


@pytest.mark.parametrize("how", ["let go", "kept to the end of the program"])
def test_work_that_is_left_early_holds_no_program_up(how: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(LET_GO)
    done = subprocess.run(
        [sys.executable, str(program), how], capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(synth.__file__).parents[1])},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("0\n" if how == "let go" else "", "")


def _alive(session: int) -> bool:
    """Whether a process of a session is left."""
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_thread_that_is_not_the_main_one_makes_pages() -> None:
    found: list[int] = []
    thread = threading.Thread(
        target=lambda: found.extend(one.id for one in synth.generate(**WORLDS["document"].settings()))
    )
    thread.start()
    thread.join()
    assert found == [0, 1]


def test_labels_are_at_hand(folder_of: FolderOf) -> None:
    picture = next(synth.generate(**WORLDS["image"].settings()))
    coco = json.loads((folder_of("image") / "annotations.json").read_text())
    names = {one["id"]: one["name"] for one in coco["categories"]}
    stated = [one for one in coco["annotations"] if one["image_id"] == 0]
    for one, said in zip(picture.instances, stated, strict=True):
        x, y, width, height = said["bbox"]
        assert one.box == (x, y, x + width, y + height)
        assert (one.category, one.attributes) == (names[said["category_id"]], said["attributes"])
        rows, columns = np.nonzero(one.mask)
        assert (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) == one.box
        assert one.mask.sum() == one.area == said["area"]
    assert picture.image.size == (picture.width, picture.height) == (160, 96)
    assert list(picture.captions) == lines_of(folder_of("image") / "samples.jsonl")[0]["captions"]
    document = next(synth.generate(**WORLDS["document"].settings()))
    field = document.fields[0]
    assert " ".join(document.text_of(field.words).split()) == " ".join(field.text.split())
    assert document.pages[0].words == tuple(word for word in document.words if word.outline.page == 0)
    assert document.pdf.startswith(b"%PDF")
    assert document.record
    text = next(synth.generate(**WORLDS["text"].settings()))
    assert all(text.text[span.start : span.end] == span.value for span in text.spans)
