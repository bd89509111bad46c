"""Typst for one folder of templates, in a process that is kept from page to page and replaced after a fault."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from synth.core.errors import SynthError
from synth.document.typeset.engine_process import EndedError, EngineProcess
from synth.document.typeset.fonts import FontSet
from synth.document.typeset.limits import Limits, PageFaultError
from synth.document.typeset.workspace import MAIN, Workspace


class Typeset(NamedTuple):
    """A document: its PDF, its marks as they come from Typst, and (message, diagnostic) of a font that is unknown."""

    pdf: bytes
    marks: list[Any]
    unknown_font: tuple[str, str] | None


class RefusedError(Exception):
    """What Typst says of a wrong template: its message, and where (a diagnostic of several lines)."""

    def __init__(self, message: str, diagnostic: str) -> None:
        self.message, self.diagnostic = message, diagnostic
        super().__init__(message)


class Engine:
    """A folder, its fonts and the process, which starts with the first question. SynthError where it cannot start."""

    def __init__(self, workspace: Workspace, fonts: FontSet, limits: Limits) -> None:
        self._limits = limits
        self._kept = workspace, fonts  # their folders are gone with them
        self._setup = {
            "folder": str(workspace.path),
            "main": MAIN,
            "fonts": str(fonts.folder),
            "font_files": [str(file) for file in fonts.files],
            "cpu_s": limits.cpu_s,
            "memory_mb": limits.memory_mb,
            "output_mb": limits.output_mb,
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
        while True:
            fresh = self._running().fresh
            try:
                answer, pdf, marks = self._running().typeset(inputs)
                fault = self._fault_of(template, answer)
            except EndedError as end:
                answer, pdf, marks, fault = {}, b"", b"", self._fault_of_end(template, end)
            except BaseException:  # Ctrl-C: the answer to this question must not become that to the next
                self._stop()
                raise
            if fault is None:
                break
            if fault.check != "typeset_output":
                self._stop()
            if fresh or fault.slow or fault.check == "typeset_output":
                raise fault
        if "refused" in answer:
            raise RefusedError(answer["refused"], answer["diagnostic"])
        unknown = answer["unknown_fonts"]
        return Typeset(pdf, json.loads(marks), tuple(unknown[0]) if unknown else None)

    def _running(self) -> EngineProcess:
        if self._process is None:
            try:
                self._process = EngineProcess(self._setup)
            except EndedError as end:
                raise SynthError("the typesetter", str(end), "a process with Typst that starts") from None
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def _fault_of(self, template: str, answer: Mapping[str, Any]) -> PageFaultError | None:
        """The fault that the process itself tells."""
        match answer.get("fault"):
            case None:
                return None
            case "output":
                most, measured = self._limits.output_mb, answer["measured"]
                got = f"a document of {measured} MB"
                return PageFaultError(template, "typeset_output", measured, most, got, self._limits)
            case "memory":
                return self._out_of_memory(template)
        return self._crash(template, answer["detail"])

    def _fault_of_end(self, template: str, end: EndedError) -> PageFaultError:
        if end.out_of_time:
            most = self._limits.cpu_s
            got = f"a document that takes more than {most:g} s of CPU time"
            return PageFaultError(template, "typeset_time", most, most, got, self._limits)
        if end.out_of_memory:
            return self._out_of_memory(template)
        return self._crash(template, end.signal_name)

    def _out_of_memory(self, template: str) -> PageFaultError:
        most = self._limits.memory_mb
        got = f"a document that takes more than {most} MB of memory"
        return PageFaultError(template, "typeset_memory", most, most, got, self._limits)

    def _crash(self, template: str, why: str) -> PageFaultError:
        got = f"a document that Typst breaks down on ({' '.join(why.split())[:120]})"
        return PageFaultError(template, "typeset_crash", 1, 0, got, "content that is nested less deeply, and smaller")
