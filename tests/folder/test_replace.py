"""`overwrite=true`: another data set makes room at the new one's first sample, a stranger's files never do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from synth.cli import main
from synth.core.errors import OutputError, SpecError
from synth.folder.opening import Origin
from synth.folder.replace import ASIDE, forget_aside, recover, set_aside
from tests.runs import tree

from .fake import FACTS, IDENTITY, batches, fill, open_it, run

OTHER = {**IDENTITY, "pack": "other"}
COUNT = 9


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A finished data set with a page, Hydra's folder and files of somebody else beside and among its own."""
    path = tmp_path / "out"
    run(path, COUNT)
    (path / "report.html").write_text("page")
    (path / "thesis.tex").write_text("mine")
    (path / "squares" / "notes.txt").write_text("mine too")
    (path / "copies").mkdir()
    shutil.copy(path / "squares" / "0003.txt", path / "copies" / "0003.txt")
    return path


def strangers(path: Path) -> set[str]:
    return {name for name in ("thesis.tex", "squares/notes.txt", "copies/0003.txt") if (path / name).exists()}


def anew(path: Path, count: int = COUNT) -> None:
    with open_it(path, count, identity=OTHER, overwrite=True) as folder:
        fill(folder)
        folder.finish(FACTS)


def test_another_data_set_makes_room_and_strangers_stay(old: Path, tmp_path: Path) -> None:
    anew(old, 5)
    assert len(strangers(old)) == 3
    assert not (old / "report.html").exists()
    assert not (old / ".synth" / ASIDE).exists()
    with open_it(tmp_path / "fresh", 5, identity=OTHER) as folder:
        fill(folder)
        folder.finish(FACTS)
    for name in ("thesis.tex", "squares/notes.txt", "copies/0003.txt"):
        (old / name).unlink()
    assert tree(old) == tree(tmp_path / "fresh")


def test_the_same_data_set_goes_on_and_one_with_more_samples_makes_room(old: Path) -> None:
    with open_it(old, COUNT, overwrite=True) as folder:
        assert (folder.done, folder.made) == (COUNT, 0)
    with pytest.raises(OutputError, match="or more, or overwrite=true"), open_it(old, 4):
        pass
    with open_it(old, 4, overwrite=True) as folder:
        assert folder.done == 0
        fill(folder)
        folder.finish(FACTS)
    assert sorted(path.name for path in (old / "squares").iterdir()) == [
        "0000.txt", "0001.txt", "0002.txt", "0003.txt", "notes.txt"
    ]  # fmt: skip


@pytest.mark.parametrize("error", [SpecError("scene", 1, "no"), KeyboardInterrupt(), RuntimeError(), OSError()])
def test_what_fails_before_the_first_sample_leaves_the_old_one(old: Path, error: BaseException) -> None:
    before = tree(old)
    with pytest.raises(type(error)), open_it(old, COUNT, identity=OTHER, overwrite=True):
        raise error
    assert tree(old) == before
    with open_it(old, COUNT) as folder:
        assert (folder.done, folder.damaged) == (COUNT, [])


def test_what_fails_after_it_leaves_the_new_one(old: Path) -> None:
    with open_it(old, COUNT, identity=OTHER, overwrite=True) as folder:
        folder.write(batches(range(4))[0])
    with open_it(old, COUNT, identity=OTHER, overwrite=True) as folder:  # the same command goes on
        assert folder.done == 4
        fill(folder)
        folder.finish(FACTS)
    assert len(strangers(old)) == 3


class KilledError(BaseException):
    """Stands for kill -9: nothing is tidied up."""


@pytest.mark.parametrize("moment", range(60))
def test_a_kill_at_any_moment_leaves_the_old_one_or_the_new(
    old: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """Renames are counted: after `moment` of them neither the move aside nor the way back goes on."""
    before, left, real = tree(old), [moment], Path.replace

    def replace(path: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise KilledError
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        try:
            set_aside(old)
            recover(old)
        except KilledError:
            pass
    recover(old)
    assert tree(old) == before


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path, old: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.tex").write_text("")
    with pytest.raises(OutputError, match="an empty folder, or one that this command made"):
        anew(tmp_path / "thesis")
    own = old / ".synth" / "own.json"
    for text in ("{}", '{"folder": "..", "files": []}', '{"folder": "squares", "files": ["../thesis/thesis.tex"]}'):
        own.write_text(text)
        before = tree(old)
        with pytest.raises(OutputError, match=r"own\.json: got 'no list of files'|a plain file name is needed"):
            anew(old)
        assert tree(old) == before
    own.write_text('{"folder": "squares", "files": []}')
    (old / "squares").rename(tmp_path / "elsewhere")
    (old / "squares").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="got 'a link'"):
        anew(old)
    assert (tmp_path / "elsewhere" / "0003.txt").exists()


def test_what_was_set_aside_goes_for_good_with_the_first_sample(old: Path) -> None:
    set_aside(old)
    assert len(strangers(old)) == 3
    assert sorted(path.name for path in (old / "squares").iterdir()) == ["notes.txt"]
    forget_aside(old)
    recover(old)
    assert not (old / "numbers.txt").exists()


@pytest.mark.parametrize(
    ("now", "message"),
    [
        ("Dear {{ x }},\nthe end is nigh\n", "t/a.j2:2: got 'the end is nigh'; this folder was made with 'the end'"),
        ("Dear {{ x }},\n", "t/a.j2:2: got ''; this folder was made with 'the end'"),
        ("Dear {{ x }},\r\nthe end\r\n", "t/a.j2: got other line ends; this folder was made with an earlier text"),
        ("w " * 99 + "X", "t/a.j2:1: got 'w w w"),
    ],
)
def test_an_edited_file_is_told_in_words(tmp_path: Path, now: str, message: str) -> None:
    def identity(digest: str) -> dict[str, object]:
        return {**IDENTITY, "files": {"t/a.j2": digest}}

    with open_it(tmp_path, 4, identity=identity("1"), origin=Origin(texts={"t/a.j2": "Dear {{ x }},\nthe end\n"})):
        pass
    with (
        pytest.raises(OutputError) as caught,
        open_it(tmp_path, 4, identity=identity("2"), origin=Origin(texts={"t/a.j2": now})),
    ):
        pass
    assert f"{tmp_path}: {message}" in str(caught.value)
    assert str(caught.value).endswith(": overwrite=true makes it anew, another out= leaves it")
    assert len(str(caught.value)) < 420


def test_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = "kind: text\nlabels: [NAME]\ntemplates: {a: {file: a.j2}}\nwords: [w.yaml]\n"
    (tmp_path / "mine.yaml").write_text(scene)
    (tmp_path / "a.j2").write_text("Dear {{ pick('who')|label('NAME') }}")
    (tmp_path / "w.yaml").write_text("who: [" + ", ".join(f"A{n}" for n in range(300)) + "]\n")
    words = ["generate", "scene=./mine.yaml", "count=3"]
    assert main(words) == 0
    (tmp_path / "a.j2").write_text("Hello {{ pick('who')|label('NAME') }}")
    capsys.readouterr()
    assert main(words) == 2
    assert "outputs/mine: a.j2:1: got \"Hello {{ pick('who')" in capsys.readouterr().err
    (tmp_path / "mine.yaml").write_text(scene + "max_tries: 7\n")
    assert main(words) == 2
    assert (
        "this folder was made with \"Dear {{ pick('who')|label('NAME') }}\" and differs in 1 more"
        in capsys.readouterr().err
    )
    assert main([*words, "overwrite=true"]) == 0
    lines = (tmp_path / "outputs/mine/text.jsonl").read_text().splitlines()
    assert all(json.loads(line)["text"].startswith("Hello A") for line in lines)
    assert main(words) == 0
    (tmp_path / "mine.yaml").write_text(scene + "max_tries: 9\n")
    assert main(words) == 2
    assert "outputs/mine: scene.max_tries in mine.yaml or on the command line: got 9; this folder was made with 7" in (
        capsys.readouterr().err
    )
