"""What one document may take while it is typeset, and the fault of one that takes more."""

from __future__ import annotations

from dataclasses import dataclass

from synth.core.errors import SpecError
from synth.scene.read import Unquoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What typesetting and drawing one document may take.

    An ordinary page takes 0.1 s, and the process 150 MB. CPU time and not the clock's, so that a busy or suspended
    machine refuses nothing that an idle one accepts. The largest page, an A3 at 600 dpi, takes 4 GB as a photograph.
    """

    cpu_s: float = 10.0
    memory_mb: int = 1024
    output_mb: int = 64
    pages: int = 200
    objects: int = 200_000
    megapixels: int = 250
    page_megapixels: int = 70

    def __str__(self) -> str:
        return (
            f"a document takes at most {self.cpu_s:g} s of CPU time, {self.memory_mb} MB of memory, "
            f"{self.output_mb} MB of PDF, {self.pages} pages, {self.objects} drawn objects and "
            f"{self.megapixels} million px, {self.page_megapixels} million on one page"
        )


LIMITS = Limits()

TIME, MEMORY, CRASH = "typeset_cpu_s", "typeset_memory_mb", "typeset_crash"
"""Checks, as all of them named `typeset_` and the limit."""


class PageFaultError(Exception):
    """A document that could not be typeset within its limits: a value with its number and limit, never a traceback.

    `check` is its name in rejected.jsonl, `got` says in words what went wrong.
    """

    def __init__(self, template: str, check: str, measured: float, limit: float, got: str, allowed: object) -> None:
        self.template, self.check, self.measured, self.limit = template, check, measured, limit
        self.got, self.allowed = got, str(allowed)
        super().__init__(f"{template}: {got}")

    @property
    def slow(self) -> bool:
        """Whether it takes long to find out."""
        return self.check == TIME

    def as_error(self) -> SpecError:
        """The one line of a template that can never work."""
        return SpecError(self.template, Unquoted(self.got), self.allowed)
