"""The typesetter's process as its parent sees it: started, asked, ended."""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
import sys
import weakref
from collections.abc import Mapping
from mmap import PROT_READ, mmap
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, NamedTuple

import synth
from synth.document.typeset.sandbox import DEAD_PROXY, LENGTH

_START = "import sys; sys.path[:] = sys.argv[1:]; from synth.document.typeset.sandbox import serve; serve()"
_ENVIRONMENT = {
    **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), DEAD_PROXY),
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "MALLOC_ARENA_MAX": "1",
    "RAYON_NUM_THREADS": "1",
    "RUST_BACKTRACE": "0",
}
"""All that the process knows of the machine."""

_SILENCE_S = 600
"""How long the process may be silent while this one runs; a page's own limit is CPU time, so only a stopped one is."""

_PIPE_BYTES = 1 << 20
_OUT_OF_MEMORY = "memory allocation of"


class EndedError(Exception):
    """The process ended; `signal_number` that ended it (0: none), `said`: its last line of words."""

    def __init__(self, signal_number: int, said: str) -> None:
        self.signal_number, self.said = signal_number, said
        super().__init__(f"{self.signal_name}: {said}" if said else self.signal_name)

    @property
    def signal_name(self) -> str:
        return signal.Signals(self.signal_number).name if self.signal_number else "ended"

    @property
    def out_of_time(self) -> bool:
        return self.signal_number == signal.SIGPROF

    @property
    def out_of_memory(self) -> bool:
        return _OUT_OF_MEMORY in self.said


class Answer(NamedTuple):
    """What the process told, and a document's PDF, marks (JSON), pages' numbers and pixels, where there is one."""

    told: dict[str, Any]
    pdf: bytes = b""
    marks: bytes = b""
    numbers: bytes = b""
    pixels: memoryview = memoryview(b"")


class EngineProcess:
    """One process; `fresh` until it has set its first page. EndedError from a call during which it ends.

    It ends with this object and with the process that it belongs to.
    """

    def __init__(self, setup: Mapping[str, Any]) -> None:
        self._pages, self._pixels = os.memfd_create("synth-pages"), memoryview(b"")
        self._words, theirs = os.pipe()
        os.set_blocking(self._words, False)
        os.set_blocking(theirs, False)  # nothing waits for words to be read
        own = str(Path(synth.__file__).parent.parent)
        try:
            self._process = Popen(
                [sys.executable, "-I", "-S", "-c", _START, own, *filter(None, sys.path)],
                stdin=PIPE,
                stdout=PIPE,
                stderr=theirs,
                bufsize=0,
                cwd=setup["folder"],
                env=_ENVIRONMENT,
                pass_fds=(self._pages,),
                process_group=0,  # Ctrl-C in a terminal is this process's own business
            )
        except BaseException:
            os.close(self._words)
            os.close(self._pages)
            raise
        finally:
            os.close(theirs)
        self.end = weakref.finalize(self, _end, self._process, (self._words, self._pages))
        assert self._process.stdin, "it is a pipe"
        assert self._process.stdout, "it is a pipe"
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            fcntl.fcntl(self._from, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._ready = select.poll()
        self._ready.register(self._from, select.POLLIN)
        self.fresh = True
        self.families = frozenset(self._ask({**setup, "pages_handle": self._pages})["families"])

    def typeset(self, inputs: Mapping[str, str]) -> Answer:
        """The answer to a template with these inputs; its pixels hold until the next."""
        self.fresh = False
        told = self._ask(inputs)
        if "pdf" not in told:
            return Answer(told)
        pdf, marks, numbers = (bytes(self._read(told[part])) for part in ("pdf", "marks", "numbers"))
        size = os.fstat(self._pages).st_size
        if size != len(self._pixels):
            self._pixels = memoryview(mmap(self._pages, size, prot=PROT_READ))
        return Answer(told, pdf, marks, numbers, self._pixels)

    def _ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        data = json.dumps(message, ensure_ascii=False).encode()
        view = memoryview(LENGTH.pack(len(data)) + data)
        while view:
            try:
                view = view[os.write(self._to, view) :]
            except BrokenPipeError:
                raise self._ended() from None
        return json.loads(self._read(*LENGTH.unpack(self._read(LENGTH.size))))

    def _read(self, size: int) -> bytearray:
        got, silent = bytearray(), 0
        while len(got) < size:
            if not self._ready.poll(1000):
                silent += 1  # seconds in which this process ran: one that is suspended counts none
                if silent >= _SILENCE_S:
                    raise EndedError(signal.SIGPROF, "")
                continue
            part = os.read(self._from, size - len(got))
            if not part:
                raise self._ended()
            got += part
        return got

    def _ended(self) -> EndedError:
        """Why there is no answer; the process is about to end where it has not."""
        code = self._process.wait()
        try:
            words = os.read(self._words, 1 << 16).decode(errors="replace")
        except BlockingIOError:
            words = ""
        lines = [line.strip() for line in words.splitlines() if line.strip()]
        spoken = next((line for line in lines if _OUT_OF_MEMORY in line), lines[-1] if lines else "")
        return EndedError(max(-code, 0), spoken)


def _end(process: Popen[bytes], handles: tuple[int, ...]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    for handle in handles:
        os.close(handle)
