"""Whatever stands where a file is expected: one line at once, never a wait, a traceback or an escape sequence."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from synth.cli import main
from tests.small_text import write_small_text


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)


PLACES: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": lambda path: path.mkdir(),
    "socket": _socket,
    "circle": lambda path: path.symlink_to(path.name),
    "nothing": lambda path: None,
    "bytes": lambda path: path.write_bytes(b"\xff\xfe\x00"),
}

COMMANDS: dict[str, tuple[str, list[str]]] = {
    "scene": ("x.yaml", ["preview", "scene=./x.yaml"]),
    "generator": ("x.yaml", ["generate", "generator=./x.yaml", "out=out"]),
    "pack": ("p/pack.yaml", ["generate", "pack=./p", "out=out"]),
    "prior": ("p/prior.json", ["generate", "pack=./p", "out=out"]),
    "words": ("words.yaml", ["preview", "scene=./letters.yaml"]),
    "phrases": ("phrases.yaml", ["preview", "scene=./letters.yaml"]),
    "template": ("mail.j2", ["preview", "scene=./letters.yaml"]),
    "manifest": ("s/manifest.json", ["export", "s", "--to", "hf"]),
    "lines": ("s/text.jsonl", ["export", "s", "--to", "hf"]),
    "data set": ("s", ["export", "s", "--to", "donut"]),
}


def complaint(capsys: pytest.CaptureFixture[str], words: list[str]) -> str:
    """The one line that a refused command prints."""
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("synth: ")
    assert said.err.count("\n") == 1
    assert said.err[:-1].isprintable()
    assert len(said.err) < 900
    return said.err


EVERY = [("scene", place) for place in PLACES]
EVERY += [(command, place) for command in COMMANDS for place in ("pipe", "folder") if command != "scene"]


@pytest.mark.parametrize(("command", "place"), EVERY)
def test_no_other_file_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name, words = COMMANDS[command]
    write_small_text(tmp_path)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    monkeypatch.chdir(path.parent)
    PLACES[place](path)
    monkeypatch.chdir(tmp_path)
    if command == "lines":
        (tmp_path / "s/manifest.json").write_text('{"name": "s", "seed": 0, "count": 1, "spec": {}}')
    complaint(capsys, words)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words", [["preview", "scene=~nobody_of_that_name/x.yaml"], ["generate", "generator=~no_one/x.yaml"]]
)
def test_the_home_of_nobody(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert "got 'a ~ without a home folder'; the whole path is needed" in complaint(capsys, words)


EVIL = "\\e[31m\\e]0;x\\a\\x9b2J\\u202e[red]"


@pytest.mark.parametrize(
    "text",
    [
        f'kind: "{EVIL}"\n',
        f'"{EVIL}": 1\n',
        f'kind: image\nobjects: {{"{EVIL}": {{}}}}\n',
        f'kind: image\nprompt: "{{{EVIL}}}"\nobjects: {{car: {{}}}}\n',
        f'kind: text\ntemplates: {{a: {{file: "{EVIL}.j2"}}}}\n',
        f'kind: text\nlabels: [A]\ntemplates: {{a: {{file: mail.j2}}}}\nwords: ["{EVIL}"]\n',
        f'kind: image\npack: "{EVIL}"\nobjects: {{a: {{count: {{fitted: true}}}}}}\n',
        f'kind: document\nfields: {{a: {{"{EVIL}": 1}}}}\ntemplates: {{a: {{file: a.typ}}}}\n',
        f'kind: image\nvariables: {{a: {{choice: ["{EVIL}"]}}}}\nquotas: {{x: {{share: 0.5, when: {{a: b}}}}}}\n',
    ],
)
def test_a_message_holds_no_escape(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (tmp_path / "x\x1b[31m\u202e.yaml").write_text(text)
    (tmp_path / "mail.j2").write_text("x")
    complaint(capsys, ["preview", f"scene={tmp_path}/x\x1b[31m\u202e.yaml"])


def test_what_a_template_prints_is_shown_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.j2").write_text("red \u202e back {{ digits(5) }} [red]\u2066")
    (tmp_path / "x.yaml").write_text("kind: text\nlabels: [A]\ntemplates: {x: {file: x.j2}}\n")
    assert main(["preview", f"scene={tmp_path / 'x.yaml'}", "count=2"]) == 0
    assert capsys.readouterr().out.count(r"[red]\u2066") == 2


def test_of_a_long_list_the_nearest_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ", ".join(f"name_{number:03d}: {{choice: [1, 2]}}" for number in range(99))
    (tmp_path / "x.j2").write_text("x {{ nam_077 }}")
    (tmp_path / "x.yaml").write_text(
        f"kind: text\nlabels: [A]\nvariables: {{{names}}}\ntemplates: {{x: {{file: x.j2}}}}\n"
    )
    told = complaint(capsys, ["preview", f"scene={tmp_path / 'x.yaml'}"])
    assert "name_077, " in told
    assert "in all) (did you mean 'name_077'?)" in told


def test_printed_configuration_holds_no_escape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_small_text(tmp_path)
    path.write_text(path.read_text() + f'description: "{EVIL}"\n')
    main(["preview", f"scene={path}", "--cfg", "job"])
    said = capsys.readouterr()
    assert "kind: text" in said.out
    assert not {"\x1b", "\u202e", "\x9b"} & set(said.out + said.err)
