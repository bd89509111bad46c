"""Data sets at addresses: fsspec's own memory and file systems stand in for buckets."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from synth.core.errors import OutputError, SynthError
from synth.folder import remote
from synth.folder.remote import TRIES, Remote, is_address

FILES = {".synth/identity.json": b"{1}", ".synth/journal": b"-", "images/0.png": b"00", "images/1.png": b"111",
         "annotations.json": b"[]", "manifest.json": b'{"written": 2}'}  # fmt: skip
PUT = [".synth/identity.json", "images/0.png", "images/1.png", "annotations.json", "manifest.json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "set"


@pytest.fixture(params=["memory", "file"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "file":
        yield f"file://{tmp_path}/bucket/set"
        return
    bucket = f"/{uuid.uuid4()}"
    yield f"memory:/{bucket}/set"
    MemoryFileSystem().rm(bucket, recursive=True)


def there(address: str) -> dict[str, bytes]:
    place = Remote(address)
    return {name: place._read(name) or b"" for name in place._found()}


def test_identity_first_manifest_last_and_only_once(folder: Path, address: str) -> None:
    place = Remote(address)
    place.check()
    assert list(place.put(folder)) == PUT
    assert there(address) == {name: FILES[name] for name in PUT}
    place.check()
    assert list(place.put(folder)) == []


def test_what_was_sent_is_not_sent_again(folder: Path, address: str) -> None:
    for number, name in enumerate(Remote(address).put(folder)):
        if number == 1:
            assert name == "images/0.png"
            break
    assert "manifest.json" not in there(address)
    assert list(Remote(address).put(folder)) == [name for name in PUT if not name.endswith("0.png")][1:]
    assert there(address) == {name: FILES[name] for name in PUT}


def test_a_data_set_that_grew_has_no_manifest_meanwhile(folder: Path, address: str) -> None:
    list(Remote(address).put(folder))
    (folder / "images/2.png").write_bytes(b"2222")
    (folder / "manifest.json").write_bytes(b'{"written": 3}')
    sent = []
    for name in Remote(address).put(folder):
        sent.append(name)
        assert ("manifest.json" in there(address)) == (name == "manifest.json")
    assert sent == ["images/2.png", "annotations.json", "manifest.json"]


def test_another_data_set_is_left_alone(folder: Path, address: str) -> None:
    list(Remote(address).put(folder))
    before = there(address)
    (folder / ".synth/identity.json").write_bytes(b"{2}")
    with pytest.raises(OutputError, match="got another data set; an address where nothing is yet"):
        list(Remote(address).put(folder))
    assert there(address) == before


def test_files_of_others_are_left_alone(folder: Path, address: str) -> None:
    place = Remote(address)
    place._send(folder / "images/1.png", "theirs.png")
    for refused in (place.check, lambda: list(place.put(folder))):
        with pytest.raises(OutputError, match="got 'theirs"):
            refused()
    assert there(address) == {"theirs.png": b"111"}


@pytest.mark.parametrize("failures", [TRIES - 1, TRIES])
def test_a_file_is_sent_again_and_never_half(
    folder: Path, address: str, failures: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks in the middle of the second file."""
    monkeypatch.setattr(remote, "FIRST_WAIT_S", 0.0)
    copy, left = remote.shutil.copyfileobj, [failures]

    def breaks(source: Any, sink: Any, length: int) -> None:
        if source.name.endswith("0.png") and left[0]:
            left[0] -= 1
            sink.write(b"0")
            raise ConnectionResetError("reset by peer")
        copy(source, sink, length)

    monkeypatch.setattr(remote.shutil, "copyfileobj", breaks)
    if failures < TRIES:
        assert list(Remote(address).put(folder)) == PUT
        return
    with pytest.raises(OutputError, match="reset by peer; 4 attempts failed; the same command goes on"):
        list(Remote(address).put(folder))
    assert there(address) == {".synth/identity.json": b"{1}"}
    assert list(Remote(address).put(folder)) == PUT[1:]


@pytest.mark.parametrize("out", ["s3://bucket/x", "memory://x", "file:///x", "gs+https://x/y"])
def test_addresses(out: str) -> None:
    assert is_address(out)


@pytest.mark.parametrize("out", ["outputs/x", "/x", "c://x", "s3:/bucket/x", "~/x"])
def test_paths(out: str) -> None:
    assert not is_address(out)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nowhere://bucket/set", "out: got 'nowhere://bucket/set'; an address that fsspec can use"),
        ("memory://", "out: got 'memory://'; a name behind it is needed"),
        ("s3://KEY:SECRET@bucket/set", "out: got an address with a user, a password or a query; credentials belong"),
        ("s3://bucket/set?token=SECRET", "out: got an address with a user, a password or a query"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_line_without_secrets(address: str, message: str) -> None:
    with pytest.raises(SynthError) as refused:
        Remote(address)
    assert str(refused.value).startswith(message)
    assert "SECRET" not in str(refused.value)
    assert "\n" not in str(refused.value)
