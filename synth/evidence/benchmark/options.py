"""What `synth benchmark` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.options import CLOSED, Duration, LocalPath, Seed


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class BenchmarkConfig:
    """One new set beside old ones."""

    new: LocalPath
    """The new set: pictures, documents or texts of any format that is read; its items need no labels."""
    against: Annotated[tuple[LocalPath, ...], Field(min_length=1, max_length=8)]
    """A set that exists, of the same kind; several are given as against=A against=B."""
    out: LocalPath | None = None
    """Folder of benchmark.html and benchmark.json; None: beside the new set, its name with -benchmark."""
    budget: Duration = "10m"
    """Time of the whole command, such as 90s, 20m, 2h: trainings that do not fit into it are left out aloud."""
    seed: Seed = 0
    """Of the trainings."""

    @property
    def folder(self) -> Path:
        """Where the report goes."""
        if self.out is not None:
            return self.out
        whole = self.new.resolve()
        return whole.with_name(f"{whole.stem if whole.is_file() else whole.name}-benchmark")
