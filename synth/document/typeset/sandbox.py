"""The typesetter's own process: Typst, its fonts and one folder; no network, limited time and memory.

It is started by `engine_process` and imports nothing but Typst and the standard library. It reads requests from its
standard input and ends when that ends, which it does with the process that started it, however that one ends.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from synth.document.typeset.confine import allow_only, refuse_network

QUERY = (
    "query(selector(link).or(<synth>)).map(x => {"
    " let at = x.location().position();"
    " (if x.func() == link { x.dest } else { x.value }, at.page - 1, at.x.pt(), at.y.pt()) })"
)
"""A word's link target (str) or the prelude's metadata (mapping); page from 0, x and y in pt from the top left."""

UNKNOWN_FONT = "unknown font family"
LENGTH = struct.Struct(">Q")
"""Each message is its length and JSON; a PDF and its marks follow the answer that tells their lengths."""

DEAD_PROXY = "http://127.0.0.1:0"
"""No system can connect to port 0; Typst's downloader goes through its proxy and never asks for a host's address."""

NO_FOLDER = "/dev/null/packages"
"""Where Typst looks for packages: there can be none, and none can be put there."""


def serve() -> None:
    """Typeset what is asked for, until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    asked: BinaryIO = sys.stdin.buffer
    setup = _read(asked)
    compiler, families = _open(setup)
    _write(answers, {"families": families})
    requests: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_listen, args=(asked, requests), daemon=True).start()
    while True:
        _answer(answers, compiler, requests.get(), setup)


def _open(setup: dict[str, Any]) -> tuple[Any, list[str]]:
    import typst

    folder, fonts = setup["folder"], setup["fonts"]
    refuse_network()
    allow_only([Path(folder), Path(fonts)], map(Path, setup["font_files"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    memory = setup["memory_mb"] << 20
    memory = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    found = typst.Fonts(include_system_fonts=False, font_paths=[fonts])
    compiler = typst.Compiler(
        str(Path(folder) / setup["main"]),
        root=folder,
        font_paths=found,
        ignore_system_fonts=True,
        package_path=NO_FOLDER,
        package_cache_path=NO_FOLDER,
    )
    return compiler, found.families()


def _listen(asked: BinaryIO, requests: SimpleQueue[dict[str, Any]]) -> None:
    """Hand requests on; the process ends with its input, in the middle of a page too."""
    try:
        while True:
            requests.put(_read(asked))
    finally:
        os._exit(0)


def _answer(answers: BinaryIO, compiler: Any, inputs: dict[str, str], setup: dict[str, Any]) -> None:
    """One document; SIGPROF ends the process where it takes more than `cpu_s`."""
    signal.setitimer(signal.ITIMER_PROF, setup["cpu_s"])
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", sys_inputs=inputs, timestamp=0, pdf_tags=False)
        marks = compiler.eval(QUERY).encode()
    except RuntimeError as error:  # what Typst says of a template; a TypstError has a diagnostic
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(answers, {"refused": str(error), "diagnostic": getattr(error, "diagnostic", "")})
        return
    except MemoryError:
        _leave(answers, {"fault": "memory"})
    except BaseException as panic:  # noqa: BLE001 - Rust's panics are no Exception; Typst cannot be used after one
        _leave(answers, {"fault": "crash", "detail": str(panic)})
    signal.setitimer(signal.ITIMER_PROF, 0)
    if len(pdf) + len(marks) > setup["output_mb"] << 20:
        _write(answers, {"fault": "output", "measured": (len(pdf) + len(marks)) >> 20})
        return
    unknown = [[one.message, one.diagnostic] for one in warnings if one.message.startswith(UNKNOWN_FONT)]
    _write(answers, {"pdf": len(pdf), "marks": len(marks), "unknown_fonts": unknown[:1]})
    answers.write(pdf)
    answers.write(marks)
    answers.flush()


def _leave(answers: BinaryIO, fault: dict[str, str]) -> None:
    _write(answers, fault)
    os._exit(1)


def _read(asked: BinaryIO) -> dict[str, Any]:
    """The next message; EOFError where there is none."""
    head = asked.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    return json.loads(asked.read(*LENGTH.unpack(head)))


def _write(answers: BinaryIO, message: dict[str, Any]) -> None:
    data = json.dumps(message).encode()
    answers.write(LENGTH.pack(len(data)) + data)
    answers.flush()
