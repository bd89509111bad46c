"""What lies inside a folder: the name stays in it, and so does whatever a link on the way leads to."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import DataError, SpecError
from synth.core.inside import files_inside, inside
from synth.core.plain_file import plain_bytes

NEEDED = "a file inside the folder is needed"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with links of every kind, and a secret beside it."""
    home = tmp_path_factory.mktemp("home")
    made = home / "folder"
    (made / "sub").mkdir(parents=True)
    (made / "sub/real.txt").write_text("mine")
    (home / "secret").write_text("secret")
    for name, to in {
        "near": "sub/real.txt",
        "near_folder": "sub",
        "file": "../secret",
        "parent": "..",
        "root": "/",
        "chain": "sub/chain",
        "sub/chain": "../../secret",
        "circle": "circle",
        "dangling": "/nowhere/at/all",
    }.items():
        (made / name).symlink_to(to)
    return made


@pytest.mark.parametrize(
    "name", ["sub/real.txt", "near", "near_folder/real.txt", "none", "sub/./real.txt", "..a", "a..b"]
)
def test_what_is_inside_is_given_as_it_is_named(folder: Path, name: str) -> None:
    assert inside(folder, name, "here", DataError, NEEDED) == folder / name


OUTSIDE = [
    *(
        "",
        "/",
        "/etc/hostname",
        "..",
        "../secret",
        "sub/../../secret",
        "sub/..",
        "C:/x",
        "c:x",
        "a\\b",
        "..\\x",
        "a\0b",
    ),
    *("a\nb", "file", "parent/secret", "root/etc/hostname", "chain", "sub/chain", "circle", "circle/x", "dangling"),
    *("near_folder/chain", "x" * 300, "\ud800", "/".join(["x" * 200] * 9), "é" * 200),
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_leads_outside_is_one_line(folder: Path, name: str) -> None:
    with pytest.raises(SpecError, match=r"^here: got .*; a file inside the folder is needed") as refused:
        inside(folder, name, "here", SpecError, NEEDED)
    assert "\n" not in str(refused.value)
    assert str(refused.value).isprintable()


@given(parts=st.lists(st.sampled_from(["sub", "..", ".", "parent", "near_folder", "root", "file", "x"]), max_size=6))
def test_nothing_that_passes_leads_outside(folder: Path, parts: list[str]) -> None:
    try:
        path = inside(folder, "/".join(parts), "here", DataError, NEEDED)
    except DataError:
        return
    assert Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


SPECIAL: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (lambda path: os.mkfifo(path), "got a named pipe"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "got a device"),
    "folder": (lambda path: path.mkdir(), "got a folder"),
    "missing": (lambda path: None, "got No such file or directory"),
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_only_plain_files_are_opened(tmp_path: Path, kind: str) -> None:
    make, message = SPECIAL[kind]
    make(tmp_path / "x")
    with pytest.raises(DataError, match=rf"x: {message}; a text is needed$"):
        plain_bytes(tmp_path / "x", DataError, "a text is needed", most=10)


def test_a_socket_is_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("x")
        with pytest.raises(DataError, match=r"x: got a socket; a text is needed"):
            plain_bytes(Path("x"), DataError, "a text is needed", most=10)


def test_a_file_has_so_many_bytes_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"0123456789")
    assert plain_bytes(tmp_path / "x", DataError, "", most=10) == b"0123456789"
    with pytest.raises(DataError, match="got too large a file; at most 9 bytes are allowed"):
        plain_bytes(tmp_path / "x", DataError, "", most=9)


def test_the_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("b/2", "b/1", "a", "c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "d").symlink_to("b/1")
    assert [name for name, _ in files_inside(tmp_path, DataError, NEEDED, most=5)] == ["a", "c", "d", "b/1", "b/2"]
    with pytest.raises(DataError, match="got too many files; at most 4 files are allowed"):
        list(files_inside(tmp_path, DataError, NEEDED, most=4))


@pytest.mark.parametrize(
    ("name", "to", "message"),
    [
        ("b/x", "/etc", "not a link out of it"),
        ("b/x", "/etc/hostname", "not a link out of it"),
        ("x", "b", "got a linked folder; plain files and folders are needed"),
        ("b/x", "..", "got a linked folder; plain files and folders are needed"),
        ("x", "x", "not a link out of it"),
    ],
)
def test_links_among_the_files_of_a_folder(tmp_path: Path, name: str, to: str, message: str) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / name).symlink_to(to)
    with pytest.raises(SpecError, match=message):
        list(files_inside(tmp_path, SpecError, NEEDED, most=9))
