"""Typst and PDFium for one folder, in a process that is kept from page to page and replaced after a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from synth.core.errors import SynthError
from synth.document.typeset.contents import NUMBERS
from synth.document.typeset.engine_process import Answer, EndedError, EngineProcess
from synth.document.typeset.fonts import FontSet
from synth.document.typeset.limits import CRASH, MEMORY, TIME, Limits, PageFaultError
from synth.document.typeset.pdf_page import PdfPage, pdf_page
from synth.document.typeset.workspace import MAIN, Workspace

if TYPE_CHECKING:
    from jaxtyping import UInt8


class Typeset(NamedTuple):
    """A document: its PDF, its marks as they come from Typst, its pages, and their RGB of all, and of all but letters.

    `unknown_font` is (message, diagnostic). `drawn` is the process's own memory, and holds until the next document.
    """

    pdf: bytes
    marks: list[Any]
    pages: list[PdfPage]
    rasters: list[UInt8[np.ndarray, "h w 3"]]
    drawn: list[UInt8[np.ndarray, "h w 3"]]
    unknown_font: tuple[str, str] | None


class RefusedError(Exception):
    """What Typst says of a wrong template: its message, and where (a diagnostic of several lines)."""

    def __init__(self, message: str, diagnostic: str) -> None:
        self.message, self.diagnostic = message, diagnostic
        super().__init__(message)


class Engine:
    """A folder, its fonts and the process, which starts with the first question. SynthError where it cannot start."""

    def __init__(self, workspace: Workspace, fonts: FontSet, dpi: float, limits: Limits) -> None:
        self._limits = limits
        self._kept = workspace, fonts  # their folders are gone with them
        self._setup = {
            "folder": str(workspace.path),
            "main": MAIN,
            "fonts": str(fonts.folder),
            "font_files": [str(file) for file in fonts.files],
            "dpi": dpi,
            "most": asdict(limits),
        }
        self._process: EngineProcess | None = None
        self._families: frozenset[str] = frozenset()

    @property
    def families(self) -> frozenset[str]:
        """The fonts that Typst knows."""
        if not self._families:
            self._families = self._running().families
        return self._families

    def typeset(self, template: str, inputs: Mapping[str, str]) -> Typeset:
        """A document. RefusedError for a wrong template, PageFaultError for one that breaks the process or its limits.

        A process that has set other pages holds memory of them, so what breaks it is tried once more in a new one:
        a page's fault does not depend on the pages before it.
        """
        answer = self._answered(template, inputs)
        if isinstance(answer, PageFaultError):
            raise answer
        told = answer.told
        if "refused" in told:
            raise RefusedError(told["refused"], told["diagnostic"])
        unknown = told["unknown_fonts"]
        pictures = list(_pictures(answer))
        rasters = [picture.copy() for picture in pictures[::2]]
        return Typeset(
            answer.pdf,
            json.loads(answer.marks),
            list(_pages(answer)),
            rasters,
            pictures[1::2],
            tuple(unknown[0]) if unknown else None,
        )

    def _answered(self, template: str, inputs: Mapping[str, str]) -> Answer | PageFaultError:
        while True:
            process = self._running()
            fresh = process.fresh
            try:
                answer = process.typeset(inputs)
            except EndedError as end:
                self._stop()
                fault = self._fault_of_end(template, end)
                if fresh or fault.slow:
                    return fault
                continue
            except BaseException:  # Ctrl-C: the answer to this question must not become that to the next
                self._stop()
                raise
            fault = self._fault_of(template, answer.told)
            if fault is None or fault.check not in (MEMORY, CRASH):
                return fault or answer
            self._stop()
            if fresh:
                return fault

    def _running(self) -> EngineProcess:
        if self._process is None:
            try:
                self._process = EngineProcess(self._setup)
            except EndedError as end:
                raise SynthError("the typesetter", str(end), "a process with Typst and PDFium that starts") from None
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def _fault_of(self, template: str, told: Mapping[str, Any]) -> PageFaultError | None:
        """The fault that the process itself tells."""
        match told.get("fault"):
            case None:
                return None
            case "memory_mb":
                return self._out_of_memory(template)
            case "crash":
                return self._crash(template, told["got"])
            case name:
                most = getattr(self._limits, name)
                return PageFaultError(template, f"typeset_{name}", told["measured"], most, told["got"], self._limits)

    def _fault_of_end(self, template: str, end: EndedError) -> PageFaultError:
        if end.out_of_time:
            most = self._limits.cpu_s
            got = f"a document that takes more than {most:g} s of CPU time"
            return PageFaultError(template, TIME, most, most, got, self._limits)
        if end.out_of_memory:
            return self._out_of_memory(template)
        return self._crash(template, end.signal_name)

    def _out_of_memory(self, template: str) -> PageFaultError:
        most = self._limits.memory_mb
        got = f"a document that takes more than {most} MB of memory"
        return PageFaultError(template, MEMORY, most, most, got, self._limits)

    def _crash(self, template: str, why: str) -> PageFaultError:
        got = f"a document that the typesetter breaks down on ({' '.join(why.split())[:120]})"
        return PageFaultError(template, CRASH, 1, 0, got, "content that is nested less deeply, and smaller")


def _pictures(answer: Answer) -> list[UInt8[np.ndarray, "h w 3"]]:
    """Two of each page, as they lie in the shared memory."""
    found, at = [], 0
    for width, height in (page["size_px"] for page in answer.told["pages"]):
        for _ in range(2):
            flat = np.frombuffer(answer.pixels, np.uint8, 3 * width * height, at)
            found.append(flat.reshape(height, width, 3))
            at += flat.size
    return found


def _pages(answer: Answer) -> Iterator[PdfPage]:
    numbers = memoryview(answer.numbers)
    for told in answer.told["pages"]:
        yield pdf_page(told, numbers)
        numbers = numbers[sum(told[name] for name in NUMBERS) :]
