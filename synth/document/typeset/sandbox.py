"""The typesetter's own process: Typst, PDFium, fonts and one folder; no network, limited time and memory.

It is started by `engine_process` and imports nothing but these and the standard library. It reads requests from its
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
from synth.document.typeset.rasters import SharedPages, TooLargeError

QUERY = (
    "query(selector(link).or(<synth>)).map(x => {"
    " let at = x.location().position();"
    " (if x.func() == link { x.dest } else { x.value }, at.page - 1, at.x.pt(), at.y.pt()) })"
)
"""A word's link target (str) or the prelude's metadata (mapping); page from 0, x and y in pt from the top left."""

UNKNOWN_FONT = "unknown font family"
LENGTH = struct.Struct(">Q")
"""Each message is its length and JSON; a PDF, its marks and its pages' numbers (`contents`) follow the answer that
tells their lengths; pixels are shared."""

BREAKING = ("memory_mb", "crash")
"""Faults after which this process cannot go on."""

STACK_BYTES = 16 << 20
"""Typst's stack: how deep content can be nested does not depend on the machine's `ulimit -s`."""

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
    pages = SharedPages(setup["pages_handle"])
    _write(answers, {"families": families})
    requests: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.stack_size(STACK_BYTES)
    threading.Thread(target=_work, args=(requests, answers, compiler, pages, setup), daemon=True).start()
    try:
        while True:
            requests.put(_read(asked))
    except EOFError:
        os._exit(0)  # in the middle of a page too


def _work(
    requests: SimpleQueue[dict[str, Any]], answers: BinaryIO, compiler: Any, pages: SharedPages, setup: dict[str, Any]
) -> None:
    """Answer one request after the other.

    Not in the first thread: where its stack ends Typst reads in /proc, and without knowing it makes a new stack for
    each of its calls, which takes a fifth more time.
    """
    try:
        answer: dict[str, Any] = {}
        while answer.get("fault") not in BREAKING:
            inputs = requests.get()
            signal.setitimer(signal.ITIMER_PROF, setup["most"]["cpu_s"])  # SIGPROF ends the process
            answer, *parts = _typeset(compiler, pages, inputs, setup)
            signal.setitimer(signal.ITIMER_PROF, 0)
            _write(answers, answer, *parts)
    finally:
        os._exit(1)  # the first thread would go on


def _open(setup: dict[str, Any]) -> tuple[Any, list[str]]:
    """(compiler, names of its fonts), after everything else that this process could do was taken from it."""
    import typst

    folder, fonts = setup["folder"], setup["fonts"]
    refuse_network()
    allow_only([Path(folder), Path(fonts)], map(Path, setup["font_files"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    memory = setup["most"]["memory_mb"] << 20
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


def _typeset(compiler: Any, pages: SharedPages, inputs: dict[str, str], setup: dict[str, Any]) -> tuple[Any, ...]:
    """(answer, PDF, marks, pages' numbers), or (answer,) where there is no document; its pixels are in `pages`."""
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", sys_inputs=inputs, timestamp=0, pdf_tags=False)
        marks = compiler.eval(QUERY).encode()
        _check_output(len(pdf) + len(marks), setup["most"]["output_mb"])
        drawn = pages.draw(pdf, setup["dpi"], setup["most"])
        numbers = b"".join(page.contents.numbers for page in drawn)
        _check_output(len(pdf) + len(marks) + len(numbers), setup["most"]["output_mb"])
    except TooLargeError as large:
        return ({"fault": large.name, "measured": large.measured, "got": large.got},)
    except MemoryError:
        return ({"fault": "memory_mb"},)
    except RuntimeError as error:  # what Typst says of a template; a TypstError has a diagnostic
        return ({"refused": str(error), "diagnostic": getattr(error, "diagnostic", "")},)
    except BaseException as panic:  # noqa: BLE001 - Rust's panics are no Exception; Typst cannot be used after one
        return ({"fault": "crash", "got": f"{type(panic).__name__}: {panic}"},)
    unknown = [[one.message, one.diagnostic] for one in warnings if one.message.startswith(UNKNOWN_FONT)]
    told = [{"size_px": page.size, **page.contents.told} for page in drawn]
    answer = {
        "pdf": len(pdf),
        "marks": len(marks),
        "numbers": len(numbers),
        "pages": told,
        "unknown_fonts": unknown[:1],
    }
    return answer, pdf, marks, numbers


def _check_output(size: int, most_mb: float) -> None:
    if size >> 20 > most_mb:
        raise TooLargeError("output_mb", size >> 20, f"a document of {size >> 20} MB")


def _read(asked: BinaryIO) -> dict[str, Any]:
    """The next message; EOFError where there is none."""
    head = asked.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    return json.loads(asked.read(*LENGTH.unpack(head)))


def _write(answers: BinaryIO, message: dict[str, Any], *parts: bytes) -> None:
    data = json.dumps(message).encode()
    answers.write(LENGTH.pack(len(data)) + data)
    for part in parts:
        answers.write(part)
    answers.flush()
