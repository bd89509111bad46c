"""Typst asks no network: there is no package, however its name is written, and no socket to fetch one through."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.core.errors import SpecError
from synth.document.typeset import engine_process
from tests.document.typeset.conftest import Print

WAYS = {
    '#import "@preview/cetz:0.3.0"': "@preview/cetz:0.3.0",
    '#import "@pre" + "view/x-y:1.0.0"': "@preview/x-y:1.0.0",
    '#let name = ("@", "preview", "/x:1.2.3").join()\n#import name: *': "@preview/x:1.2.3",
    '#import "more.txt": x': "@preview/hidden:2.0.0",
    '#include( "@local/x:1.0.0")': "@local/x:1.0.0",
    '#eval("import \\"@pre\\" + \\"view/e:0.1.0\\"")': "@preview/e:0.1.0",
}
PROXIES = ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy")


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A socket that is every proxy of the environment; `BlockingIOError` of its `accept` shows that nothing asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        for name in PROXIES:
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "")
        yield server


def package_is_refused(typeset: Print, tmp_path: Path, source: str) -> str:
    (tmp_path / "t").mkdir(exist_ok=True)
    (tmp_path / "t" / "more.txt").write_text('#import "@preview/hidden:2.0.0": x')
    with pytest.raises(SpecError) as refused:
        typeset(f"Text\n{source}")
    return str(refused.value)


@pytest.mark.parametrize("source", WAYS)
def test_a_package_is_refused_by_name_and_nothing_is_asked(
    typeset: Print, tmp_path: Path, listener: socket.socket, source: str
) -> None:
    message = package_is_refused(typeset, tmp_path, source)
    assert message.startswith("t/")
    assert message.endswith(f"{WAYS[source]}: packages are not allowed, they would come from the network")
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_without_the_kernel_s_help_nothing_is_asked_either(
    typeset: Print, tmp_path: Path, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = (
        "import sys; sys.path[:] = sys.argv[1:]; from synth.document.typeset import sandbox;"
        "sandbox.refuse_network = lambda: False; sandbox.allow_only = lambda *told: False; sandbox.serve()"
    )
    monkeypatch.setattr(engine_process, "_START", start)
    for source, name in WAYS.items():
        assert name in package_is_refused(typeset, tmp_path, source)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_typst_left_alone_would_have_asked(listener: socket.socket) -> None:
    code = "import typst\ntry: typst.compile(b'#import \"@preview/x:1.0.0\"')\nexcept typst.TypstError: pass"
    listener.settimeout(20)
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        connection, _ = listener.accept()
        connection.close()
        process.kill()


def test_the_kernel_refuses_sockets_and_files(tmp_path: Path) -> None:
    """In a process of its own: what it gives up is gone for good."""
    (tmp_path / "open").mkdir()
    for name in ("open/a.txt", "one.txt", "two.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "open" / "link").symlink_to(tmp_path / "two.txt")
    code = """
import socket, sys
from pathlib import Path
from synth.document.typeset.confine import allow_only, refuse_network
def refused(call, *told):
    try: call(*told)
    except PermissionError: return True
    return False
here = Path(sys.argv[1])
network, files = refuse_network(), allow_only([here / "open"], [here / "one.txt"])
print(network, refused(socket.socket, socket.AF_INET), refused(socket.socket, socket.AF_UNIX))
print(files, *[refused((here / name).read_text) for name in ("open/a.txt", "one.txt", "two.txt", "open/link")],
      refused((here / "open" / "new.txt").write_text, "x"))
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    network, files = done.stdout.splitlines()
    if "False" in (network.split()[0], files.split()[0]):
        pytest.skip("this kernel has no seccomp or no Landlock")
    assert network == "True True True"
    assert files == "True False False True True True"
