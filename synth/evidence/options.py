"""What `synth compare` takes."""

from __future__ import annotations

from pathlib import Path

from pydantic.dataclasses import dataclass

from synth.options import CLOSED, Duration, Flag, LocalPath, Name, Seed

TRAININGS = ".trainings"
"""Folder in that of the report where trainings are kept while the comparison is not finished."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class CompareConfig:
    """One comparison of real with synthetic data."""

    real: LocalPath
    """The real data: pictures or labelled texts of any format that is read."""
    synthetic: LocalPath
    """The synthetic data, of the same kind."""
    holdout: LocalPath | None = None
    """Real data that the generator never saw; None: 30 % of the real data, by hash."""
    out: LocalPath | None = None
    """Folder of compare.html and compare.json; None: beside the synthetic data, its name with -compare."""
    budget: Duration = "20m"
    """Time of the whole command, such as 90s, 20m, 2h: trainings that do not fit into it are left out aloud."""
    seed: Seed = 0
    """Of the trainings."""
    pack: Name | None = None
    """Pack whose annotator reads pictures back: a shipped one, or a folder; None: none does."""
    into_card: Flag = False
    """Write the figures into the card (README.md), croissant.json and manifest.json of the synthetic data too."""
    canaries: LocalPath | None = None
    """File of texts, one a line, that were planted in the real data before the generator saw them."""

    @property
    def folder(self) -> Path:
        """Where the report goes."""
        if self.out is not None:
            return self.out
        whole = self.synthetic.resolve()
        return whole.with_name(f"{whole.stem if whole.is_file() else whole.name}-compare")
